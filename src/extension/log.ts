import * as vscode from 'vscode';
import { describeCrash } from '../core/exchange/describeCrash';

/** The output channel «Identity HTTP». It holds no secret: lines come redacted, errors without their message. */
export class Log implements vscode.Disposable {
  #channel: vscode.LogOutputChannel | undefined;

  /** One line about something that went as it should. */
  info(line: string): void {
    this.#open().info(line);
  }

  /** Where in this program it failed. */
  failure(what: string, error: unknown): void {
    this.#open().error(`${what}: ${describeCrash(error)}`);
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
