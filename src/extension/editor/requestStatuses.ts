import * as vscode from 'vscode';
import type { RequestBlock } from '../../core/syntax/nodes';

/** The last answer of each request of each file, for the line above it. Kept for the window only. */
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
    this.#statuses.delete(key);
    this.#statuses.set(key, status);
    const [oldest] = this.#statuses.keys();
    if (this.#statuses.size > MOST_STATUSES && oldest !== undefined) this.#statuses.delete(oldest);
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/**
 * What a request is known by: its name, or else all it says, because two without a name may differ in their bodies
 * only. `undefined` for one too long to keep.
 */
export function statusNameOf({ name, text }: RequestBlock): string | undefined {
  if (name) return name.text;
  // No name holds a line break.
  return text.length > LONGEST_TEXT ? undefined : `\n${text.trim()}`;
}

/** Characters. */
const LONGEST_TEXT = 20_000;
const MOST_STATUSES = 1000;

function keyOf(uri: vscode.Uri, environmentName: string | undefined, name: string): string {
  return JSON.stringify([uri.toString(), environmentName ?? null, name]);
}
