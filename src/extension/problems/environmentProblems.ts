import * as vscode from 'vscode';
import type { EnvironmentSet } from '../../core/environment/environmentSet';
import { findSecretProblemsOfFiles } from '../../core/environment/secrets/findSecretFileProblems';
import type { FileProblem } from '../../core/environment/files/parseJsonFile';
import type { FileReader } from '../../core/environment/ports';
import { parseSettingsFile } from '../../core/environment/files/readEnvironmentSettings';
import { toDiagnostic, toSpan } from '../convert';
import { fixAction, fixTitle } from './problemFixes';
import { TrackedFiles } from './trackedFiles';

/** What is wrong with environment files, at its place in them, whether they are open or not, and what to do about it. */
export class EnvironmentProblems implements vscode.Disposable {
  readonly #collection = vscode.languages.createDiagnosticCollection('identityHttp.environments');
  readonly #tracked = new TrackedFiles();
  readonly #shown = new Map<string, readonly FileProblem[]>();
  readonly #actions = vscode.languages.registerCodeActionsProvider(
    [
      'http-client*.env.json*',
      '.env',
      '.env.*',
      '*.env',
      '*.postman_environment.json',
      SETTINGS_FILE,
      '*.code-workspace',
    ].map((name) => ({ pattern: `**/${name}` })),
    { provideCodeActions: (document, range) => this.#codeActions(document, range) },
    { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
  );

  /**
   * Replaces what was said about the files of the set, and about the settings of the folder: the editor gives their
   * values without a place. `toUri` is where a path lies.
   */
  async show(
    { sources: given = [], problems }: EnvironmentSet,
    { read, toUri, workspaceFolder, workspaceFile }: EnvironmentFiles,
  ): Promise<void> {
    const settingsPaths = [
      ...(workspaceFolder === undefined ? [] : [`${workspaceFolder}/${SETTINGS_FILE}`]),
      ...(workspaceFile === undefined ? [] : [workspaceFile]),
    ];
    const sources = [...given];
    for (const path of settingsPaths) {
      const settings = await read(path);
      if (settings instanceof Uint8Array) sources.push(...parseSettingsFile(settings, path));
    }
    const isTracked = async (path: string): Promise<boolean | undefined> => {
      await this.#tracked.refresh(toUri(path));
      return this.#tracked.isTracked(toUri(path));
    };
    const all = [...problems, ...(await findSecretProblemsOfFiles(sources, read, isTracked))];
    for (const path of new Set([...sources.map((source) => source.path), ...settingsPaths])) {
      // A setting is in no file that could be shown.
      if (path === '') continue;
      const uri = toUri(path);
      const own = all.filter((problem) => problem.path === path);
      const document = own.length === 0 ? undefined : await openReadable(uri);
      this.#shown.set(uri.toString(), own);
      this.#collection.set(
        uri,
        own.map((problem) => (document ? toDiagnostic(document, problem) : atBeginning(problem.message))),
      );
    }
  }

  dispose(): void {
    this.#collection.dispose();
    this.#actions.dispose();
  }

  /** A fix looks into the file again before it changes anything, so it does not matter when the problem was found. */
  #codeActions(document: vscode.TextDocument, range: vscode.Range): vscode.CodeAction[] {
    const asked = toSpan(document, range);
    const shown = this.#shown.get(document.uri.toString()) ?? [];
    const touching = shown.filter(({ span }) => span.start <= asked.end && asked.start <= span.end);
    return touching.flatMap((problem) =>
      (problem.fixes ?? []).flatMap((fix) => {
        const done = fix.kind === 'store-value' || fix.kind === 'ignore-file' ? fixAction(document, fix) : undefined;
        if (!done || !('command' in done)) return [];
        const action = new vscode.CodeAction(fixTitle(fix), vscode.CodeActionKind.QuickFix);
        action.diagnostics = [toDiagnostic(document, problem)];
        action.command = done.command;
        return [action];
      }),
    );
  }
}

/** Where the files of a set lie, and the folder whose settings count. */
interface EnvironmentFiles {
  readonly read: FileReader;
  readonly toUri: (path: string) => vscode.Uri;
  readonly workspaceFolder: string | undefined;
  /** Path of the `.code-workspace` file that is open, whose settings count for all folders. */
  readonly workspaceFile: string | undefined;
}

const SETTINGS_FILE = '.vscode/settings.json';

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
