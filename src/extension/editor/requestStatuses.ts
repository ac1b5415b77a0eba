import * as vscode from 'vscode';

/** The last answer of each named request of each file, for the line above it. Kept for the window only. */
export class RequestStatuses implements vscode.Disposable {
  readonly #statuses = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<void>();

  /** Fires when a status is another one, so that the lenses are asked for again. */
  readonly onDidChange = this.#changed.event;

  /** `environmentName` belongs to it: the answer of one tenant says nothing of another. */
  statusOf(uri: vscode.Uri, environmentName: string | undefined, name: string): string | undefined {
    return this.#statuses.get(keyOf(uri, environmentName, name));
  }

  record(uri: vscode.Uri, environmentName: string | undefined, name: string, status: string): void {
    const key = keyOf(uri, environmentName, name);
    if (this.#statuses.get(key) === status) return;
    this.#statuses.set(key, status);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

function keyOf(uri: vscode.Uri, environmentName: string | undefined, name: string): string {
  return JSON.stringify([uri.toString(), environmentName ?? null, name]);
}
