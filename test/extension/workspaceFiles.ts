import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';

let folders = 0;

/**
 * Writes files into a folder of the workspace that is the test's own, runs `use`, and removes the folder. No two have
 * one name: that a folder is gone is told some time after it is.
 */
export async function withFiles(
  name: string,
  files: Readonly<Record<string, string>>,
  use: (folder: vscode.Uri) => Promise<void>,
): Promise<void> {
  const root = vscode.workspace.workspaceFolders?.[0];
  if (!root) throw new Error('These tests need a workspace folder.');
  folders += 1;
  const folder = vscode.Uri.joinPath(root.uri, `${name}-${folders}`);
  await vscode.extensions.getExtension('identity-http.identity-http')?.activate();
  try {
    for (const [path, text] of Object.entries(files)) {
      await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder, path), new TextEncoder().encode(text));
    }
    await use(folder);
  } finally {
    await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.workspace.fs.delete(folder, { recursive: true });
  }
}

/** Shows a file in an editor. */
export async function showFile(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uri);
  await vscode.window.showTextDocument(document, vscode.ViewColumn.One);
  return document;
}

/** Sets the environment that holds where none was chosen, for the time of `use`. */
export async function withDefaultEnvironment(name: string, use: () => Promise<void>): Promise<void> {
  const settings = vscode.workspace.getConfiguration('identityHttp');
  const before = settings.inspect('defaultEnvironment')?.workspaceValue;
  await settings.update('defaultEnvironment', name, vscode.ConfigurationTarget.Workspace);
  try {
    await use();
  } finally {
    await settings.update('defaultEnvironment', before, vscode.ConfigurationTarget.Workspace);
  }
}

/** What the hover at a place says. */
export async function hoverText(document: vscode.TextDocument, character: number, line = 0): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    new vscode.Position(line, character),
  );
  return hovers
    .flatMap((hover) => hover.contents)
    .map((content) => (typeof content === 'string' ? content : content.value))
    .join('\n');
}

/** The codes of the problems of a file, hints left out. */
export function codes(document: vscode.TextDocument): readonly unknown[] {
  return vscode.languages
    .getDiagnostics(document.uri)
    .filter(({ severity }) => severity <= vscode.DiagnosticSeverity.Warning)
    .map(({ code }) => (typeof code === 'object' ? code.value : code));
}

/** Makes the folder a repository that holds the file; false on a machine without git, where nobody can know. */
export async function keepInGit(folder: vscode.Uri, name: string): Promise<boolean> {
  try {
    execFileSync('git', ['-C', folder.fsPath, 'init', '-q'], { stdio: 'ignore' });
    execFileSync('git', ['-C', folder.fsPath, 'add', name], { stdio: 'ignore' });
  } catch {
    return false;
  }
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const api = (await git?.activate())?.getAPI(1);
  return Boolean(await api?.openRepository(folder));
}

/** Takes the folder out of git again, for the tests that follow. */
export async function leaveGit(folder: vscode.Uri): Promise<void> {
  const git = vscode.extensions.getExtension<GitExtension>('vscode.git');
  const repository = (await git?.activate())?.getAPI(1).getRepository(folder);
  if (repository) await vscode.commands.executeCommand('git.close', repository.rootUri);
  const place = vscode.Uri.joinPath(folder, '.git');
  await vscode.workspace.fs.delete(place, { recursive: true }).then(undefined, () => undefined);
}

interface GitExtension {
  readonly getAPI: (version: 1) => {
    readonly openRepository: (folder: vscode.Uri) => Promise<unknown>;
    readonly getRepository: (uri: vscode.Uri) => { readonly rootUri: vscode.Uri } | null;
  };
}
