import * as vscode from 'vscode';

/** Shows one value in a box that takes no other, and forgets it with the box. */
export async function showSecret(title: string, text: string): Promise<void> {
  await vscode.window.showInputBox({
    title,
    prompt: 'It is shown until you press Escape or Enter, and is not remembered.',
    value: text,
    valueSelection: [0, 0],
    validateInput: (typed) => (typed === text ? undefined : 'The value is only shown here and cannot be changed.'),
  });
}
