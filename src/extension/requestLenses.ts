import * as vscode from 'vscode';
import { describeBlockReference } from '../core/language/blockReference';
import { describeLenses, type RequestLens } from '../core/language/describeLenses';
import type { RequestFile } from '../core/syntax/nodes';
import { toRange } from './convert';
import { environmentOf } from './environmentOf';
import type { Host } from './host';
import type { ShownBlock } from './sendTarget';

/** What can be done with each request, above its request line; in Markdown, above the requests of its fences. */
export async function provideLenses(host: Host, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  const settings = vscode.workspace.getConfiguration('identityHttp', document.uri);
  if (settings.get<boolean>('codeLens') === false) return [];
  if (document.languageId === 'markdown' && !/^ {0,3}(?:`{3,}|~{3,})/m.test(document.getText())) return [];
  const { name: environmentName } = await environmentOf(host, document);
  const lenses: vscode.CodeLens[] = [];
  const file = (await host.documents()).fileOf(document);
  for (const lens of describeLenses(file)) {
    const range = toRange(document, lens.span);
    for (const command of commandsOf(host, { document, file, lens, environmentName })) {
      lenses.push(new vscode.CodeLens(range, command));
    }
  }
  return lenses;
}

interface LensContext {
  readonly document: vscode.TextDocument;
  readonly file: RequestFile;
  readonly lens: RequestLens;
  readonly environmentName: string | undefined;
}

function commandsOf(host: Host, { document, file, lens, environmentName }: LensContext): readonly vscode.Command[] {
  const uri = document.uri.toString();
  const shown: ShownBlock = { start: lens.blockStart, reference: describeBlockReference(file, lens.index) };
  const target = [uri, shown];
  const commands: vscode.Command[] = [
    { title: '▷ Send', command: 'identityHttp.send', arguments: target },
    {
      title: 'Send with…',
      tooltip: 'Send once with another environment',
      command: 'identityHttp.sendWith',
      arguments: target,
    },
    {
      title: 'Copy as…',
      tooltip: 'Copy as a cURL command, as an HTTP request or as a URL',
      command: 'identityHttp.copyAs',
      arguments: target,
    },
    {
      title: environmentName ?? 'No environment',
      tooltip: 'Choose another environment',
      command: 'identityHttp.selectEnvironment',
      arguments: [uri],
    },
  ];
  const { name } = lens;
  const status = name === undefined ? undefined : host.statuses.statusOf(document.uri, environmentName, name);
  if (status !== undefined) {
    const tooltip = 'Last answer in this environment';
    commands.push({ title: status.replaceAll('$(', '\\$('), tooltip, command: 'identityHttp.showResponse' });
  }
  return commands;
}
