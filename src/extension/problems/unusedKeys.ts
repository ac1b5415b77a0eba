import * as vscode from 'vscode';
import { removeEnvironmentVariable } from '../../core/environment/files/editEnvironmentFile';
import { findEnvironmentNames } from '../../core/environment/files/findEnvironmentNames';
import { isWritableEnvironmentPath } from '../../core/environment/files/loadEnvironments';
import {
  findEnvironmentMentions,
  findFileMentions,
  findMentionsOf,
  findSourceMentions,
  findUnusedKeys,
  isRequestPath,
  type UnusedKey,
} from '../../core/language/problems/findUnusedKeys';
import { toDiagnostic, toRange, toSpan } from '../convert';
import { FileReadings, mostFiles } from '../environments/fileReadings';
import type { Host } from '../host';
import { pathOf } from '../ports';
import { atBoundary } from '../runCommand';

/**
 * Marks what no request uses in the environment files that are on screen. All request files below are read for it, a
 * while after the last change, and each of them once for each change.
 */
export class UnusedKeys implements vscode.Disposable {
  readonly #host: Host;
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp.unusedKeys');
  readonly #shown = new Map<string, { readonly version: number; readonly keys: readonly UnusedKey[] }>();
  readonly #readings = new FileReadings((text, uri) => mentionsOf(text, uri.path));
  readonly #listeners: readonly vscode.Disposable[];
  #timer: NodeJS.Timeout | undefined;
  #looking: vscode.CancellationTokenSource | undefined;

  constructor(host: Host) {
    this.#host = host;
    const later = (): void => this.#later();
    const watcher = vscode.workspace.createFileSystemWatcher(usingFiles);
    this.#listeners = [
      this.#collection,
      watcher,
      watcher.onDidChange(later),
      watcher.onDidCreate(later),
      watcher.onDidDelete(later),
      vscode.window.onDidChangeVisibleTextEditors(later),
      vscode.workspace.onDidChangeTextDocument(({ document }) => {
        if (isEnvironmentFile(document) || isUsing(document)) this.#later();
      }),
      vscode.workspace.onDidCloseTextDocument((document) => this.#forget(document)),
      vscode.languages.registerCodeActionsProvider(
        { pattern: environmentFiles },
        { provideCodeActions: (document, range) => this.#codeActions(document, range) },
        { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
      ),
    ];
    this.#later();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#looking?.cancel();
    for (const listener of this.#listeners) listener.dispose();
  }

  #later(): void {
    this.#looking?.cancel();
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!vscode.window.visibleTextEditors.some(({ document }) => isEnvironmentFile(document))) return;
    this.#timer = setTimeout(() => void atBoundary(this.#host, 'unused variables', () => this.#look()), pause);
  }

  async #look(): Promise<void> {
    const looking = new vscode.CancellationTokenSource();
    this.#looking = looking;
    const documents = new Set(vscode.window.visibleTextEditors.map(({ document }) => document));
    for (const document of documents) {
      if (!isEnvironmentFile(document)) continue;
      const { version } = document;
      const keys = await this.#find(document, looking.token);
      if (looking.token.isCancellationRequested || document.isClosed) return;
      this.#shown.set(document.uri.toString(), { version, keys });
      this.#collection.set(
        document.uri,
        keys.map(({ problem }) => toDiagnostic(document, problem)),
      );
    }
  }

  /** Nothing is said where something may use any name, and where there is too much to look through. */
  async #find(document: vscode.TextDocument, token: vscode.CancellationToken): Promise<readonly UnusedKey[]> {
    const names = findEnvironmentNames(new TextEncoder().encode(document.getText()), pathOf(document.uri));
    if (names.keys.length === 0) return [];
    const folder = vscode.Uri.joinPath(document.uri, '..');
    const below = new vscode.RelativePattern(folder, usingFiles);
    const uris = await vscode.workspace.findFiles(below, '**/node_modules/**', mostFiles, token);
    if (uris.length >= mostFiles) return [];
    const mentions = [findEnvironmentMentions(names), await this.#mentionedAbove(document.uri)];
    let requests = 0;
    for (const uri of uris) {
      if (token.isCancellationRequested) return [];
      const found = await this.#mentions(uri);
      if (found === 'any') return [];
      if (found) mentions.push(found);
      if (found && isRequestPath(uri.path)) requests++;
      // A keystroke need not wait for the whole workspace.
      await new Promise((resolve) => setImmediate(resolve));
    }
    // Whose requests are elsewhere, or still to be written, uses nothing yet.
    return requests === 0 ? [] : findUnusedKeys(names, mentions);
  }

  /** What is typed into an open document counts before it is saved. */
  async #mentions(uri: vscode.Uri): Promise<Mentions | undefined> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (!open) return this.#readings.of(uri);
    if (open.languageId !== 'http') return mentionsOf(open.getText(), uri.path);
    return findFileMentions((await this.#host.documents()).fileOf(open)) ?? 'any';
  }

  /** Values of settings, `.env` files and the environment files of folders above may use a name too. */
  async #mentionedAbove(uri: vscode.Uri): Promise<ReadonlySet<string>> {
    const variables = await this.#host.variables();
    const { sources = [] } = await variables.environmentsNow(variables.placeOf(uri), undefined);
    return findSourceMentions(sources, pathOf(uri));
  }

  #codeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const shown = this.#shown.get(document.uri.toString());
    if (shown?.version !== document.version) return [];
    const asked = toSpan(document, range);
    return shown.keys.flatMap(({ key: { name, environment, span }, problem }) => {
      if (span.start > asked.end || asked.start > span.end) return [];
      const removal = removeEnvironmentVariable(document.getText(), { section: environment, name });
      if (removal.kind === 'refused') return [];
      const action = new vscode.CodeAction(`Remove '${name}' from '${environment}'`, vscode.CodeActionKind.QuickFix);
      action.diagnostics = [toDiagnostic(document, problem)];
      action.edit = new vscode.WorkspaceEdit();
      for (const edit of removal.edits) action.edit.replace(document.uri, toRange(document, edit.span), edit.text);
      return [action];
    });
  }

  #forget({ uri }: vscode.TextDocument): void {
    this.#shown.delete(uri.toString());
    this.#collection.delete(uri);
  }
}

/** Names that a file may mean, or `any` of them. */
type Mentions = ReadonlySet<string> | 'any';

function mentionsOf(text: string, path: string): Mentions {
  return findMentionsOf(text, path) ?? 'any';
}

function isEnvironmentFile({ uri }: vscode.TextDocument): boolean {
  return isWritableEnvironmentPath(uri.path) && uri.scheme !== 'git';
}

function isUsing({ languageId }: vscode.TextDocument): boolean {
  return languageId === 'http' || languageId === 'markdown';
}

const environmentFiles = '**/http-client*.env.json*';
const usingFiles = '**/{*.http,*.rest,*.md,http-client*.env.json*}';
const pause = 500;
