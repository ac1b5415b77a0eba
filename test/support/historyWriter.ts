import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { HistoryStore } from '../../src/files/historyStore';
import { recordExchange } from './historyEntries';
import { buildResponse } from './exchanges';

/**
 * A process of its own that appends entries to the history in the folder it is given, and tells the id of each that
 * was written, until it is killed, or has written as many as it is told.
 */
const [folder = '', prefix = '', length = '0', count = 'Infinity'] = process.argv.slice(2);
const store = new HistoryStore({
  folder,
  clock: Date.now,
  newId: randomUUID,
  limits: () => ({ maximumDays: 30, maximumBytes: 1_000_000_000 }),
});
const body = 'x'.repeat(Number(length));
const template = await recordExchange({ outcome: buildResponse({ headers: [['Content-Type', 'text/plain']], body }) });
for (let index = 0; index < Number(count); index++) {
  const id = `${prefix}-${index}`;
  await store.append({ ...template, id, view: { ...template.view, id, startedAt: Date.now() } });
  writeSync(1, `${id}\n`);
}
await store.close();
