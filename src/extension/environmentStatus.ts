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
    const document = vscode.window.activeTextEditor?.document ?? visibleRequestFile();
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
    vscode.window.onDidChangeVisibleTextEditors(update),
    vscode.workspace.onDidOpenTextDocument(update),
    host.environments.onDidChange(update),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('identityHttp.defaultEnvironment')) update();
    }),
  );
  update();
}

/** With a response view in front there is no active editor, but the request beside it is still what it is about. */
function visibleRequestFile(): vscode.TextDocument | undefined {
  return vscode.window.visibleTextEditors.find(({ document }) => document.languageId === 'http')?.document;
}

/** A name from a file must not become an icon: `$(x)` is text there. */
export function escapeIcons(text: string): string {
  return text.replaceAll('$(', '\\$(');
}
