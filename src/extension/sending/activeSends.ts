import * as vscode from 'vscode';

/** What is on its way. A block is never sent twice at a time: a double click must not create a user twice. */
export class ActiveSends implements vscode.Disposable {
  readonly #running = new Map<string, AbortController>();
  readonly #item: vscode.StatusBarItem;
  #telling: NodeJS.Timeout | undefined;
  #told: string | undefined;
  #questions = 0;

  constructor() {
    this.#item = vscode.window.createStatusBarItem('identityHttp.sending', vscode.StatusBarAlignment.Left, 49);
    this.#item.name = 'Identity HTTP Sending';
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

  /** While the person is asked something nothing is on its way yet, and the status bar says so. */
  asking<Given extends readonly unknown[], Answer>(
    ask: (...given: Given) => Promise<Answer>,
  ): (...given: Given) => Promise<Answer> {
    return async (...given) => {
      this.#questions++;
      this.#tellSoon();
      try {
        return await ask(...given);
      } finally {
        this.#questions--;
        this.#tellSoon();
      }
    };
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

  /**
   * An answer that comes at once should not make the status bar flicker, nor wait for it: every frame of something that
   * turns is drawn while the first answer is.
   */
  #tellSoon(): void {
    clearTimeout(this.#telling);
    const told = this.#running.size === 0 ? undefined : this.#questions > 0 ? 'asking' : 'sending';
    // What was said before must not stand beside what is no longer so.
    const begins = told === 'sending' && this.#told === undefined;
    this.#telling = setTimeout(() => this.#tell(told), begins ? sendingDelay : changeDelay);
  }

  #tell(told: 'asking' | 'sending' | undefined): void {
    if (told === this.#told) return;
    this.#told = told;
    this.#item.text = told === 'asking' ? '$(question) Not Sent Yet' : '$(loading~spin) Sending';
    this.#item.tooltip =
      told === 'asking' ? 'Answer the question, or click to cancel the request' : 'Cancel the request';
    if (told === undefined) this.#item.hide();
    else this.#item.show();
    void vscode.commands.executeCommand('setContext', 'identityHttp.sending', told !== undefined);
  }
}

/** Milliseconds. */
const sendingDelay = 400;
const changeDelay = 100;
