import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { composeRecordedRequest } from '../../core/history/composeRecordedRequest';
import type { HistoryEntry, HistorySummary } from '../../core/history/historyEntry';
import { toRange } from '../convert';
import type { History } from './history';
import { historyDocumentUri } from './historyDocuments';
import type { HistoryTree } from './historyTree';
import { contextUri } from '../host';
import type { Sending } from '../sending/sending';
import type { SendTarget } from '../sending/sendTarget';

/** What the History view and the palette do. A node comes from the view; without one the person is asked. */
export class HistoryActions {
  readonly #sending: Sending;
  readonly #history: History;
  readonly #tree: HistoryTree;

  constructor(sending: Sending, history: History, tree: HistoryTree) {
    this.#sending = sending;
    this.#history = history;
    this.#tree = tree;
  }

  /** Shows what was recorded in the response view. Nothing is sent, and the record stays as it is. */
  async open(node?: unknown): Promise<void> {
    const entry = await this.#one(node, 'Open the response of which exchange?');
    if (!entry) return;
    const { view, source, origin } = entry;
    const when = `From the history: recorded on ${new Date(view.startedAt).toLocaleString()}.`;
    this.#sending.responses.show(
      {
        view: { ...view, id: randomUUID(), notes: [when, ...view.notes] },
        exchange: undefined,
        source,
        // Which link it was is not recorded, so it cannot be followed again from here.
        origin: origin === 'block' ? { kind: 'block' } : { kind: 'link', from: undefined, index: -1 },
      },
      'visit',
    );
  }

  /** Sends the block it was sent from, as it is now, in its environment; where that is gone, opens the request. */
  async resend(node?: unknown): Promise<void> {
    const entry = await this.#one(node, 'Send which exchange again?');
    if (!entry) return;
    const found = entry.origin === 'block' ? await this.#sending.lookupSource(entry.source) : undefined;
    if (!found) {
      await this.#compose(entry);
      return;
    }
    const method = (found.placed.block.request?.method?.text ?? 'GET').toUpperCase();
    if (method !== entry.view.request.method.toUpperCase()) {
      await showChanged(found, { before: entry.view.request.method, now: method });
      return;
    }
    await this.#sending.sendTarget({ ...found, environmentName: entry.source.environmentName });
  }

  /** The recorded request as a document of its own. */
  async compose(node?: unknown): Promise<void> {
    const entry = await this.#one(node, 'Open which request?');
    if (entry) await this.#compose(entry);
  }

  /** Two exchanges side by side, the older one on the left. */
  async compare(node?: unknown, nodes?: unknown): Promise<void> {
    const given = summariesOf(node, nodes);
    const chosen =
      given.length === 1
        ? [...given, ...(await this.#pickOther(given))]
        : given.length > 1
          ? given
          : await this.#pickTwo();
    if (!chosen || chosen.length < 2) return;
    if (chosen.length > 2) {
      void vscode.window.showInformationMessage('Select two exchanges to compare them.');
      return;
    }
    const [left, right] = await Promise.all(
      chosen.toSorted((one, other) => one.startedAt - other.startedAt).map(({ id }) => this.#history.store.read(id)),
    );
    if (!left || !right) {
      this.#tellGone();
      return;
    }
    const title = `${timeOf(left.view.startedAt)} ↔ ${timeOf(right.view.startedAt)}`;
    await vscode.commands.executeCommand('vscode.diff', historyDocumentUri(left), historyDocumentUri(right), title);
  }

  async remove(node?: unknown, nodes?: unknown): Promise<void> {
    // A key is told nothing of the rows.
    const given = isAboutSelection(node) ? summariesOf(undefined, this.#tree.selection) : summariesOf(node, nodes);
    if (isAboutSelection(node) && given.length === 0) return;
    const chosen = given.length > 0 ? given : await this.#pickOther([], 'Delete which exchange?');
    if (chosen.length === 0) return;
    if (chosen.length > 1 && !(await confirm(`Delete ${chosen.length} exchanges from the history?`, 'Delete'))) return;
    await this.#history.remove(chosen.map(({ id }) => id));
  }

  async clear(): Promise<void> {
    const question = 'Delete every exchange from the history of this workspace?';
    if (await confirm(question, 'Clear History')) await this.#history.clear();
  }

  /** `node` may be the text itself, for keybindings and tests. */
  async search(node?: unknown): Promise<void> {
    const text =
      typeof node === 'string'
        ? node
        : await vscode.window.showInputBox({
            title: 'Search History',
            value: this.#tree.search,
            prompt:
              'Words of the exchange, its bodies included; also status:4xx, status:none, method:post, env:dev, "a phrase"',
          });
    if (text === undefined) return;
    this.#tree.setSearch(text);
    if (typeof node !== 'string') await vscode.commands.executeCommand('identityHttp.history.focus');
  }

  async endSearch(): Promise<void> {
    this.#tree.setSearch('');
  }

  async refresh(): Promise<void> {
    this.#tree.refresh();
  }

  async #compose(entry: HistoryEntry): Promise<void> {
    const content = composeRecordedRequest(entry);
    const document = await vscode.workspace.openTextDocument({ language: 'http', content });
    const source = vscode.Uri.parse(entry.source.uri);
    this.#sending.host.origins.set(document.uri, contextUri(this.#sending.host, source));
    await vscode.window.showTextDocument(document, { preview: false });
  }

  async #one(node: unknown, question: string): Promise<HistoryEntry | undefined> {
    const [summary] = summariesOf(node, undefined);
    const chosen = summary ?? (await this.#pickOther([], question))[0];
    const entry = chosen && (await this.#history.store.read(chosen.id));
    if (chosen && !entry) this.#tellGone();
    return entry;
  }

  async #pickOther(
    but: readonly HistorySummary[],
    title = 'Compare with which exchange?',
  ): Promise<readonly HistorySummary[]> {
    const items = await this.#items(but);
    const picked = items && (await vscode.window.showQuickPick(items, { ...pickOptions, title }));
    return picked ? [picked.summary] : [];
  }

  async #pickTwo(): Promise<readonly HistorySummary[] | undefined> {
    const items = await this.#items([]);
    const title = 'Compare which two exchanges?';
    const picked = items && (await vscode.window.showQuickPick(items, { ...pickOptions, title, canPickMany: true }));
    return picked?.map(({ summary }) => summary);
  }

  async #items(but: readonly HistorySummary[]): Promise<readonly (vscode.QuickPickItem & HasSummary)[] | undefined> {
    const { entries } = await this.#history.store.list();
    const others = entries.filter(({ id }) => !but.some((one) => one.id === id));
    if (others.length === 0) {
      void vscode.window.showInformationMessage('There is nothing else in the history: send a request first.');
      return undefined;
    }
    return others.slice(0, mostPicked).map((summary) => ({
      // A list draws `$(icon)` in its texts.
      label: withoutIcons(`${summary.status ?? '—'} ${summary.title}`),
      description: withoutIcons([summary.environmentName, timeOf(summary.startedAt)].filter(Boolean).join(' · ')),
      detail: withoutIcons(`${summary.method} ${summary.url}`),
      summary,
    }));
  }

  #tellGone(): void {
    void vscode.window.showInformationMessage('This exchange is not in the history any more.');
    this.#tree.refresh();
  }
}

interface HasSummary {
  readonly summary: HistorySummary;
}

const pickOptions = { matchOnDescription: true, matchOnDetail: true, ignoreFocusOut: false } as const;
const mostPicked = 1000;

/** Of what the view hands over: the row the command was called on, and all that are selected. Days stand for nothing. */
function summariesOf(node: unknown, nodes: unknown): readonly HistorySummary[] {
  const all = Array.isArray(nodes) && nodes.length > 0 ? (nodes as readonly unknown[]) : [node];
  return all.flatMap((one) => {
    if (typeof one !== 'object' || one === null || !('summary' in one)) return [];
    const { summary } = one as { readonly summary: unknown };
    const isOurs = typeof summary === 'object' && summary !== null && 'id' in summary && typeof summary.id === 'string';
    return isOurs ? [summary as HistorySummary] : []; // The id is all that decides; the rest is shown only.
  });
}

/** The arguments of the keybinding. */
function isAboutSelection(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'selected' in value;
}

async function confirm(question: string, action: string): Promise<boolean> {
  const detail = 'This cannot be undone.';
  return (await vscode.window.showWarningMessage(question, { modal: true, detail }, action)) === action;
}

/** Another request than the one that was recorded is not sent by a click on the old one. */
async function showChanged(
  { document, placed }: Omit<SendTarget, 'environmentName'>,
  { before, now }: { readonly before: string; readonly now: string },
): Promise<void> {
  const editor = await vscode.window.showTextDocument(document);
  const range = toRange(document, { start: placed.start, end: placed.start });
  editor.selection = new vscode.Selection(range.start, range.start);
  editor.revealRange(range);
  void vscode.window.showWarningMessage(
    `Nothing was sent: this request was a ${before} when it was recorded, and is a ${now} now. Send it from here if you mean that.`,
  );
}

function timeOf(startedAt: number): string {
  return new Date(startedAt).toLocaleString();
}

function withoutIcons(text: string): string {
  return text
    .slice(0, 500)
    .replaceAll('$(', '$\u200b(')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, ' ');
}
