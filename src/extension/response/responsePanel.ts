import * as vscode from 'vscode';
import type { FromWebview, ToWebview } from '../../core/view/protocol';
import { parseFromWebview } from '../../core/view/parseFromWebview';
import type { Host } from '../host';
import { lazy } from '../lazy';
import { PageChannel } from './pageChannel';
import type { OnScreen } from './pageChannel';
import { loadResponsePage, responsePage } from './responsePage';
import type { ResponsePageParts } from './responsePage';
import { atBoundary } from '../runCommand';

/** The type VS Code restores the view by after a reload. */
export const responseViewType = 'identityHttp.response';

/** The one panel beside the editor. It holds what is on screen, so that a panel that loads or reloads can ask for it. */
export class ResponsePanel implements vscode.Disposable {
  readonly #host: Host;
  readonly #page: () => Promise<ResponsePageParts>;
  readonly #receive: (message: FromWebview) => void;
  #panel: vscode.WebviewPanel | undefined;
  #channel: PageChannel | undefined;
  #telling: NodeJS.Timeout | undefined;
  readonly #onScreen: OnScreen = { shown: undefined, sending: undefined, isExpecting: false };

  constructor(host: Host, receive: (message: FromWebview) => void) {
    this.#host = host;
    this.#page = lazy(() => loadResponsePage(host.context.extensionUri));
    this.#receive = receive;
  }

  /** Has the page at hand before the first answer needs it. */
  async warmUp(): Promise<void> {
    await this.#page();
  }

  /**
   * Opens the panel when there is none, before it is known what it will show: loading is what takes the first answer
   * longest.
   */
  expect(): void {
    if (this.#panel) return;
    this.#onScreen.isExpecting = true;
    this.#open();
  }

  /** Closes what `expect` opened when nothing came of it: an old answer in it would be taken for the new one. */
  endExpecting(): void {
    if (this.#onScreen.isExpecting && !this.#onScreen.sending) this.#panel?.dispose();
    this.#onScreen.isExpecting = false;
  }

  /**
   * Opens the panel when there is none, so that it loads while the request is on its way. One that is open says so only
   * when the answer takes its time: most are there before an eye could follow.
   */
  showSending(message: Extract<ToWebview, { type: 'sending' }>): void {
    this.#onScreen.sending = message;
    this.#onScreen.part = undefined;
    this.#open();
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => {
      this.#channel?.post(message);
      this.#updateTitle();
    }, tellingDelay);
  }

  showResponse(message: Extract<ToWebview, { type: 'show' }>): void {
    this.#endSending();
    this.#onScreen.isExpecting = false;
    this.#onScreen.shown = message;
    this.#open();
    this.#channel?.post(message);
    this.#updateTitle();
  }

  /** A part of an answer, which a page that loads meanwhile is told too. */
  showUnderWay(message: Extract<ToWebview, { type: 'show' }>): void {
    if (!this.#onScreen.sending) return;
    this.#onScreen.part = message;
    clearTimeout(this.#telling);
    this.#channel?.post(message);
    this.#updateTitle();
  }

  /** Nothing is on its way any more, and there is nothing new to show. */
  showIdle(): void {
    if (!this.#onScreen.sending) return;
    this.#endSending();
    this.#channel?.post({ type: 'idle' });
    this.#updateTitle();
  }

  /** Brings the view to the front with the keyboard focus in it. */
  focus(): void {
    this.#open();
    this.#panel?.reveal(undefined, false);
  }

  /** Takes over the panel that VS Code kept over a reload; what it shows is told when its page is ready. */
  restore(panel: vscode.WebviewPanel, shown: Extract<ToWebview, { type: 'show' }> | undefined): void {
    this.#onScreen.shown ??= shown;
    panel.webview.options = webviewOptions;
    this.#adopt(panel);
    this.#updateTitle();
  }

  dispose(): void {
    clearTimeout(this.#telling);
    this.#panel?.dispose();
  }

  #endSending(): void {
    clearTimeout(this.#telling);
    this.#onScreen.sending = undefined;
    this.#onScreen.part = undefined;
  }

  #open(): void {
    const settings = vscode.workspace.getConfiguration('identityHttp.response');
    const takesFocus = settings.get<boolean>('takesFocus') === true;
    if (this.#panel) {
      if (!this.#panel.visible) this.#panel.reveal(undefined, !takesFocus);
      return;
    }
    const viewColumn = settings.get('viewColumn') === 'active' ? vscode.ViewColumn.Active : vscode.ViewColumn.Beside;
    const panel = vscode.window.createWebviewPanel(
      responseViewType,
      'Response',
      { viewColumn, preserveFocus: !takesFocus },
      { retainContextWhenHidden: true, ...webviewOptions },
    );
    this.#adopt(panel);
  }

  #adopt(panel: vscode.WebviewPanel): void {
    this.#panel?.dispose();
    this.#panel = panel;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A webview's `postMessage` has no origin.
    const channel = new PageChannel(this.#onScreen, (message) => void panel.webview.postMessage(message));
    this.#channel = channel;
    panel.iconPath = vscode.Uri.joinPath(this.#host.context.extensionUri, 'media', 'http-file.svg');
    const listeners = [
      panel.webview.onDidReceiveMessage((value: unknown) => this.#take(channel, value)),
      panel.onDidDispose(() => {
        for (const listener of listeners) listener.dispose();
        if (this.#panel !== panel) return;
        this.#panel = undefined;
        this.#channel = undefined;
      }),
    ];
    void atBoundary(this.#host, 'response view', async () => {
      const html = responsePage(await this.#page());
      if (this.#panel !== panel) return;
      panel.webview.html = html;
      channel.loading();
    });
  }

  #take(channel: PageChannel, value: unknown): void {
    const message = parseFromWebview(value);
    if (!message || channel !== this.#channel) return;
    if (message.type === 'ready') channel.ready();
    else this.#receive(message);
  }

  #updateTitle(): void {
    const title = this.#onScreen.sending
      ? `Sending ${this.#onScreen.sending.title}`
      : this.#onScreen.shown
        ? panelTitle(this.#onScreen.shown.view)
        : 'Response';
    if (this.#panel && this.#panel.title !== title) this.#panel.title = title;
  }
}

/** The page holds all it needs: it may load nothing. */
const webviewOptions: vscode.WebviewOptions = { enableScripts: true, localResourceRoots: [] };

/** Milliseconds. */
const tellingDelay = 300;

function panelTitle(view: Extract<ToWebview, { type: 'show' }>['view']): string {
  return view.outcome.kind === 'response' ? `${view.outcome.status} ${view.title}` : `${view.title}: no answer`;
}
