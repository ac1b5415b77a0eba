import * as vscode from 'vscode';
import { fileProblems, toDocument } from '../core/syntax/fileProblems';
import { findVariableProblems } from '../core/language/findVariableProblems';
import { findEnvironmentPin } from '../core/request/pinnedEnvironment';
import type { RequestBlock, RequestFile } from '../core/syntax/nodes';
import type { Problem, ProblemFix } from '../core/text/problem';
import { toDiagnostic, toRange, toSpan } from './convert';
import type { Host } from './host';
import { atBoundary } from './runCommand';
import { fixTitle, usableFixes } from './problemFixes';

/**
 * The problems of every open request file: what the parser says at once, what depends on values a moment after the
 * last keystroke.
 */
export class LiveProblems implements vscode.Disposable {
  readonly #host: Host;
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp');
  readonly #shown = new Map<string, Shown>();
  readonly #ofBlocks = new WeakMap<RequestBlock, readonly Problem[]>();
  /** Problems of the imports, which lie outside of the file. */
  readonly #ofFiles = new WeakMap<RequestFile, readonly Problem[]>();
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #listeners: vscode.Disposable[];

  constructor(host: Host) {
    this.#host = host;
    this.#listeners = [
      this.#collection,
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
      return usableFixes(problem).map((fix, index) => toCodeAction(document, { fix, diagnostic, first: index === 0 }));
    });
  }

  dispose(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    for (const listener of this.#listeners) listener.dispose();
  }

  #updateAll(): void {
    for (const document of vscode.workspace.textDocuments) {
      if (this.#shown.has(document.uri.toString())) this.#later(document);
    }
  }

  #update(document: vscode.TextDocument): void {
    void atBoundary(this.#host, 'problems', () => this.#show(document));
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
    const scopeOf = await variables.scopesOf(document);
    this.#ofFiles.set(file, (await variables.importsOf(document)).problems);
    for (const [index, block] of file.blocks.entries()) {
      // A long file is checked in slices, so that keystrokes come through between them.
      if (index % blocksInOneGo === blocksInOneGo - 1) await new Promise((resolve) => setImmediate(resolve));
      if (document.version !== version || document.isClosed) return;
      this.#ofBlocks.set(block, findVariableProblems(block, await scopeOf(index)));
    }
    await this.#show(document);
  }

  /** Blocks that were not edited keep their problems until they are looked at anew. */
  async #show(document: vscode.TextDocument): Promise<void> {
    const key = document.uri.toString();
    const { version } = document;
    const file = (await this.#host.documents()).fileOf(document);
    if (document.version !== version || !this.#shown.has(key)) return;
    const problems = [...fileProblems(file), ...findEnvironmentPin(file).problems, ...(this.#ofFiles.get(file) ?? [])];
    for (const [index, block] of file.blocks.entries()) {
      const start = file.starts[index] ?? 0;
      for (const problem of this.#ofBlocks.get(block) ?? []) problems.push(toDocument(problem, start));
    }
    this.#shown.set(key, { version, problems });
    const diagnostics = problems.slice(0, mostShown).map((problem) => toDiagnostic(document, problem));
    this.#collection.set(document.uri, diagnostics);
  }

  #forget(document: vscode.TextDocument): void {
    const key = document.uri.toString();
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    this.#shown.delete(key);
    this.#collection.delete(document.uri);
    this.#host.origins.delete(key);
  }
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
  switch (fix.kind) {
    case 'replace':
      action.edit = new vscode.WorkspaceEdit();
      action.edit.replace(document.uri, toRange(document, fix.span), fix.text);
      break;
    case 'define-variable':
      action.command = {
        title: action.title,
        command: 'identityHttp.defineVariable',
        arguments: [{ uri: document.uri.toString(), name: fix.name, environmentName: fix.environmentName }],
      };
      break;
  }
  return action;
}

const typingPause = 200;
/** As many as VS Code keeps of one file. */
const mostShown = 1000;
const blocksInOneGo = 200;
