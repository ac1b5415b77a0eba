import test from 'node:test';
import assert from 'node:assert/strict';
import { chmod, lstat, readFile, readdir, stat, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { runCli, temporaryFolder } from '../support/cliProcess';

const written = 'GET   https://example.com/a\nA:b\n###\n';
const laidOut = 'GET https://example.com/a\nA: b\n\n###\n';

test('files are laid out, and the names of those that changed are printed', () =>
  check({ 'a.http': written, 'b.http': laidOut }, [], {
    code: 0,
    stdout: 'a.http\n',
    files: { 'a.http': laidOut, 'b.http': laidOut },
  }));

test('--check prints the same names, changes nothing and ends with 1', () =>
  check({ 'a.http': written, 'b.http': laidOut }, ['--check'], {
    code: 1,
    stdout: 'a.http\n',
    files: { 'a.http': written, 'b.http': laidOut },
  }));

test('--check is content with files that are laid out', () =>
  check({ 'b.http': laidOut }, ['--check'], { code: 0, stdout: '', files: { 'b.http': laidOut } }));

test('byte order marks, line ends and encodings stay', () => {
  const [dos, good] = [written, laidOut].map((text) => `\uFEFF${text.replaceAll('\n', '\r\n')}`);
  const [little, littleGood] = [dos, good].map((text) => Buffer.from(text ?? '', 'utf16le'));
  return check({ 'a.http': dos ?? '', 'b.http': little ?? '', 'c.http': Buffer.from(little ?? '').swap16() }, [], {
    code: 0,
    stdout: 'a.http\nb.http\nc.http\n',
    files: { 'a.http': good ?? '', 'b.http': littleGood ?? '', 'c.http': Buffer.from(littleGood ?? '').swap16() },
  });
});

test('a file that is no text is left as it is, and the others are done', () => {
  const damaged = Buffer.from([...Buffer.from(written), 0xff, 0xfe]);
  return check({ 'a.http': damaged, 'b.http': written }, [], {
    code: 3,
    stdout: 'b.http\n',
    stderr: /'a\.http' is not text in utf-8/,
    files: { 'a.http': damaged, 'b.http': laidOut },
  });
});

test('a file that is not there is named', async () => {
  const run = await runCli(['format', 'absent.http'], { cwd: await temporaryFolder({}) });
  assert.equal(run.code, 3);
  assert.match(run.stderr, /no file 'absent\.http'/);
});

test('a link stays a link, and permissions stay', async () => {
  const folder = await temporaryFolder({ 'real/a.http': written });
  await chmod(join(folder, 'real/a.http'), 0o640);
  await symlink('real/a.http', join(folder, 'link.http'));
  const run = await runCli(['format', 'link.http'], { cwd: folder });
  assert.equal(run.code, 0, run.stderr);
  assert.ok((await lstat(join(folder, 'link.http'))).isSymbolicLink());
  assert.equal(await readFile(join(folder, 'real/a.http'), 'utf8'), laidOut);
  assert.equal((await stat(join(folder, 'real/a.http'))).mode & 0o777, 0o640);
  assert.deepEqual(await readdir(join(folder, 'real')), ['a.http']);
});

interface Expected {
  readonly code: number;
  readonly stdout: string;
  readonly stderr?: RegExp;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
}

/** Runs the command over all files, in the order given. */
async function check(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: readonly string[],
  expected: Expected,
): Promise<void> {
  const folder = await temporaryFolder(files);
  const run = await runCli(['format', ...Object.keys(files), ...options], { cwd: folder });
  assert.equal(run.code, expected.code, run.stderr);
  assert.equal(run.stdout, expected.stdout);
  assert.match(run.stderr, expected.stderr ?? /^$/);
  for (const [name, content] of Object.entries(expected.files)) {
    assert.deepEqual(await readFile(join(folder, name)), Buffer.from(content), name);
  }
  assert.deepEqual((await readdir(folder)).sort(), Object.keys(files).sort());
}
