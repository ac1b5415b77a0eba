import * as vscode from 'vscode';
import { buildRedactor } from '../../core/exchange/redaction';
import { printCurl } from '../../core/export/printCurl';
import type { ResolvedRequest } from '../../core/request/resolvedRequest';
import { resolveSilently } from '../../core/session/resolveInSession';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import { describeRequest } from '../../core/view/describeExchange';
import { maskRequest } from '../../core/view/maskRequest';
import { printRequestView } from '../../core/view/printRequestView';
import { environmentOf } from '../environments/environmentOf';
import { contextUri } from '../host';
import { fileReader, valuePorts } from '../ports';
import type { Sending } from '../sending/sending';
import { findTarget, reportNoTarget } from '../sending/sendTarget';

/**
 * Puts a request on the clipboard as it would be sent, every secret masked unless that form is chosen that says it
 * shows them. Nothing is sent.
 */
export async function copyAs(sending: Sending, uri: unknown, blockStart: unknown): Promise<void> {
  const target = await findTarget(sending.host, uri, blockStart);
  if (!target || target === 'changed') {
    reportNoTarget(target);
    return;
  }
  const choice = await vscode.window.showQuickPick(forms, {
    title: 'Copy as',
    placeHolder: 'The request as it would be sent now; nothing is sent',
  });
  if (!choice) return;
  const request = await resolveTarget(sending, target);
  if (typeof request === 'string') {
    void vscode.window.showErrorMessage(`Nothing was copied. ${request}`);
    return;
  }
  if (request) await vscode.env.clipboard.writeText(choice.print(request));
}

/** The request, or a sentence that says why there is none; `undefined` when the person was told already. */
async function resolveTarget(
  sending: Sending,
  { document, offset }: { readonly document: vscode.TextDocument; readonly offset: number },
): Promise<ResolvedRequest | string | undefined> {
  const { host } = sending;
  const file = (await host.documents()).fileOf(document);
  const placed = blockAtOffset(file, offset);
  const place = contextUri(host, document.uri);
  const { name: environmentName } = await environmentOf(host, document);
  const input = await sending.inputOf({ document, file, placed, environmentName });
  if (!input) return undefined;
  const variables = await host.variables();
  const reader = fileReader(variables.placeOf(place).uri);
  const resolution = await resolveSilently({ ...valuePorts(), reader }, variables.session, input);
  if (resolution.kind === 'resolved') return resolution.request;
  return resolution.problems.find(({ severity }) => severity === 'error')?.message ?? 'There is no request here.';
}

const forms: readonly (vscode.QuickPickItem & { readonly print: (request: ResolvedRequest) => string })[] = [
  {
    label: 'cURL command',
    description: 'secrets masked',
    detail: 'For a ticket, a chat or documentation. For bash, zsh and other POSIX shells.',
    print: (request) => printCurl(maskRequest(request, buildRedactor(request.secrets))),
  },
  {
    label: 'cURL command with its secrets',
    description: 'secrets in clear',
    detail: 'To run it in a terminal. Whoever reads the clipboard has the secrets.',
    print: printCurl,
  },
  {
    label: 'HTTP request',
    description: 'secrets masked',
    detail: 'Request line, fields and body.',
    print: (request) => printRequestView(describeRequest(request, buildRedactor(request.secrets))),
  },
  {
    label: 'URL',
    description: 'secrets masked',
    detail: 'The whole address, every value filled in.',
    print: ({ url, secrets }) => buildRedactor(secrets).url(url),
  },
];
