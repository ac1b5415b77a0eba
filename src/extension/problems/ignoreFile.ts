import * as vscode from 'vscode';
import { gitIgnoreLine } from '../../core/environment/secrets/gitIgnores';
import { exists } from './defineVariable';
import { openGuarded, showConflict, writeGuarded } from '../variables/guardedFile';

/** What a fix asks for: the file is named in the `.gitignore` that git reads for it. */
export async function ignoreFile(argument: unknown): Promise<void> {
  if (typeof argument !== 'object' || argument === null) return;
  const { uri: written } = argument as Partial<Record<string, unknown>>;
  if (typeof written !== 'string') return;
  const uri = vscode.Uri.parse(written, true);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // One line more for all files of the name, and no other name than a person would write.
  if (!/^[\w.-]+$/.test(name)) return;
  const added = await addToGitIgnore(await ignoreFolder(uri), name);
  if (added === 'named') {
    void vscode.window.showInformationMessage(
      `'.gitignore' names '${name}' already, but a rule of another folder takes it in again. Remove that rule.`,
    );
  }
}

/**
 * Where `.gitignore` belongs: the workspace folder, or the top of a repository inside of it, because git reads none
 * above that. A file outside of every workspace folder has it beside itself.
 */
export async function ignoreFolder(uri: vscode.Uri): Promise<vscode.Uri> {
  const own = vscode.Uri.joinPath(uri, '..');
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? own;
  for (let folder = own; folder.path !== root.path; folder = vscode.Uri.joinPath(folder, '..')) {
    if (!folder.path.startsWith(root.path)) break;
    if (await exists(vscode.Uri.joinPath(folder, '.git'))) return folder;
  }
  return root;
}

/** `undefined` when it could not be written; `named` when it is in the file already. */
export async function addToGitIgnore(root: vscode.Uri, name: string): Promise<'added' | 'named' | undefined> {
  const uri = vscode.Uri.joinPath(root, '.gitignore');
  const file = await openGuarded(uri, { mayBeUnsaved: true });
  const text = file.kind === 'conflict' ? '' : gitIgnoreLine(file.text, name);
  if (file.kind !== 'conflict' && text === '') return 'named';
  const end = file.kind === 'conflict' ? 0 : file.text.length;
  const conflict = file.kind === 'conflict' ? file : await writeGuarded(file, [{ span: { start: end, end }, text }]);
  if (!conflict) return 'added';
  return (await showConflict(uri, conflict)) ? addToGitIgnore(root, name) : undefined;
}
