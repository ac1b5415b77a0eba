import test from 'node:test';
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, readdir, readlink, rename, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FileContent } from '../../src/core/environment/ports';
import { saveFile } from '../../src/files/saveFile';
import { temporaryFolder } from '../support/cliProcess';

interface Save {
  readonly path: string;
  readonly overwrites?: boolean;
  readonly content?: FileContent;
  readonly signal?: AbortSignal;
  readonly within?: string | undefined;
}

/** Saves into a folder; gives the path below it, or the sentence that says why not. */
async function save(folder: string, { path, overwrites = false, content, signal, ...rest }: Save): Promise<string> {
  const within = 'within' in rest ? rest.within : folder;
  const place = { path: join(folder, path), within, overwrites };
  const outcome = await saveFile(place, content ?? textContent('new'), signal ?? new AbortController().signal);
  if (outcome.kind === 'file-failure') {
    assert.match(outcome.message, /^('.*'|It|There) .*\.$/s, 'a sentence');
    return outcome.message;
  }
  return outcome.path.slice(folder.length + 1);
}

function textContent(text: string): FileContent {
  const bytes = new TextEncoder().encode(text);
  return { size: bytes.length, read: async (start, end) => bytes.subarray(start, end) };
}

/** Every file below a folder with its text. */
async function filesOf(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  const texts = await Promise.all(
    files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')]),
  );
  return Object.fromEntries(texts.sort()) as Record<string, string>; // Pairs of texts.
}

test('a free name is taken, and nothing is replaced', async () => {
  const folder = await temporaryFolder({
    'out.json': 'old',
    'out-1.json': 'old',
    'a.b/no-ending': 'old',
    '.rc': 'old',
  });
  assert.equal(await save(folder, { path: 'out.json' }), 'out-2.json');
  assert.equal(await save(folder, { path: 'a.b/no-ending' }), 'a.b/no-ending-1');
  assert.equal(await save(folder, { path: '.rc' }), '.rc-1');
  assert.equal(await save(folder, { path: 'new/deep/x.tar.gz' }), 'new/deep/x.tar.gz');
  assert.deepEqual(await filesOf(folder), {
    '.rc': 'old',
    '.rc-1': 'new',
    'a.b/no-ending': 'old',
    'a.b/no-ending-1': 'new',
    'new/deep/x.tar.gz': 'new',
    'out-1.json': 'old',
    'out-2.json': 'new',
    'out.json': 'old',
  });
});

test('many at once take names of their own', async () => {
  const folder = await temporaryFolder({});
  const texts = Array.from({ length: 40 }, (_, index) => `text ${index}`);
  const paths = await Promise.all(texts.map((text) => save(folder, { path: 'd/a.txt', content: textContent(text) })));
  assert.equal(new Set(paths).size, texts.length);
  const files = await filesOf(folder);
  assert.deepEqual(Object.values(files).sort(), texts.toSorted());
  for (const [index, path] of paths.entries()) assert.equal(files[path], texts[index]);
});

test('what is replaced keeps its permissions, and a link stays one', async () => {
  const folder = await temporaryFolder({ 'out.json': 'a much longer old text', 'real/x.json': 'old' });
  await chmod(join(folder, 'out.json'), 0o640);
  await symlink('real/x.json', join(folder, 'link.json'));
  assert.equal(await save(folder, { path: 'out.json', overwrites: true }), 'out.json');
  assert.equal(await save(folder, { path: 'link.json', overwrites: true }), 'link.json');
  assert.equal((await stat(join(folder, 'out.json'))).mode & 0o777, 0o640);
  assert.equal(await readlink(join(folder, 'link.json')), 'real/x.json');
  assert.deepEqual(await filesOf(folder), { 'out.json': 'new', 'real/x.json': 'new' });
});

test('links lead nowhere else', async () => {
  const outside = await temporaryFolder({ 'x.json': 'old' });
  const folder = await temporaryFolder({});
  await symlink(outside, join(folder, 'door'));
  await symlink(join(outside, 'x.json'), join(folder, 'file.json'));
  await symlink('nowhere', join(folder, 'broken'));
  assert.match(await save(folder, { path: 'door/a.json' }), /leads out of/);
  assert.match(await save(folder, { path: 'door/new/a.json' }), /leads out of/);
  assert.match(await save(folder, { path: 'file.json', overwrites: true }), /leads out of/);
  assert.equal(await save(folder, { path: 'file.json' }), 'file-1.json');
  assert.match(await save(folder, { path: 'broken/a.json' }), /leads nowhere/);
  assert.deepEqual(await filesOf(outside), { 'x.json': 'old' });
  assert.equal(await save(folder, { path: 'door/a.json', within: undefined }), 'door/a.json');
});

test('links lead into nothing that tools read, also inside', async () => {
  const folder = await temporaryFolder({ '.git/config': 'old', '.vscode/x.json': 'old', 'http-client.env.json': '{}' });
  await symlink('.git', join(folder, 'out'));
  await symlink('.vscode', join(folder, 'data'));
  await symlink('http-client.env.json', join(folder, 'users.json'));
  for (const path of ['out/config', 'out/hooks/post-checkout', 'data/x.json', 'data/tasks.json', 'users.json']) {
    assert.match(await save(folder, { path, overwrites: true }), /where no answer is saved/, path);
  }
  assert.match(await save(folder, { path: 'out/a', within: undefined }), /where no answer is saved/);
  assert.deepEqual(await filesOf(folder), {
    '.git/config': 'old',
    '.vscode/x.json': 'old',
    'http-client.env.json': '{}',
  });
  assert.deepEqual(await readdir(join(folder, '.git')), ['config']);
});

test('a folder that becomes a link while the answer is written leads nowhere else', async () => {
  const outside = await temporaryFolder({});
  for (const overwrites of [false, true]) {
    const folder = await temporaryFolder({ 'd/x': 'old' });
    const content: FileContent = {
      size: 3,
      read: async () => {
        await rename(join(folder, 'd'), join(folder, 'moved'));
        await symlink(outside, join(folder, 'd'));
        return new TextEncoder().encode('new');
      },
    };
    await save(folder, { path: 'd/a.json', overwrites, content });
    assert.deepEqual(await readdir(outside), []);
  }
});

test('what is in the way is said, and nothing is left behind', async () => {
  const folder = await temporaryFolder({ file: 'old', 'ro.json': 'old', 'dir/x': 'old' });
  await chmod(join(folder, 'ro.json'), 0o444);
  assert.match(await save(folder, { path: 'dir', overwrites: true }), /is a folder/);
  assert.match(await save(folder, { path: 'file/a.json' }), /in the way/);
  assert.match(await save(folder, { path: 'file/b/a.json' }), /in the way/);
  assert.match(await save(folder, { path: 'ro.json', overwrites: true }), /read-only/);
  assert.match(await save(folder, { path: `made/${'n'.repeat(300)}` }), /too long/);
  assert.match(await save(folder, { path: `made/${'n'.repeat(300)}/a` }), /too long/);
  assert.equal(await save(folder, { path: 'dir' }), 'dir-1');
  assert.deepEqual(await filesOf(folder), { 'dir-1': 'new', 'dir/x': 'old', file: 'old', 'ro.json': 'old' });
  assert.ok(!(await readdir(folder)).includes('made'));
});

test('a large content is read bit by bit, and one that ends half-way leaves nothing', async () => {
  const folder = await temporaryFolder({ 'old.bin': 'old' });
  let largest = 0;
  const content = (size: number, atWindow?: (start: number) => void): FileContent => ({
    size,
    read: async (start, end) => {
      largest = Math.max(largest, end - start);
      atWindow?.(start);
      return new Uint8Array(end - start).fill(65);
    },
  });
  assert.equal(await save(folder, { path: 'big.bin', content: content(9_000_001) }), 'big.bin');
  assert.equal((await stat(join(folder, 'big.bin'))).size, 9_000_001);
  assert.ok(largest <= 1024 * 1024);
  const controller = new AbortController();
  const cancelled = content(9_000_000, (start) => start > 2_000_000 && controller.abort());
  const about = { content: cancelled, signal: controller.signal };
  assert.match(await save(folder, { path: 'd/half.bin', ...about }), /cancelled/);
  assert.match(await save(folder, { path: 'old.bin', overwrites: true, ...about }), /cancelled/);
  const broken = content(9_000_000, (start) => {
    if (start > 1_000_000) throw new Error('gone');
  });
  assert.match(await save(folder, { path: 'old.bin', overwrites: true, content: broken }), /cannot be written/);
  const { size } = await stat(join(folder, 'big.bin'));
  assert.deepEqual([size, (await readdir(folder)).sort()], [9_000_001, ['big.bin', 'old.bin']]);
  assert.equal(await readFile(join(folder, 'old.bin'), 'utf8'), 'old');
});

test('a folder that others fill meanwhile stays', async () => {
  const folder = await temporaryFolder({});
  const controller = new AbortController();
  const content: FileContent = {
    size: 1_000_000,
    read: async (start, end) => {
      await mkdir(join(folder, 'd/mine'), { recursive: true });
      await writeFile(join(folder, 'd/mine/x'), 'old');
      controller.abort();
      return new Uint8Array(end - start);
    },
  };
  assert.match(await save(folder, { path: 'd/a.bin', content, signal: controller.signal }), /cancelled/);
  assert.deepEqual(await filesOf(folder), { 'd/mine/x': 'old' });
});
