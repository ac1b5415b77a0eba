import * as vscode from 'vscode';
import { FrontFileTracker } from '../frontFile';
import type { Host } from '../host';
import { lazy } from '../lazy';
import { registerCommand } from '../runCommand';
import type { VariableActions } from './variableActions';
import type { VariablesNode } from './variableNodes';

/**
 * Registers the Variables view and its commands. Nothing is loaded before the view is on the screen or a command is
 * called. The provider is given back for tests.
 */
export function registerVariablesView(host: Host): vscode.TreeDataProvider<unknown> {
  const changed = new vscode.EventEmitter<void>();
  const front = new FrontFileTracker();
  const tree = lazy(async () => {
    const { VariablesTree } = await import('./variablesTree');
    const made = new VariablesTree(host, { view, changed, front });
    host.context.subscriptions.push(made);
    return made;
  });
  const provider: vscode.TreeDataProvider<VariablesNode> = {
    onDidChangeTreeData: changed.event,
    getChildren: async (node) => (await tree()).children(node),
    getTreeItem: async (node) => (await tree()).item(node),
  };
  const view = vscode.window.createTreeView('identityHttp.variables', {
    treeDataProvider: provider,
    showCollapseAll: true,
  });
  // While the list is filled anew, VS Code knows of no selection; what was chosen is still what a key is about.
  let chosen: VariablesNode | undefined;
  const selecting = view.onDidChangeSelection(({ selection: [node] }) => {
    chosen = node ?? chosen;
  });
  host.context.subscriptions.push(changed, view, selecting);
  const actions = lazy(async () => {
    const { VariableActions } = await import('./variableActions');
    return new VariableActions(host, await tree(), () => (view.visible ? chosen : undefined));
  });
  for (const name of actionNames) {
    registerCommand(host, name, async (node) => (await actions())[name](node));
  }
  registerCommand(host, 'newEnvironment', async () => {
    const { newEnvironment } = await import('../environments/newEnvironment');
    await newEnvironment(host, front.now());
  });
  registerCommand(host, 'useSandbox', async () => {
    const { useSandbox } = await import('../environments/newEnvironment');
    await useSandbox(host, front.now());
  });
  return provider;
}

const actionNames = [
  'editVariable',
  'addVariable',
  'deleteVariable',
  'renameVariable',
  'goToVariable',
  'copyVariableName',
  'copyVariablePlaceholder',
  'copyVariableValue',
  'revealVariable',
  'moveToSecretStorage',
  'promoteCapture',
  'clearCaptures',
] as const satisfies readonly (keyof VariableActions)[];
