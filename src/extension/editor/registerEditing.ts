import * as vscode from 'vscode';
import { semanticTokenModifiers, semanticTokenTypes } from '../../core/language/outline/semanticTokenTypes';
import type { Host } from '../host';
import { lazy } from '../lazy';
import type { ShownLines } from './shownLines';

/** Registers what helps to write and read requests. Each answer is a chunk that its first question loads. */
export function registerEditing(host: Host): void {
  host.context.subscriptions.push(
    registerLenses(host),
    registerInlayHints(host),
    registerSemanticTokens(host),
    registerLinks(host),
    registerWorkspaceSymbols(host),
    registerCompletions(host),
    vscode.languages.registerHoverProvider([requestFiles, markdownFiles], {
      provideHover: async (document, position) =>
        (await import('./requestHovers')).provideHover(host, document, position),
    }),
    vscode.languages.registerSignatureHelpProvider(
      requestFiles,
      {
        provideSignatureHelp: async (document, position) =>
          (await import('./requestReading')).provideSignature(document, position),
      },
      ' ',
      '(',
      ',',
    ),
    vscode.languages.registerSelectionRangeProvider(requestFiles, {
      provideSelectionRanges: async (document, positions) =>
        (await import('./requestReading')).provideSelections(host, document, positions),
    }),
  );
}

function registerCompletions(host: Host): vscode.Disposable {
  const provider: vscode.CompletionItemProvider = {
    provideCompletionItems: async (document, position, _token, { triggerCharacter }) =>
      (await import('./requestCompletions')).provideCompletions(host, document, position, triggerCharacter),
    resolveCompletionItem: async (item) => (await import('./proseText')).resolveCompletionItem(item),
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(requestFiles, provider, ...'{$.@:/- '),
    // In prose a blank, a stroke and a slash are too common to ask behind each of them.
    vscode.languages.registerCompletionItemProvider(markdownFiles, provider, ...'{$.@:'),
  );
}

function registerLenses(host: Host): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const shown = shownLines(host, () => changed.fire());
  return vscode.Disposable.from(
    changed,
    host.environments.onDidChange(() => changed.fire()),
    host.statuses.onDidChange(() => changed.fire()),
    onSettings(() => changed.fire()),
    vscode.languages.registerCodeLensProvider([requestFiles, markdownFiles], {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => {
        const [{ provideLenses }, lines] = await Promise.all([import('./requestLenses'), shown()]);
        return provideLenses(host, document, lines);
      },
      resolveCodeLens: async (lens) => (await import('./requestLenses')).resolveLens(lens),
    }),
  );
}

function registerInlayHints(host: Host): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  const followed: vscode.Disposable[] = [];
  const follow = lazy(async () => {
    followed.push((await host.variables()).onDidChange(() => changed.fire()));
  });
  return vscode.Disposable.from(
    changed,
    { dispose: () => followed.forEach((listener) => listener.dispose()) },
    host.environments.onDidChange(() => changed.fire()),
    onSettings(() => changed.fire()),
    vscode.languages.registerInlayHintsProvider(requestFiles, {
      onDidChangeInlayHints: changed.event,
      provideInlayHints: async (document, range) => {
        await follow();
        return (await import('./inlayHints')).provideInlayHints(host, document, range);
      },
    }),
  );
}

/**
 * For what is on the screen alone. With tokens of a whole file VS Code would take all of them anew behind every
 * keystroke, and in a long file that is what a typing hand waits for.
 */
function registerSemanticTokens(host: Host): vscode.Disposable {
  return vscode.languages.registerDocumentRangeSemanticTokensProvider(
    requestFiles,
    {
      provideDocumentRangeSemanticTokens: async (document, range) =>
        (await import('./semanticTokens')).provideTokens(host, document, range),
    },
    new vscode.SemanticTokensLegend([...semanticTokenTypes], [...semanticTokenModifiers]),
  );
}

/** VS Code knows no event for links: that they are others is told by giving it the provider anew. */
function registerLinks(host: Host): vscode.Disposable {
  const shown = shownLines(host, () => {
    registered.dispose();
    registered = register();
  });
  const register = (): vscode.Disposable =>
    vscode.languages.registerDocumentLinkProvider(requestFiles, {
      provideDocumentLinks: async (document) => {
        const [{ provideLinks }, lines] = await Promise.all([import('./requestLinks'), shown()]);
        return provideLinks(host, document, lines);
      },
      resolveDocumentLink: async (link) => (await import('./requestLinks')).resolveLink(host, link),
    });
  let registered = register();
  return { dispose: () => registered.dispose() };
}

/** What was answered for of long documents; `onLeave` is called when something else is on the screen. */
function shownLines(host: Host, onLeave: () => void): () => Promise<ShownLines> {
  return lazy(async () => {
    const { ShownLines } = await import('./shownLines');
    const made = new ShownLines();
    host.context.subscriptions.push(made, made.onDidLeave(onLeave));
    return made;
  });
}

function registerWorkspaceSymbols(host: Host): vscode.Disposable {
  const symbols = lazy(async () => new (await import('./workspaceSymbols')).WorkspaceSymbols(host));
  return vscode.languages.registerWorkspaceSymbolProvider({
    provideWorkspaceSymbols: async (query, token) => (await symbols()).find(query, token),
  });
}

function onSettings(run: () => void): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration('identityHttp')) run();
  });
}

const requestFiles: vscode.DocumentFilter = { language: 'http' };
const markdownFiles: vscode.DocumentFilter = { language: 'markdown' };
