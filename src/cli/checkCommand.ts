import { randomUUID } from 'node:crypto';
import { findSecretProblemsOfFiles } from '../core/environment/secrets/findSecretFileProblems';
import { loadDotenv } from '../core/environment/files/loadDotenv';
import type { ValuePorts } from '../core/environment/ports';
import type { VariableScope } from '../core/environment/variable';
import { explainCaptured, hasUndefinedName } from '../core/language/captureElsewhere';
import { findCapturedNames } from '../core/language/names/findCapturedNames';
import { findFileVariableProblems } from '../core/language/problems/findFileVariableProblems';
import { findRefCycles } from '../core/language/problems/findRefCycles';
import { findRefProblems } from '../core/language/problems/findRefProblems';
import { findRequestNames } from '../core/language/names/findRequestNames';
import { findSavedTokens, maySaveTokens } from '../core/language/problems/findSavedTokens';
import { findTextProblems } from '../core/language/problems/findTextProblems';
import { findVariableProblems } from '../core/language/problems/findVariableProblems';
import { findPinProblems } from '../core/request/findPinProblems';
import { hasOwnNames } from '../core/session/buildNotRunLayer';
import { buildScope } from '../core/session/buildScope';
import { findCaptureProblems } from '../core/session/captures/findCaptureProblems';
import { loadImports, type ImportedFile } from '../core/session/loadImports';
import { createSession } from '../core/session/session';
import { findPlacedBlocks } from '../core/syntax/blockAtOffset';
import { toDocument } from '../core/syntax/fileProblems';
import { hasUnreadScript } from '../core/syntax/script/findNotRunNames';
import type { RequestBlock } from '../core/syntax/nodes';
import { buildLineIndex, positionAtOffset } from '../core/text/lineIndex';
import type { Problem } from '../core/text/problem';
import { readFileBytes } from '../files/fileReader';
import { isTracked } from './askGit';
import { chooseEnvironment, type ChosenEnvironment } from './chooseEnvironment';
import type { CheckOptions } from './invocation';
import type { ProblemPlace } from './printProblems';
import { findCaptured } from './findCaptured';
import { findUnusedProblems } from './findUnusedProblems';
import { readRequestFile, type ReadRequestFile } from './readRequestFile';
import { exitCodes, type CommandHost, type ExitCode } from './runInvocation';
import { escapeJson, escapeLine } from './terminal';

/** `identity-http check`: what is wrong in files, in the order of their lines. Nothing is sent. */
export async function runCheck(options: CheckOptions, host: CommandHost): Promise<ExitCode> {
  let hasErrors = false;
  let isMisused = false;
  const printed = new Set<string>();
  const looked = new Set<string>();
  const captured = new Map<string, ReadonlyMap<string, string>>();
  const print = (place: ProblemPlace, problem: Problem): void => {
    const line = printLine(place, problem, options.json);
    // Several request files may share an environment file.
    if (printed.has(line)) return;
    printed.add(line);
    hasErrors ||= problem.severity === 'error';
    host.terminal.print(line);
  };
  for (const path of options.files) {
    if (host.signal.aborted) return exitCodes.interrupted;
    if (host.terminal.isClosed()) break;
    const failure = await checkFile(path, { options, host, print, looked, captured });
    if (failure === undefined) continue;
    isMisused = true;
    host.terminal.printError(`${escapeLine(failure)}\n`);
  }
  if (isMisused) return exitCodes.misused;
  return hasErrors ? exitCodes.failed : exitCodes.good;
}

interface Check {
  readonly options: CheckOptions;
  readonly host: CommandHost;
  readonly print: (place: ProblemPlace, problem: Problem) => void;
  /** Environment files whose use was looked for. */
  readonly looked: Set<string>;
  /** Names that are captured in the files of a folder, once they were looked for. */
  readonly captured: Map<string, ReadonlyMap<string, string>>;
}

/** The sentence that says why the file could not be checked, if so. */
async function checkFile(path: string, { options, host, print, looked, captured }: Check): Promise<string | undefined> {
  const file = await readRequestFile(path);
  if (typeof file === 'string') return file;
  // What is wrong with the environments is printed here, with everything else.
  const quiet = { ...host, terminal: { ...host.terminal, printError: () => undefined } };
  const { environmentName } = options;
  const chosen = await chooseEnvironment({ environmentName, sandboxUrl: undefined }, { file, host: quiet });
  if (typeof chosen === 'string') return chosen;
  try {
    await printEnvironmentProblems(chosen, {
      print,
      unused: () => findUnusedProblems(chosen.environments.sources ?? [], file.workspaceFolder, looked),
    });
    const problems = await findProblems(file, chosen, captured);
    for (const problem of problems.toSorted((one, other) => one.span.start - other.span.start)) print(file, problem);
    return undefined;
  } finally {
    await chosen.close();
  }
}

async function printEnvironmentProblems(
  { environments }: ChosenEnvironment,
  { print, unused }: Pick<Check, 'print'> & { readonly unused: () => ReturnType<typeof findUnusedProblems> },
): Promise<void> {
  const { problems, sources = [] } = environments;
  const secrets = await findSecretProblemsOfFiles(sources, readFileBytes, isTracked);
  for (const problem of [...problems, ...secrets, ...(await unused())]) {
    const bytes = await readFileBytes(problem.path);
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
    print({ shownPath: problem.path, lines: buildLineIndex(text) }, problem);
  }
}

async function findProblems(
  file: ReadRequestFile,
  chosen: ChosenEnvironment,
  captured: Check['captured'],
): Promise<readonly Problem[]> {
  const { imports, problems, hasVariablePath } = await loadImports(readFileBytes, { ...file, file: file.parsed });
  const files = [file.parsed, ...imports.map((imported) => imported.file)];
  const mayBeElsewhere = hasVariablePath || files.some(hasUnreadScript);
  const scopes = await openScopes(file, { ...chosen, mayBeElsewhere }, imports);
  const found = [
    ...findTextProblems(file.parsed, { tracked: await isTracked(file.path) }),
    ...findPinProblems(file.parsed, chosen.environments),
    ...problems,
    ...findFileVariableProblems(file.parsed, scopes.shared),
  ];
  const names = new Set(files.flatMap(findRequestNames));
  const cycles = findRefCycles(file.parsed);
  for (const { block, start } of findPlacedBlocks(file.parsed)) {
    const ofNames = await scopes.problemsOf(block);
    const ofBlock = [
      ...(hasUndefinedName(ofNames)
        ? explainCaptured(ofNames, await findCaptured(file.workspaceFolder, captured))
        : ofNames),
      ...findRefProblems(block, names, new Set(), mayBeElsewhere),
      ...(cycles.get(block) ?? []),
      ...findCaptureProblems(block),
      ...(maySaveTokens(block) ? await findSavedTokens(readFileBytes, block, { ...file, scope: scopes.shared }) : []),
    ];
    for (const problem of ofBlock) found.push(toDocument(problem, start));
  }
  return found;
}

interface OpenScopes {
  readonly shared: VariableScope;
  readonly problemsOf: (block: RequestBlock) => Promise<readonly Problem[]>;
}

/** Where no environment is named, what any of them gives a value is no mistake in the file. */
async function openScopes(
  file: ReadRequestFile,
  { environments, name, mayBeElsewhere }: ChosenEnvironment & { readonly mayBeElsewhere: boolean },
  imports: readonly ImportedFile[],
): Promise<OpenScopes> {
  const isKnown = name !== undefined && environments.lookup(name) !== undefined;
  const names = isKnown ? [name] : [undefined, ...environments.names.slice(0, MOST_ENVIRONMENTS)];
  const build = async (environmentName: string | undefined, block: RequestBlock | undefined) => {
    const input = { file: file.parsed, block, environments, environmentName, path: file.path, imports };
    const readDotenvVariable = await loadDotenv(readFileBytes, file.folder, {
      root: file.workspaceFolder,
      environmentName,
    });
    const projectRoot = file.workspaceFolder ?? file.folder;
    return buildScope({ ...valuePorts(), projectRoot, readDotenvVariable }, createSession(), input);
  };
  const shared = await Promise.all(names.map((environmentName) => build(environmentName, undefined)));
  const captures = findCapturedNames([file.parsed, ...imports.map((imported) => imported.file)]);
  const [first] = shared;
  if (!first) throw new TypeError('There is always one scope.');
  const problemsOf = async (block: RequestBlock): Promise<readonly Problem[]> => {
    const hasOwn = hasOwnNames(block);
    const scopes = hasOwn ? await Promise.all(names.map((environmentName) => build(environmentName, block))) : shared;
    const [one = [], ...others] = scopes.map((scope) => findVariableProblems(block, scope, captures, mayBeElsewhere));
    return one.filter(({ span }) => others.every((found) => found.some((other) => other.span.start === span.start)));
  };
  return { shared: first, problemsOf };
}

function valuePorts(): ValuePorts {
  return { clock: Date.now, newId: randomUUID, random: Math.random, readProcessVariable: (name) => process.env[name] };
}

function printLine({ shownPath, lines }: ProblemPlace, problem: Problem, json: boolean): string {
  const { code, severity, message, span } = problem;
  const start = positionAtOffset(lines, span.start);
  const [line, column] = [start.line + 1, start.character + 1];
  if (!json) return `${escapeLine(`${shownPath}:${line}:${column}: ${severity} ${code} ${message}`)}\n`;
  const end = positionAtOffset(lines, span.end);
  const [endLine, endColumn] = [end.line + 1, end.character + 1];
  const described = { file: shownPath, line, column, endLine, endColumn, severity, code, message };
  return `${escapeJson(JSON.stringify(described))}\n`;
}

const MOST_ENVIRONMENTS = 20;
