import test from 'node:test';
import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { join } from 'node:path';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';
import type { CliRun } from '../support/cliProcess';

test('a request goes out as it is written, and its answer is printed', async () => {
  const recorder = await startRecorder((response) => {
    response.writeHead(201, { 'Content-Type': 'application/json', Location: '/users/7' });
    response.end('{"id":7,"_links":{"self":{"href":"/users/7"}}}');
  });
  const folder = await temporaryFolder({
    'a.http': `POST ${recorder.origin}/users?q=a%20b\nX-One: 1\nx-one: 2\nContent-Type: application/json\n\n{"name":"kim"}\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http')]);
  check(run, 0);
  const [request] = recorder.requests;
  assert.equal(`${request?.method} ${request?.target}`, 'POST /users?q=a%20b');
  assert.equal(request?.body, '{"name":"kim"}');
  const headers = request?.rawHeaders.join('\n') ?? '';
  assert.match(headers, /X-One\n1\n/);
  assert.match(headers, /x-one\n2\n/);
  assert.match(run.stdout, /^HTTP\/1\.1 201 Created/m);
  assert.match(run.stdout, /^Content-Type: application\/json$/m);
  assert.match(run.stdout, /^ {2}"id": 7,$/m);
  assert.match(run.stdout, /^ {2}self +GET +\/users\/7$/m);
  assert.doesNotMatch(run.stdout, /\u001b/);
});

test('--json prints one object a line, absent members left out', async () => {
  const recorder = await startRecorder((response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end('{"_links":{"self":{"href":"/a"}}}');
  });
  const folder = await temporaryFolder({
    'a.http': `### First\n# @name first\nPOST ${recorder.origin}/a HTTP/1.1\nAccept: */*\n\nbody text\n\n###\n${recorder.origin}/b\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--all', '--json']);
  check(run, 0);
  const lines = run.stdout.trimEnd().split('\n');
  assert.equal(lines.length, 2);
  const [first, second] = lines.map((line) => JSON.parse(line));
  assert.deepEqual(Object.keys(first), ['name', 'request', 'response', 'links', 'milliseconds']);
  assert.deepEqual(Object.keys(first.request), ['method', 'url', 'httpVersion', 'headers', 'body']);
  assert.deepEqual(Object.keys(first.response), ['status', 'statusText', 'httpVersion', 'headers', 'body']);
  assert.equal(first.name, 'first');
  assert.equal(first.request.method, 'POST');
  assert.equal(first.request.url, `${recorder.origin}/a`);
  assert.equal(first.request.httpVersion, '1.1');
  assert.equal(first.request.body, 'body text');
  assert.ok(first.request.headers.some(([name, value]: string[]) => name === 'Accept' && value === '*/*'));
  assert.equal(first.response.status, 200);
  assert.equal(first.response.statusText, 'OK');
  assert.equal(first.response.httpVersion, '1.1');
  assert.ok(first.response.headers.some(([name]: string[]) => name === 'Content-Type'));
  assert.equal(first.response.body, '{"_links":{"self":{"href":"/a"}}}');
  assert.deepEqual(first.links, [{ rel: 'self', href: '/a', method: 'GET', source: 'body' }]);
  assert.equal(typeof first.milliseconds, 'number');
  assert.ok(!('name' in second));
  assert.ok(!('body' in second.request));
  assert.equal(second.request.method, 'GET');
});

test('--json --details tells of the connection and of redirects, too', async () => {
  const recorder = await startRecorder((response, { url }) => {
    if (url === '/a') response.writeHead(302, { Location: '/b' });
    response.end();
  });
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/a\n` });
  const run = await runCli(['send', join(folder, 'a.http'), '--json', '--details']);
  check(run, 0);
  const { redirects, connection } = JSON.parse(run.stdout);
  assert.deepEqual(redirects, [{ url: `${recorder.origin}/a`, status: 302, location: '/b' }]);
  assert.match(connection.remoteAddress, /127\.0\.0\.1/);
  assert.equal(typeof connection.timing, 'object');
});

test('--json holds a big body whole', async () => {
  const body = JSON.stringify({ items: Array.from({ length: 60_000 }, (_, index) => `item ${index} é`) });
  const recorder = await startRecorder((response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.end(body);
  });
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/big\n` });
  const run = await runCli(['send', join(folder, 'a.http'), '--json']);
  check(run, 0);
  assert.equal(JSON.parse(run.stdout).response.body, body);
});

test('exit code 1: an answer of 400 or above', async () => {
  const recorder = await startRecorder((response) => response.writeHead(404).end());
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/\n` });
  check(await runCli(['send', join(folder, 'a.http')]), 1);
});

test('exit code 1: no answer, in one sentence without a stack', async () => {
  const recorder = await startRecorder((response) => response.destroy());
  const folder = await temporaryFolder({ 'a.http': `# @name gone\nPOST ${recorder.origin}/\n\nx\n` });
  const human = await runCli(['send', join(folder, 'a.http')]);
  check(human, 1);
  assert.doesNotMatch(human.stdout + human.stderr, /^\s+at /m);
  const json = await runCli(['send', join(folder, 'a.http'), '--json']);
  check(json, 1);
  const line = JSON.parse(json.stdout);
  assert.equal(line.name, 'gone');
  assert.deepEqual(Object.keys(line), ['name', 'request', 'milliseconds', 'error']);
  assert.equal(line.error.code, 'connection-reset');
  assert.match(line.error.message, /\.$/);
});

test('exit code 1: --timeout ends a request that gets no answer', async () => {
  const recorder = await startRecorder(() => {});
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/\n` });
  const run = await runCli(['send', join(folder, 'a.http'), '--json', '--timeout', '150']);
  check(run, 1);
  assert.equal(JSON.parse(run.stdout).error.code, 'timeout');
});

test('exit code 2: an undefined variable, named with its place, and nothing sent', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'a.http': `### One\n\nGET ${recorder.origin}/{{tenant}}\nX-Id: {{ missing }}\n`,
  });
  const file = join(folder, 'a.http');
  for (const words of [[], ['--json'], ['--all']]) {
    const run = await runCli(['send', file, ...words]);
    check(run, 2);
    assert.equal(run.stdout, '');
    const column = `GET ${recorder.origin}/`.length + 1;
    assert.match(run.stderr, new RegExp(`^${escapeRegExp(file)}:3:${column}: [a-z-]+: .*'tenant'.*\\.$`, 'm'));
    assert.match(run.stderr, new RegExp(`^${escapeRegExp(file)}:4:7: [a-z-]+: .*'missing'.*\\.$`, 'm'));
  }
  assert.deepEqual(recorder.requests, []);
});

test('exit code 2: with --all an error in the text of a later request stops the run before the first', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'a.http': `GET ${recorder.origin}/1\n\n###\nGET ${recorder.origin}/2\nno header at all\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--all']);
  check(run, 2);
  assert.match(run.stderr, /a\.http:5:1: /);
  assert.deepEqual(recorder.requests, []);
});

test('--all stops at the first request that cannot be sent, and says so', async () => {
  const recorder = await startRecorder((response) => response.end('{}'));
  const folder = await temporaryFolder({
    'a.http': `# @name first\nGET ${recorder.origin}/1\n\n###\nGET ${recorder.origin}/{{first.response.body.$.id}}\n\n###\nGET ${recorder.origin}/3\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--all']);
  check(run, 2);
  assert.deepEqual(
    recorder.requests.map((request) => request.target),
    ['/1'],
  );
});

test('--all goes on after an answer of 400 or above, and ends with 1', async () => {
  const recorder = await startRecorder((response, request) => {
    response.writeHead(request.url === '/1' ? 412 : 200).end();
  });
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/1\n\n###\nGET ${recorder.origin}/2\n` });
  check(await runCli(['send', join(folder, 'a.http'), '--all']), 1);
  assert.equal(recorder.requests.length, 2);
});

test('--all stops after a request that got no answer', async () => {
  const recorder = await startRecorder((response) => response.destroy());
  const folder = await temporaryFolder({
    'a.http': `POST ${recorder.origin}/1\n\nx\n\n###\nGET ${recorder.origin}/2\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--all']);
  check(run, 1);
  assert.match(run.stderr, /1 request/);
  assert.deepEqual(
    recorder.requests.map((request) => request.target),
    ['/1'],
  );
});

test('captures and named answers are there for the next requests', async () => {
  const recorder = await startRecorder((response) => {
    response.writeHead(200, { 'Content-Type': 'application/json', 'X-Page': 'p 2' });
    response.end('{"id":"a{{b}}c","n":7}');
  });
  const folder = await temporaryFolder({
    'a.http': [
      '# @name first',
      '# @capture id = response.body.$.id',
      `GET ${recorder.origin}/1`,
      '',
      '###',
      `POST ${recorder.origin}/2`,
      'X-Page: {{first.response.headers.X-Page}}',
      '',
      '{{id}} {{first.response.body.$.n}}',
      '',
    ].join('\n'),
  });
  check(await runCli(['send', join(folder, 'a.http'), '--all']), 0);
  assert.equal(recorder.requests[1]?.body, 'a{{b}}c 7');
  assert.match(recorder.requests[1]?.rawHeaders.join('\n') ?? '', /X-Page\np 2/);
});

test('--all stops where a capture found nothing, because a value of that name elsewhere is not the one that is meant', async () => {
  const recorder = await startRecorder((response) => response.end('{"other":1}'));
  const folder = await temporaryFolder({
    'http-client.env.json': JSON.stringify({ dev: { id: 'the-wrong-one' } }),
    'a.http': `# @capture id = response.body.$.id\nGET ${recorder.origin}/1\n\n###\nDELETE ${recorder.origin}/{{id}}\n`,
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--all', '--env', 'dev']);
  check(run, 2);
  assert.match(run.stderr, /a\.http:1:3: capture-failed: /);
  assert.match(run.stderr, /^1 request behind it was not sent/m);
  assert.equal(recorder.requests.length, 1);
});

test('--name and --line choose the request', async () => {
  const recorder = await startRecorder();
  const text = `### List all\n# @name list\nGET ${recorder.origin}/list\n\n###\nGET ${recorder.origin}/one\n`;
  const folder = await temporaryFolder({ 'a.http': text });
  check(await runCli(['send', join(folder, 'a.http'), '--name', 'list']), 0);
  check(await runCli(['send', join(folder, 'a.http'), '--line', '6']), 0);
  assert.deepEqual(
    recorder.requests.map((request) => request.target),
    ['/list', '/one'],
  );
});

test('exit code 3: wrong usage, in a sentence, and nothing sent', async () => {
  const recorder = await startRecorder();
  const text = `### a\n# @name one\nGET ${recorder.origin}/1\n\n###\nGET ${recorder.origin}/2\n`;
  const folder = await temporaryFolder({ 'a.http': text });
  const file = join(folder, 'a.http');
  await checkMisused(['send', file], /2 requests[^]*line 3: one[^]*line 6/);
  await checkMisused(['send', join(folder, 'absent.http')], /no file/);
  await checkMisused(['send', folder], /folder/);
  await checkMisused(['send', file, '--name', 'one', '--unknown'], /--unknown/);
  await checkMisused([], /send, parse, .*sandbox/);
  assert.deepEqual(recorder.requests, []);
});

test('environments are those of the files found upwards, and sandbox', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'http-client.env.json': JSON.stringify({
      dev: { base: recorder.origin, id: 'dev-id' },
      prod: { base: recorder.origin, id: 'prod-id' },
    }),
    'http-client.private.env.json': JSON.stringify({ dev: { key: 'k-e-y-of-dev' } }),
    'deeper/a.http': 'GET {{base}}/{{id}}\nX-Key: {{key}}\n',
  });
  const file = join(folder, 'deeper', 'a.http');
  check(await runCli(['send', file, '--env', 'dev']), 0);
  assert.equal(recorder.requests[0]?.target, '/dev-id');
  assert.match(recorder.requests[0]?.rawHeaders.join('\n') ?? '', /X-Key\nk-e-y-of-dev/);
  const prod = await runCli(['send', file, '--env', 'prod']);
  check(prod, 2);
  assert.match(prod.stderr, /:2:8: .*'key'.*'prod'.*'dev'/);
  await checkMisused(['send', file, '--env', 'test'], /'test'[^]*dev[^]*prod[^]*sandbox/);
  assert.equal(recorder.requests.length, 1);
});

test('--var wins over every other value and is never read again', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'http-client.env.json': JSON.stringify({ dev: { b: 'environment', c: 'environment' } }),
    'a.http': `@a = file\nPOST ${recorder.origin}/\n\n{{a}} {{b}} {{c}}\n`,
  });
  const words = ['--env', 'dev', '--var', 'a={{b}}', '--var', 'b=x', '--var', 'b=two = 2'];
  check(await runCli(['send', join(folder, 'a.http'), ...words]), 0);
  assert.equal(recorder.requests[0]?.body, '{{b}} two = 2 environment');
});

test('control characters of an answer do not reach the terminal raw', async () => {
  const recorder = await startRecorder((response) => {
    response.writeHead(200, 'Fine\u009b2J', { 'Content-Type': 'text/plain', 'X-Odd': 'a\u009bb' });
    response.end('start \u001b[2J\u001b]0;owned\u0007 \u009b31m \u202eesrever\rgone end');
  });
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/\n` });
  for (const words of [[], ['--json'], ['--show-secrets']]) {
    const run = await runCli(['send', join(folder, 'a.http'), ...words]);
    check(run, 0);
    assert.match(run.stdout, /start .*\\u001b\[2J.* end/);
    assert.doesNotMatch(run.stdout + run.stderr, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202e]/);
  }
});

test('a reader that goes away ends the run quietly', async () => {
  const recorder = await startRecorder((response) => response.end('x'.repeat(200_000)));
  const text = Array.from({ length: 8 }, (_, index) => `GET ${recorder.origin}/${index}\n`).join('\n###\n');
  const folder = await temporaryFolder({ 'a.http': text });
  const run = await runCli(['send', join(folder, 'a.http'), '--all'], {
    during: (child) => child.stdout?.once('data', () => child.stdout?.destroy()),
  });
  assert.equal(run.stderr, '');
  assert.equal(run.code, 0);
  assert.ok(recorder.requests.length < 8, 'nothing is sent for nobody to read');
});

// Windows has no signals: there `kill` ends the process at once, whatever it would do on Ctrl-C.
test('Ctrl-C aborts the request and ends with 130', { skip: process.platform === 'win32' }, async () => {
  const events = new EventEmitter();
  const arrival = once(events, 'arrival');
  const connectionClosed = once(events, 'close');
  const recorder = await startRecorder((_, request) => {
    request.socket.on('close', () => events.emit('close'));
    events.emit('arrival');
  });
  const folder = await temporaryFolder({ 'a.http': `GET ${recorder.origin}/1\n\n###\nGET ${recorder.origin}/2\n` });
  const run = await runCli(['send', join(folder, 'a.http'), '--all'], {
    during: (child) => void arrival.then(() => child.kill('SIGINT')),
  });
  await connectionClosed;
  check(run, 130);
  assert.equal(recorder.requests.length, 1);
});

test('--help and --version', async () => {
  const help = await runCli(['--help']);
  check(help, 0);
  assert.match(help.stdout, /identity-http send FILE/);
  assert.match((await runCli(['send', '--help'])).stdout, /--sandbox-url URL/);
  assert.match((await runCli(['--version'])).stdout, /^\d+\.\d+\.\d+\n$/);
});

test('files in UTF-8 with its mark and in UTF-16 are read', async () => {
  const recorder = await startRecorder();
  const text = `POST ${recorder.origin}/\n\nGrüße\n`;
  const folder = await temporaryFolder({
    'utf8.http': `\ufeff${text}`,
    'utf16.http': Buffer.from(`\ufeff${text}`, 'utf16le'),
  });
  check(await runCli(['send', join(folder, 'utf8.http')]), 0);
  check(await runCli(['send', join(folder, 'utf16.http')]), 0);
  assert.deepEqual(
    recorder.requests.map((request) => request.body),
    ['Grüße', 'Grüße'],
  );
});

function check(run: CliRun, code: number): void {
  assert.equal(run.code, code, `${run.stdout}\n${run.stderr}`);
}

async function checkMisused(words: readonly string[], message: RegExp): Promise<void> {
  const run = await runCli(words);
  check(run, 3);
  assert.equal(run.stdout, '');
  assert.match(run.stderr, message);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

test('what to do next is said in the options of the command', async () => {
  const folder = await temporaryFolder({ 'a.http': 'GET https://127.0.0.1:9/{{nobody}}\n' });
  const run = await runCli(['send', join(folder, 'a.http')]);
  check(run, 2);
  assert.match(run.stderr, /no environment is chosen\. Choose one with --env NAME\./);
});
