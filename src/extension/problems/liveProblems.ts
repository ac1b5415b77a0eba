import * as vscode from 'vscode';
import { toDocument } from '../../core/syntax/fileProblems';
import type { EnvironmentSet } from '../../core/environment/environmentSet';
import type { VariableScope } from '../../core/environment/variable';
import { describeNames } from '../../core/language/names/describeNames';
import { findCapturedNames } from '../../core/language/names/findCapturedNames';
import { findFileVariableProblems } from '../../core/language/problems/findFileVariableProblems';
import { findRefCycles } from '../../core/language/problems/findRefCycles';
import { findRefProblems } from '../../core/language/problems/findRefProblems';
import { findRequestNames } from '../../core/language/names/findRequestNames';
import { findSavedTokens, maySaveTokens } from '../../core/language/problems/findSavedTokens';
import { findTextProblems } from '../../core/language/problems/findTextProblems';
import { findVariableProblems } from '../../core/language/problems/findVariableProblems';
import { findPinProblems } from '../../core/request/findPinProblems';
import { findExchanges } from '../../core/session/findExchanges';
import { readBodyComments } from '../../core/syntax/body/bodyComments';
import { hasUnreadScript } from '../../core/syntax/script/findNotRunNames';
import type { RequestBlock, RequestFile } from '../../core/syntax/nodes';
import type { Problem, ProblemFix } from '../../core/text/problem';
import { toDiagnostic, toSpan } from '../convert';
import { contextUri } from '../host';
import type { Host } from '../host';
import { fileReader } from '../ports';
import { atBoundary } from '../runCommand';
import { fixAction, fixTitle, usableFixes } from './problemFixes';
import { OtherCaptures } from './otherCaptures';
import { TrackedFiles } from './trackedFiles';

/**
 * The problems of every open request file: what the parser says at once, what depends on values a moment after the
 * last keystroke.
 */
export class LiveProblems implements vscode.Disposable {
  readonly #host: Host;
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp');
  readonly #shown = new Map<string, Shown>();
  readonly #ofBlocks = new WeakMap<RequestBlock, readonly Problem[]>();
  /** Of each document, by block: what several blocks make together. */
  readonly #cycles = new Map<string, ReadonlyMap<RequestBlock, readonly Problem[]>>();
  /** Problems of the imports, which lie outside of the file. */
  readonly #ofFiles = new WeakMap<RequestFile, readonly Problem[]>();
  /** What the problems of a block were found with. */
  readonly #foundWith = new WeakMap<RequestBlock, Meaning>();
  readonly #meanings = new Map<string, Meaning>();
  readonly #tracked = new TrackedFiles();
  readonly #others = new OtherCaptures();
  /** Counts the changes outside of the files' texts. */
  #generation = 0;
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #listeners: vscode.Disposable[];

  constructor(host: Host) {
    this.#host = host;
    this.#listeners = [
      this.#collection,
      this.#others,
      this.#others.onDidChange(() => this.#updateAll()),
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length > 0 && this.#shown.has(document.uri.toString())) this.#update(document);
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      host.environments.onDidChange(() => this.#updateAll()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('identityHttp')) this.#updateAll();
      }),
    ];
    void atBoundary(host, 'problems', async () => {
      this.#listeners.push((await host.variables()).onDidChange(() => this.#updateAll()));
    });
  }

  async watch(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    if (this.#shown.has(key) || document.isClosed) return;
    this.#shown.set(key, { version: document.version, problems: [] });
    await this.#show(document);
    this.#later(document);
  }

  /** The fixes of the problems that touch `range`. */
  codeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.#shown.get(document.uri.toString());
    if (shown?.version !== document.version) return [];
    const asked = toSpan(document, range);
    const touching = shown.problems.filter(({ span }) => span.start <= asked.end && asked.start <= span.end);
    return touching.flatMap((problem) => {
      const diagnostic = toDiagnostic(document, problem);
      return usableFixes(document, problem).map((fix, index) =>
        toCodeAction(document, { fix, diagnostic, first: index === 0 }),
      );
    });
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #updateAll(): void {
    this.#generation++;
    for (const document of vscode.workspace.textDocuments) {
      if (this.#shown.has(document.uri.toString())) this.#later(document);
    }
  }

  #update(document: vscode.TextDocument): void {
    // A Markdown document is read as a whole, which can wait for the end of a word.
    if (document.languageId !== 'markdown') void atBoundary(this.#host, 'problems', () => this.#show(document));
    this.#later(document);
  }

  #later(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => {
      this.#timers.delete(key);
      void atBoundary(this.#host, 'problems', () => this.#findVariableProblems(document));
    }, typingPause);
    this.#timers.set(key, timer);
  }

  async #findVariableProblems(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    const file = (await this.#host.documents()).fileOf(document);
    const variables = await this.#host.variables();
    // Comes with the variables, which read JSONPath.
    const { findCaptureProblems } = await import('../../core/session/captures/findCaptureProblems');
    // Taken before anything is read: what changes while it is read has to be read again.
    const generation = this.#generation;
    const scopeOf = await variables.scopesOf(document);
    const imported = await variables.importsOf(document);
    this.#ofFiles.set(file, imported.problems);
    const scope = await scopeOf(file.blocks.length);
    const files = [file, ...imported.imports.map((other) => other.file)];
    const captures = findCapturedNames(files);
    const home = contextUri(this.#host, document.uri);
    const requests = new Set(files.flatMap(findRequestNames));
    const mayBeElsewhere = imported.hasVariablePath || files.some(hasUnreadScript);
    const place = variables.sessionFileOf(document, scope.environmentName);
    const exchanges = findExchanges(variables.session, { ...place, file, imports: imported.imports });
    const answered = new Set(exchanges.keys());
    const { environments } = await variables.environmentsOf(document);
    const meaning = this.#meaningOf(document, { names: describeNames(file), generation, scope, environments });
    if (document.isClosed) return;
    this.#cycles.set(document.uri.toString(), findRefCycles(file));
    for (const [index, block] of file.blocks.entries()) {
      // A long file is checked in slices, so that keystrokes come through between them.
      if (index % blocksInOneGo === blocksInOneGo - 1) await new Promise((resolve) => setImmediate(resolve));
      if (document.version !== version || document.isClosed) return;
      if (this.#foundWith.get(block) === meaning) continue;
      const own = await scopeOf(index);
      this.#ofBlocks.set(block, [
        ...(await this.#others.explain(home, findVariableProblems(block, own, captures, mayBeElsewhere))),
        ...findRefProblems(block, requests, answered, mayBeElsewhere),
        ...findCaptureProblems(block),
        ...(maySaveTokens(block) ? await this.#findSavedTokens(document, block, own) : []),
      ]);
      this.#foundWith.set(block, meaning);
    }
    // Git is asked only where it matters.
    const holdsSecret = findTextProblems(file, { tracked: undefined }).some(({ code }) => code === 'secret-in-clear');
    if (holdsSecret) await this.#tracked.refresh(document.uri);
    await this.#show(document);
  }

  async #findSavedTokens(document: vscode.TextDocument, block: RequestBlock, scope: VariableScope) {
    const { uri, ...folders } = (await this.#host.variables()).placeOf(contextUri(this.#host, document.uri));
    return findSavedTokens(fileReader(uri), block, { scope, ...folders });
  }

  /** The same object for as long as nothing changed that a name in the file may mean. */
  #meaningOf(document: vscode.TextDocument, found: Meaning): Meaning {
    const key = document.uri.toString();
    const known = this.#meanings.get(key);
    // Outside of a workspace folder nobody tells when an environment file changed.
    const isWatched = vscode.workspace.getWorkspaceFolder(contextUri(this.#host, document.uri)) !== undefined;
    if (isWatched && known?.generation === found.generation && known.names === found.names) {
      known.scope = found.scope;
      known.environments = found.environments;
      return known;
    }
    this.#meanings.set(key, found);
    return found;
  }

  /** Blocks that were not edited keep their problems until they are looked at anew. */
  async #show(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const { version } = document;
    const file = (await this.#host.documents()).fileOf(document);
    if (document.version !== version || !this.#shown.has(key)) return;
    const scope = this.#meanings.get(key)?.scope;
    const settings = vscode.workspace.getConfiguration('identityHttp', contextUri(this.#host, document.uri));
    const bodyComments = readBodyComments(settings.get<unknown>('bodyComments'));
    const ofPin = findPinProblems(file, this.#meanings.get(key)?.environments);
    // In an environment that there is not no name has a value: one cause, said once.
    const isLost = ofPin.some(({ code }) => code === 'unknown-environment');
    const problems = [
      ...findTextProblems(file, { tracked: this.#tracked.isTracked(document.uri), bodyComments }),
      ...(scope ? findFileVariableProblems(file, scope) : []),
      ...ofPin,
      ...(this.#ofFiles.get(file) ?? []),
    ];
    const cycles = this.#cycles.get(key) ?? noCycles;
    for (const [index, block] of file.blocks.entries()) {
      const own = this.#ofBlocks.get(block);
      const cyclic = cycles.size > 0 ? cycles.get(block) : undefined;
      if (!own?.length && !cyclic) continue;
      const start = file.starts[index] ?? 0;
      for (const problem of own ?? []) {
        if (!isLost || problem.code !== 'undefined-variable') problems.push(toDocument(problem, start));
      }
      for (const problem of cyclic ?? []) problems.push(toDocument(problem, start));
    }
    const shown = document.languageId === 'markdown' ? problems.map(asExample) : problems;
    const wasEmpty = this.#shown.get(key)?.problems.length === 0;
    this.#shown.set(key, { version, problems: shown });
    // Nothing is said behind every keystroke in a file in which all is well.
    if (wasEmpty && shown.length === 0) return;
    const diagnostics = shown.slice(0, mostShown).map((problem) => toDiagnostic(document, problem));
    this.#collection.set(document.uri, diagnostics);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#shown.delete(key);
    this.#meanings.delete(key);
    this.#cycles.delete(key);
    this.#tracked.forget(document.uri);
    this.#collection.delete(document.uri);
    this.#host.origins.delete(document.uri);
  }
}

/** Documentation shows requests that nobody sends: what would stop a send is worth a word there, and no alarm. */
function asExample(problem: Problem): Problem {
  return problem.severity === 'hint' ? problem : { ...problem, severity: 'information' };
}

/** All that decides on what the names of a file mean. */
interface Meaning {
  readonly names: string;
  /** The latest one: those of the same meaning answer alike. */
  scope: VariableScope;
  /** Those there were then. */
  environments: EnvironmentSet;
  readonly generation: number;
}

interface Shown {
  readonly version: number;
  readonly problems: readonly Problem[];
}

function toCodeAction(
  document: vscode.TextDocument,
  { fix, diagnostic, first }: { fix: ProblemFix; diagnostic: vscode.Diagnostic; first: boolean },
): vscode.CodeAction {
  const action = new vscode.CodeAction(fixTitle(fix), vscode.CodeActionKind.QuickFix);
  action.diagnostics = [diagnostic];
  action.isPreferred = first;
  const done = fixAction(document, fix);
  if ('edit' in done) action.edit = done.edit;
  else action.command = done.command;
  return action;
}

const noCycles: ReadonlyMap<RequestBlock, readonly Problem[]> = new Map();

const typingPause = 200;
/** As many as VS Code keeps of one file. */
const mostShown = 1000;
const blocksInOneGo = 200;
