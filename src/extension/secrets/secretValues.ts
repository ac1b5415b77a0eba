import { hostname } from 'node:os';
import * as vscode from 'vscode';
import {
  describeSecret,
  folderSecrets,
  secretKey,
  type SecretReference,
  type SecretStore,
} from '../../core/environment/secrets/storedSecrets';
import type { Host } from '../host';
import type { FilePlace } from '../environments/variableSources';

/** A `SecretStore` for a person: values can be taken away again, and those that no file names can be found. */
export interface EditableSecrets extends SecretStore {
  readonly remove: (reference: SecretReference) => Promise<void>;
  /** What was kept for the folder from this workspace; names only. */
  readonly kept: () => readonly SecretReference[];
}

/** The secrets of the folder a file belongs to. In Restricted Mode nothing is read and nothing is kept. */
export function secretsOf(host: Host, place: FilePlace): EditableSecrets {
  const folder = folderIdentity(place);
  const store = folderSecrets(host.context.secrets, folder);
  const names = new KeptNames(host.context.workspaceState, folder);
  if (!vscode.workspace.isTrusted) return { ...restricted, kept: () => names.read() };
  return {
    ...store,
    keep: async (reference, value) => {
      await store.keep(reference, value);
      await names.write([...names.read().filter((other) => !isSame(other, reference)), reference]);
    },
    remove: async (reference) => {
      await host.context.secrets.delete(secretKey(folder, reference));
      await names.write(names.read().filter((other) => !isSame(other, reference)));
    },
    kept: () => names.read(),
  };
}

const restricted = {
  read: () => Promise.resolve(undefined),
  keep: () => Promise.reject(new Error('Secrets are not kept in Restricted Mode.')),
  remove: () => Promise.reject(new Error('Secrets are not removed in Restricted Mode.')),
  describeQuestion: (reference: SecretReference) => `Secret ${describeSecret(reference)}`,
  describeUnset: (reference: SecretReference) =>
    `${describeSecret(reference)} is kept in SecretStorage, which is not read in Restricted Mode. Trust the folder first.`,
};

/**
 * The workspace folder, or the folder of the file where it lies in none. Seen from a remote machine its paths look
 * like those of any other machine, and all keep their secrets in the same storage: so the machine belongs to it.
 */
export function folderIdentity({ uri, folder, workspaceFolder }: FilePlace): string {
  const owner = vscode.workspace.getWorkspaceFolder(uri)?.uri;
  const home =
    owner ?? (uri.scheme === 'file' ? vscode.Uri.file(workspaceFolder ?? folder) : uri.with({ path: folder }));
  const { remoteName } = vscode.env;
  return remoteName === undefined ? home.toString() : JSON.stringify([remoteName, hostname(), home.toString()]);
}

/** A storage of secrets cannot be listed, so the names are written down beside it. */
class KeptNames {
  readonly #memento: vscode.Memento;
  readonly #key: string;

  constructor(memento: vscode.Memento, folder: string) {
    this.#memento = memento;
    this.#key = `secretNames:${folder}`;
  }

  read(): readonly SecretReference[] {
    const stored = this.#memento.get<unknown>(this.#key);
    return Array.isArray(stored) ? stored.filter(isReference) : [];
  }

  async write(references: readonly SecretReference[]): Promise<void> {
    await this.#memento.update(this.#key, references.length === 0 ? undefined : references);
  }
}

function isReference(value: unknown): value is SecretReference {
  if (typeof value !== 'object' || value === null) return false;
  const { environment, name } = value as Partial<Record<keyof SecretReference, unknown>>;
  return typeof environment === 'string' && typeof name === 'string';
}

function isSame(one: SecretReference, other: SecretReference): boolean {
  return one.environment === other.environment && one.name === other.name;
}
