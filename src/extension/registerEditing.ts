import * as vscode from 'vscode';
import { semanticTokenModifiers, semanticTokenTypes } from '../core/language/semanticTokenTypes';
import type { Host } from './host';
import { lazy } from './lazy';

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
  };
  return vscode.Disposable.from(
    vscode.languages.registerCompletionItemProvider(requestFiles, provider, ...'{$.@:/- '),
    // In prose a blank, a stroke and a slash are too common to ask behind each of them.
    vscode.languages.registerCompletionItemProvider(markdownFiles, provider, ...'{$.@:'),
  );
}

function registerLenses(host: Host): vscode.Disposable {
  const changed = new vscode.EventEmitter<void>();
  return vscode.Disposable.from(
    changed,
    host.environments.onDidChange(() => changed.fire()),
    host.statuses.onDidChange(() => changed.fire()),
    onSettings(() => changed.fire()),
    vscode.languages.registerCodeLensProvider([requestFiles, markdownFiles], {
      onDidChangeCodeLenses: changed.event,
      provideCodeLenses: async (document) => (await import('./requestLenses')).provideLenses(host, document),
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

function registerSemanticTokens(host: Host): vscode.Disposable {
  const tokens = lazy(async () => new (await import('./semanticTokens')).SemanticTokens(host));
  const legend = new vscode.SemanticTokensLegend([...semanticTokenTypes], [...semanticTokenModifiers]);
  return vscode.Disposable.from(
    vscode.languages.registerDocumentSemanticTokensProvider(
      requestFiles,
      {
        provideDocumentSemanticTokens: async (document) => (await tokens()).provideTokens(document),
        provideDocumentSemanticTokensEdits: async (document, before) =>
          (await tokens()).provideTokenEdits(document, before),
      },
      legend,
    ),
    vscode.languages.registerDocumentRangeSemanticTokensProvider(
      requestFiles,
      {
        provideDocumentRangeSemanticTokens: async (document, range) =>
          (await tokens()).provideTokensWithin(document, range),
      },
      legend,
    ),
  );
}

function registerLinks(host: Host): vscode.Disposable {
  return vscode.languages.registerDocumentLinkProvider(requestFiles, {
    provideDocumentLinks: async (document) => (await import('./requestLinks')).provideLinks(host, document),
    resolveDocumentLink: async (link) => (await import('./requestLinks')).resolveLink(host, link),
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
