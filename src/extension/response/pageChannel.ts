import { growthOf } from '../../core/view/growth';
import type { ToWebview } from '../../core/view/protocol';

/** What is on screen, which a page is told whenever it asks. */
export interface OnScreen {
  shown: Extract<ToWebview, { type: 'show' }> | undefined;
  sending: Extract<ToWebview, { type: 'sending' }> | undefined;
  /** What has come of the answer to it. */
  part?: Extract<ToWebview, { type: 'show' }> | undefined;
  /** The panel was opened for a request that is being made ready; an answer from before is not shown in it. */
  isExpecting: boolean;
}

/**
 * The way to one page. It asks with `ready` until it hears something, and every `ready` is answered with all that is on
 * screen, so it does not matter which of the two comes first or what got lost. A panel that takes over has a channel of
 * its own: what the page before it says late is not taken for the new one's.
 */
export class PageChannel {
  readonly #onScreen: Readonly<OnScreen>;
  readonly #deliver: (message: ToWebview) => void;
  #hasPage = false;
  #isReady = false;
  /** The part of an answer under way that the page has on screen. */
  #part: Extract<ToWebview, { type: 'show' }> | undefined;

  constructor(onScreen: Readonly<OnScreen>, deliver: (message: ToWebview) => void) {
    this.#onScreen = onScreen;
    this.#deliver = deliver;
  }

  /** The page was handed over and loads. */
  loading(): void {
    this.#hasPage = true;
    const { shown, isExpecting } = this.#onScreen;
    if (shown && !isExpecting && !this.#isReady) this.post(shown);
  }

  /** The page listens. */
  ready(): void {
    this.#hasPage = true;
    this.#isReady = true;
    this.#part = undefined;
    const { sending, part, isExpecting } = this.#onScreen;
    const shown = isExpecting ? undefined : this.#onScreen.shown;
    if (shown) this.post(shown);
    if (sending) this.post(sending);
    if (sending && part) this.post(part);
    if (!shown && !sending) this.post({ type: 'idle', preparing: isExpecting });
  }

  /**
   * VS Code keeps a message for a page that is still loading, which saves the first answer the way from `ready` and
   * back. It is sent again on `ready` all the same, so a large one waits for that. Of an answer under way a page that has
   * a part is told what came behind it.
   */
  post(message: ToWebview): void {
    if (!this.#hasPage || !(this.#isReady || !isLarge(message))) return;
    const part = this.#part;
    const isPart = message.type === 'show' && message.underWay === true;
    this.#part = isPart && this.#isReady ? message : undefined;
    const growth = isPart && part ? growthOf(part.view, message.view) : undefined;
    this.#deliver(isPart && growth ? { type: 'grow', viewId: message.view.id, growth } : message);
  }
}

function isLarge(message: ToWebview): boolean {
  return (
    message.type === 'show' &&
    message.view.outcome.kind === 'response' &&
    message.view.outcome.body.formatted.length > 200_000
  );
}
