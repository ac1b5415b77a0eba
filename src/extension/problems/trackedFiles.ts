import * as vscode from 'vscode';

/** Which files git keeps, as the editor's own git extension knows. Nothing is run by this extension. */
export class TrackedFiles {
  readonly #known = new Map<string, boolean>();

  /** As it was when it was last asked for; `undefined` when nobody knows. */
  isTracked(uri: vscode.Uri): boolean | undefined {
    return this.#known.get(uri.toString());
  }

  /** Asks anew; true when the answer is another one. */
  async refresh(uri: vscode.Uri): Promise<boolean> {
    const key = uri.toString();
    const before = this.#known.get(key);
    const now = await askGit(uri);
    if (now === undefined) this.#known.delete(key);
    else this.#known.set(key, now);
    return before !== now;
  }

  forget(uri: vscode.Uri): void {
    this.#known.delete(uri.toString());
  }
}

async function askGit(uri: vscode.Uri): Promise<boolean | undefined> {
  if (uri.scheme === 'untitled') return false;
  if (uri.scheme !== 'file') return undefined;
  try {
    const api = (await activeGit())?.getAPI(1);
    const repository = api?.getRepository(uri);
    if (!api || api.state !== 'initialized') return undefined;
    if (!repository) return false;
    await repository.getObjectDetails('', uri.fsPath);
    return true;
  } catch (error) {
    const code =
      typeof error === 'object' && error !== null && 'gitErrorCode' in error ? error.gitErrorCode : undefined;
    return code === 'UnknownPath' ? false : undefined;
  }
}

/** The part of the git extension's interface that is used. */
interface GitExtension {
  readonly getAPI: (version: 1) => {
    readonly state: 'uninitialized' | 'initialized';
    readonly getRepository: (uri: vscode.Uri) => GitRepository | null;
  };
}

interface GitRepository {
  /** With an empty tree it looks into the index, and rejects for what is not in it. */
  readonly getObjectDetails: (tree: string, path: string) => Promise<unknown>;
}

async function activeGit(): Promise<GitExtension | undefined> {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  // Whoever switched it off does not want it started.
  return git && (git.isActive ? git.exports : await git.activate());
}
