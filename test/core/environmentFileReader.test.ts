import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readFileBytes } from '../../src/files/fileReader';

/** The text of a file, the sentence of a failure, or `undefined`. */
async function check(path: string, expected: string | RegExp | undefined, within?: string) {
  const content = await readFileBytes(path, within);
  if (expected instanceof RegExp) {
    assert.ok(content !== undefined && !(content instanceof Uint8Array));
    assert.match(content.message, expected);
  } else {
    assert.equal(content instanceof Uint8Array ? new TextDecoder().decode(content) : content, expected);
  }
}

test('files, folders, links and pipes', async (context) => {
  const root = mkdtempSync(join(tmpdir(), 'identity-http-'));
  context.after(() => rmSync(root, { recursive: true, force: true }));
  const inside = join(root, 'inside');
  mkdirSync(inside);
  writeFileSync(join(root, 'outside.txt'), 'outside');
  writeFileSync(join(inside, 'a.txt'), 'a');
  writeFileSync(join(inside, 'huge.txt'), '');
  truncateSync(join(inside, 'huge.txt'), 50_000_001);
  await check(join(inside, 'a.txt'), 'a', inside);
  await check(join(inside, 'nope.txt'), undefined, inside);
  await check(join(inside, 'a.txt', 'below'), undefined);
  await check(inside, /is a folder/);
  await check(join(inside, 'huge.txt'), /larger than 50 MB/);
  if (process.platform === 'win32') return;
  symlinkSync(join(root, 'outside.txt'), join(inside, 'link.txt'));
  symlinkSync(join(inside, 'loop.txt'), join(inside, 'loop.txt'));
  symlinkSync(inside, join(root, 'alias'));
  await check(join(inside, 'link.txt'), 'outside');
  await check(join(inside, 'link.txt'), /leads out of/, inside);
  await check(join(inside, 'loop.txt'), /leads to itself/);
  await check(join(root, 'alias', 'a.txt'), 'a', join(root, 'alias'));
  execFileSync('mkfifo', [join(inside, 'pipe')]);
  await check(join(inside, 'pipe'), /not a regular file/);
});
