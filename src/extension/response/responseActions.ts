import * as vscode from 'vscode';
import { readableSize } from '../../core/exchange/bodyWindow';
import { decodeText } from '../../core/exchange/decodeText';
import { buildRedactor } from '../../core/exchange/redaction';
import { maskBodyText } from '../../core/view/maskBodyText';
import type { CopyTarget } from '../../core/view/protocol';
import type { ResponseOutcomeView, ResponseView } from '../../core/view/responseView';
import { contextUri } from '../host';
import type { Host } from '../host';
import type { TrailEntry } from './responses';

/** Puts a part of the view on the clipboard. It is the view's, so secrets are masked there as they are on screen. */
export async function copyFromView(view: ResponseView, what: CopyTarget): Promise<void> {
  const text = copiedText(view, what);
  if (text !== undefined) await vscode.env.clipboard.writeText(text);
}

/** The body as it is laid out on screen, as a document of its own. */
export async function openAsDocument(view: ResponseView): Promise<void> {
  if (view.outcome.kind !== 'response') return;
  const { body } = view.outcome;
  const document = await vscode.workspace.openTextDocument({
    language: documentLanguages[body.language],
    content: body.formatted,
  });
  await vscode.window.showTextDocument(document, { preview: false });
}

/** Asks where to, and writes the octets as they came; a text with secrets in it is written with the secrets masked. */
export async function saveBody(host: Host, entry: TrailEntry): Promise<void> {
  const { outcome } = entry.view;
  if (outcome.kind !== 'response') return;
  const response = entry.exchange?.outcome.kind === 'response' ? entry.exchange.outcome : undefined;
  const isLarge = response !== undefined && readableSize(response.body) < response.body.size;
  if (response && isLarge) {
    const { maySaveUnmasked, saveLargeBody } = await import('./saveLargeBody');
    const place = (await maySaveUnmasked(response.body)) ? await askTarget(host, entry, outcome) : undefined;
    if (place) await saveLargeBody(response.body, place);
    return;
  }
  const content = await savedContent(entry, outcome);
  if (!content) {
    void vscode.window.showInformationMessage(
      'Only a part of this body was kept over the reload. Send it again first.',
    );
    return;
  }
  const target = await askTarget(host, entry, outcome);
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, content.bytes);
  if (content.masked) void vscode.window.showInformationMessage('The body was saved with its secrets masked.');
}

function askTarget(host: Host, entry: TrailEntry, outcome: ResponseOutcomeView): Thenable<vscode.Uri | undefined> {
  const defaultUri = defaultTarget(host, entry, outcome);
  return vscode.window.showSaveDialog(defaultUri ? { defaultUri } : {});
}

function copiedText({ request, outcome }: ResponseView, what: CopyTarget): string | undefined {
  if (what === 'url') return request.url;
  if (outcome.kind !== 'response') return undefined;
  if (what === 'body') return outcome.body.formatted;
  if (what === 'raw') return outcome.body.raw ?? outcome.body.formatted;
  if (what === 'headers') return outcome.headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  if ('link' in what) return outcome.links.find((link) => link.index === what.link)?.href;
  return outcome.headers[what.header]?.[1];
}

interface SavedContent {
  readonly bytes: Uint8Array;
  readonly masked: boolean;
}

/** `undefined` when the whole of it is not there any more. */
async function savedContent({ exchange }: TrailEntry, outcome: ResponseOutcomeView): Promise<SavedContent | undefined> {
  const response = exchange?.outcome.kind === 'response' ? exchange.outcome : undefined;
  const shown = outcome.body.raw ?? outcome.body.formatted;
  if (!exchange || !response)
    return outcome.body.cut === undefined ? { bytes: encoder.encode(shown), masked: false } : undefined;
  const bytes = await response.body.read(0, response.body.size);
  if (outcome.body.language === 'binary' || outcome.body.language === 'empty') return { bytes, masked: false };
  const { text } = decodeText(bytes, response.headers);
  if (outcome.body.cut === undefined && text === shown) return { bytes, masked: false };
  const masked = maskBodyText(text, response.headers, buildRedactor(exchange.request.secrets));
  return masked === text ? { bytes, masked: false } : { bytes: encoder.encode(masked), masked: true };
}

function defaultTarget(host: Host, entry: TrailEntry, outcome: ResponseOutcomeView): vscode.Uri | undefined {
  const place = contextUri(host, vscode.Uri.parse(entry.source.uri, true));
  const folder = vscode.workspace.getWorkspaceFolder(place)?.uri ?? vscode.workspace.workspaceFolders?.[0]?.uri;
  // A title comes from a file or from a server: what could lead elsewhere is no part of a name.
  const name = entry.view.title.replace(/[^\w.-]+/g, '-').replace(/^[.-]+|[.-]+$/g, '') || 'response';
  const file = `${name}.${fileEndings[outcome.body.language]}`;
  return folder && vscode.Uri.joinPath(folder, file);
}

const documentLanguages: Record<ResponseOutcomeView['body']['language'], string> = {
  json: 'json',
  xml: 'xml',
  html: 'html',
  text: 'plaintext',
  binary: 'plaintext',
  empty: 'plaintext',
};

const fileEndings: Record<ResponseOutcomeView['body']['language'], string> = {
  json: 'json',
  xml: 'xml',
  html: 'html',
  text: 'txt',
  binary: 'bin',
  empty: 'txt',
};

const encoder = new TextEncoder();
