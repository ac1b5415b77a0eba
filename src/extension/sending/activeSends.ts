import * as vscode from 'vscode';

/** What is on its way. A block is never sent twice at a time: a double click must not create a user twice. */
export class ActiveSends implements vscode.Disposable {
  readonly #running = new Map<string, AbortController>();
  readonly #item: vscode.StatusBarItem;
  #telling: NodeJS.Timeout | undefined;
  #told = false;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('identityHttp.sending', vscode.StatusBarAlignment.Left, 49);
    this.#item.name = 'Identity HTTP Sending';
    this.#item.text = '$(loading~spin) Sending';
    this.#item.tooltip = 'Cancel the request';
    this.#item.command = 'identityHttp.cancel';
  }

  /** Runs `work` unless the same thing is under way already; then it says so and gives `false`. */
  async run(key: string, work: (signal: AbortSignal) => Promise<void>): Promise<boolean> {
    if (this.#running.has(key)) {
      void vscode.window.setStatusBarMessage('This request is on its way already.', 4000);
      return false;
    }
    const controller = new AbortController();
    this.#running.set(key, controller);
    this.#tellSoon();
    try {
      await work(controller.signal);
    } finally {
      this.#running.delete(key);
      this.#tellSoon();
    }
    return true;
  }

  get count(): number {
    return this.#running.size;
  }

  cancelAll(): void {
    for (const controller of this.#running.values()) controller.abort();
  }

  /** Nothing waits for an answer any more once the window closes. */
  dispose(): void {
    clearTimeout(this.#telling);
    this.cancelAll();
    this.#item.dispose();
  }

  /** An answer that comes at once should not make the status bar flicker, nor wait for it. */
  #tellSoon(): void {
    clearTimeout(this.#telling);
    this.#telling = setTimeout(() => this.#tell(), tellingDelay);
  }

  #tell(): void {
    const isSending = this.#running.size > 0;
    if (isSending === this.#told) return;
    this.#told = isSending;
    if (isSending) this.#item.show();
    else this.#item.hide();
    void vscode.commands.executeCommand('setContext', 'identityHttp.sending', isSending);
  }
}

const tellingDelay = 100;
