import { randomUUID } from 'node:crypto';
import { isAbsolute, relative } from 'node:path';
import { SHARED_SECTION } from '../core/environment/environmentSource';
import { listVariables } from '../core/environment/listVariables';
import type { ListedDefinition, ListedVariable } from '../core/environment/listVariables';
import type { ValuePorts } from '../core/environment/ports';
import { describeOrigin } from '../core/language/hover/describeOrigin';
import { maskValue } from '../core/language/maskValue';
import { findPinProblems } from '../core/request/findPinProblems';
import { findEnvironmentPin } from '../core/request/pinnedEnvironment';
import { buildScope } from '../core/session/buildScope';
import { loadImports } from '../core/session/loadImports';
import { createSession } from '../core/session/session';
import { withDotenv } from '../core/session/withDotenv';
import { buildLineIndex, positionAtOffset } from '../core/text/lineIndex';
import type { LineIndex } from '../core/text/lineIndex';
import { readFileBytes } from '../files/fileReader';
import { chooseEnvironment } from './chooseEnvironment';
import type { ChosenEnvironment } from './chooseEnvironment';
import { hostAdvice } from './hostAdvice';
import type { EnvOptions } from './invocation';
import { isWorthPrinting, problemLine } from './printProblems';
import { readRequestFile } from './readRequestFile';
import type { ReadRequestFile } from './readRequestFile';
import { exitCodes } from './runInvocation';
import type { CommandHost, ExitCode } from './runInvocation';
import { escapeJson, escapeLine, escapeLines } from './terminal';

/**
 * `identity-http env`: every variable that a request of the file could use, with its value, where it comes from and
 * what it hides. Secrets are masked, and nothing is sent.
 */
export async function runEnv(options: EnvOptions, host: CommandHost): Promise<ExitCode> {
  const file = await readRequestFile(options.file);
  const chosen =
    typeof file === 'string'
      ? file
      : await chooseEnvironment({ environmentName: options.environmentName, sandboxUrl: undefined }, { file, host });
  if (typeof file === 'string' || typeof chosen === 'string') {
    host.terminal.printError(`${escapeLines(String(chosen))}\n`);
    return exitCodes.misused;
  }
  try {
    return await printVariables(options, { file, chosen, host });
  } finally {
    await chosen.close();
  }
}

interface Run {
  readonly file: ReadRequestFile;
  readonly chosen: ChosenEnvironment;
  readonly host: CommandHost;
}

async function printVariables({ json, environmentName }: EnvOptions, run: Run): Promise<ExitCode> {
  const { file, chosen, host } = run;
  const { imports, problems } = await loadImports(readFileBytes, { ...file, file: file.parsed });
  const pin = findEnvironmentPin(file.parsed);
  const ofPin = findPinProblems(file.parsed, chosen.environments);
  const conflict = ofPin.some(({ severity }) => severity === 'error');
  for (const problem of [...ofPin, ...problems].filter(isWorthPrinting)) {
    host.terminal.printError(`${problemLine(file, problem)}\n`);
  }
  if (pin.name !== undefined && environmentName !== undefined && pin.name !== chosen.name) {
    host.terminal.printError(
      escapeLine(`${file.shownPath} is pinned to the environment '${pin.name}', so it is not sent in this one.`) + '\n',
    );
  }
  const input = {
    file: file.parsed,
    environments: chosen.environments,
    environmentName: chosen.name,
    path: file.path,
    imports,
  };
  const ports = await withDotenv({ ...valuePorts(), reader: readFileBytes }, { ...file, ...input });
  const scope = await buildScope(ports, createSession(), { ...input, block: undefined });
  const variables = listVariables(scope).filter(({ memberOf }) => memberOf === undefined);
  const places = await readPlaces(file, variables);
  host.terminal.print(
    json ? `${escapeJson(JSON.stringify(describeAll(run, variables, places)))}\n` : listAll(run, variables, places),
  );
  const broken = chosen.environments.problems.some(({ severity }) => severity === 'error');
  return broken || conflict ? exitCodes.problems : exitCodes.good;
}

function valuePorts(): ValuePorts {
  return {
    clock: Date.now,
    newId: randomUUID,
    random: Math.random,
    advice: hostAdvice,
    readProcessVariable: (name) => process.env[name],
  };
}

/** The JSON form. Its members' names and order are part of the command's interface; absent ones are left out. */
function describeAll({ file, chosen }: Run, variables: readonly ListedVariable[], places: Places): object {
  return {
    file: file.shownPath,
    environment: chosen.name,
    variables: variables.map(({ name, definitions: [winner, ...hidden] }) => ({
      name,
      ...(winner && describeDefinition(winner, places)),
      hides: hidden.length === 0 ? undefined : hidden.map((definition) => describeDefinition(definition, places)),
    })),
  };
}

function describeDefinition(definition: ListedDefinition, places: Places): object {
  const { variable, value, secret } = definition;
  const place = placeOf(definition, places);
  return {
    value: value.kind === 'text' ? shownValue(value.text, secret) : undefined,
    error: value.kind === 'failure' ? value.message : undefined,
    secret: secret ? true : undefined,
    origin: variable.origin,
    environment: variable.environment,
    setting: variable.setting,
    file: place?.path,
    line: place?.line,
    column: place?.column,
  };
}

function listAll({ chosen, host }: Run, variables: readonly ListedVariable[], places: Places): string {
  const { style } = host.terminal;
  const names = chosen.environments.names.length === 0 ? 'none' : chosen.environments.names.join(', ');
  const lines = [
    chosen.name === undefined
      ? `No environment; there are: ${escapeLine(names)}`
      : `Environment ${escapeLine(chosen.name)}`,
    '',
  ];
  for (const { name, definitions } of variables) {
    definitions.forEach((definition, index) => {
      const { value, secret } = definition;
      const place = escapeLine(describePlace(definition, places));
      const text =
        value.kind === 'text' ? escapeLine(shownValue(value.text, secret)) : style.bad(escapeLine(value.message));
      if (index === 0) lines.push(`${style.name(escapeLine(name))} = ${text}`, `    ${style.dim(place)}`);
      else lines.push(`    ${style.dim(`hides ${text} from ${place}`)}`);
    });
  }
  if (variables.length === 0) lines.push('No variable is defined.');
  return lines.map((line) => `${line}\n`).join('');
}

function describePlace(definition: ListedDefinition, places: Places): string {
  const { origin, environment, setting, stored } = definition.variable;
  const place = placeOf(definition, places);
  const words = [place ? `${place.path}:${place.line}` : (setting ?? describeOrigin(origin))];
  if (origin === 'shared' || stored?.environment === SHARED_SECTION) words.push('($shared)');
  else if (environment !== undefined) words.push(`(${environment})`);
  return words.join(' ');
}

function shownValue(text: string, secret: boolean): string {
  return secret ? maskValue(text, true) : text;
}

/** By path: how it is printed, and its lines. */
type Places = ReadonlyMap<string, { readonly shownPath: string; readonly lines: LineIndex }>;

async function readPlaces(file: ReadRequestFile, variables: readonly ListedVariable[]): Promise<Places> {
  const paths = new Set(
    variables.flatMap(({ definitions }) => definitions.flatMap(({ variable }) => variable.source?.path ?? [])),
  );
  const places = new Map([[file.path, { shownPath: file.shownPath, lines: file.lines }]]);
  for (const path of paths) {
    if (places.has(path)) continue;
    const bytes = await readFileBytes(path);
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
    const way = relative(process.cwd(), path);
    places.set(path, { shownPath: way.startsWith('..') || isAbsolute(way) ? path : way, lines: buildLineIndex(text) });
  }
  return places;
}

/** Counted from 1. */
function placeOf(
  { variable }: ListedDefinition,
  places: Places,
): { readonly path: string; readonly line: number; readonly column: number } | undefined {
  const found = variable.source && places.get(variable.source.path);
  if (!found || !variable.source) return undefined;
  const { line, character } = positionAtOffset(found.lines, variable.source.span.start);
  return { path: found.shownPath, line: line + 1, column: character + 1 };
}
