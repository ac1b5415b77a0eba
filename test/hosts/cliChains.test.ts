import assert from 'node:assert/strict';
import { join } from 'node:path';
import test from 'node:test';
import { describeQuestion, readAnswer } from '../../src/cli/askPrompt';
import { seededPorts } from '../../src/cli/seededPorts';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';

const files = {
  'auth.http': '# @name login\n# @capture token = $.token\nPOST {{base}}/login\n',
  'a.http': [
    'import ./auth.http',
    '### read',
    '# @name read',
    '# @ref create',
    'GET {{base}}/read/{{create.response.body.$.id}}',
    '### create',
    '# @name create',
    '# @ref login',
    'POST {{base}}/create',
    'Authorization: Bearer {{token}}',
  ].join('\n'),
};

/** Runs `send a.http` with the words; `expected` are method and path of what arrived, in order. */
async function check(words: readonly string[], code: number, expected: readonly string[], failing?: string) {
  const recorder = await startRecorder((response, { url }) => {
    response.writeHead(url === failing ? 403 : 200, { 'Content-Type': 'application/json' });
    response.end('{"token":"t0ken-of-test","id":"7"}');
  });
  const folder = await temporaryFolder(files);
  const run = await runCli(['send', join(folder, 'a.http'), '--var', `base=${recorder.origin}`, ...words]);
  assert.equal(run.code, code, run.stdout + run.stderr);
  assert.deepEqual(
    recorder.requests.map(({ method, target }) => `${method} ${target}`),
    expected,
  );
  assert.doesNotMatch(run.stdout + run.stderr, /t0ken-of-test/);
  return run;
}

test('what a request refers to is sent and printed first, from imported files too', async () => {
  const run = await check(['--name', 'read', '--json'], 0, ['POST /login', 'POST /create', 'GET /read/7']);
  const names = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line).name);
  assert.deepEqual(names, ['login', 'create', 'read']);
});

test('a run of all requests sends none of them twice', async () => {
  await check(['--all'], 0, ['POST /login', 'POST /create', 'GET /read/7']);
});

test('a ref that fails ends with 1 and says what was not sent', async () => {
  const run = await check(['--name', 'read'], 1, ['POST /login'], '/login');
  assert.match(run.stderr, /a\.http:4:3: ref-failed: 'login' was sent first and answered with 403/);
});

test('a note needs somebody to ask, or --yes', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({ 'a.http': `# @note Deletes all\nDELETE ${recorder.origin}/x\n` });
  const file = join(folder, 'a.http');
  const refused = await runCli(['send', file]);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /confirmation-needed: .*Deletes all[\s\S]*--yes/);
  assert.equal(recorder.requests.length, 0);
  assert.equal((await runCli(['send', file, '--yes'])).code, 0);
  assert.equal(recorder.requests.length, 1);
});

test('a seed repeats what was drawn', async () => {
  const recorder = await startRecorder();
  const text = `POST ${recorder.origin}/\nContent-Type: text/plain\n\n{{$uuid}} {{$randomInt}} {{$randomFullName}} {{$randomEmail}} {{$timestamp 1 d}} {{$randomDateFuture}}\n`;
  const file = join(await temporaryFolder({ 'a.http': text }), 'a.http');
  for (const seed of [['--seed', '42'], ['--seed', '42'], ['--seed', '43'], []]) {
    assert.equal((await runCli(['send', file, ...seed])).code, 0);
  }
  const bodies = recorder.requests.map(({ body }) => body);
  assert.equal(bodies[0], bodies[1]);
  assert.equal(new Set(bodies).size, 3);
  assert.match(bodies[0] ?? '', /^[0-9a-f-]{36} \d{1,3} \S+ \S+ \S+@example\.(?:com|net|org) 1893542400 20\S+Z$/);
});

test('a question that nobody can be asked says how to answer it', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({ 'a.http': `# @prompt who\nGET ${recorder.origin}/{{who}}\n` });
  const run = await runCli(['send', join(folder, 'a.http')]);
  assert.equal(run.code, 2);
  assert.match(run.stderr, /not-asked-yet: 'who' .*\nNobody can be asked here\. Add --var NAME=VALUE/);
  assert.equal((await runCli(['send', join(folder, 'a.http'), '--var', 'who=me'])).code, 0);
  assert.equal(recorder.requests[0]?.target, '/me');
});

function timeOf(value: string | undefined): number | undefined {
  return seededPorts(1, () => value).valueClock?.();
}

test('the time of a seeded run may be given, and everything else keeps its own', () => {
  assert.equal(timeOf('1700000000'), 1_700_000_000_000);
  assert.equal(timeOf('tomorrow'), Date.UTC(2030, 0, 1));
  assert.equal(seededPorts(undefined, () => '1700000000').valueClock, undefined);
  // Of a signed assertion, which a server refuses when it comes again.
  assert.notEqual(seededPorts(1, () => '').newId(), seededPorts(1, () => '').newId());
});

test('answers on a terminal: what is offered, and choices by name or number', () => {
  assert.equal(describeQuestion('Who', { initial: 'kim' }), 'Who [kim]');
  assert.equal(describeQuestion('Which', { choices: ['a', 'b'] }), 'Which (1 a, 2 b)');
  assert.equal(readAnswer('', { initial: 'kim' }), 'kim');
  assert.equal(readAnswer('', {}), '');
  assert.equal(readAnswer(' text ', {}), ' text ');
  const choices = ['b', 'a', '1'];
  assert.equal(readAnswer(' a ', { choices }), 'a');
  assert.equal(readAnswer('2', { choices }), 'a');
  assert.equal(readAnswer('1', { choices }), '1');
  assert.equal(readAnswer('4', { choices }), undefined);
  assert.equal(readAnswer('', { choices }), undefined);
});
