import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFile, chmod, lstat, readFile, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import test, { afterEach } from 'node:test';
import { build } from 'esbuild';
import type { HistoryLimits } from '../../src/core/history/historyBounds';
import type { HistoryEntry } from '../../src/core/history/historyEntry';
import { parseHistoryQuery } from '../../src/core/history/searchHistory';
import { HistoryStore } from '../../src/files/historyStore';
import { temporaryFolder } from '../support/cliProcess';
import { buildResponse } from '../support/exchanges';
import { recordExchange } from '../support/historyEntries';

const day = 86_400_000;
const stores: HistoryStore[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

test('entries come back newest first, in this store and in another', async () => {
  const { folder, store } = await historyIn();
  for (const index of [0, 1, 2]) await store.append(await entryOf(`e${index}`, { startedAt: 1000 + index }));
  await check(store, ['e2', 'e1', 'e0']);
  const { store: other } = await historyIn({ folder });
  await other.append(await entryOf('late', { startedAt: 1001.5 }));
  await check(store, ['e2', 'late', 'e1', 'e0']);
  await check(other, ['e2', 'late', 'e1', 'e0']);
  assert.equal((await store.read('late'))?.view.id, 'late');
  assert.equal(await store.read('nobody'), undefined);
  assert.equal((await readdir(folder)).length, 2, 'each has a segment of its own');
});

test('only this user may read it', { skip: process.platform === 'win32' }, async () => {
  const parent = await temporaryFolder({});
  const { folder, store } = await historyIn({ folder: join(parent, 'deep', 'history') });
  await store.append(await entryOf('one'));
  assert.equal((await stat(folder)).mode & 0o777, 0o700);
  for (const name of await readdir(folder)) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600);
  await chmod(folder, 0o755);
  const { store: next } = await historyIn({ folder });
  await next.append(await entryOf('two'));
  assert.equal((await stat(folder)).mode & 0o777, 0o700, 'a folder that others could look into is closed');
});

test(
  'a link in the place of the folder or of a segment is not followed',
  { skip: process.platform === 'win32' },
  async () => {
    const parent = await temporaryFolder({ 'elsewhere/x.txt': '' });
    await symlink(join(parent, 'elsewhere'), join(parent, 'history'));
    const { store } = await historyIn({ folder: join(parent, 'history') });
    await assert.rejects(store.append(await entryOf('one')), /is no folder/);
    assert.deepEqual(await readdir(join(parent, 'elsewhere')), ['x.txt']);

    const { folder, store: real } = await historyIn();
    await real.append(await entryOf('one'));
    const [name = ''] = await readdir(folder);
    await symlink(join(folder, name), join(folder, `${'0'.repeat(13)}-link.jsonl`));
    await check(real, ['one']);
  },
);

test('a last line that was cut anywhere is skipped and told, and the others stay', async () => {
  const { folder, store } = await historyIn();
  await store.append(await entryOf('one'));
  await store.append(await entryOf('two', { startedAt: 2 }));
  await store.close();
  const [name = ''] = await readdir(folder);
  const whole = await readFile(join(folder, name));
  const second = whole.indexOf('\n') + 1;
  for (let end = second; end < whole.byteLength; end += 37) {
    await truncate(join(folder, name), 0);
    await writeFile(join(folder, name), whole.subarray(0, end));
    const { store: reader } = await historyIn({ folder });
    const { entries, damaged } = await reader.list();
    assert.deepEqual(
      entries.map(({ id }) => id),
      ['one'],
    );
    assert.equal(damaged, end === second ? 0 : 1, String(end));
  }
});

test('lines of anybody else are skipped and told, wherever they stand', async () => {
  const { folder, store } = await historyIn();
  await store.append(await entryOf('one'));
  const [name = ''] = await readdir(folder);
  await appendFile(join(folder, name), '\0\0\0\n{"version":9}\n\n   \nnot json\n');
  await store.append(await entryOf('two', { startedAt: 2 }));
  await writeFile(join(folder, 'notes.txt'), 'nothing of ours');
  const { entries, damaged } = await store.list();
  assert.deepEqual(
    entries.map(({ id }) => id),
    ['two', 'one'],
  );
  assert.equal(damaged, 3);
});

test('what is deleted is not on the disk any more, and a window that appends is not disturbed', async () => {
  const { folder, store } = await historyIn();
  const { store: other } = await historyIn({ folder });
  for (const id of ['one', 'two', 'three']) await store.append(await entryOf(id, { title: `title of ${id}` }));
  await check(other, ['three', 'two', 'one']);
  assert.equal(await other.remove('two'), true);
  assert.equal(await other.remove('two'), false);
  await store.append(await entryOf('four', { startedAt: 9 }));
  await check(other, ['four', 'three', 'one']);
  assert.equal(await store.read('two'), undefined);
  const { store: fresh } = await historyIn({ folder });
  assert.deepEqual(await ids(fresh), ['four', 'three', 'one']);
  assert.equal((await fresh.list()).damaged, 0);
  assert.ok(!(await octetsOf(folder)).includes('title of two'));
});

test('clearing takes what all windows wrote, and all go on recording', async () => {
  const { folder, store } = await historyIn();
  const { store: other } = await historyIn({ folder });
  await store.append(await entryOf('one'));
  await other.append(await entryOf('two'));
  await store.clear();
  assert.deepEqual(await readdir(folder), []);
  await check(other, []);
  await other.append(await entryOf('three'));
  await store.append(await entryOf('four', { startedAt: 2 }));
  await check(store, ['four', 'three']);
});

test('old and too many segments are deleted whole, the newest are kept', async () => {
  const limits = { maximumDays: 2, maximumBytes: 800_000 };
  const clock = { now: 10 * day };
  const { folder, store } = await historyIn({ limits, clock });
  const written: string[] = [];
  for (let index = 0; index < 120; index++) {
    const id = `e${String(index).padStart(3, '0')}`;
    written.push(id);
    clock.now += 1000;
    await store.append(await entryOf(id, { startedAt: clock.now, body: 'y'.repeat(20_000) }));
    assert.ok((await sizeOf(folder)) <= limits.maximumBytes, `${index}`);
  }
  const kept = await ids(store);
  assert.ok(kept.length >= 10 && kept.length < 120);
  assert.deepEqual(kept, written.toReversed().slice(0, kept.length), 'only the oldest are gone');
  clock.now += 4 * day;
  await store.append(await entryOf('later', { startedAt: clock.now }));
  await check(store, ['later']);
});

test('a segment that another window deleted is followed by a new one', async () => {
  const clock = { now: 10 * day };
  const { folder, store } = await historyIn({ clock });
  await store.append(await entryOf('one'));
  const later = { now: 20 * day };
  const { store: other } = await historyIn({ folder, clock: later, limits: { maximumDays: 1, maximumBytes: 9e6 } });
  await check(other, []);
  await store.append(await entryOf('two'));
  await check(store, ['two']);
});

test('search reads the bodies, in all segments', async () => {
  const { store } = await historyIn({ limits: { maximumDays: 30, maximumBytes: 5_000_000 } });
  for (let index = 0; index < 30; index++) {
    await store.append(
      await entryOf(`e${index}`, { startedAt: index, body: `number ${index}; ${'z'.repeat(50_000)}` }),
    );
  }
  assert.deepEqual(await store.find(parseHistoryQuery('"number 17;"')), ['e17']);
  assert.deepEqual(await store.find(parseHistoryQuery('status:5xx')), []);
  const query = parseHistoryQuery('number');
  assert.equal((await store.find(query)).length, 30);
  await store.append(await entryOf('another', { startedAt: 99, body: 'a number' }));
  await store.remove('e3');
  const again = await store.find(query);
  assert.deepEqual([again.length, again[0], again.includes('e3')], [30, 'another', false]);
});

test('an append that fails is told, and the next one is tried anew', async () => {
  const parent = await temporaryFolder({ history: 'a file' });
  const { store } = await historyIn({ folder: join(parent, 'history') });
  await assert.rejects(store.append(await entryOf('one')));
  await assert.rejects(store.append(await entryOf('two')));
  const { store: fine } = await historyIn({ folder: join(parent, 'other') });
  await fine.append(await entryOf('three'));
  await check(fine, ['three']);
});

test('two processes append at once; killed at any moment, each loses at most the entry it was writing', async () => {
  const script = await builtWriter();
  for (let round = 0; round < 5; round++) {
    const folder = await temporaryFolder({});
    // Large lines are cut in their middle more often than small ones.
    const lengths = round % 2 === 0 ? ['200000', '150000'] : ['10', '3000'];
    const told = await Promise.all(
      lengths.map((length, index) => killAfter(script, [folder, `p${index}`, length], 3 + ((round * 7) % 20))),
    );
    const { store } = await historyIn({ folder });
    const { entries, damaged } = await store.list();
    const there = new Set(entries.map(({ id }) => id));
    for (const id of told.flat()) assert.ok(there.has(id), `${id} of round ${round} was told and is there`);
    // One that was written, but killed before it could tell, may be there too.
    assert.ok(there.size <= told.flat().length + 2, `round ${round}`);
    assert.ok(damaged <= 2, `round ${round}`);
    assert.equal(await countDamagedBeforeTheEnd(folder), 0);
    await store.append(await entryOf('after', { startedAt: 9e12 }));
    assert.equal((await ids(store))[0], 'after', 'recording goes on');
  }
});

test('two processes that end by themselves lose nothing', async () => {
  const script = await builtWriter();
  const folder = await temporaryFolder({});
  const runs = ['a', 'b'].map((prefix) => run(script, [folder, prefix, '500', '100']));
  assert.deepEqual(await Promise.all(runs), [0, 0]);
  const { store } = await historyIn({ folder });
  const { entries, damaged } = await store.list();
  assert.deepEqual([entries.length, damaged], [200, 0]);
});

async function historyIn(
  parts: {
    readonly folder?: string;
    readonly limits?: HistoryLimits;
    readonly clock?: { readonly now: number };
  } = {},
): Promise<{ readonly folder: string; readonly store: HistoryStore }> {
  const { limits = { maximumDays: 36_500, maximumBytes: 50_000_000 }, clock } = parts;
  const folder = parts.folder ?? (await temporaryFolder({}));
  const store = new HistoryStore({
    folder,
    clock: () => clock?.now ?? Date.now(),
    newId: randomUUID,
    limits: () => limits,
  });
  stores.push(store);
  return { folder, store };
}

async function entryOf(
  id: string,
  {
    startedAt = 1,
    title,
    body = '',
  }: { readonly startedAt?: number; readonly title?: string; readonly body?: string } = {},
): Promise<HistoryEntry> {
  const outcome = buildResponse({ headers: [['Content-Type', 'text/plain']], body });
  return recordExchange({ outcome, ...(title !== undefined && { name: title }) }, { id, startedAt });
}

async function check(store: HistoryStore, expected: readonly string[]): Promise<void> {
  assert.deepEqual(await ids(store), expected);
}

async function ids(store: HistoryStore): Promise<readonly string[]> {
  return (await store.list()).entries.map(({ id }) => id);
}

async function octetsOf(folder: string): Promise<string> {
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'latin1')));
  return files.join('');
}

async function sizeOf(folder: string): Promise<number> {
  const sizes = await Promise.all((await readdir(folder)).map(async (name) => (await lstat(join(folder, name))).size));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function countDamagedBeforeTheEnd(folder: string): Promise<number> {
  let damaged = 0;
  for (const name of await readdir(folder)) {
    const lines = (await readFile(join(folder, name), 'utf8')).split('\n').slice(0, -1);
    for (const line of lines) {
      try {
        JSON.parse(line);
      } catch {
        damaged++;
      }
    }
  }
  return damaged;
}

let written: Promise<string> | undefined;

function builtWriter(): Promise<string> {
  written ??= buildWriter();
  return written;
}

async function buildWriter(): Promise<string> {
  const outfile = join(await temporaryFolder({}), 'historyWriter.mjs');
  await build({
    entryPoints: [resolve('test', 'support', 'historyWriter.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    logLevel: 'warning',
  });
  return outfile;
}

/** Starts the writer, kills it as soon as it told of so many entries, and gives the ids it told of. */
async function killAfter(script: string, words: readonly string[], count: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [script, ...words], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text: string) => {
    told += text;
    if (told.split('\n').length > count) child.kill('SIGKILL');
  });
  await new Promise((done) => child.on('close', done));
  return told.split('\n').slice(0, -1);
}

async function run(script: string, words: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [script, ...words], { stdio: 'ignore' });
  return new Promise((done) => child.on('close', done));
}
