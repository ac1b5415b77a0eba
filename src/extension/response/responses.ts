import * as vscode from 'vscode';
import type { Exchange } from '../../core/exchange/exchange';
import type { BlockReference } from '../../core/language/blockReference';
import type { FromWebview, ToWebview } from '../../core/view/protocol';
import type { ResponseView } from '../../core/view/responseView';
import { currentEntry, describeTrail, emptyTrail, goTo, lightenTrail, takeStep } from '../../core/view/trail';
import type { Trail, TrailStep } from '../../core/view/trail';
import type { Host } from '../host';
import { ResponsePanel } from './responsePanel';
import { atBoundary } from '../runCommand';
import { readTrail, writeTrail } from './storedTrail';

/** The block a walk began at, for sending it again and for its credentials after a reload. */
export interface RequestSource {
  readonly uri: string;
  readonly block: BlockReference;
  readonly environmentName: string | undefined;
}

/** One answer of the walk. */
export interface TrailEntry {
  readonly view: ResponseView;
  /** `undefined` after a reload: what is kept over it holds no secret, so it cannot be sent again as it is. */
  readonly exchange: Exchange | undefined;
  readonly source: RequestSource;
  readonly origin: EntryOrigin;
}

/** What it is the answer to: a block, or a link of another answer, which may be gone by now. */
export type EntryOrigin =
  { readonly kind: 'block' } | { readonly kind: 'link'; readonly from: TrailEntry | undefined; readonly index: number };

/** What is on screen and how the person came there. */
export class Responses implements vscode.Disposable {
  readonly #host: Host;
  readonly #panel: ResponsePanel;
  #trail: Trail<TrailEntry>;
  #underWay: TrailEntry | undefined;
  #keeping: NodeJS.Timeout | undefined;
  #toldExchange = false;

  constructor(host: Host, receive: (message: FromWebview) => void) {
    this.#host = host;
    this.#panel = new ResponsePanel(host, receive);
    this.#trail = readTrail(host.context.workspaceState) ?? emptyTrail();
    this.#tellContext();
  }

  /** Loads what the first answer needs. */
  async warmUp(): Promise<void> {
    await this.#panel.warmUp();
  }

  /** An answer is likely to come: its view begins to load. `endExpecting` closes it again when none did. */
  expect(): void {
    this.#panel.expect();
  }

  endExpecting(): void {
    this.#panel.endExpecting();
  }

  showSending(about: Omit<Extract<ToWebview, { type: 'sending' }>, 'type'>): void {
    this.#panel.showSending({ type: 'sending', ...about });
  }

  showIdle(): void {
    this.#panel.showIdle();
  }

  /** An answer of which more is coming; it is in the trail only when it has ended. */
  showUnderWay(entry: TrailEntry, step: TrailStep): void {
    this.#underWay = entry;
    const trail = describeTrail(takeStep(this.#trail, entry, step), describeEntry);
    this.#panel.showUnderWay({ type: 'show', view: entry.view, trail, underWay: true });
  }

  show(entry: TrailEntry, step: TrailStep): void {
    this.#underWay = undefined;
    this.#trail = lightenTrail(takeStep(this.#trail, entry, step), weightOf, heaviestTrail);
    this.#showCurrent();
  }

  /** Back, forward, or any entry of the trail: shows what was received then. */
  goTo(index: number): void {
    const trail = goTo(this.#trail, index);
    if (!trail) return;
    this.#trail = trail;
    this.#showCurrent();
  }

  /** The entry a message of the view speaks of. */
  entryOf(viewId: string): TrailEntry | undefined {
    if (this.#underWay?.view.id === viewId) return this.#underWay;
    return this.#trail.entries.find((entry) => entry.view.id === viewId);
  }

  current(): TrailEntry | undefined {
    return currentEntry(this.#trail);
  }

  shownView(): ResponseView | undefined {
    return this.current()?.view;
  }

  focus(): void {
    if (!this.current()) {
      void vscode.window.showInformationMessage('There is no response yet: send a request first.');
      return;
    }
    this.#panel.focus();
  }

  restore(panel: vscode.WebviewPanel): void {
    this.#panel.restore(panel, this.#showMessage());
  }

  dispose(): void {
    clearTimeout(this.#keeping);
    this.#panel.dispose();
  }

  #showCurrent(): void {
    const message = this.#showMessage();
    if (!message) return;
    this.#panel.showResponse(message);
    this.#tellContext();
    this.#keepSoon();
  }

  /** Writing what is kept over a reload must not stand between an answer and its first frame. */
  #keepSoon(): void {
    clearTimeout(this.#keeping);
    this.#keeping = setTimeout(() => {
      void atBoundary(this.#host, 'keep', () => writeTrail(this.#host.context.workspaceState, this.#trail));
    }, keepDelay);
  }

  #showMessage(): Extract<ToWebview, { type: 'show' }> | undefined {
    const entry = this.current();
    return entry && { type: 'show', view: entry.view, trail: describeTrail(this.#trail, describeEntry) };
  }

  #tellContext(): void {
    const hasExchange = this.current() !== undefined;
    if (hasExchange === this.#toldExchange) return;
    this.#toldExchange = hasExchange;
    void vscode.commands.executeCommand('setContext', 'identityHttp.hasExchange', hasExchange);
  }
}

function describeEntry({ view }: TrailEntry): { title: string; method: string; status: number | undefined } {
  const status = view.outcome.kind === 'response' ? view.outcome.status : undefined;
  return { title: view.title, method: view.request.method, status };
}

/** Octets and characters that an entry keeps in memory, nearly. */
function weightOf({ view, exchange }: TrailEntry): number {
  const shown = view.outcome.kind === 'response' ? view.outcome.body : undefined;
  const kept =
    exchange?.outcome.kind === 'response' ? (exchange.outcome.body.memorySize ?? exchange.outcome.body.size) : 0;
  return kept + (shown?.formatted.length ?? 0) + (shown?.raw?.length ?? 0);
}

const heaviestTrail = 150_000_000;
const keepDelay = 500;
