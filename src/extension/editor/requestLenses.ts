import * as vscode from 'vscode';
import { describeBlockReference } from '../../core/language/blockReference';
import { describeLenses, type RequestLens } from '../../core/language/outline/describeLenses';
import type { RequestFile } from '../../core/syntax/nodes';
import { toRange } from '../convert';
import { environmentOf } from '../environments/environmentOf';
import type { Host } from '../host';
import { statusNameOf } from './requestStatuses';
import type { ShownBlock } from '../sending/sendTarget';
import type { ShownLines } from './shownLines';

/** A button above a request: what it does is worked out when it comes on the screen. */
class RequestButton extends vscode.CodeLens {
  readonly describe: () => vscode.Command;

  constructor(range: vscode.Range, describe: () => vscode.Command) {
    super(range);
    this.describe = describe;
  }
}

/**
 * What can be done with each request, above its request line; in Markdown, above the requests of its fences. Of a long
 * file only what is near the screen: editors are sent every button of a file after every pause in typing, and `shown`
 * says when others are wanted.
 */
export async function provideLenses(
  host: Host,
  document: vscode.TextDocument,
  shown: ShownLines,
): Promise<vscode.CodeLens[]> {
  const settings = vscode.workspace.getConfiguration('identityHttp', document.uri);
  if (settings.get<boolean>('codeLens') === false) return [];
  if (document.languageId === 'markdown' && !/^ {0,3}(?:`{3,}|~{3,})/m.test(document.getText())) return [];
  const { name: environmentName } = await environmentOf(host, document);
  const file = (await host.documents()).fileOf(document);
  return describeLenses(file, shown.near(document, file)).flatMap((lens) => {
    const range = toRange(document, lens.span);
    const about = { document, file, lens, environmentName };
    const status = statusCommand(host, about);
    return [
      new RequestButton(range, () => sendCommand(about)),
      new RequestButton(range, () => sendWithCommand(about)),
      new RequestButton(range, () => copyAsCommand(about)),
      new RequestButton(range, () => environmentCommand(about)),
      ...(status ? [new RequestButton(range, () => status)] : []),
    ];
  });
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

/** Of a request that was answered. */
function statusCommand(host: Host, { document, file, lens, environmentName }: LensContext): vscode.Command | undefined {
  const block = file.blocks[lens.index];
  const name = block && statusNameOf(block);
  const status = name === undefined ? undefined : host.statuses.statusOf(document.uri, environmentName, name);
  if (status === undefined) return undefined;
  const title = status.replaceAll('$(', '\\$(');
  return { title, tooltip: 'Last answer in this environment', command: 'identityHttp.showResponse' };
}

function targetOf({ document, file, lens }: LensContext): [string, ShownBlock] {
  const reference = describeBlockReference(file, lens.index);
  return [document.uri.toString(), { start: lens.blockStart, reference }];
}
