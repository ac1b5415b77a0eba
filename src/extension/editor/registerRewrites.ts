import * as vscode from 'vscode';
import type { Host } from '../host';

/** Registers the light bulb's ways to write the same in another way, where nothing is wrong. */
export function registerRewrites(host: Host): void {
  host.context.subscriptions.push(
    vscode.languages.registerCodeActionsProvider(
      { language: 'http' },
      { provideCodeActions: async (document, range) => findActions(host, document, range) },
      { providedCodeActionKinds: [vscode.CodeActionKind.RefactorRewrite] },
    ),
    vscode.languages.registerCodeActionsProvider(
      { language: 'http' },
      {
        provideCodeActions: async (document, range) =>
          (await import('../variables/captureActions')).findCaptureActions(host, document, range),
      },
      { providedCodeActionKinds: [vscode.CodeActionKind.Refactor] },
    ),
  );
}

async function findActions(
  host: Host,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.CodeAction[]> {
  const [{ findRewrites }, { blockAtOffset }, { shiftSpan }, { toOffset, toRange }, documents] = await Promise.all([
    import('../../core/language/edits/findRewrites'),
    import('../../core/syntax/blockAtOffset'),
    import('../../core/text/span'),
    import('../convert'),
    host.documents(),
  ]);
  const offset = toOffset(document, range.start);
  const { block, start } = blockAtOffset(documents.fileOf(document), offset);
  return findRewrites(block, offset - start).map(({ title, span, text }) => {
    const action = new vscode.CodeAction(title, vscode.CodeActionKind.RefactorRewrite);
    action.edit = new vscode.WorkspaceEdit();
    action.edit.replace(document.uri, toRange(document, shiftSpan(span, start)), text);
    return action;
  });
}
