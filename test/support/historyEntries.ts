import { buildHistoryEntry } from '../../src/core/history/buildHistoryEntry';
import type { HistoryEntry } from '../../src/core/history/historyEntry';
import { describeExchange } from '../../src/core/view/describeExchange';
import { buildExchange } from './exchanges';

/** What is recorded of an exchange that a block of `users.http` was sent for. */
export async function recordExchange(
  parts: Parameters<typeof buildExchange>[0] = {},
  about: {
    readonly id?: string;
    readonly requestLine?: string;
    readonly startedAt?: number;
    readonly origin?: HistoryEntry['origin'];
  } = {},
): Promise<HistoryEntry> {
  const { id = 'one', requestLine = 'GET {{base}}/users', startedAt, origin = 'block' } = about;
  const exchange = { ...buildExchange(parts), ...(startedAt !== undefined && { startedAt }) };
  const block = { name: undefined, title: undefined, requestLine, index: 0 };
  const source = { uri: 'file:///w/users.http', block, environmentName: 'dev' };
  return buildHistoryEntry({ exchange, view: await describeExchange(exchange, id), source, origin });
}
