import * as vscode from 'vscode';
import { defineVariable as planDefinition } from '../../core/environment/files/defineVariable';
import { isSecretName } from '../../core/environment/secrets/isSecretName';
import { defineInFile } from '../../core/language/edits/defineInFile';
import { toRange } from '../convert';
import { contextUri } from '../host';
import type { Host } from '../host';

/** What a quick fix asks for; `environmentName` left out means the request file itself. */
export interface DefineVariableRequest {
  readonly uri: string;
  readonly name: string;
  readonly environmentName: string | undefined;
  /** Into the private environment file, whatever the name sounds like. */
  readonly secret: boolean;
}

/** Writes the name where it is missing and leaves the cursor where its value belongs. */
export async function defineVariable(host: Host, argument: unknown): Promise<void> {
  const request = readRequest(argument);
  if (!request) return;
  const uri = vscode.Uri.parse(request.uri, true);
  if (request.environmentName === undefined) await defineInRequestFile(host, uri, request.name);
  else await defineInEnvironment(host, uri, { ...request, environmentName: request.environmentName });
}

async function defineInRequestFile(host: Host, uri: vscode.Uri, name: string): Promise<void> {
  const document = await vscode.workspace.openTextDocument(uri);
  const insertion = defineInFile((await host.documents()).fileOf(document), name);
  const edit = new vscode.WorkspaceEdit();
  edit.insert(uri, document.positionAt(insertion.offset), insertion.text);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  await showCursor(document, { start: insertion.cursor, end: insertion.cursor });
}

async function defineInEnvironment(
  host: Host,
  uri: vscode.Uri,
  wanted: { readonly name: string; readonly environmentName: string; readonly secret: boolean },
): Promise<void> {
  const place = contextUri(host, uri);
  const fileUri = await environmentFileFor(host, place, wanted);
  if (!fileUri) {
    void vscode.window.showWarningMessage(
      `There is no folder to keep environment '${wanted.environmentName}' in. Open a folder, or define '${wanted.name}' in the file.`,
    );
    return;
  }
  if (!(await exists(fileUri))) {
    const creation = new vscode.WorkspaceEdit();
    creation.createFile(fileUri, { ignoreIfExists: true });
    if (!(await vscode.workspace.applyEdit(creation))) return;
  }
  const document = await vscode.workspace.openTextDocument(fileUri);
  const definition = planDefinition(document.getText(), wanted);
  if (definition.kind === 'unreadable') {
    await showCursor(document, { start: definition.offset, end: definition.offset });
    void vscode.window.showWarningMessage(
      `'${wanted.name}' was not added: this file is not a JSON object of environments. Correct it first.`,
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const { span, text } of definition.edits) edit.replace(fileUri, toRange(document, span), text);
  if (definition.edits.length > 0 && !(await vscode.workspace.applyEdit(edit))) return;
  await showCursor(document, definition.value);
}

/** The file that has the environment already, a secret's private neighbour, else a new one at the folder's top. */
export async function environmentFileFor(
  host: Host,
  place: vscode.Uri,
  {
    name,
    environmentName,
    secret = false,
    stored = false,
  }: {
    readonly name: string;
    readonly environmentName: string;
    readonly secret?: boolean;
    /** The file gets a reference to SecretStorage, which everyone may read. */
    readonly stored?: boolean;
  },
): Promise<vscode.Uri | undefined> {
  const files = await (await host.variables()).environmentFiles(place, environmentName);
  // What another tool exported or reads is not written to.
  const known = files.filter((uri) => /\/http-client[^/]*\.env\.json(?:\.user)?$/.test(uri.path));
  const privately = !stored && (secret || isSecretName(name));
  const fitting = known.find((uri) => uri.path.endsWith('.private.env.json') === privately);
  if (fitting) return fitting;
  const folder = known[0] ? vscode.Uri.joinPath(known[0], '..') : homeFolder(place);
  return folder && vscode.Uri.joinPath(folder, privately ? 'http-client.private.env.json' : 'http-client.env.json');
}

function homeFolder(place: vscode.Uri): vscode.Uri | undefined {
  if (place.scheme === 'untitled') return vscode.workspace.workspaceFolders?.[0]?.uri;
  return vscode.workspace.getWorkspaceFolder(place)?.uri ?? vscode.Uri.joinPath(place, '..');
}

async function showCursor(
  document: vscode.TextDocument,
  span: { readonly start: number; readonly end: number },
): Promise<void> {
  const range = toRange(document, span);
  const editor = await vscode.window.showTextDocument(document, { selection: range });
  editor.revealRange(range, vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** True when there is a file. */
export async function exists(uri: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(uri);
    return true;
  } catch {
    return false;
  }
}

/** Commands can be called by anyone with anything. */
function readRequest(argument: unknown): DefineVariableRequest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, name, environmentName, secret } = argument as Partial<Record<keyof DefineVariableRequest, unknown>>;
  if (typeof uri !== 'string' || typeof name !== 'string' || name === '') return undefined;
  // What could be more than one line, or close a placeholder, is no name.
  if (/[\r\n{}]/.test(name)) return undefined;
  const environment = typeof environmentName === 'string' ? environmentName : undefined;
  return { uri, name, environmentName: environment, secret: secret === true };
}
