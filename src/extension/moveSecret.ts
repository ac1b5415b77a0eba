import * as vscode from 'vscode';
import { defineVariable } from '../core/environment/defineVariable';
import { findEnvironmentNames } from '../core/environment/findEnvironmentNames';
import { findFileNames } from '../core/language/nameIndex';
import type { Span } from '../core/text/span';
import { toRange } from './convert';
import { environmentFileFor, exists } from './defineVariable';
import { contextUri } from './host';
import type { Host } from './host';
import { sandboxName } from './sandboxName';
import { TrackedFiles } from './trackedFiles';

interface MoveSecretRequest {
  readonly uri: string;
  readonly version: number;
  readonly name: string;
  readonly span: Span;
}

/** Gives a secret that is written out to the private environment file, and writes a placeholder in its place. */
export async function moveSecret(host: Host, argument: unknown): Promise<void> {
  const request = readRequest(argument);
  if (!request) return;
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(request.uri, true));
  if (document.version !== request.version) return;
  const place = contextUri(host, document.uri);
  const chosen = host.environments.nameFor(place);
  // Without an environment, or in the one that nobody can write into, it goes where all environments find it.
  const environmentName = chosen === undefined || chosen === sandboxName ? '$shared' : chosen;
  const target = await environmentFileFor(host, place, { name: request.name, environmentName });
  if (!target) {
    void vscode.window.showWarningMessage(
      'There is no folder to keep a private environment file in. Open a folder first.',
    );
    return;
  }
  const tracked = new TrackedFiles();
  await tracked.refresh(target);
  if (tracked.isTracked(target) === true) {
    void vscode.window.showWarningMessage(
      `Nothing was moved: git keeps '${vscode.workspace.asRelativePath(target, false)}', so the secret would go to everyone who has it. Take the file out of git first, and name it in .gitignore.`,
    );
    return;
  }
  const isNew = !(await exists(target));
  const text = isNew ? '' : (await vscode.workspace.openTextDocument(target)).getText();
  const taken = findFileNames((await host.documents()).fileOf(document)).variables;
  const name = freeName(request.name, text, taken);
  const range = toRange(document, request.span);
  const definition = defineVariable(text, { name, environmentName, value: document.getText(range) });
  if (definition.kind === 'unreadable') {
    void vscode.window.showWarningMessage(
      'Nothing was moved: the private environment file is not a JSON object of environments. Correct it first.',
    );
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range, `{{${name}}}`);
  if (isNew)
    edit.createFile(target, { contents: new TextEncoder().encode(definition.edits.map((part) => part.text).join('')) });
  else {
    const file = await vscode.workspace.openTextDocument(target);
    for (const part of definition.edits) edit.replace(target, toRange(file, part.span), part.text);
  }
  if (!(await vscode.workspace.applyEdit(edit))) return;
  if (!isNew) await (await vscode.workspace.openTextDocument(target)).save();
  const file = vscode.workspace.asRelativePath(target, false);
  void vscode.window.showInformationMessage(
    `The secret is '${name}' in '${file}' now. What git kept of it before, it still has: change the secret.`,
  );
}

/** A name that neither the private file nor the request file has yet. */
function freeName(wanted: string, privateText: string, taken: ReadonlySet<string>): string {
  const { keys } = findEnvironmentNames(new TextEncoder().encode(privateText), '');
  const names = new Set([...taken, ...keys.map(({ name }) => name)]);
  let name = wanted;
  for (let count = 2; names.has(name); count++) name = `${wanted}${count}`;
  return name;
}

/** Commands can be called by anyone with anything. */
function readRequest(argument: unknown): MoveSecretRequest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, version, name, start, end } = argument as Partial<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof version !== 'number' || typeof name !== 'string' || !/^\w+$/.test(name))
    return undefined;
  if (typeof start !== 'number' || typeof end !== 'number' || start >= end) return undefined;
  return { uri, version, name, span: { start, end } };
}
