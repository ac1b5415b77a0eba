import test from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { FailureCode, HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { createTransport } from '../../src/transport/createTransport';
import type { TransportOptions } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { Answer } from '../support/recorder';

interface Expected {
  readonly code?: FailureCode;
  readonly mayHaveReachedServer?: boolean;
  readonly status?: number;
  readonly body?: string;
  readonly incomplete?: RegExp;
  readonly message?: RegExp;
}

/** One answer of a hostile server, and what a person is told. A second request proves that nothing was left behind. */
async function check(
  answer: Answer,
  expected: Expected,
  parts: Partial<Omit<ResolvedRequest, 'body'>> & { body?: string } = {},
  options: TransportOptions = {},
): Promise<void> {
  let isHostile = true;
  const recorder = await startRecorder((request, socket) =>
    isHostile ? answer(request, socket) : 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine',
  );
  const transport = createTransport({ timeoutMilliseconds: 5000, ...options });
  try {
    const outcome = await transport(
      buildRequest({ url: `${recorder.origin}/`, ...parts }),
      new AbortController().signal,
    );
    await assertOutcome(outcome, expected);
    isHostile = false;
    const after = await transport(buildRequest({ url: `${recorder.origin}/after` }), new AbortController().signal);
    await assertOutcome(after, { status: 200, body: 'fine' });
    assert.equal(recorder.requests.length, 2, 'nothing was sent twice');
  } finally {
    await transport.close();
    await recorder.close();
  }
}

async function assertOutcome(outcome: HttpResponse | TransportFailure, expected: Expected): Promise<void> {
  const found = JSON.stringify(outcome);
  if (outcome.kind === 'failure') {
    assert.equal(outcome.code, expected.code, found);
    assert.match(outcome.message, expected.message ?? /^['A-Z0-9].*\.$/);
    assert.match(outcome.nextStep, /^[A-Z].*\.$/);
    assert.doesNotMatch(outcome.message + outcome.nextStep, /\bat .*:\d+:\d+|Error:|undici|UND_ERR/);
    assert.equal(outcome.mayHaveReachedServer, expected.mayHaveReachedServer ?? true, found);
    return;
  }
  assert.equal(expected.code, undefined, found);
  assert.equal(outcome.status, expected.status, found);
  const body = Buffer.from(await outcome.body.read(0, outcome.body.size)).toString('latin1');
  if (expected.body !== undefined) assert.equal(body, expected.body);
  assert.equal(outcome.body.size, body.length);
  if (expected.incomplete) assert.match(outcome.body.incomplete ?? '', expected.incomplete);
  else assert.equal(outcome.body.incomplete, undefined);
}

const post = { method: 'POST', body: '{"username":"one"}' };

test('reset before the head', () =>
  check((_, socket) => void socket.resetAndDestroy(), { code: 'connection-reset' }, post));

test('closed before the head', () => check((_, socket) => void socket.end(), { code: 'connection-reset' }, post));

test('reset inside the head', () =>
  check(
    (_, socket) => void socket.write('HTTP/1.1 200 OK\r\nContent-Ty', () => socket.resetAndDestroy()),
    { code: 'connection-reset' },
    post,
  ));

test('closed inside the status line', () =>
  check((_, socket) => void socket.end('HTTP/1.1 2'), { code: 'connection-reset' }));

test('closed inside a body with a length', () =>
  check((_, socket) => void socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'), {
    status: 200,
    body: 'half',
    incomplete: /too early: 4 bytes of the 10 it announced/,
  }));

test('reset between head and body', () =>
  check(
    (_, socket) =>
      void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n', () =>
        setImmediate(() => socket.resetAndDestroy()),
      ),
    { status: 200, body: '', incomplete: /too early: 0 bytes of the 10 it announced/ },
    post,
  ));

test('reset inside a body', () =>
  check(
    (_, socket) =>
      void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () =>
        // Behind the octets, so that they are not lost with it.
        setImmediate(() => socket.resetAndDestroy()),
      ),
    { status: 200, incomplete: /too early: \d bytes of the 10 it announced/ },
  ));

test('reset behind a whole answer', () =>
  check(
    (_, socket) =>
      void socket.write('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine', () =>
        setImmediate(() => socket.resetAndDestroy()),
      ),
    { status: 200, body: 'fine' },
    post,
  ));

test('more body than was announced is no further answer', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfineHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil', {
    status: 200,
    body: 'fine',
  }));

test('one octet at a time is an answer like any other', () =>
  check(
    (_, socket) => {
      const octets = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
      const next = (index: number): void => {
        if (index < octets.length && socket.writable)
          socket.write(octets.charAt(index), () => setImmediate(next, index + 1));
      };
      next(0);
      return undefined;
    },
    { status: 200, body: 'fine' },
  ));

test('one octet at a time without end stops at the time limit and keeps what came', () =>
  check(
    (_, socket) => {
      const drip = (): void => void (socket.writable && socket.write('x', () => setImmediate(drip)));
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n', drip);
      return undefined;
    },
    { status: 200, incomplete: /did not end within 100 ms; the \d+ bytes/ },
    { timeoutMilliseconds: 100 },
  ));

test('silence inside the head ends with the time limit', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-', { code: 'timeout' }, { ...post, timeoutMilliseconds: 100 }));

test('closed inside a body with a length, on a connection that was to close', () =>
  check((_, socket) => void socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 10\r\n\r\nhalf'), {
    status: 200,
    body: 'half',
    incomplete: /too early/,
  }));

test('closed inside a chunked body', () =>
  check((_, socket) => void socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'), {
    status: 200,
    body: 'half',
    incomplete: /too early: 4 bytes arrived/,
  }));

test('closed inside a chunked body, on a connection that was to close', () =>
  check(
    (_, socket) =>
      void socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n'),
    { status: 200, body: 'half', incomplete: /too early/ },
  ));

test('a body that ends with the connection is whole', () =>
  check((_, socket) => void socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nwhole'), {
    status: 200,
    body: 'whole',
  }));

test('a wrong chunk size', () =>
  check(() => 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\ngood\r\nzz\r\nbad\r\n', {
    status: 200,
    body: 'good',
    incomplete: /too early/,
  }));

test('both a length and chunks', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n', {
    code: 'invalid-response',
  }));

test('two different lengths', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd', { code: 'invalid-response' }));

test('a length that is no number', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: three\r\n\r\nabc', { code: 'invalid-response' }));

test('an invalid status line', () =>
  check(() => 'HTTP/1.1 OK 200\r\n\r\n', {
    code: 'invalid-response',
    message: /not a valid HTTP answer: invalid status/,
  }));

test('an answer of HTTP/0.9', () => check(() => '<html>hello</html>\r\n', { code: 'invalid-response' }));

test('a header line without a colon', () =>
  check(() => 'HTTP/1.1 200 OK\r\nNoColonHere\r\n\r\n', { code: 'invalid-response' }));

test('a NUL in a header', () => check(() => 'HTTP/1.1 200 OK\r\nX: a\0b\r\n\r\n', { code: 'invalid-response' }));

test('a lone CR in a header', () =>
  check(() => 'HTTP/1.1 200 OK\r\nX: a\rSet-Cookie: b\r\n\r\n', { code: 'invalid-response' }));

test('an SSH server', () => check(() => 'SSH-2.0-OpenSSH_9.2\r\n', { code: 'invalid-response' }));

test('a head of two megabytes', () =>
  check(() => `HTTP/1.1 200 OK\r\n${`X-Long: ${'y'.repeat(1000)}\r\n`.repeat(2100)}\r\n`, {
    code: 'invalid-response',
    message: /larger than 1 MB/,
  }));

test('a head of ten megabytes', () =>
  check(
    (_, socket) => {
      // Written as far as it is taken: the other side ends it at its limit.
      const more = (left: number): void =>
        void (left > 0 && socket.writable && socket.write(`X-Long: ${'y'.repeat(9990)}\r\n`, () => more(left - 1)));
      socket.write('HTTP/1.1 200 OK\r\n', () => more(1000));
      return undefined;
    },
    { code: 'invalid-response', message: /larger than 1 MB/ },
  ));

test('a hundred thousand fields are kept, or are too much, and nothing hangs', () =>
  check(() => `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(100_000)}Content-Length: 2\r\n\r\nok`, {
    status: 200,
    body: 'ok',
  }));

test('a flood of cookies is a list of fields', async () => {
  const recorder = await startRecorder(
    () => `HTTP/1.1 200 OK\r\n${'Set-Cookie: a=1; Domain=other.example\r\n'.repeat(5000)}Content-Length: 0\r\n\r\n`,
  );
  const transport = createTransport();
  const send = () => transport(buildRequest({ url: recorder.origin }), new AbortController().signal);
  const outcome = await send();
  assert.equal(outcome.kind === 'response' && outcome.headers.length, 5001);
  await send();
  assert.doesNotMatch(recorder.requests[1]?.head ?? '', /cookie/i);
  await transport.close();
  await recorder.close();
});

test('ten thousand fields are kept', async () => {
  const recorder = await startRecorder(() => `HTTP/1.1 204 No Content\r\n${'X: y\r\n'.repeat(10_000)}\r\n`);
  const transport = createTransport();
  const outcome = await transport(buildRequest({ url: recorder.origin }), new AbortController().signal);
  assert.equal(outcome.kind === 'response' && outcome.headers.length, 10_000);
  await transport.close();
  await recorder.close();
});

test('100 Continue that nobody asked for', () =>
  check(() => 'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {
    code: 'invalid-response',
  }));

test('early hints before the answer', () =>
  check(() => 'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {
    status: 200,
    body: 'ok',
  }));

test('an upgrade that nobody asked for', () =>
  check(() => 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n', {
    code: 'invalid-response',
  }));

test('204 with a body', () =>
  check(() => 'HTTP/1.1 204 No Content\r\nContent-Length: 4\r\n\r\nbody', { status: 204, body: '' }));

test('304 with a body', () => check(() => 'HTTP/1.1 304 Not Modified\r\n\r\nbody', { status: 304, body: '' }));

test('304 with the length of what it stands for', () =>
  check(() => 'HTTP/1.1 304 Not Modified\r\nContent-Length: 1000\r\n\r\n', { status: 304, body: '' }));

test('HEAD has a length and no body', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n', { status: 200, body: '' }, { method: 'HEAD' }));

test('HEAD with a body', () =>
  check(() => 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nbody', { status: 200, body: '' }, { method: 'HEAD' }));

test('silence ends with the time limit', () =>
  check(
    () => undefined,
    { code: 'timeout', message: /did not answer within 150 ms/ },
    { ...post, timeoutMilliseconds: 150 },
  ));

test('silence inside the body ends with the time limit and keeps what came', () =>
  check(
    () => 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf',
    { status: 200, body: 'half', incomplete: /did not end within 250 ms; the 4 bytes/ },
    { timeoutMilliseconds: 250 },
  ));

test('endless 1xx answers end with the time limit', () =>
  check(
    (_, socket) => {
      const more = (): void =>
        void (socket.writable && socket.write('HTTP/1.1 103 Early Hints\r\n\r\n', () => setImmediate(more)));
      more();
      return undefined;
    },
    { code: 'timeout' },
    { timeoutMilliseconds: 100 },
  ));

test('a body over the limit is cut', () =>
  check(
    () => `HTTP/1.1 200 OK\r\nContent-Length: 3000\r\n\r\n${'x'.repeat(3000)}`,
    { status: 200, body: 'x'.repeat(2048), incomplete: /cut at 2 KB/ },
    {},
    { maximumBodyBytes: 2048 },
  ));

test('a body of exactly the limit is whole', () =>
  check(
    () => `HTTP/1.1 200 OK\r\nContent-Length: 2048\r\n\r\n${'x'.repeat(2048)}`,
    { status: 200, body: 'x'.repeat(2048) },
    {},
    { maximumBodyBytes: 2048 },
  ));

test('an endless body is cut', () =>
  check(
    (_, socket) => {
      const more = (): void => void (socket.writable && socket.write('y'.repeat(10_000), more));
      socket.write('HTTP/1.1 200 OK\r\n\r\n', more);
      return undefined;
    },
    { status: 200, body: 'y'.repeat(50_000), incomplete: /cut at 49 KB/ },
    {},
    { maximumBodyBytes: 50_000 },
  ));

test('a gzip bomb is cut', () => {
  const bomb = gzipSync(Buffer.alloc(20_000_000));
  return check(
    () =>
      Buffer.concat([
        Buffer.from(`HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: ${bomb.length}\r\n\r\n`),
        bomb,
      ]),
    { status: 200, body: '\0'.repeat(1_048_576), incomplete: /cut at 1 MB/ },
    {},
    { maximumBodyBytes: 1_048_576 },
  );
});

test('a refused connection reached nobody', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const transport = createTransport();
  const outcome = await transport(
    buildRequest({ url: `http://127.0.0.1:${port}/`, ...post }),
    new AbortController().signal,
  );
  await assertOutcome(outcome, {
    code: 'connection-refused',
    mayHaveReachedServer: false,
    message: /connection was refused/,
  });
  await transport.close();
});

test('an unknown host reached nobody', async () => {
  const transport = createTransport();
  const outcome = await transport(buildRequest({ url: 'http://no-such-host.invalid/' }), new AbortController().signal);
  await assertOutcome(outcome, { code: 'host-not-found', mayHaveReachedServer: false });
  await transport.close();
});

const unsendable: readonly (readonly [string, Partial<ResolvedRequest>])[] = [
  ['a line break in a value', { headers: [['X', 'a\r\nY: b']] }],
  ['a lone line feed in a value', { headers: [['X', 'a\nb']] }],
  ['a NUL in a value', { headers: [['X', 'a\0']] }],
  ['a blank in a name', { headers: [['X Y', 'a']] }],
  ['an empty name', { headers: [['', 'a']] }],
  ['a line break in the method', { method: 'GET / HTTP/1.1\r\nX:' }],
  ['CONNECT', { method: 'CONNECT' }],
  ['chunks', { headers: [['Transfer-Encoding', 'chunked']] }],
  ['Expect', { headers: [['Expect', '100-continue']] }],
  ['Upgrade', { headers: [['Upgrade', 'websocket']] }],
  ['a length that is not true', { headers: [['Content-Length', '5']] }],
  ['HTTP/3', { httpVersion: '3' }],
  ['a file', { url: 'file:///etc/passwd' }],
  ['no address at all', { url: '/users' }],
  ['an origin that is none', { connectOrigin: 'ftp://127.0.0.1' }],
];

for (const [name, parts] of unsendable) {
  test(`${name} is refused before anything is sent`, async () => {
    const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
    const transport = createTransport();
    const outcome = await transport(
      buildRequest({ url: recorder.origin, ...parts } as object),
      new AbortController().signal,
    );
    await assertOutcome(outcome, { code: 'invalid-request', mayHaveReachedServer: false });
    assert.equal(recorder.connections(), 0);
    await transport.close();
    await recorder.close();
  });
}
