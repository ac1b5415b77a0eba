import * as vscode from 'vscode';
import type { Host } from './host';
import type { LanguageFeatures } from './languageFeatures';
import { lazy } from './lazy';
import { atBoundary } from './runCommand';

/** Registers what an editor asks of request files. The answers are a chunk that the first question loads. */
export function registerLanguage(host: Host): void {
  const features = lazy(async () => {
    const { LanguageFeatures } = await import('./languageFeatures');
    const made = new LanguageFeatures(host);
    host.context.subscriptions.push(made);
    return made;
  });
  host.context.subscriptions.push(
    vscode.languages.registerDocumentSymbolProvider(selector, {
      provideDocumentSymbols: async (document) => (await features()).documentSymbols(document),
    }),
    vscode.languages.registerFoldingRangeProvider(selector, {
      provideFoldingRanges: async (document) => (await features()).foldingRanges(document),
    }),
    vscode.languages.registerCodeActionsProvider(
      selector,
      { provideCodeActions: async (document, range) => (await features()).codeActions(document, range) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
  host.context.subscriptions.push(registerFormatting(features));
  watchDocuments(host, features);
}

function registerFormatting(features: () => Promise<LanguageFeatures>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: async (document) => (await features()).formatDocument(document),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(selector, {
      provideDocumentRangeFormattingEdits: async (document, range) => (await features()).formatRange(document, range),
    }),
    vscode.languages.registerOnTypeFormattingEditProvider(
      selector,
      {
        provideOnTypeFormattingEdits: async (document, position, typed) =>
          (await features()).formatOnType(document, position, typed),
      },
      '\n',
      '}',
      ']',
    ),
  );
}

/** Problems are shown without being asked for, so the first request file that is open brings the answers in. */
function watchDocuments(host: Host, features: () => Promise<LanguageFeatures>): void {
  const begin = (document: vscode.TextDocument): void => {
    // The other side of a comparison is not what one works on.
    if (document.languageId !== 'http' || document.uri.scheme === 'git') return;
    void atBoundary(host, 'problems', async () => (await features()).watch(document));
  };
  host.context.subscriptions.push(vscode.workspace.onDidOpenTextDocument(begin));
  // Not now: activation only registers.
  setImmediate(() => {
    for (const document of vscode.workspace.textDocuments) begin(document);
  });
}

const selector: vscode.DocumentSelector = { language: 'http' };
