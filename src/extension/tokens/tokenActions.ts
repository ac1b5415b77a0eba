import * as vscode from 'vscode';
import type { TokenRecord } from '../../core/auth/token';
import { printToken } from '../../core/session/tokens/tokenByHand';
import type { Host } from '../host';
import type { Tokens, TransportFor } from './tokens';
import { maySend } from '../trust';

/** Gets a token anew: by its refresh token, or by its grant. */
export async function getToken(host: Host, item: unknown, transportFor: TransportFor): Promise<void> {
  if (!maySend()) return;
  const tokens = await host.tokens();
  const name = await chooseToken(tokens, item, false);
  if (name !== undefined) await tokens.renew(name, transportFor);
}

/** Copies the access token, after a person said that they mean it. */
export async function copyToken(host: Host, item: unknown): Promise<void> {
  const found = await chooseHeld(host, item);
  if (!found) return;
  const detail = 'Whoever has it can do what you can do, until it expires. Other programs can read the clipboard.';
  const question = `Copy the token '${found.name}' to the clipboard?`;
  const choice = await vscode.window.showWarningMessage(question, { modal: true, detail }, 'Copy');
  if (choice === 'Copy') await vscode.env.clipboard.writeText(found.token.accessToken);
}

/** Shows the claims in a document of its own; the signature, without which they are no token, is left out. */
export async function decodeToken(host: Host, item: unknown): Promise<void> {
  const found = await chooseHeld(host, item);
  if (!found) return;
  const content = printToken(found.token);
  if (content === undefined) {
    void vscode.window.showInformationMessage(`The token '${found.name}' is opaque: there is nothing in it to read.`);
    return;
  }
  // A document that is open is not read again, so every token has one of its own.
  const query = String(found.token.obtainedAt);
  const uri = vscode.Uri.from({ scheme: claimsScheme, path: `/${encodeURIComponent(found.name)}.claims.json`, query });
  const provider = vscode.workspace.registerTextDocumentContentProvider(claimsScheme, {
    provideTextDocumentContent: () => content,
  });
  try {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  } finally {
    provider.dispose();
  }
}

/** Ends a session at its server and takes a token out of the storage; the next request fetches another one. */
export async function forgetToken(host: Host, item: unknown, transportFor: TransportFor): Promise<void> {
  const found = await chooseHeld(host, item);
  if (!found) return;
  const { tokens, name, token } = found;
  // It is forgotten even where the server cannot be told.
  if (token.cookieName !== undefined && maySend()) await tokens.logOut(name, token, transportFor);
  await tokens.keeper.forget(await tokens.placeOf(name));
}

interface HeldToken {
  readonly tokens: Tokens;
  readonly name: string;
  readonly token: TokenRecord;
}

async function chooseHeld(host: Host, item: unknown): Promise<HeldToken | undefined> {
  const tokens = await host.tokens();
  const name = await chooseToken(tokens, item, true);
  const token = name === undefined ? undefined : await tokens.keeper.recall(await tokens.placeOf(name));
  return name !== undefined && token ? { tokens, name, token } : undefined;
}

/** The item of the view, or what a person picks. */
async function chooseToken(tokens: Tokens, item: unknown, isHeld: boolean): Promise<string | undefined> {
  const listed = (await tokens.list()).filter(({ facts, isMock }) => (isHeld ? facts !== undefined : !isMock));
  const id = item instanceof vscode.TreeItem ? item.id : undefined;
  const known = listed.find(({ name }) => `token:${name}` === id);
  if (known) return known.name;
  if (listed.length === 0) {
    void vscode.window.showInformationMessage(isHeld ? nothingHeld : nothingDescribed);
    return undefined;
  }
  const items = listed.map(({ name }) => ({ label: name.replaceAll('$(', '\\$('), name }));
  return (await vscode.window.showQuickPick(items, { placeHolder: 'Which token?' }))?.name;
}

const nothingHeld =
  'No token has been fetched in this environment yet. Send a request that uses one, or choose Get Token in the Tokens view.';
const nothingDescribed =
  'The chosen environment describes no tokens. Add one under Security.Auth of the environment, or by one of the Add Token commands.';

const claimsScheme = 'identity-http-claims';
