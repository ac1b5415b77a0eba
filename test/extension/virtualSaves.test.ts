import assert from 'node:assert/strict';
import type { FileContent } from '../../src/core/environment/ports';
import { answerSaver } from '../../src/extension/sending/answerSaver';
import { hostTest } from './harness';
import { withMemoryFiles, type MemoryFiles } from './memoryFileSystem';

interface Save {
  readonly overwrites?: boolean;
  readonly size?: number;
  readonly signal?: AbortSignal;
}

/** Saves `new` at a path below `/desk`; gives the path that was taken, or the sentence that says why not. */
async function check(
  files: MemoryFiles,
  path: string,
  expected: string | RegExp,
  { overwrites = false, size = 3, signal = new AbortController().signal }: Save = {},
): Promise<void> {
  const content: FileContent = {
    size,
    read: async (start, end) => new TextEncoder().encode('new').subarray(start, end),
  };
  await withMemoryFiles(
    files,
    async (home) => {
      const outcome = await answerSaver(home)({ path, within: '/desk', overwrites }, content, signal);
      const said = outcome.kind === 'saved-file' ? outcome.path : outcome.message;
      if (typeof expected === 'string') assert.equal(said, expected);
      else assert.match(said, expected);
    },
    { readonly: ['/desk/locked.json'] },
  );
  assert.ok(![...files.keys()].some((name) => name.includes('.tmp')), 'nothing is left behind');
}

hostTest('In a file system that VS Code alone knows, an answer is saved whole under a free name', async () => {
  const files: MemoryFiles = new Map([
    ['/desk', undefined],
    ['/desk/a.json', 'old'],
    ['/desk/a-1.json', 'old'],
    ['/desk/dir', undefined],
    ['/desk/locked.json', 'old'],
  ]);
  await check(files, '/desk/a.json', '/desk/a-2.json');
  await check(files, '/desk/out/b.json', '/desk/out/b.json');
  await check(files, '/desk/a.json', '/desk/a.json', { overwrites: true });
  await check(files, '/desk/empty.json', '/desk/empty.json', { size: 0 });
  assert.deepEqual(
    ['/desk/a.json', '/desk/a-1.json', '/desk/a-2.json', '/desk/out/b.json', '/desk/empty.json'].map((path) =>
      files.get(path),
    ),
    ['new', 'old', 'new', 'new', ''],
  );
});

hostTest('There, too, nothing is replaced but a file, and nothing is written outside or after a cancel', async () => {
  const files: MemoryFiles = new Map([
    ['/desk', undefined],
    ['/desk/dir', undefined],
    ['/desk/dir/x', 'old'],
    ['/desk/locked.json', 'old'],
  ]);
  const before = new Map(files);
  await check(files, '/desk/dir', /is a folder/, { overwrites: true });
  await check(files, '/desk/locked.json', /is read-only/, { overwrites: true });
  await check(files, '/elsewhere/x.json', /not inside '\/desk'/);
  await check(files, '/desk/large.bin', /larger than 50 MB/, { size: 50_000_001 });
  await check(files, '/desk/x.json', /cancelled/, { signal: AbortSignal.abort() });
  assert.deepEqual(files, before);
});
