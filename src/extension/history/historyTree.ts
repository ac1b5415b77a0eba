import * as vscode from 'vscode';
import type { HistorySummary } from '../../core/history/historyEntry';
import { parseHistoryQuery } from '../../core/history/searchHistory';
import type { HistoryQuery } from '../../core/history/searchHistory';
import type { HistoryListing } from '../../files/historyStore';
import type { History } from './history';
import { isHistoryOn } from './keepInHistory';

/** A day, or an exchange of it. */
export type HistoryNode =
  | { readonly kind: 'day'; readonly label: string; readonly entries: readonly HistorySummary[] }
  | { readonly kind: 'entry'; readonly summary: HistorySummary };

/** The rows of the History view, newest first, and what is looked for in them. */
export class HistoryTree implements vscode.Disposable {
  readonly #history: History;
  readonly #view: vscode.TreeView<HistoryNode>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  readonly #listener: vscode.Disposable;
  #search = '';
  /** The same object for the same search, so that the store need not look at everything again. */
  #query: HistoryQuery = [];

  constructor(history: History, view: vscode.TreeView<HistoryNode>) {
    this.#history = history;
    this.#view = view;
    this.#listener = vscode.Disposable.from(
      history.onDidChange(() => this.refresh()),
      vscode.workspace.onDidChangeConfiguration((event) => {
        if (event.affectsConfiguration('identityHttp.history')) this.refresh();
      }),
    );
  }

  get selection(): readonly HistoryNode[] {
    return this.#view.selection;
  }

  get search(): string {
    return this.#search;
  }

  /** Shows only what matches; empty shows all. */
  setSearch(text: string): void {
    this.#search = text.trim();
    this.#query = parseHistoryQuery(this.#search);
    void vscode.commands.executeCommand('setContext', 'identityHttp.historySearched', this.#search !== '');
    this.refresh();
  }

  refresh(): void {
    this.#changed.fire();
  }

  async children(node: HistoryNode | undefined): Promise<readonly HistoryNode[] & HistoryNode[]> {
    if (node?.kind === 'entry') return [];
    if (node) return node.entries.map((summary) => ({ kind: 'entry', summary }));
    const listing = await this.#history.store.list();
    const shown = await this.#matching(listing);
    this.#tell(listing, shown.length);
    return groupByDay(shown, new Date());
  }

  item(node: HistoryNode): vscode.TreeItem {
    if (node.kind === 'entry') return entryItem(node);
    const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
    // What is looked for should be seen.
    const item = new vscode.TreeItem(node.label, this.#search !== '' || node.label === today ? Expanded : Collapsed);
    item.id = `${node.label} ${this.#search}`;
    item.description = String(node.entries.length);
    item.contextValue = 'day';
    return item;
  }

  dispose(): void {
    this.#listener.dispose();
    this.#changed.dispose();
  }

  async #matching({ entries }: HistoryListing): Promise<readonly HistorySummary[]> {
    if (this.#query.length === 0) return entries;
    const found = new Set(await this.#history.store.find(this.#query));
    return entries.filter(({ id }) => found.has(id));
  }

  #tell({ entries, damaged }: HistoryListing, shown: number): void {
    const sentences: string[] = [];
    // What stands in an empty view, with the way out of the search, is shown only when there is no message.
    if (this.#search !== '' && shown > 0)
      sentences.push(`${shown} of ${entries.length} exchanges match “${this.#search}”.`);
    if (damaged > 0) {
      const what = damaged === 1 ? '1 entry was' : `${damaged} entries were`;
      sentences.push(`${what} skipped, because a window ended while it was being written.`);
    }
    if (!isHistoryOn() && entries.length > 0) sentences.push('The history is off: nothing new is recorded.');
    const message = sentences.join(' ');
    if ((this.#view.message ?? '') !== message) this.#view.message = message;
  }
}

const today = 'Today';

function groupByDay(entries: readonly HistorySummary[], now: Date): HistoryNode[] {
  const days = new Map<string, HistorySummary[]>();
  for (const entry of entries) {
    const label = dayLabel(new Date(entry.startedAt), now);
    const day = days.get(label);
    if (day) day.push(entry);
    else days.set(label, [entry]);
  }
  return [...days].map(([label, of]) => ({ kind: 'day', label, entries: of }));
}

function dayLabel(date: Date, now: Date): string {
  const yesterday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - 1);
  if (date.toDateString() === now.toDateString()) return today;
  if (date.toDateString() === yesterday.toDateString()) return 'Yesterday';
  return date.toLocaleDateString(undefined, { weekday: 'long', year: 'numeric', month: 'long', day: 'numeric' });
}

function entryItem({ summary }: Extract<HistoryNode, { kind: 'entry' }>): vscode.TreeItem {
  const { id, title, method, url, status, result, environmentName, startedAt, milliseconds } = summary;
  const item = new vscode.TreeItem(plain(title));
  const time = new Date(startedAt).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
  const environment = environmentName === undefined ? [] : [environmentName];
  item.id = id;
  item.description = plain([status ?? 'no answer', ...environment, time].join(' · '));
  // A text, not Markdown: nothing in it is drawn or can be clicked.
  item.tooltip = [
    `${method} ${url}`,
    result,
    `${new Date(startedAt).toLocaleString()}, ${Math.round(milliseconds)} ms`,
    ...environment.map((name) => `Environment ${name}`),
  ]
    .map(plain)
    .join('\n');
  item.iconPath = iconOf(status);
  item.contextValue = 'exchange';
  item.accessibilityInformation = { label: plain(`${title}, ${method}, ${result}, ${time}`) };
  item.command = {
    command: 'identityHttp.openHistoryEntry',
    title: 'Open Response',
    arguments: [{ kind: 'entry', summary }],
  };
  return item;
}

function iconOf(status: number | undefined): vscode.ThemeIcon {
  if (status === undefined)
    return new vscode.ThemeIcon('debug-disconnect', new vscode.ThemeColor('list.errorForeground'));
  if (status >= 500) return new vscode.ThemeIcon('error', new vscode.ThemeColor('list.errorForeground'));
  if (status >= 400) return new vscode.ThemeIcon('warning', new vscode.ThemeColor('list.warningForeground'));
  if (status >= 300) return new vscode.ThemeIcon('arrow-right', new vscode.ThemeColor('charts.blue'));
  return new vscode.ThemeIcon('pass', new vscode.ThemeColor('charts.green'));
}

/** One line, without what turns the reading direction or is no character. */
function plain(text: string): string {
  return text
    .slice(0, 2000)
    .replace(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]+/gu, ' ')
    .trim();
}
