import * as vscode from 'vscode';
import type { HistoryActions } from './historyActions';
import { historyScheme } from './historyScheme';
import type { HistoryNode } from './historyTree';
import type { Host } from '../host';
import { lazy } from '../lazy';
import { atBoundary, registerCommand } from '../runCommand';
import type { Sending } from '../sending/sending';

/**
 * Registers the History view and its commands. Nothing is loaded before the view is on the screen or a command is
 * called. The provider is given back for tests.
 */
export function registerHistoryView(host: Host, sending: () => Promise<Sending>): vscode.TreeDataProvider<unknown> {
  const changed = new vscode.EventEmitter<void>();
  const tree = lazy(async () => {
    const { HistoryTree } = await import('./historyTree');
    const made = new HistoryTree(await host.history(), view);
    host.context.subscriptions.push(
      made.onDidChange(() => changed.fire()),
      made,
    );
    return made;
  });
  const provider: vscode.TreeDataProvider<HistoryNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await tree()).children(node),
    getTreeItem: async (node) => (await tree()).item(node),
  };
  const view = vscode.window.createTreeView('identityHttp.history', {
    treeDataProvider: provider,
    showCollapseAll: true,
    canSelectMany: true,
  });
  const actions = lazy(async () => {
    const { HistoryActions } = await import('./historyActions');
    return new HistoryActions(await sending(), await host.history(), await tree());
  });
  host.context.subscriptions.push(
    changed,
    view,
    vscode.workspace.registerTextDocumentContentProvider(historyScheme, {
      provideTextDocumentContent: async (uri) => {
        let text = '';
        await atBoundary(host, 'history document', async () => {
          const { readHistoryDocument } = await import('./historyDocuments');
          text = await readHistoryDocument(await host.history(), uri);
        });
        return text;
      },
    }),
  );
  for (const [name, action] of Object.entries(actionNames)) {
    registerCommand(host, name, async (node, nodes) => (await actions())[action](node, nodes));
  }
  return provider;
}

const actionNames = {
  openHistoryEntry: 'open',
  resendHistoryEntry: 'resend',
  composeHistoryEntry: 'compose',
  compareHistoryEntries: 'compare',
  deleteHistoryEntry: 'remove',
  clearHistory: 'clear',
  searchHistory: 'search',
  clearHistorySearch: 'endSearch',
  refreshHistory: 'refresh',
} as const satisfies Record<string, keyof HistoryActions>;
