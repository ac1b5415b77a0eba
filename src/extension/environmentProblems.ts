import * as vscode from 'vscode';
import type { EnvironmentSet } from '../core/environment/environmentSet';
import { toDiagnostic } from './convert';

/** What is wrong with environment files, at its place in them, whether they are open or not. */
export class EnvironmentProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp.environments');

  /** Replaces what was said about the files of the set. `toUri` is where a path lies. */
  async show({ files, problems }: EnvironmentSet, toUri: (path: string) => vscode.Uri): Promise<void> {
    for (const { path } of files) {
      const uri = toUri(path);
      const own = problems.filter((problem) => problem.path === path);
      const document = own.length === 0 ? undefined : await openReadable(uri);
      this.#collection.set(uri, document && own.map((problem) => toDiagnostic(document, problem)));
    }
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

/** What is no text, or too large, has no place to show a problem at. */
async function openReadable(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
