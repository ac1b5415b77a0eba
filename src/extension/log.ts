import * as vscode from 'vscode';

/** The output channel «Identity HTTP». It holds no secret: lines come redacted, errors without their message. */
export class Log implements vscode.Disposable {
  #channel: vscode.LogOutputChannel | undefined;

  /** One line about something that went as it should. */
  info(line: string): void {
    this.#open().info(line);
  }

  /** Where in this program it failed. The message stays out: it may quote a value, and a value may be a secret. */
  failure(what: string, error: unknown): void {
    const name = error instanceof Error ? error.name : typeof error;
    const stack = error instanceof Error ? (error.stack ?? '') : '';
    const places = stack.split('\n').filter((line) => /^\s+at /.test(line));
    this.#open().error([`${what}: ${name}`, ...places].join('\n'));
  }

  /** Brings the channel on screen. */
  show(): void {
    this.#open().show(true);
  }

  dispose(): void {
    this.#channel?.dispose();
  }

  /** Created at the first line: at activation it would only cost time. */
  #open(): vscode.LogOutputChannel {
    this.#channel ??= vscode.window.createOutputChannel('Identity HTTP', { log: true });
    return this.#channel;
  }
}
