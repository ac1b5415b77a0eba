import * as vscode from 'vscode';
import { defineVariable } from '../../core/environment/files/defineVariable';
import { splitEnvironmentName } from '../../core/environment/environmentNames';
import type { EnvironmentPlace } from '../../core/environment/files/editEnvironmentFile';
import { SHARED_SECTION } from '../../core/environment/environmentSource';
import { isPostmanEnvironmentName } from '../../core/environment/files/parsePostmanEnvironment';
import { describeSecret } from '../../core/environment/secrets/storedSecrets';
import { replaceSecret, type SecretReplacement } from '../../core/language/edits/replaceSecret';
import type { Span } from '../../core/text/span';
import { literalSource } from '../../core/text/template';
import { toRange } from '../convert';
import { environmentFileFor, exists } from '../problems/defineVariable';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import type { Host } from '../host';
import { moveToStorage } from './moveToStorage';
import { sandboxName } from '../../core/environment/sandboxName';
import { secretsOf } from './secretValues';
import { TrackedFiles } from '../problems/trackedFiles';

interface MoveSecretRequest {
  readonly uri: string;
  readonly version: number;
  readonly name: string;
  readonly span: Span;
  readonly target: 'storage' | 'private-file';
}

/**
 * Gives a secret that is written out in a request file to SecretStorage, or to the private environment file, and writes
 * a placeholder in its place: one edit, which can be undone as one.
 */
export async function moveSecret(host: Host, argument: unknown): Promise<void> {
  const written = readWritten(argument);
  if (written) {
    const { uri, ...reference } = written;
    if (isPostmanEnvironmentName(uri.path)) {
      return (await import('./moveFromPostman')).moveFromPostman(host, uri, reference);
    }
    const place = (await host.variables()).placeOf(written.uri);
    return moveToStorage(host, place, { ...written, section: written.environment });
  }
  const request = readRequest(argument);
  if (!request) return;
  const isStored = request.target === 'storage';
  if (isStored && !vscode.workspace.isTrusted) {
    return warn('Secrets are neither read nor kept in Restricted Mode. Trust the folder first.');
  }
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(request.uri, true));
  if (document.version !== request.version) return;
  const environmentName = await sectionFor(host, document);
  const wanted = { name: request.name, environmentName, stored: isStored };
  const target = await environmentFileFor(host, contextUri(host, document.uri), wanted);
  if (!target) return warn('There is no folder to keep an environment file in. Open a folder first.');
  if (!isStored && (await isKeptByGit(target))) return;
  const value = document.getText(toRange(document, request.span));
  const source = isStored ? '' : literalSource(value);
  if (source === undefined) return warn('Nothing was moved: the value cannot be written into a JSON file.');
  const file = (await host.documents()).fileOf(document);
  const taken = await takenNames(host, document, environmentName);
  const replacement = replaceSecret(file, document.getText(), request, taken);
  const edit = await planEdit(document, replacement, target, {
    environmentName,
    name: replacement.name,
    value: source,
    isStored,
  });
  if (!edit) return;
  if (!(await apply(host, document, { edit, isStored, environmentName, name: replacement.name, value }))) return;
  if (edit.savesTarget) await (await vscode.workspace.openTextDocument(target)).save();
  const where = vscode.workspace.asRelativePath(target, false);
  const said = isStored
    ? `${describeSecret({ environment: environmentName, name: replacement.name })} is kept in SecretStorage now, and '${where}' refers to it.`
    : `The secret is '${replacement.name}' in '${where}' now.`;
  void vscode.window.showInformationMessage(`${said} What git kept of it before, it still has: change the secret.`);
}

/** Of several environments active together the last one. Without any, and in the one nobody can write, all have it. */
async function sectionFor(host: Host, document: vscode.TextDocument): Promise<string> {
  const { name } = await environmentOf(host, document);
  if (name === undefined || name === sandboxName) return SHARED_SECTION;
  return splitEnvironmentName(name).at(-1) ?? name;
}

async function isKeptByGit(target: vscode.Uri): Promise<boolean> {
  const tracked = new TrackedFiles();
  await tracked.refresh(target);
  if (tracked.isTracked(target) !== true) return false;
  warn(
    `Nothing was moved: git keeps '${vscode.workspace.asRelativePath(target, false)}', so the secret would go to everyone who has it. Take the file out of git first, and name it in .gitignore.`,
  );
  return true;
}

/** Names that mean something here already, and those under which a secret is kept that no file names any more. */
async function takenNames(
  host: Host,
  document: vscode.TextDocument,
  environmentName: string,
): Promise<ReadonlySet<string>> {
  const variables = await host.variables();
  const place = variables.placeOf(contextUri(host, document.uri));
  const { sources = [] } = await variables.environmentsNow(place, undefined);
  const names = new Set<string>();
  for (const { sections } of sources) {
    for (const section of sections.values()) {
      for (const { name } of section.variables) names.add(name);
      for (const name of section.unavailable.keys()) names.add(name);
    }
  }
  const { layers } = await (await variables.scopesOf(document))(-1);
  for (const layer of layers) if (layer.origin !== 'file') for (const name of layer.names) names.add(name);
  const kept = secretsOf(host, place).kept();
  for (const { environment, name } of kept) if (environment === environmentName) names.add(name);
  return names;
}

interface PlannedEdit {
  readonly workspaceEdit: vscode.WorkspaceEdit;
  /** What the person had changed in it themselves is not saved for them. */
  readonly savesTarget: boolean;
}

/** `undefined` after the person was told why not. */
async function planEdit(
  document: vscode.TextDocument,
  replacement: SecretReplacement,
  target: vscode.Uri,
  definition: Parameters<typeof defineVariable>[1],
): Promise<PlannedEdit | undefined> {
  const isNew = !(await exists(target));
  const environments = isNew ? undefined : await vscode.workspace.openTextDocument(target);
  const plan = defineVariable(environments?.getText() ?? '', definition);
  if (plan.kind === 'unreadable') {
    warn(
      `Nothing was moved: '${vscode.workspace.asRelativePath(target, false)}' is not a JSON object of environments. Correct it first.`,
    );
    return undefined;
  }
  const edit = new vscode.WorkspaceEdit();
  for (const part of replacement.edits) edit.replace(document.uri, toRange(document, part.span), part.text);
  if (environments) {
    for (const part of plan.edits) edit.replace(target, toRange(environments, part.span), part.text);
  } else {
    const text = plan.edits.map((part) => part.text).join('');
    edit.createFile(target, { contents: new TextEncoder().encode(text) });
  }
  return { workspaceEdit: edit, savesTarget: environments?.isDirty === false };
}

interface Move {
  readonly edit: PlannedEdit;
  readonly isStored: boolean;
  readonly environmentName: string;
  readonly name: string;
  readonly value: string;
}

/** First the storage, then the files: the value is in one of them at every moment. */
async function apply(
  host: Host,
  document: vscode.TextDocument,
  { edit, isStored, environmentName, name, value }: Move,
): Promise<boolean> {
  if (!isStored) return vscode.workspace.applyEdit(edit.workspaceEdit);
  const secrets = secretsOf(host, (await host.variables()).placeOf(contextUri(host, document.uri)));
  const reference = { environment: environmentName, name };
  const { version } = document;
  await secrets.keep(reference, value);
  if (await vscode.workspace.applyEdit(edit.workspaceEdit)) return true;
  // The name was free, so nothing of somebody else is taken away; a text that did change may refer to it.
  if (document.version === version) await secrets.remove(reference);
  warn('Nothing was moved: one of the files was changed meanwhile. Try again.');
  return false;
}

function warn(message: string): void {
  void vscode.window.showWarningMessage(message);
}

/** A variable of an environment file, or of a setting. */
function readWritten(
  argument: unknown,
): (Omit<EnvironmentPlace, 'section'> & { readonly uri: vscode.Uri; readonly environment: string }) | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, environment, name, setting } = argument as Partial<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof environment !== 'string' || typeof name !== 'string') return undefined;
  if (setting !== undefined && typeof setting !== 'string') return undefined;
  return { uri: vscode.Uri.parse(uri, true), environment, name, setting };
}

/** Commands can be called by anyone with anything. */
function readRequest(argument: unknown): MoveSecretRequest | undefined {
  if (typeof argument !== 'object' || argument === null) return undefined;
  const { uri, version, name, start, end, target } = argument as Partial<Record<string, unknown>>;
  if (typeof uri !== 'string' || typeof version !== 'number' || typeof name !== 'string' || !/^\w+$/.test(name))
    return undefined;
  if (typeof start !== 'number' || typeof end !== 'number' || start >= end) return undefined;
  return { uri, version, name, span: { start, end }, target: target === 'storage' ? 'storage' : 'private-file' };
}
