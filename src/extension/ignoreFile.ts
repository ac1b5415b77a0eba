import * as vscode from 'vscode';
import { gitIgnoreLine } from '../core/environment/gitIgnores';
import { openGuarded, showConflict, writeGuarded } from './guardedFile';

/** What a fix asks for: the file is named in the `.gitignore` of its workspace folder, or else of its own folder. */
export async function ignoreFile(argument: unknown): Promise<void> {
  if (typeof argument !== 'object' || argument === null) return;
  const { uri: written } = argument as Partial<Record<string, unknown>>;
  if (typeof written !== 'string') return;
  const uri = vscode.Uri.parse(written, true);
  const name = uri.path.slice(uri.path.lastIndexOf('/') + 1);
  // One line more for all files of the name, and no other name than a person would write.
  if (!/^[\w.-]+$/.test(name)) return;
  const root = vscode.workspace.getWorkspaceFolder(uri)?.uri ?? vscode.Uri.joinPath(uri, '..');
  const added = await addToGitIgnore(root, name);
  if (added === 'named') {
    void vscode.window.showInformationMessage(
      `'.gitignore' names '${name}' already, but a rule of another folder takes it in again. Remove that rule.`,
    );
  }
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
