import * as vscode from 'vscode';
import { splitEnvironmentName } from '../../core/environment/environmentNames';
import { SHARED_SECTION } from '../../core/environment/environmentSource';
import {
  describeSecret,
  KEPT_SENTENCE,
  findSecretReferences,
  type SecretReference,
} from '../../core/environment/secrets/storedSecrets';
import { environmentOf } from '../environments/environmentOf';
import { escapeIcons } from '../environments/environmentStatus';
import { contextUri } from '../host';
import type { Host } from '../host';
import { secretsOf, type EditableSecrets } from './secretValues';
import type { FilePlace } from '../environments/variableSources';

/** Gives a secret of the folder a value, or another one. What is left out of `{ uri, environment, name }` is asked for. */
export async function setSecret(host: Host, argument: unknown): Promise<void> {
  const open = await openSecrets(host, argument);
  if (!open) return;
  const reference = open.wanted ?? (await pickSecret(host, open, 'The secret to set'));
  if (!reference) return;
  const value = await vscode.window.showInputBox({
    title: 'Set Secret',
    prompt: `Value of ${describeSecret(reference)}. ${KEPT_SENTENCE}`,
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (text === '' ? 'Write the value, or press Escape to leave it as it is.' : undefined),
  });
  if (value === undefined || value === '') return;
  await open.secrets.keep(reference, value);
  void vscode.window.showInformationMessage(`${describeSecret(reference)} is kept in SecretStorage now.`);
}

/** Takes the value of a secret away; what it is used for asks for it again. */
export async function removeSecret(host: Host, argument: unknown): Promise<void> {
  const open = await openSecrets(host, argument);
  if (!open) return;
  const reference = open.wanted ?? (await pickSecret(host, open, 'The secret to remove'));
  if (!reference) return;
  if ((await open.secrets.read(reference)) === undefined) {
    void vscode.window.showInformationMessage(`${describeSecret(reference)} has no value in SecretStorage.`);
    return;
  }
  await open.secrets.remove(reference);
  void vscode.window.showInformationMessage(`${describeSecret(reference)} is not in SecretStorage any more.`);
}

interface OpenSecrets {
  readonly place: FilePlace;
  readonly secrets: EditableSecrets;
  readonly environmentName: string | undefined;
  /** Said by the caller. */
  readonly wanted: SecretReference | undefined;
}

/** `undefined` after the person was told why it cannot be done. */
async function openSecrets(host: Host, argument: unknown): Promise<OpenSecrets | undefined> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage(
      'Secrets are neither read nor kept in Restricted Mode. Trust the folder first.',
    );
    return undefined;
  }
  const { uri, environment, name } = readArgument(argument);
  const document = vscode.window.activeTextEditor?.document;
  const inFront = uri ?? document?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  if (!inFront) {
    void vscode.window.showInformationMessage('Secrets belong to a folder. Open a folder or a request file first.');
    return undefined;
  }
  const home = contextUri(host, inFront);
  const place = (await host.variables()).placeOf(home);
  const chosen =
    document && document.languageId === 'http' && !uri
      ? (await environmentOf(host, document)).name
      : host.environments.nameFor(home);
  const wanted = environment !== undefined && name !== undefined ? { environment, name } : undefined;
  return { place, secrets: secretsOf(host, place), environmentName: chosen, wanted };
}

async function pickSecret(
  host: Host,
  { place, secrets, environmentName }: OpenSecrets,
  placeHolder: string,
): Promise<SecretReference | undefined> {
  const named = findSecretReferences(await (await host.variables()).environmentsNow(place, undefined));
  const active = new Set([SHARED_SECTION, ...splitEnvironmentName(environmentName ?? '')]);
  const all = new Map([...named, ...secrets.kept()].map((one) => [JSON.stringify([one.environment, one.name]), one]));
  if (all.size === 0) {
    void vscode.window.showInformationMessage(
      `No environment of this folder keeps a secret in SecretStorage. Write { "provider": "SecretStorage" } as its value.`,
    );
    return undefined;
  }
  const items = await Promise.all(
    Array.from(all.values(), async (reference) => ({
      label: escapeIcons(reference.name),
      description: escapeIcons(reference.environment),
      detail: (await secrets.read(reference)) === undefined ? 'Not set yet' : 'In SecretStorage',
      reference,
    })),
  );
  const ordered = items.toSorted(
    (one, other) => Number(active.has(other.reference.environment)) - Number(active.has(one.reference.environment)),
  );
  return (await vscode.window.showQuickPick(ordered, { placeHolder, matchOnDescription: true }))?.reference;
}

/** Commands can be called by anyone with anything. */
function readArgument(argument: unknown): {
  readonly uri?: vscode.Uri | undefined;
  readonly environment?: string | undefined;
  readonly name?: string | undefined;
} {
  if (typeof argument !== 'object' || argument === null) return {};
  const { uri, environment, name } = argument as Partial<Record<'uri' | 'environment' | 'name', unknown>>;
  return {
    uri: typeof uri === 'string' ? vscode.Uri.parse(uri) : undefined,
    environment: typeof environment === 'string' ? environment : undefined,
    name: typeof name === 'string' ? name : undefined,
  };
}
