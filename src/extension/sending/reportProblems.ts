import * as vscode from 'vscode';
import type { PlacedBlock } from '../../core/syntax/blockAtOffset';
import { toDocument } from '../../core/syntax/fileProblems';
import type { Problem } from '../../core/text/problem';
import { literalValues } from '../../core/language/problems/literalValues';
import { toRange } from '../convert';
import { fixAction, shortFixTitle, usableFixes } from '../problems/problemFixes';

/**
 * It was not sent: shows where the first error is, says why, and offers what can be done about it. Where names without a
 * value are all that is wrong, that is to send their placeholders as text, this once.
 */
export async function reportUnresolved(
  document: vscode.TextDocument,
  { placed, problems }: { readonly placed: PlacedBlock; readonly problems: readonly Problem[] },
  sendWith: (given: ReadonlyMap<string, string>) => Promise<void>,
): Promise<void> {
  const errors = problems.filter((problem) => problem.severity === 'error');
  const [first] = errors.map((problem) => toDocument(problem, placed.start));
  if (!first) return;
  const range = toRange(document, first.span);
  const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
  const editor = await vscode.window.showTextDocument(document, {
    viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    selection: new vscode.Range(range.start, range.start),
  });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
  const more = errors.length > 1 ? ` ${errors.length - 1} more in the Problems view.` : '';
  const fixes = usableFixes(document, first).slice(0, 3);
  const titles = fixes.map(shortFixTitle);
  const literal = literalValues(problems);
  const offered = literal ? [...titles, sendLiterally] : titles;
  void vscode.window
    .showErrorMessage(`The request was not sent. ${first.message}${more}`, ...offered)
    .then(async (choice) => {
      if (literal && choice === sendLiterally) return sendWith(literal);
      const fix = fixes[titles.indexOf(choice ?? '')];
      if (!fix) return;
      const action = fixAction(document, fix);
      if ('edit' in action) await vscode.workspace.applyEdit(action.edit);
      else await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
    });
}

const sendLiterally = 'Send {{…}} as Text';

/** It was sent, but a value that later requests wait for was not found in the answer. */
export function reportCaptures(document: vscode.TextDocument, placed: PlacedBlock, problems: readonly Problem[]): void {
  const failed = problems.filter((problem) => problem.code === 'capture-failed');
  const [first] = failed;
  if (!first) return;
  const more = failed.length > 1 ? ` ${failed.length - 1} more captures found nothing.` : '';
  void vscode.window.showWarningMessage(first.message + more, 'Show Capture').then(async (choice) => {
    if (choice !== 'Show Capture') return;
    const range = toRange(document, toDocument(first, placed.start).span);
    await vscode.window.showTextDocument(document, { selection: range, viewColumn: vscode.ViewColumn.One });
  });
}
