import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import type { HostConnections } from '../../src/transport/connectionOptions';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startHttpProxy, startSocksProxy } from '../support/proxies';
import type { TestProxy } from '../support/proxies';
import { startRecorder } from '../support/recorder';
import type { Recorder } from '../support/recorder';

type Parts = Partial<Omit<ResolvedRequest, 'body'>> & { body?: string };
type Outcome = HttpResponse | TransportFailure;

/** One or more requests to a recorder through a proxy that the request itself names. */
async function check(
  start: (to: Recorder) => Promise<TestProxy>,
  run: (world: {
    readonly send: (parts?: Parts, signal?: AbortSignal) => Promise<Outcome>;
    readonly origin: Recorder;
    readonly proxy: TestProxy;
  }) => Promise<void>,
  options: { readonly scheme?: string; readonly isTls?: boolean; readonly host?: HostConnections } = {},
): Promise<void> {
  const origin = await startRecorder(
    () => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
    options.isTls === true ? { cert: read('untrusted.cert.pem'), key: read('untrusted.key.pem') } : undefined,
  );
  const proxy = await start(origin);
  const transport = createTransport({
    timeoutMilliseconds: 5000,
    connections: () => ({ certificateAuthorities: [read('authority.cert.pem')], ...options.host }),
  });
  try {
    await run({
      origin,
      proxy,
      send: (parts = {}, signal = new AbortController().signal) =>
        transport(
          buildRequest({
            url: `${origin.origin}/users?a=1`,
            connection: {
              proxy: {
                kind: 'proxy',
                url: `${options.scheme ?? 'http'}://127.0.0.1:${proxy.port}`,
                source: 'the request',
                credentials: undefined,
              },
            },
            ...parts,
          }),
          signal,
        ),
    });
  } finally {
    await transport.close();
    await proxy.close();
    await origin.close();
  }
}

function read(name: string): string {
  return readFileSync(`test/fixtures/tls/test-only-${name}`, 'utf8');
}

function withCredentials(proxy: TestProxy, scheme = 'http'): Parts {
  return {
    connection: {
      proxy: {
        kind: 'proxy',
        url: `${scheme}://127.0.0.1:${proxy.port}`,
        source: 'the request',
        credentials: { user: 'proxy-user', password: 'proxy-secret-1' },
      },
    },
  };
}

const basic = `Basic ${Buffer.from('proxy-user:proxy-secret-1').toString('base64')}`;

test('http goes to the proxy with the whole address, and the head is otherwise ours', () =>
  check(
    () => startHttpProxy({ answerForward: () => 'HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n' }),
    async ({ send, proxy, origin }) => {
      const outcome = await send({
        url: 'http://api.example.com/a/../b?x=1',
        method: 'POST',
        headers: [
          ['Host', 'api.example.com'],
          ['X-One', '1'],
        ],
        body: '{}',
        ...withCredentials(proxy),
      });
      assert.equal(outcome.kind === 'response' && outcome.status, 201);
      assert.deepEqual(proxy.heard, [
        'POST http://api.example.com/a/../b?x=1 HTTP/1.1\r\nHost: api.example.com\r\nX-One: 1\r\nContent-Length: 2\r\n' +
          `Proxy-Authorization: ${basic}\r\n\r\n`,
      ]);
      assert.equal(origin.connections(), 0);
      assert.deepEqual(outcome.connection?.proxy, { url: `http://127.0.0.1:${proxy.port}`, source: 'the request' });
    },
  ));

test('a proxy that wants credentials for http answers itself, and a note says so', () =>
  check(
    () => startHttpProxy({ answerForward: () => 'HTTP/1.1 407 No\r\nContent-Length: 0\r\n\r\n' }),
    async ({ send }) => {
      const outcome = await send({ url: 'http://api.example.com/' });
      assert.match(outcome.kind === 'response' ? String(outcome.notes) : '', /answer of the proxy http:.*wants a user/);
    },
  ));

for (const scheme of ['http', 'https']) {
  test(`https goes through a tunnel of ${scheme}, and the proxy's credentials stay with it`, () =>
    check(
      (to) =>
        startHttpProxy(
          { to: to.port },
          scheme === 'https' ? { cert: read('self-signed.cert.pem'), key: read('self-signed.key.pem') } : undefined,
        ),
      async ({ send, proxy, origin }) => {
        const headers = [['Authorization', 'Bearer for-the-origin-only']] as const;
        for (let count = 0; count < 2; count++) {
          const outcome = await send({ headers, ...withCredentials(proxy, scheme) });
          assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
          assert.equal(outcome.connection?.isReused, count === 1);
          assert.equal(outcome.connection?.timing.proxy === undefined, count === 1);
        }
        const authority = new URL(origin.origin).host;
        assert.deepEqual(proxy.heard, [
          `CONNECT ${authority} HTTP/1.1\r\nHost: ${authority}\r\nProxy-Authorization: ${basic}\r\n\r\n`,
        ]);
        assert.deepEqual(
          origin.requests.map(({ head }) => head),
          Array.from(
            { length: 2 },
            () => `GET /users?a=1 HTTP/1.1\r\nHost: ${authority}\r\nAuthorization: Bearer for-the-origin-only\r\n\r\n`,
          ),
        );
      },
      { isTls: true, host: { proxies: { verifiesProxy: false } } },
    ));
}

test('the certificate of an https proxy is verified', () =>
  check(
    (to) => startHttpProxy({ to: to.port }, { cert: read('self-signed.cert.pem'), key: read('self-signed.key.pem') }),
    async ({ send, origin }) => {
      const outcome = await send();
      assertProxyFailure(outcome, /No secure connection to the proxy https:.*DEPTH_ZERO_SELF_SIGNED_CERT/);
      assert.equal(origin.connections(), 0);
    },
    { isTls: true, scheme: 'https' },
  ));

test('a proxy that opens the way to another server is found out by the certificate', () =>
  check(
    async (to) => startHttpProxy({ to: to.port }),
    async ({ send, origin }) => {
      const outcome = await send({ url: 'https://bank.example/' });
      assert.equal(outcome.kind === 'failure' && outcome.code, 'tls');
      assert.match(outcome.kind === 'failure' ? outcome.nextStep : '', /goes through the proxy http:/);
      assert.deepEqual(origin.requests, []);
    },
    { isTls: true },
  ));

const refusals: readonly (readonly [string, string, RegExp])[] = [
  ['407', 'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n', /wants a user and a password/],
  ['502', 'HTTP/1.1 502 Bad Gateway\r\nContent-Length: 3\r\n\r\nbad', /refused the way to .* with status 502/],
  ['403', 'HTTP/1.1 403 Forbidden\r\n\r\n', /status 403/],
  ['a redirect', 'HTTP/1.1 302 Found\r\nLocation: http://evil.example/\r\n\r\n', /status 302/],
  ['no HTTP', 'SSH-2.0-OpenSSH_9.2\r\n', /is not the answer of a proxy/],
  ['an endless head', `HTTP/1.1 200 OK\r\n${'X: y\r\n'.repeat(20_000)}`, /is not the answer of a proxy/],
  ['octets behind its answer', 'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n', /sent more than an answer/],
];

for (const [name, answer, message] of refusals) {
  test(`a proxy that answers CONNECT with ${name} is one sentence, and nothing was sent`, () =>
    check(
      () => startHttpProxy({ answer: () => answer }),
      async ({ send, origin, proxy }) => {
        assertProxyFailure(await send({ method: 'POST', body: '{}' }), message);
        assert.equal(origin.connections(), 0);
        assert.equal(proxy.heard.length, 1);
      },
      { isTls: true },
    ));
}

test('wrong credentials are told apart from missing ones', () =>
  check(
    () => startHttpProxy({ answer: () => 'HTTP/1.1 407 No\r\n\r\n' }),
    async ({ send, proxy }) => assertProxyFailure(await send(withCredentials(proxy)), /does not accept the user/),
    { isTls: true },
  ));

test('a proxy that closes is one sentence', () =>
  check(
    () =>
      startHttpProxy({
        answer: (_, socket) => {
          socket.end();
          return undefined;
        },
      }),
    async ({ send }) => assertProxyFailure(await send(), /closed the connection instead of opening the way/),
    { isTls: true },
  ));

test('a proxy that is silent ends with the time limit for connecting, which says what it waited for', () =>
  check(
    () => startHttpProxy({ answer: () => undefined }),
    async ({ send, proxy }) => {
      const { connection } = withCredentials(proxy);
      const outcome = await send({ connection: { ...connection, connectTimeoutMilliseconds: 100 } });
      assert.equal(outcome.kind === 'failure' && outcome.code, 'timeout');
      assert.match(outcome.kind === 'failure' ? outcome.message : '', /within 100 ms: the proxy http:.*did not open/);
      assert.equal(outcome.kind === 'failure' && outcome.mayHaveReachedServer, false);
    },
    { isTls: true },
  ));

test('cancelling while a proxy is asked closes the socket to it', async () => {
  const cancel = new AbortController();
  let closed: Promise<unknown> = Promise.resolve();
  await check(
    () =>
      startHttpProxy({
        answer: (_, socket) => {
          closed = new Promise((resolve) => socket.on('close', resolve));
          cancel.abort();
          return undefined;
        },
      }),
    async ({ send, proxy }) => {
      const outcome = await send({}, cancel.signal);
      assert.equal(outcome.kind === 'failure' && outcome.code, 'aborted');
      await closed;
      assert.equal(proxy.openSockets.size, 0);
    },
    { isTls: true },
  );
});

test('a proxy that does not run is one sentence', async () => {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  const transport = createTransport();
  const proxy = { kind: 'proxy', url: `http://127.0.0.1:${port}`, source: 'HTTPS_PROXY' } as const;
  const outcome = await transport(
    buildRequest({ url: 'https://api.example.com/', connection: { proxy } }),
    new AbortController().signal,
  );
  assertProxyFailure(outcome, /cannot be reached \(ECONNREFUSED\), so nothing was sent to api\.example\.com/);
  await transport.close();
});

for (const isTls of [false, true]) {
  test(`SOCKS 5 leads to ${isTls ? 'https' : 'http'}, with user and password and the name looked up there`, () =>
    check(
      (to) => startSocksProxy({ to: to.port, credentials: ['proxy-user', 'proxy-secret-1'] }),
      async ({ send, proxy, origin }) => {
        const host = isTls ? 'localhost' : 'api.example.com';
        const { port } = new URL(origin.origin);
        const outcome = await send({
          url: `${isTls ? 'https' : 'http'}://${host}:${port}/x`,
          ...withCredentials(proxy, 'socks5h'),
        });
        assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
        const request = Buffer.from(proxy.heard[2] ?? '', 'latin1');
        assert.deepEqual([...request.subarray(0, 5)], [5, 1, 0, 3, host.length]);
        assert.equal(request.subarray(5, 5 + host.length).toString(), host);
        assert.equal(request.readUInt16BE(5 + host.length), Number(port));
        assert.equal(origin.requests[0]?.head, `GET /x HTTP/1.1\r\nHost: ${host}:${port}\r\n\r\n`);
      },
      { isTls },
    ));
}

test('SOCKS 5 that is to look names up here is told an address', () =>
  check(
    (to) => startSocksProxy({ to: to.port }),
    async ({ send, proxy, origin }) => {
      const outcome = await send({ url: `http://localhost:${origin.port}/` });
      assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
      assert.ok([1, 4].includes(proxy.heard[1]?.charCodeAt(3) ?? 0));
    },
    { scheme: 'socks5' },
  ));

test('an address of IPv6 goes through SOCKS 5 as its octets', () =>
  check(
    (to) => startSocksProxy({ to: to.port }),
    async ({ send, proxy }) => {
      await send({ url: 'http://[2001:db8::7:1]:8080/' });
      const hex = Buffer.from(proxy.heard[1] ?? '', 'latin1').toString('hex');
      assert.equal(hex, '0501000420010db80000000000000000000700011f90');
    },
    { scheme: 'socks5' },
  ));

const socksTroubles: readonly (readonly [string, Parameters<typeof startSocksProxy>[0], RegExp])[] = [
  ['refuses the host', { reply: 2 }, /its rules do not allow it/],
  ['finds nobody there', { reply: 5 }, /the server refused the connection/],
  ['wants credentials', { credentials: ['a', 'b'] }, /wants a user and a password/],
  ['speaks HTTP', { greeting: 'HTTP/1.1 400 Bad Request\r\n\r\n' }, /is not the answer of a proxy|sent more than/],
  ['speaks too soon', { greeting: '\x05\x00extra' }, /sent more than an answer/],
];

for (const [name, options, message] of socksTroubles) {
  test(`a SOCKS 5 proxy that ${name} is one sentence`, () =>
    check(
      () => startSocksProxy(options),
      async ({ send }) => assertProxyFailure(await send(), message),
      { scheme: 'socks5h' },
    ));
}

function assertProxyFailure(outcome: Outcome, message: RegExp): void {
  assert.ok(outcome.kind === 'failure', JSON.stringify(outcome));
  assert.equal(outcome.code, 'proxy');
  assert.match(outcome.message, message);
  assert.match(outcome.nextStep, /^[A-Z].*\.$/);
  assert.equal(outcome.mayHaveReachedServer, false);
  assert.doesNotMatch(JSON.stringify(outcome), /proxy-secret-1/);
}
