import * as vscode from 'vscode';
import { defineVariable } from '../../core/environment/files/defineVariable';
import { lookupWrittenValue } from '../../core/environment/files/editEnvironmentFile';
import { emptyPostmanValue } from '../../core/environment/files/emptyPostmanValue';
import { describeSecret, type SecretReference } from '../../core/environment/secrets/storedSecrets';
import { parseTemplate, templateLiteral } from '../../core/text/template';
import { environmentFileFor } from '../problems/defineVariable';
import { openGuarded, showConflict, writeGuarded } from '../variables/guardedFile';
import type { Host } from '../host';
import { secretsOf } from './secretValues';

/**
 * Keeps a value of an exported Postman environment in SecretStorage. Postman's file cannot refer to it, so the
 * environment file of ours does, and the value in the export becomes empty.
 */
export async function moveFromPostman(host: Host, uri: vscode.Uri, reference: SecretReference): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    return tell('Secrets are neither read nor kept in Restricted Mode. Trust the folder first.');
  }
  const { environment, name } = reference;
  const exported = await openGuarded(uri);
  if (exported.kind === 'conflict') {
    if (await showConflict(uri, exported)) await moveFromPostman(host, uri, reference);
    return;
  }
  const found = emptyPostmanValue(exported.text, name);
  const value = found && templateLiteral(parseTemplate(found.text, { start: 0, end: found.text.length }));
  if (!found || value === undefined || value === '') {
    return tell(`'${name}' was not moved: only a text that holds no other value, and is not empty, can be kept.`);
  }
  const target = await environmentFileFor(host, uri, { name, environmentName: environment, stored: true });
  if (!target) return tell('There is no folder to keep an environment file in. Open a folder first.');
  if (!(await refer(host, { uri, target, reference, value }))) return;
  const where = vscode.workspace.asRelativePath(target, false);
  const conflict = await writeGuarded(exported, found.edits);
  if (conflict) {
    await showConflict(uri, {
      ...conflict,
      message: `${conflict.message} '${where}' refers to SecretStorage already.`,
    });
    return;
  }
  void vscode.window.showInformationMessage(
    `${describeSecret(reference)} is kept in SecretStorage now, and '${where}' refers to it. What git kept of it before, it still has: change the secret.`,
  );
}

interface Referring {
  /** Of the export. */
  readonly uri: vscode.Uri;
  readonly target: vscode.Uri;
  readonly reference: SecretReference;
  readonly value: string;
}

/** First the storage, then the file: the value is in one of them at every moment. */
async function refer(host: Host, { uri, target, reference, value }: Referring): Promise<boolean> {
  const { environment, name } = reference;
  const file = await openGuarded(target);
  if (file.kind === 'conflict') {
    await showConflict(target, file);
    return false;
  }
  const where = vscode.workspace.asRelativePath(target, false);
  if (lookupWrittenValue(file.text, { section: environment, name })) {
    tell(
      `Nothing was moved: '${where}' has a value for '${name}' already, which goes before this one. Remove one of them.`,
    );
    return false;
  }
  const plan = defineVariable(file.text, { environmentName: environment, name, isStored: true });
  if (plan.kind === 'unreadable') {
    tell(`Nothing was moved: '${where}' is not a JSON object of environments. Correct it first.`);
    return false;
  }
  const secrets = secretsOf(host, (await host.variables()).placeOf(uri));
  const before = await secrets.read(reference);
  await secrets.keep(reference, value);
  const conflict = await writeGuarded(file, plan.edits);
  if (!conflict) return true;
  await (before === undefined ? secrets.remove(reference) : secrets.keep(reference, before));
  await showConflict(target, conflict);
  return false;
}

function tell(message: string): void {
  void vscode.window.showWarningMessage(message);
}
