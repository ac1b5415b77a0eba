import * as vscode from 'vscode';
import { buildRedactor } from '../core/exchange/redaction';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { resolveSilently } from '../core/session/resolveInSession';
import { blockAtOffset } from '../core/syntax/blockAtOffset';
import { describeRequest } from '../core/view/describeExchange';
import { printRequestView } from '../core/view/printRequestView';
import { environmentOf } from './environmentOf';
import { contextUri } from './host';
import { fileReader, valuePorts } from './ports';
import type { Sending } from './sending';
import { findTarget, reportNoTarget } from './sendTarget';

/** Puts a request on the clipboard as it would be sent, every secret masked. Nothing is sent. */
export async function copyAs(sending: Sending, uri: unknown, blockStart: unknown): Promise<void> {
  const target = await findTarget(sending.host, uri, blockStart);
  if (!target || target === 'changed') {
    reportNoTarget(target);
    return;
  }
  const choice = await vscode.window.showQuickPick(
    [
      { label: 'URL', description: 'with every value filled in, secrets masked', print: printUrl },
      { label: 'HTTP request', description: 'request line, headers and body, secrets masked', print: printRequest },
    ],
    { title: 'Copy as' },
  );
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

function printUrl({ url, secrets }: ResolvedRequest): string {
  return buildRedactor(secrets).url(url);
}

function printRequest(request: ResolvedRequest): string {
  return printRequestView(describeRequest(request, buildRedactor(request.secrets)));
}
