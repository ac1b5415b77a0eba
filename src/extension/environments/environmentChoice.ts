import * as vscode from 'vscode';
import { HeldValues } from '../heldValues';

/** Which environment each workspace folder uses. The choice stays in this workspace and on this machine. */
export class EnvironmentChoice {
  /** Other windows on the same workspace choose for themselves. */
  readonly #chosen: HeldValues;
  readonly #changed = new vscode.EventEmitter<void>();

  /** Fires after a choice; a changed setting is for the listener of settings. */
  readonly onDidChange = this.#changed.event;

  constructor(memento: vscode.Memento) {
    this.#chosen = new HeldValues(memento);
  }

  /** The chosen name, the folder's default when none was chosen, `undefined` for no environment. */
  nameFor(uri: vscode.Uri | undefined): string | undefined {
    const stored = this.#chosen.get(keyOf(uri));
    // `null` is the choice of no environment, which a default must not undo.
    if (stored === null) return undefined;
    if (typeof stored === 'string') return stored;
    const setting = vscode.workspace.getConfiguration('identityHttp', uri).get<unknown>('defaultEnvironment');
    return typeof setting === 'string' && setting.trim() !== '' ? setting.trim() : undefined;
  }

  async choose(uri: vscode.Uri | undefined, name: string | undefined): Promise<void> {
    const written = this.#chosen.set(keyOf(uri), name ?? null);
    this.#changed.fire();
    await written;
  }

  dispose(): void {
    this.#changed.dispose();
  }
}

/** Files outside of every workspace folder share one choice. */
function keyOf(uri: vscode.Uri | undefined): string {
  const folder = uri ? vscode.workspace.getWorkspaceFolder(uri) : vscode.workspace.workspaceFolders?.[0];
  return `environment:${folder?.uri.toString() ?? ''}`;
}
