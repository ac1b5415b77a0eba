import * as vscode from 'vscode';
import {
  lookupWrittenValue,
  referToSecretStorage,
  type EnvironmentPlace,
} from '../../core/environment/files/editEnvironmentFile';
import { describeSecret } from '../../core/environment/secrets/storedSecrets';
import { parseTemplate, templateLiteral } from '../../core/text/template';
import { openGuarded, showConflict, writeGuarded } from '../variables/guardedFile';
import type { Host } from '../host';
import { secretsOf } from './secretValues';
import type { FilePlace } from '../environments/variableSources';

/** Keeps the value of an environment file in SecretStorage and leaves a reference to it there. */
export async function moveToStorage(
  host: Host,
  place: FilePlace,
  target: EnvironmentPlace & { readonly uri: vscode.Uri },
): Promise<void> {
  const { section, name, setting, uri } = target;
  if (!vscode.workspace.isTrusted) {
    return tell('Secrets are neither read nor kept in Restricted Mode. Trust the folder first.');
  }
  const file = await openGuarded(uri);
  if (file.kind === 'conflict') {
    if (await showConflict(uri, file)) await moveToStorage(host, place, target);
    return;
  }
  const at = { section, name, setting };
  const written = lookupWrittenValue(file.text, at);
  const source = written?.isWhole === false ? written.source : undefined;
  const value = source && templateLiteral(parseTemplate(source, { start: 0, end: source.length }));
  const edits = referToSecretStorage(file.text, at);
  if (value === undefined || value === '' || edits.kind === 'refused') {
    return tell(
      `'${name}' was not moved: only a text that holds no other value, and is not empty, can be kept in SecretStorage.`,
    );
  }
  const reference = { environment: section, name };
  const secrets = secretsOf(host, place);
  const before = await secrets.read(reference);
  // First the storage, then the file: the value is in one of them at every moment.
  await secrets.keep(reference, value);
  const conflict = await writeGuarded(file, edits.edits);
  if (conflict) {
    // An editor that could not be saved has the reference already: taken away, the value would be gone with its save.
    if (!refersToStorage(uri, at))
      await (before === undefined ? secrets.remove(reference) : secrets.keep(reference, before));
    if (await showConflict(uri, conflict)) await moveToStorage(host, place, target);
    return;
  }
  const where = vscode.workspace.asRelativePath(uri, false);
  void vscode.window.showInformationMessage(
    `${describeSecret(reference)} is kept in SecretStorage now, and '${where}' refers to it. What git kept of it before, it still has.`,
  );
}

function refersToStorage(uri: vscode.Uri, at: EnvironmentPlace): boolean {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  return open !== undefined && lookupWrittenValue(open.getText(), at)?.isWhole === true;
}

function tell(message: string): void {
  void vscode.window.showWarningMessage(message);
}
