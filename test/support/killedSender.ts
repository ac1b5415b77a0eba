import { randomUUID } from 'node:crypto';
import { writeSync } from 'node:fs';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import { buildHistoryEntry } from '../../src/core/history/buildHistoryEntry';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { describeExchange } from '../../src/core/view/describeExchange';
import { readFileBytes } from '../../src/files/fileReader';
import { HistoryStore } from '../../src/files/historyStore';
import { createTransport } from '../../src/transport/createTransport';

/**
 * A process of its own that does what a window does with its requests: it sends them one after the other, keeps what
 * they bring in the session, and records them in the history. It tells of each that was recorded, until it is killed.
 */
const [folder = '', history = '', prompted = '', text = ''] = process.argv.slice(2);
const file = parseRequestFile(text);
const ports: SendBlockPorts = {
  clock: Date.now,
  newId: randomUUID,
  random: Math.random,
  reader: readFileBytes,
  prompt: () => Promise.resolve(prompted),
  // Most answers are larger, so that they go to the disk while they come.
  transport: createTransport({ memoryBodyBytes: 1000 }),
};
const store = new HistoryStore({
  folder: history,
  clock: Date.now,
  newId: randomUUID,
  limits: () => ({ maximumDays: 30, maximumBytes: 1_000_000_000 }),
});
const session = createSession();
const environments = await loadEnvironments(readFileBytes, folder);
for (;;) {
  for (const block of file.blocks) {
    const input = { file, block, environments, environmentName: 'dev', folder };
    const result = await sendBlock(ports, session, input, new AbortController().signal);
    if (result.kind !== 'sent') throw new Error(`Not sent: ${JSON.stringify(result)}`);
    const { exchange } = result;
    const view = await describeExchange(exchange, randomUUID());
    const about = { name: exchange.name, title: undefined, requestLine: 'POST {{base}}/…', index: 0 };
    const source = { uri: 'file:///w/a.http', block: about, environmentName: 'dev' };
    await store.append(buildHistoryEntry({ exchange, view, source, origin: 'block' }));
    writeSync(1, `${exchange.outcome.kind}\n`);
  }
}
