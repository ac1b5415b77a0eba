import * as vscode from 'vscode';
import type { EnvironmentSet } from '../core/environment/environmentSet';
import { toDiagnostic } from './convert';

/** What is wrong with environment files, at its place in them, whether they are open or not. */
export class EnvironmentProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp.environments');

  /** Replaces what was said about the files of the set. `toUri` is where a path lies. */
  async show({ sources = [], problems }: EnvironmentSet, toUri: (path: string) => vscode.Uri): Promise<void> {
    for (const path of new Set(sources.map((source) => source.path))) {
      // A setting is in no file that could be shown.
      if (path === '') continue;
      const uri = toUri(path);
      const own = problems.filter((problem) => problem.path === path);
      const document = own.length === 0 ? undefined : await openReadable(uri);
      this.#collection.set(
        uri,
        own.map((problem) => (document ? toDiagnostic(document, problem) : atBeginning(problem.message))),
      );
    }
  }

  dispose(): void {
    this.#collection.dispose();
  }
}

function atBeginning(message: string): vscode.Diagnostic {
  const diagnostic = new vscode.Diagnostic(new vscode.Range(0, 0, 0, 0), message);
  diagnostic.source = 'Identity HTTP';
  return diagnostic;
}

/** What is no text, or too large, is no document. */
async function openReadable(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}
