import * as vscode from 'vscode';
import { addEnvironment, refuseEnvironmentName } from '../../core/environment/files/addEnvironment';
import type { DraftMember } from '../../core/environment/files/addEnvironment';
import type { FilledTemplate } from '../../core/environment/files/environmentTemplates';
import { toRange } from '../convert';
import { askTemplate, type SecretAnswers } from './environmentTemplateQuestions';
import type { FrontFile } from '../frontFile';
import { openGuarded, showConflict, writeGuarded } from '../variables/guardedFile';
import { contextUri, type Host } from '../host';
import { addToGitIgnore, ignoreFolder } from '../problems/ignoreFile';
import { sandboxName } from '../../core/environment/sandboxName';

/** Asks for a template and its values, writes the environment beside those that are there, and chooses it. */
export async function newEnvironment(host: Host, front: FrontFile): Promise<void> {
  const place = front.uri && contextUri(host, front.uri);
  const home = await homeOf(host, place);
  if (!home) {
    const message = 'There is no folder to keep an environment file in. Open a folder first, or use the Sandbox.';
    const choice = await vscode.window.showWarningMessage(message, 'Open Folder', 'Use the Sandbox');
    if (choice === 'Open Folder') await vscode.commands.executeCommand('vscode.openFolder');
    if (choice === 'Use the Sandbox') await useSandbox(host, front);
    return;
  }
  const taken = [...(await (await host.variables()).environmentNames(place)), sandboxName];
  const answers = await askTemplate((name) => refuseEnvironmentName(name, taken));
  if (answers) await writeTemplate(host, { ...home, place }, answers.template, answers.secrets);
}

/** Chooses the built-in environment for the folder of the file in front. */
export async function useSandbox(host: Host, front: FrontFile): Promise<void> {
  await host.environments.choose(front.uri && contextUri(host, front.uri), sandboxName);
}

/** Where the files of a new environment belong. */
export interface EnvironmentHome {
  /** The public file. */
  readonly file: vscode.Uri;
  readonly place: vscode.Uri | undefined;
}

/** The environment's files are written one after the other; a conflict in the first leaves the others alone. */
export async function writeTemplate(
  host: Host,
  home: EnvironmentHome,
  { draft, secretNames }: FilledTemplate,
  secrets: SecretAnswers,
): Promise<void> {
  const inFile = secrets.kind === 'private-file';
  const stored: readonly DraftMember[] = inFile
    ? []
    : secretNames.map((name) => ({ name, value: { provider: 'SecretStorage' } }));
  if (inFile && secretNames.length > 0) {
    const privateFile = vscode.Uri.joinPath(home.file, '..', privateName);
    const members = secretNames.map((name) => ({ name, value: secrets.values.get(name) ?? '' }));
    // Before a secret is written: git must not take it.
    if (!(await addToGitIgnore(await ignoreFolder(privateFile), privateName))) return;
    if (!(await write(privateFile, { name: draft.name, members }))) return;
  }
  if (!(await write(home.file, { ...draft, members: [...draft.members, ...stored] }))) return;
  await host.environments.choose(home.place, draft.name);
  await showEnvironment(home.file, draft.name);
}

/** Beside the environment file that counts already, else at the top of the folder. */
async function homeOf(host: Host, place: vscode.Uri | undefined): Promise<Pick<EnvironmentHome, 'file'> | undefined> {
  const folder = (place && vscode.workspace.getWorkspaceFolder(place)) ?? vscode.workspace.workspaceFolders?.[0];
  const alone = place === undefined || place.scheme === 'untitled' ? undefined : vscode.Uri.joinPath(place, '..');
  const root = folder?.uri ?? alone;
  if (!root) return undefined;
  const files = await (await host.variables()).environmentFiles(place ?? vscode.Uri.joinPath(root, publicName), '');
  const known = files.find((uri) => uri.path.endsWith(`/${publicName}`)) ?? files[0];
  return { file: known ? vscode.Uri.joinPath(known, '..', publicName) : vscode.Uri.joinPath(root, publicName) };
}

/** True when it was written. */
async function write(uri: vscode.Uri, draft: FilledTemplate['draft']): Promise<boolean> {
  const file = await openGuarded(uri);
  const edits = file.kind === 'conflict' ? file : addEnvironment(file.text, draft);
  if (edits.kind === 'refused') {
    const where = vscode.workspace.asRelativePath(uri, false);
    void vscode.window.showWarningMessage(`Nothing was written into '${where}'. ${edits.message}`);
    return false;
  }
  const conflict = edits.kind === 'conflict' || file.kind === 'conflict' ? file : await writeGuarded(file, edits.edits);
  if (conflict?.kind !== 'conflict') return true;
  return (await showConflict(uri, conflict)) ? write(uri, draft) : false;
}

async function showEnvironment(uri: vscode.Uri, name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const start = document.getText().indexOf(JSON.stringify(name));
  const selection = toRange(document, { start: Math.max(0, start), end: Math.max(0, start) });
  await vscode.window.showTextDocument(document, { selection });
}

const publicName = 'http-client.env.json';
const privateName = 'http-client.private.env.json';
