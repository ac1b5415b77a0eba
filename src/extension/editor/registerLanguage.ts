import * as vscode from 'vscode';
import type { Host } from '../host';
import type { LanguageFeatures } from './languageFeatures';
import { lazy } from '../lazy';
import { atBoundary } from '../runCommand';

/** Registers what an editor asks of request files. The answers are a chunk that the first question loads. */
export function registerLanguage(host: Host): void {
  const features = lazy(async () => {
    const { LanguageFeatures } = await import('./languageFeatures');
    const made = new LanguageFeatures(host);
    host.context.subscriptions.push(made);
    return made;
  });
  host.context.subscriptions.push(
    vscode.languages.registerDocumentSymbolProvider(requestFiles, {
      provideDocumentSymbols: async (document) => (await features()).documentSymbols(document),
    }),
    vscode.languages.registerFoldingRangeProvider(requestFiles, {
      provideFoldingRanges: async (document) => (await features()).foldingRanges(document),
    }),
    vscode.languages.registerCodeActionsProvider(
      [requestFiles, markdownFiles],
      { provideCodeActions: async (document, range) => (await features()).codeActions(document, range) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
  );
  host.context.subscriptions.push(registerFormatting(features));
  watchDocuments(host, features);
}

function registerFormatting(features: () => Promise<LanguageFeatures>): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.languages.registerDocumentFormattingEditProvider(requestFiles, {
      provideDocumentFormattingEdits: async (document) => (await features()).formatDocument(document),
    }),
    vscode.languages.registerDocumentRangeFormattingEditProvider(requestFiles, {
      provideDocumentRangeFormattingEdits: async (document, range) => (await features()).formatRange(document, range),
    }),
    vscode.languages.registerOnTypeFormattingEditProvider(
      requestFiles,
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
    if (document.uri.scheme === 'git' || !holdsRequests(document)) return;
    void atBoundary(host, 'problems', async () => (await features()).watch(document));
  };
  host.context.subscriptions.push(
    vscode.workspace.onDidOpenTextDocument(begin),
    vscode.workspace.onDidChangeTextDocument((event) => {
      if (opensFence(event)) begin(event.document);
    }),
  );
  // Not now: activation only registers.
  setImmediate(() => {
    for (const document of vscode.workspace.textDocuments) begin(document);
  });
}

/** Prose without requests brings in no code at all. */
function holdsRequests(document: vscode.TextDocument): boolean {
  if (document.languageId === 'http') return true;
  return document.languageId === 'markdown' && fencePattern.test(document.getText());
}

/** A fence may come later: in the line that was typed in, or in a text that was pasted. */
function opensFence({ document, contentChanges }: vscode.TextDocumentChangeEvent): boolean {
  if (document.languageId !== 'markdown') return false;
  return contentChanges.some(
    ({ range, text }) => fencePattern.test(text) || fencePattern.test(document.lineAt(range.start).text),
  );
}

const fencePattern = /^ {0,3}(?:`{3,}|~{3,})[ \t]*\{?[ \t]*\.?(?:http|rest)(?![\w-])/im;

const requestFiles: vscode.DocumentFilter = { language: 'http' };
const markdownFiles: vscode.DocumentFilter = { language: 'markdown' };
