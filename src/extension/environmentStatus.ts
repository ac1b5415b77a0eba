import * as vscode from 'vscode';
import { contextUri } from './host';
import type { Host } from './host';

/** The environment of the request file in front, in the status bar; a click changes it. */
export function registerEnvironmentStatus(host: Host): void {
  const item = vscode.window.createStatusBarItem('identityHttp.environment', vscode.StatusBarAlignment.Left, 50);
  item.name = 'Identity HTTP Environment';
  item.command = 'identityHttp.selectEnvironment';
  item.tooltip = 'Environment of this request file (Identity HTTP)';
  const update = (): void => {
    const document = vscode.window.activeTextEditor?.document;
    // A response view in front is no editor: the environment of the last request file stays on screen then.
    if (!document && vscode.window.tabGroups.activeTabGroup.activeTab) return;
    if (document?.languageId !== 'http') {
      item.hide();
      return;
    }
    const name = host.environments.nameFor(contextUri(host, document.uri));
    item.text = `$(globe) ${name === undefined ? 'No environment' : escapeIcons(name)}`;
    item.accessibilityInformation = { label: `Environment: ${name ?? 'none'}`, role: 'button' };
    item.show();
  };
  host.context.subscriptions.push(
    item,
    vscode.window.onDidChangeActiveTextEditor(update),
    vscode.workspace.onDidOpenTextDocument(update),
    host.environments.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('identityHttp.defaultEnvironment')) update();
    }),
  );
  update();
}

/** A name from a file must not become an icon: `$(x)` is text there. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
