import * as vscode from 'vscode';
import { describeBlockReference } from '../core/language/blockReference';
import { describeLenses, type RequestLens } from '../core/language/describeLenses';
import type { RequestFile } from '../core/syntax/nodes';
import { toRange } from './convert';
import { environmentOf } from './environmentOf';
import type { Host } from './host';
import type { ShownBlock } from './sendTarget';

/** A button above a request: what it does is worked out when it comes on the screen. */
class RequestButton extends vscode.CodeLens {
  readonly describe: () => vscode.Command;

  constructor(range: vscode.Range, describe: () => vscode.Command) {
    super(range);
    this.describe = describe;
  }
}

/** What can be done with each request, above its request line; in Markdown, above the requests of its fences. */
export async function provideLenses(host: Host, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const settings = vscode.workspace.getConfiguration('identityHttp', document.uri);
  if (settings.get<boolean>('codeLens') === false) return [];
  if (document.languageId === 'markdown' && !/^ {0,3}(?:`{3,}|~{3,})/m.test(document.getText())) return [];
  const { name: environmentName } = await environmentOf(host, document);
  const lenses: vscode.CodeLens[] = [];
  const file = (await host.documents()).fileOf(document);
  const requests = describeLenses(file);
  for (const lens of requests) {
    const range = toRange(document, lens.span);
    const about = { document, file, lens, environmentName };
    lenses.push(new RequestButton(range, () => sendCommand(about)));
    // Editors are sent every button of a file after every pause in typing.
    if (requests.length > mostWithAllButtons) continue;
    lenses.push(
      new RequestButton(range, () => sendWithCommand(about)),
      new RequestButton(range, () => copyAsCommand(about)),
      new RequestButton(range, () => environmentCommand(about)),
    );
    const status = statusCommand(host, about);
    if (status) lenses.push(new RequestButton(range, () => status));
  }
  return lenses;
}

/** Fills in what a button does. */
export function resolveLens(lens: vscode.CodeLens): vscode.CodeLens {
  if (lens instanceof RequestButton) lens.command = lens.describe();
  return lens;
}

interface LensContext {
  readonly document: vscode.TextDocument;
  readonly file: RequestFile;
  readonly lens: RequestLens;
  readonly environmentName: string | undefined;
}

function sendCommand(about: LensContext): vscode.Command {
  return { title: '▷ Send', command: 'identityHttp.send', arguments: targetOf(about) };
}

function sendWithCommand(about: LensContext): vscode.Command {
  const tooltip = 'Send once with another environment';
  return { title: 'Send with…', tooltip, command: 'identityHttp.sendWith', arguments: targetOf(about) };
}

function copyAsCommand(about: LensContext): vscode.Command {
  const tooltip = 'Copy as a cURL command, as an HTTP request or as a URL';
  return { title: 'Copy as…', tooltip, command: 'identityHttp.copyAs', arguments: targetOf(about) };
}

function environmentCommand({ document, environmentName }: LensContext): vscode.Command {
  return {
    title: environmentName ?? 'No environment',
    tooltip: 'Choose another environment',
    command: 'identityHttp.selectEnvironment',
    arguments: [document.uri.toString()],
  };
}

/** Of a request with a name that was answered. */
function statusCommand(host: Host, { document, lens, environmentName }: LensContext): vscode.Command | undefined {
  const { name } = lens;
  const status = name === undefined ? undefined : host.statuses.statusOf(document.uri, environmentName, name);
  if (status === undefined) return undefined;
  const title = status.replaceAll('$(', '\\$(');
  return { title, tooltip: 'Last answer in this environment', command: 'identityHttp.showResponse' };
}

function targetOf({ document, file, lens }: LensContext): [string, ShownBlock] {
  const reference = describeBlockReference(file, lens.index);
  return [document.uri.toString(), { start: lens.blockStart, reference }];
}

/** Of requests in one file; where there are more, only *Send* is above each, and the rest is in the command palette. */
const mostWithAllButtons = 500;
