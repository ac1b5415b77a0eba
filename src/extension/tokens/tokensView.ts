import * as vscode from 'vscode';
import { describeRemaining } from '../../core/auth/describeToken';
import type { ListedToken } from '../../core/session/tokens/tokenByHand';
import type { Host } from '../host';
import type { Tokens } from './tokens';

/** The tokens of the environment in front, and below each what is known of it. */
export async function tokenItems(host: Host, parent: vscode.TreeItem | undefined): Promise<vscode.TreeItem[]> {
  const listed = await (await host.tokens()).list();
  if (!parent) return listed.map(toItem);
  const facts = listed.find(({ name }) => parent.id === `token:${name}`)?.facts ?? [];
  return facts.map(({ label, text, isDoubtful }) => {
    const item = new vscode.TreeItem(label);
    item.description = text;
    item.tooltip = `${label}: ${text}`;
    if (isDoubtful) item.iconPath = new vscode.ThemeIcon('warning');
    return item;
  });
}

/** Of several the one that ends first. */
export async function showRemaining(tokens: Tokens, status: vscode.StatusBarItem): Promise<void> {
  const held = (await tokens.list()).filter(({ facts }) => facts !== undefined);
  const [first] = held.toSorted((one, other) => (one.expiresAt ?? Infinity) - (other.expiresAt ?? Infinity));
  if (!first) {
    status.hide();
    return;
  }
  const remaining = describeRemaining(first, Date.now());
  status.text = `$(key) ${remaining.replaceAll('$(', '\\$(')}`;
  status.tooltip = `Token '${first.name}': ${remaining}. Click for the Tokens view.`;
  status.accessibilityInformation = { label: `Token ${first.name}: ${remaining}`, role: 'button' };
  status.show();
}

function toItem({ name, facts, expiresAt, isMock }: ListedToken): vscode.TreeItem {
  const held = facts !== undefined;
  const state = held ? vscode.TreeItemCollapsibleState.Collapsed : vscode.TreeItemCollapsibleState.None;
  const item = new vscode.TreeItem(name, state);
  item.id = `token:${name}`;
  item.contextValue = held ? 'token.held' : isMock ? 'token.mock' : 'token.none';
  const isDoubtful = facts?.some((fact) => fact.isDoubtful) ?? false;
  item.iconPath = new vscode.ThemeIcon(!held ? 'circle-outline' : isDoubtful ? 'warning' : 'key');
  if (held) {
    item.description = describeRemaining({ expiresAt }, Date.now());
    item.tooltip = facts.map(({ label, text }) => `${label}: ${text}`).join('\n');
  } else {
    item.description = isMock ? 'written in the environment' : 'not fetched yet';
    item.tooltip = isMock
      ? 'It is used as it is written, and never fetched.'
      : 'It is fetched when a request needs it.';
  }
  return item;
}
