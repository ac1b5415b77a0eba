import * as vscode from 'vscode';
import type { Confirm } from '../../core/session/confirmationFor';

/** Asks in the middle of the window, where it cannot be overlooked; turning away sends nothing. */
export const confirmSend: Confirm = async ({ environmentName, method, origin, url, reasons }) => {
  const place = environmentName === '' ? '' : ` in environment '${environmentName}'`;
  const question = `Send ${method} to ${origin}${place}?`;
  const choice = await vscode.window.showWarningMessage(
    question,
    { modal: true, detail: `${method} ${url}\n\n${reasons.join('\n')}` },
    `Send ${method}`,
  );
  return choice === `Send ${method}`;
};
