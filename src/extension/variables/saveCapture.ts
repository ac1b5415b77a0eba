import * as vscode from 'vscode';
import { defineVariable } from '../../core/environment/files/defineVariable';
import { splitEnvironmentName } from '../../core/environment/environmentNames';
import { maskValue } from '../../core/language/maskValue';
import { listCaptures, type ListedCapture } from '../../core/session/captures/captures';
import { literalSource } from '../../core/text/template';
import { toRange } from '../convert';
import { environmentFileFor, exists } from '../problems/defineVariable';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { pathOf } from '../ports';
import { sandboxName } from '../../core/environment/sandboxName';
import { secretsOf } from '../secrets/secretValues';

/** Writes a captured value into the environment file of the request file in front. `name` left out is asked for. */
export async function saveCapture(host: Host, name: unknown): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  const inFront = document?.languageId === 'http' ? document.uri : vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!inFront) return;
  const place = contextUri(host, inFront);
  const environmentName =
    document?.languageId === 'http' ? (await environmentOf(host, document)).name : host.environments.nameFor(place);
  const variables = await host.variables();
  const captures = listCaptures(variables.session, {
    environmentName,
    workspaceFolder: variables.placeOf(place).workspaceFolder,
    path: pathOf(place),
  });
  const capture =
    typeof name === 'string' ? captures.find((entry) => entry.name === name) : await pickCapture(captures);
  if (!capture) {
    if (typeof name === 'string') {
      tell(`'${name}' was not captured in this environment yet. Send the request that captures it first.`);
    } else if (captures.length === 0) tell('Nothing was captured in this environment yet.');
    return;
  }
  if (environmentName === undefined || environmentName === sandboxName) {
    tell(`'${capture.name}' was not saved: choose an environment that a file defines first.`);
    return;
  }
  // Of several environments active together the last one wins.
  await save(host, place, {
    capture,
    environmentName: splitEnvironmentName(environmentName).at(-1) ?? environmentName,
  });
}

async function pickCapture(captures: readonly ListedCapture[]): Promise<ListedCapture | undefined> {
  if (captures.length === 0) return undefined;
  const items = captures.map((capture) => ({
    label: capture.name.replaceAll('$(', '\\$('),
    description: maskValue(capture.text, capture.secret),
    detail: describeSource(capture),
    capture,
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: 'The value to save to the environment file' });
  return picked?.capture;
}

function describeSource({ source, path }: ListedCapture): string {
  const request = source?.requestName === undefined ? '' : `From ${source.requestName.replaceAll('$(', '\\$(')}`;
  if (path === '') return request;
  const file = vscode.workspace.asRelativePath(path).replaceAll('$(', '\\$(');
  return request === '' ? `From ${file}` : `${request} in ${file}`;
}

async function save(
  host: Host,
  place: vscode.Uri,
  { capture, environmentName }: { readonly capture: ListedCapture; readonly environmentName: string },
): Promise<void> {
  const { name, secret } = capture;
  const value = literalSource(capture.text);
  const uri = await environmentFileFor(host, place, { name, environmentName, secret });
  if (value === undefined || !uri) {
    tell(`'${name}' was not saved: ${uri ? 'its text cannot be written into a file' : 'there is no folder for it'}.`);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  if (!(await exists(uri))) {
    const creation = new vscode.WorkspaceEdit();
    creation.createFile(uri, { ignoreIfExists: true });
    if (!(await vscode.workspace.applyEdit(creation))) return;
  }
  const document = await vscode.workspace.openTextDocument(uri);
  // A secret rests in SecretStorage, and the file says only that.
  const isStored = secret && vscode.workspace.isTrusted;
  const plan = defineVariable(document.getText(), { environmentName, name, value, isStored });
  if (plan.kind === 'unreadable') {
    tell(`'${name}' was not saved: '${vscode.workspace.asRelativePath(uri)}' is not a JSON object of environments.`);
    return;
  }
  for (const { span, text } of plan.edits) edit.replace(uri, toRange(document, span), text);
  if (isStored) {
    const secrets = secretsOf(host, (await host.variables()).placeOf(place));
    await secrets.keep({ environment: environmentName, name }, capture.text);
  }
  if (!(await vscode.workspace.applyEdit(edit)) || !(await document.save())) return;
  const saved = `Saved '${name}' in '${vscode.workspace.asRelativePath(uri)}'.`;
  void vscode.window.showInformationMessage(saved, 'Open File').then(async (choice) => {
    if (choice) await vscode.window.showTextDocument(document, { selection: toRange(document, plan.value) });
  });
}

function tell(message: string): void {
  void vscode.window.showInformationMessage(message);
}
