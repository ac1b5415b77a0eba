import * as vscode from 'vscode';
import { addAuthSettings } from '../../core/environment/files/addAuthSettings';
import {
  identityCloudServiceAccount,
  pingOneRegions,
  pingOneWorker,
  tenantHost,
  type AuthPreset,
} from '../../core/identity/authPresets';
import { toRange } from '../convert';
import { environmentFileFor, exists } from '../problems/defineVariable';
import type { Host } from '../host';
import { writtenEnvironment } from '../sending/keepingPorts';
import { sandboxName } from '../../core/environment/sandboxName';
import { secretsOf } from '../secrets/secretValues';

/** Asks for what a worker application of PingOne is known by, and writes settings that give its token. */
export async function addPingOneToken(host: Host): Promise<void> {
  const regions = pingOneRegions.map(({ name, domain }) => ({ label: name, description: `pingone.${domain}`, domain }));
  const region = await vscode.window.showQuickPick(regions, { title, placeHolder: 'Region of the organization' });
  const environmentId = region && (await ask('ID of the environment that owns the worker application', isUuid));
  const clientId = environmentId && (await ask('Client ID of the worker application', isWord));
  const secret = clientId && (await ask('Its client secret. It is kept in SecretStorage.', isWord, true));
  if (!region || !environmentId || !clientId || !secret) return;
  await write(host, { name: 'worker', preset: pingOneWorker({ ...region, environmentId, clientId }), secret });
}

/** Asks for what a service account of Identity Cloud is known by, and writes settings that give its token. */
export async function addIdentityCloudToken(host: Host): Promise<void> {
  const address = await ask('Address of the tenant, such as openam-example.forgeblocks.com', (text) =>
    tenantHost(text) === undefined ? 'This is no host name.' : undefined,
  );
  const tenant = address && tenantHost(address);
  const accountId = tenant && (await ask('ID of the service account', isUuid));
  const scope = accountId && (await ask('Scopes, with blanks between them', isText, false, 'fr:am:* fr:idm:*'));
  const key = scope && (await ask('Private key as JWK, on one line. It is kept in SecretStorage.', isJwk, true));
  if (!tenant || !accountId || !scope || !key) return;
  const preset = identityCloudServiceAccount({ tenant, accountId, scope });
  await write(host, { name: 'service-account', preset, secret: key });
}

interface NewToken {
  readonly name: string;
  readonly preset: AuthPreset;
  readonly secret: string;
}

async function write(host: Host, { name, preset, secret }: NewToken): Promise<void> {
  const { home, place } = await (await host.tokens()).home();
  const chosen = home.environmentName === sandboxName ? undefined : home.environmentName;
  const environmentName = writtenEnvironment(chosen);
  const target = await environmentFileFor(host, place.uri, { name: 'Security', environmentName });
  if (!target) {
    void vscode.window.showWarningMessage('There is no folder to keep an environment file in. Open a folder first.');
    return;
  }
  const isNew = !(await exists(target));
  const text = isNew ? '' : (await vscode.workspace.openTextDocument(target)).getText();
  const wanted = { environmentName, name, settings: preset.settings, variable: 'accessToken' };
  const edits = addAuthSettings(text, wanted);
  if (typeof edits === 'string') {
    const why = edits === 'taken' ? `it has a token '${name}' already` : 'it is not a JSON object of environments';
    void vscode.window.showWarningMessage(`Nothing was written to the environment file: ${why}.`);
    return;
  }
  const edit = new vscode.WorkspaceEdit();
  if (isNew) edit.createFile(target, { contents: new TextEncoder().encode(edits.map((part) => part.text).join('')) });
  else {
    const document = await vscode.workspace.openTextDocument(target);
    for (const part of edits) edit.replace(target, toRange(document, part.span), part.text);
  }
  // First the secret: settings without it would ask for it.
  await secretsOf(host, place).keep({ environment: environmentName, name: `${name}: ${preset.secretKey}` }, secret);
  if (!(await vscode.workspace.applyEdit(edit))) return;
  const document = await vscode.workspace.openTextDocument(target);
  await document.save();
  await vscode.window.showTextDocument(document);
  void vscode.window.showInformationMessage(
    `Write {{$auth.token("${name}")}}, or {{accessToken}}, where the token belongs.`,
  );
}

async function ask(
  prompt: string,
  check: (text: string) => string | undefined,
  password = false,
  value = '',
): Promise<string | undefined> {
  const options = {
    title,
    prompt,
    password,
    value,
    ignoreFocusOut: true,
    validateInput: (text: string) => check(text.trim()),
  };
  return (await vscode.window.showInputBox(options))?.trim();
}

function isText(text: string): string | undefined {
  return text === '' ? 'Write it, or press Escape to stop.' : undefined;
}

function isWord(text: string): string | undefined {
  return text === '' || /\s/.test(text) ? 'It has no blanks.' : undefined;
}

function isUuid(text: string): string | undefined {
  return /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? undefined : 'It is a UUID: 8-4-4-4-12 digits.';
}

function isJwk(text: string): string | undefined {
  return /^\{.*"kty".*"d".*\}$|^\{.*"d".*"kty".*\}$/s.test(text)
    ? undefined
    : 'It is a JSON object with "kty" and "d".';
}

const title = 'Add Token';
