import * as vscode from 'vscode';

/** False in Restricted Mode, after the person was told why nothing is sent. */
export function maySend(): boolean {
  if (vscode.workspace.isTrusted) return true;
  const message =
    'Nothing is sent in Restricted Mode: a request of an untrusted folder could carry your credentials to a host you did not choose.';
  void vscode.window.showWarningMessage(message, 'Manage Trust').then((choice) => {
    if (choice === 'Manage Trust') void vscode.commands.executeCommand('workbench.trust.manage');
  });
  return false;
}
