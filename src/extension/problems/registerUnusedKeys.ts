import * as vscode from 'vscode';
import type { Host } from '../host';
import { atBoundary } from '../runCommand';

/** The first environment file that is on screen brings in what looks for variables that nothing uses. */
export function registerUnusedKeys(host: Host): void {
  let isLooking = false;
  const consider = (editors: readonly vscode.TextEditor[]): void => {
    if (isLooking || !editors.some(({ document }) => /\/http-client[^/]*\.env\.json/.test(document.uri.path))) return;
    isLooking = true;
    void atBoundary(host, 'unused variables', async () => {
      const { UnusedKeys } = await import('./unusedKeys');
      host.context.subscriptions.push(new UnusedKeys(host));
    });
  };
  host.context.subscriptions.push(vscode.window.onDidChangeVisibleTextEditors(consider));
  // Not now: activation only registers.
  setImmediate(() => consider(vscode.window.visibleTextEditors));
}
