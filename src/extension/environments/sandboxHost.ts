import * as vscode from 'vscode';
import type { RunningSandbox } from '../../sandbox/startSandbox';
import type { Log } from '../log';

/** The window's own sandbox. It starts when it is needed and ends with the window. */
export class SandboxHost implements vscode.Disposable {
  readonly #log: Log;
  readonly #changed = new vscode.EventEmitter<void>();
  #running: Promise<RunningSandbox> | undefined;

  /** Fires when it started or ended: its values are others then. */
  readonly onDidChange = this.#changed.event;

  constructor(log: Log) {
    this.#log = log;
  }

  /** The running sandbox; starts it when there is none. */
  async running(): Promise<RunningSandbox> {
    this.#running ??= this.#start().catch((error: unknown) => {
      this.#running = undefined;
      throw error;
    });
    return this.#running;
  }

  async startByCommand(): Promise<void> {
    const { url } = await this.running();
    const message = `The sandbox answers at ${url}. It is in memory only and ends with this window.`;
    void vscode.window.showInformationMessage(message, 'Copy Address').then(async (choice) => {
      if (choice === 'Copy Address') await vscode.env.clipboard.writeText(url);
    });
  }

  async stopByCommand(): Promise<void> {
    if (!this.#running) {
      void vscode.window.showInformationMessage('The sandbox is not running.');
      return;
    }
    await this.#stop();
    void vscode.window.setStatusBarMessage('The sandbox has ended, and all it held is gone.', 5000);
  }

  dispose(): void {
    void this.#stop();
  }

  async #start(): Promise<RunningSandbox> {
    const { startSandbox } = await import('../../sandbox/startSandbox');
    const sandbox = await startSandbox();
    this.#log.info(`Sandbox started at ${sandbox.url}`);
    void vscode.commands.executeCommand('setContext', 'identityHttp.sandboxRunning', true);
    this.#changed.fire();
    return sandbox;
  }

  async #stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    void vscode.commands.executeCommand('setContext', 'identityHttp.sandboxRunning', false);
    await (await running)?.close();
    this.#changed.fire();
  }
}
