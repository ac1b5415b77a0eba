import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import type { Exchange } from '../../core/exchange/exchange';
import type { HistoryInput } from '../../core/history/buildHistoryEntry';
import { describeExchange } from '../../core/view/describeExchange';
import type { Host } from '../host';

/**
 * Has an exchange recorded once the answer is on its way to the screen. Only the end of the window waits for it, and
 * nothing fails with it. What is recorded is made by `buildHistoryEntry`, which masks it.
 */
export function keepInHistory(host: Host, input: HistoryInput): void {
  if (!isHistoryOn()) return;
  host.pending.add(
    new Promise<void>((resolve) => setImmediate(resolve))
      .then(() => host.history())
      .then((history) => history.record(input))
      .catch((error: unknown) => host.log.failure('history', error)),
  );
}

/** As `keepInHistory`, for a request to an authorization server, of which no body is recorded whatever its address is. */
export function keepTokenRequest(host: Host, exchange: Exchange, uri: vscode.Uri): void {
  if (!isHistoryOn()) return;
  const block = { name: undefined, title: undefined, requestLine: '', index: 0 };
  const source = { uri: uri.toString(), block, environmentName: exchange.environmentName };
  host.pending.add(
    describeExchange(exchange, randomUUID())
      .then((view) => keepInHistory(host, { exchange, view, source, origin: 'token' }))
      .catch((error: unknown) => host.log.failure('history', error)),
  );
}

/** Off in one place is off: a folder's settings cannot turn on what the person turned off, nor the other way round. */
export function isHistoryOn(): boolean {
  const found = vscode.workspace.getConfiguration('identityHttp.history').inspect<unknown>('enabled');
  const values = [found?.globalValue, found?.workspaceValue, found?.workspaceFolderValue];
  return !values.some((value) => value === false || value === 'off');
}
