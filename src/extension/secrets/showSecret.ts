import * as vscode from 'vscode';
import { layoutSecret } from '../../core/view/layoutSecret';

/**
 * Shows one value and forgets it with the box it stands in. One of several lines needs a dialog, which keeps them; a
 * document would be kept by whatever backs up documents.
 */
export async function showSecret(title: string, text: string): Promise<void> {
  const lines = layoutSecret(text);
  if (lines !== undefined) {
    await vscode.window.showInformationMessage(title, { modal: true, detail: lines });
    return;
  }
  await vscode.window.showInputBox({
    title,
    prompt: 'It is shown until you press Escape or Enter, and is not remembered.',
    value: text,
    valueSelection: [0, 0],
    validateInput: (typed) => (typed === text ? undefined : 'The value is only shown here and cannot be changed.'),
  });
}
