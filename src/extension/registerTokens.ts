import * as vscode from 'vscode';
import type { Host } from './host';
import { atBoundary, registerCommand } from './runCommand';
import type { Sending } from './sending';

/** The Tokens view with its actions, the remaining time in the status bar, and the commands that write settings. */
export function registerTokens(host: Host, sending: () => Promise<Sending>): void {
  const { subscriptions } = host.context;
  const changed = new vscode.EventEmitter<undefined>();
  const view = vscode.window.registerTreeDataProvider('identityHttp.tokens', {
    onDidChangeTreeData: changed.event,
    getTreeItem: (item: vscode.TreeItem) => item,
    getChildren: async (item?: vscode.TreeItem) => (await import('./tokensView')).tokenItems(host, item),
  });
  const status = vscode.window.createStatusBarItem('identityHttp.token', vscode.StatusBarAlignment.Left, 49);
  status.name = 'Identity HTTP Token';
  status.command = 'identityHttp.tokens.focus';
  let isListening = false;
  const update = (): void => {
    changed.fire(undefined);
    void atBoundary(host, 'token status', async () => {
      if (!host.hasTokens()) return;
      const tokens = await host.tokens();
      if (!isListening) {
        isListening = true;
        subscriptions.push(tokens.onDidChange(update));
      }
      await (await import('./tokensView')).showRemaining(tokens, status);
    });
  };
  // The time that is left changes by itself.
  const timer = setInterval(update, 30_000);
  subscriptions.push(changed, view, status, { dispose: () => clearInterval(timer) });
  subscriptions.push(host.environments.onDidChange(update), host.onDidUseTokens(update));
  registerTokenCommands(host, sending, update);
}

function registerTokenCommands(host: Host, sending: () => Promise<Sending>, update: () => void): void {
  const actions = ['getToken', 'copyToken', 'decodeToken', 'forgetToken'] as const;
  for (const action of actions) {
    registerCommand(host, action, async (item) => {
      const { transport } = await sending();
      await (await import('./tokenActions'))[action](host, item, transport);
      update();
    });
  }
  registerCommand(host, 'addPingOneToken', async () => (await import('./addToken')).addPingOneToken(host));
  registerCommand(host, 'addIdentityCloudToken', async () => (await import('./addToken')).addIdentityCloudToken(host));
}
