import * as vscode from 'vscode';
import type { Host } from '../host';
import { atBoundary, registerCommand } from '../runCommand';
import type { Sending } from '../sending/sending';
import type { TransportFor } from './tokens';

/**
 * The Tokens view with its actions, the remaining time in the status bar, and the commands that write settings. The
 * provider is given back for tests.
 */
export function registerTokens(host: Host, sending: () => Promise<Sending>): vscode.TreeDataProvider<unknown> {
  const { subscriptions } = host.context;
  const changed = new vscode.EventEmitter<undefined>();
  const provider: vscode.TreeDataProvider<vscode.TreeItem> = {
    onDidChangeTreeData: changed.event,
    getTreeItem: (item) => item,
    getChildren: async (item) => (await import('./tokensView')).tokenItems(host, item),
  };
  const view = vscode.window.registerTreeDataProvider('identityHttp.tokens', provider);
  const status = vscode.window.createStatusBarItem('identityHttp.token', vscode.StatusBarAlignment.Left, 49);
  status.name = 'Identity HTTP Token';
  status.command = 'identityHttp.tokens.focus';
  const update = (): void => {
    changed.fire(undefined);
    void atBoundary(host, 'token status', async () => {
      if (host.hasTokens()) await (await import('./tokensView')).showRemaining(await host.tokens(), status);
    });
  };
  subscriptions.push(changed, view, status, updateWhenStale(host, update));
  registerTokenCommands(host, sending, update);
  return provider;
}

/** Another file in front, another environment or other values of it may mean other tokens. Before a first use nothing is done. */
function updateWhenStale(host: Host, update: () => void): vscode.Disposable {
  let gathering: NodeJS.Timeout | undefined;
  const stale = (): void => {
    if (!host.hasTokens()) return;
    // Changes come in groups, and somebody may be typing in an environment file.
    clearTimeout(gathering);
    gathering = setTimeout(update, gatheringTime);
  };
  const listeners = [
    host.environments.onDidChange(stale),
    vscode.window.onDidChangeActiveTextEditor(stale),
    vscode.workspace.onDidChangeWorkspaceFolders(stale),
    vscode.workspace.onDidChangeConfiguration((event) => {
      if (event.affectsConfiguration('identityHttp.defaultEnvironment')) stale();
    }),
    host.onDidUseTokens(() => {
      update();
      void atBoundary(host, 'tokens', async () => {
        listeners.push((await host.tokens()).onDidChange(update), (await host.variables()).onDidChange(stale));
      });
    }),
  ];
  // The time that is left changes by itself.
  const timer = setInterval(update, 30_000);
  return new vscode.Disposable(() => {
    clearInterval(timer);
    clearTimeout(gathering);
    for (const listener of listeners) listener.dispose();
  });
}

function registerTokenCommands(host: Host, sending: () => Promise<Sending>, update: () => void): void {
  const actions = ['getToken', 'copyToken', 'decodeToken', 'forgetToken'] as const;
  for (const action of actions) {
    registerCommand(host, action, async (item) => {
      const { transport, cookies } = await sending();
      const transportFor: TransportFor = (...of) => cookies.transportFor(transport, ...of);
      await (await import('./tokenActions'))[action](host, item, transportFor);
      update();
    });
  }
  registerCommand(host, 'addPingOneToken', async () => (await import('./addToken')).addPingOneToken(host));
  registerCommand(host, 'addIdentityCloudToken', async () => (await import('./addToken')).addIdentityCloudToken(host));
}

const gatheringTime = 200;
