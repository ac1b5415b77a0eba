import test from 'node:test';
import assert from 'node:assert/strict';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';

const token = '{"access_token":"t0ken-that-is-long","x":1}';

/** Answers with JSON in gzip; `/404` with that status. */
function startServer() {
  return startRecorder((response, { url }) => {
    response.writeHead(url === '/404' ? 404 : 200, { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' });
    response.end(gzipSync(token));
  });
}

test('an answer is saved as it came, its coding taken off and nothing masked', async () => {
  const { origin } = await startServer();
  const folder = await temporaryFolder({
    'a.http': `@n = one\nGET ${origin}/\n\n>> ./out/{{n}}.json\n\n###\nGET ${origin}/404\n\n>>! ./out/err.json\n>> {{$historyFolder}}/err.json\n`,
  });
  const first = await runCli(['send', 'a.http', '--line', '2'], { cwd: folder });
  assert.equal(first.code, 0, first.stderr);
  assert.match(first.stdout, /^Saved: out\/one\.json$/m);
  assert.doesNotMatch(first.stdout, /t0ken/);
  const all = await runCli(['send', 'a.http', '--all', '--json'], { cwd: folder });
  assert.equal(all.code, 1, all.stderr);
  const saved = all.stdout
    .trimEnd()
    .split('\n')
    .map((line): unknown => JSON.parse(line).saved);
  assert.deepEqual(saved, [
    [join(folder, 'out/one-1.json')],
    [join(folder, 'out/err.json'), join(folder, '.idea/httpRequests/err.json')],
  ]);
  assert.deepEqual((await readdir(join(folder, 'out'))).sort(), ['err.json', 'one-1.json', 'one.json']);
  assert.equal(await readFile(join(folder, 'out/one.json'), 'utf8'), token);
});

test('in a run of several sends each answer has its own file, under numbered names where they are the same', async () => {
  const { origin } = await startRecorder((response, { url = '' }) => response.end(`answer ${url}`));
  const request = (name: string, saves: string, ref = '') =>
    `### ${name}\n# @name ${name}\n${ref}GET ${origin}/${name}\n\n${saves}\n`;
  const folder = await temporaryFolder({
    'out/same.txt': 'kept',
    'a.http': [
      request('one', '>> out/one.txt\n>> out/same.txt'),
      request('two', '>> out/same.txt', '# @ref late\n'),
      request('late', '>> out/same.txt\n>> out/same.txt'),
      request('four', '>>! out/one.txt\n>> out/.hidden'),
      request('five', '>> out/.hidden'),
    ].join('\n'),
  });
  const run = await runCli(['send', 'a.http', '--all', '--json'], { cwd: folder });
  assert.equal(run.code, 0, run.stderr);
  const lines = run.stdout.trimEnd().split('\n');
  const saved = lines.map((line) => JSON.parse(line) as { readonly name: string; readonly saved: readonly string[] });
  assert.deepEqual(
    saved.map(({ name, saved: paths }) => [name, ...paths.map((path) => path.slice(folder.length + 1))]),
    [
      ['one', 'out/one.txt', 'out/same-1.txt'],
      ['late', 'out/same-2.txt', 'out/same-3.txt'],
      ['two', 'out/same-4.txt'],
      ['four', 'out/one.txt', 'out/.hidden'],
      ['five', 'out/.hidden-1'],
    ],
  );
  const contents = { 'one.txt': 'four', 'same-1.txt': 'one', 'same-2.txt': 'late', 'same-3.txt': 'late' };
  for (const [name, about] of Object.entries({ ...contents, 'same-4.txt': 'two', '.hidden-1': 'five' })) {
    assert.equal(await readFile(join(folder, 'out', name), 'utf8'), `answer /${about}`, name);
  }
  assert.equal(await readFile(join(folder, 'out/same.txt'), 'utf8'), 'kept');
  // The next run counts on.
  const next = await runCli(['send', 'a.http', '--name', 'five', '--json'], { cwd: folder });
  assert.match(next.stdout, /out\/\.hidden-2"/);
});

test('outside of the folder nothing is sent, unless an option says so', async () => {
  const { origin, requests } = await startServer();
  const folder = await temporaryFolder({ 'in/a.http': `POST ${origin}/\n\n>> ../x.json\n` });
  const cwd = join(folder, 'in');
  const refused = await runCli(['send', 'a.http'], { cwd });
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /a\.http:3:4: save-outside-workspace: .*\nAdd --save-outside/);
  assert.equal(requests.length, 0);
  const allowed = await runCli(['send', 'a.http', '--save-outside'], { cwd });
  assert.equal(allowed.code, 0, allowed.stderr);
  assert.equal(await readFile(join(folder, 'x.json'), 'utf8'), token);
  // From above, the folder holds it.
  assert.equal((await runCli(['send', 'in/a.http'], { cwd: folder })).code, 0);
  assert.deepEqual((await readdir(folder)).sort(), ['in', 'x-1.json', 'x.json']);
});

test('an answer that cannot be saved is printed all the same, with the reason and another exit code', async () => {
  const { origin } = await startServer();
  const folder = await temporaryFolder({ 'a.http': `GET ${origin}/\n\n>> a.http/x.json\n` });
  const run = await runCli(['send', 'a.http'], { cwd: folder });
  assert.equal(run.code, 1);
  assert.match(run.stdout, /200 OK/);
  assert.match(run.stderr, /answer-not-saved: The answer was not saved\. 'a\.http\/x\.json' .*a file is in the way/);
});

test('where no answer comes nothing is written', async () => {
  const folder = await temporaryFolder({ 'a.http': 'GET http://127.0.0.1:1/\n\n>> d/x.json\n' });
  assert.equal((await runCli(['send', 'a.http'], { cwd: folder })).code, 1);
  assert.deepEqual(await readdir(folder), ['a.http']);
});
