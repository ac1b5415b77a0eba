import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { buildHistoryEntry } from '../../core/history/buildHistoryEntry';
import type { HistoryInput } from '../../core/history/buildHistoryEntry';
import type { HistoryLimits } from '../../core/history/historyBounds';
import { codeOf } from '../../files/historySegments';
import { HistoryStore } from '../../files/historyStore';

/** What was sent from this workspace, on this machine, outside of the workspace's files. */
export class History implements vscode.Disposable {
  readonly store: HistoryStore;
  readonly #changed = new vscode.EventEmitter<void>();
  /** There is more, or less, than before. */
  readonly onDidChange = this.#changed.event;
  #toldFailure = false;

  constructor(context: vscode.ExtensionContext) {
    // A window without a folder has no place of its own.
    const place = context.storageUri ?? context.globalStorageUri;
    const folder = vscode.Uri.joinPath(place, 'history').fsPath;
    this.store = new HistoryStore({ folder, clock: Date.now, newId: randomUUID, limits: readLimits });
  }

  /** Masks and appends. A disk that is full is told once, and every time written to the log by rejecting. */
  async record(input: HistoryInput): Promise<void> {
    try {
      await this.store.append(buildHistoryEntry(input));
      this.#toldFailure = false;
    } catch (error) {
      if (!this.#toldFailure) void vscode.window.showWarningMessage(describeFailure(error));
      this.#toldFailure = true;
      throw error;
    }
    this.#changed.fire();
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) await this.store.remove(id);
    this.#changed.fire();
  }

  async clear(): Promise<void> {
    await this.store.clear();
    this.#changed.fire();
  }

  dispose(): void {
    this.#changed.dispose();
    void this.store.close();
  }
}

function readLimits(): HistoryLimits {
  const settings = vscode.workspace.getConfiguration('identityHttp.history');
  return {
    maximumDays: numberOf(settings.get<unknown>('maxDays'), { least: 1, most: 3650, otherwise: 30 }),
    maximumBytes: 1_000_000 * numberOf(settings.get<unknown>('maxSize'), { least: 5, most: 1000, otherwise: 50 }),
  };
}

function numberOf(
  value: unknown,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  return typeof value === 'number' && Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : otherwise;
}

function describeFailure(error: unknown): string {
  switch (codeOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'The exchange was not recorded in the history: the disk is full. Free some space, or clear the history.';
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return 'The exchange was not recorded in the history: its folder may not be written. Check the permissions of the extension’s storage.';
    default:
      return 'The exchange was not recorded in the history. The log says why.';
  }
}
