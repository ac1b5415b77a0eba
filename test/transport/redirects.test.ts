import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Exchange } from '../../src/core/exchange/exchange';
import { findLinks } from '../../src/core/exchange/findLinks';
import { credentialHeaders } from '../../src/core/exchange/headerFields';
import { requestForLink } from '../../src/core/exchange/requestForLink';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { HeaderPair, ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { Recorder } from '../support/recorder';

type Parts = Partial<Omit<ResolvedRequest, 'body'>> & { body?: string };

/** An origin that redirects to `location`, and another one that records what it gets. */
async function check(
  location: (other: Recorder, own: Recorder) => string,
  run: (world: {
    readonly send: (request: ResolvedRequest) => Promise<Exchange>;
    readonly url: string;
    readonly origin: Recorder;
    readonly other: Recorder;
  }) => Promise<void>,
  { status = 302, isTls = false } = {},
): Promise<void> {
  const other = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const tls = isTls ? { cert: read('untrusted.cert.pem'), key: read('untrusted.key.pem') } : undefined;
  const origin = await startRecorder(
    ({ head }) =>
      head.includes(' /start ')
        ? `HTTP/1.1 ${status} Moved\r\nLocation: ${location(other, origin)}\r\nContent-Length: 0\r\n\r\n`
        : 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
    tls,
  );
  const transport = createTransport({
    timeoutMilliseconds: 5000,
    connections: () => ({ certificateAuthorities: [read('authority.cert.pem')] }),
  });
  const about = { name: undefined, environmentName: undefined };
  try {
    await run({
      origin,
      other,
      url: `${origin.origin}/start`,
      send: (request) => sendRequest({ transport, clock: () => 0 }, request, about, new AbortController().signal),
    });
  } finally {
    await transport.close();
    await origin.close();
    await other.close();
  }
}

function read(name: string): string {
  return readFileSync(`test/fixtures/tls/test-only-${name}`, 'utf8');
}

const canary = 'canary-4711';

/** Every name that is known to carry a credential, in the spelling people use, and some that only sound like it. */
const credentials: readonly HeaderPair[] = [
  ...credentialHeaders,
  'Authorization',
  'Cookie',
  'Proxy-Authorization',
  'X-OpenIDM-Username',
  'X-OpenIDM-Password',
  'X-OpenIDM-Reauth-Password',
  'X-OpenAM-Username',
  'X-OpenAM-Password',
  'iPlanetDirectoryPro',
  'x-api-key',
  'X-Tenant-Token',
  'X-Something-Else',
].map((name) => [name, `${canary} ${name}`] as const);

test('another origin gets nothing of a redirected request', () =>
  check(
    ({ origin }) => `${origin}/stolen`,
    async ({ send, url, origin, other }) => {
      const exchange = await send(buildRequest({ method: 'POST', url, headers: credentials, body: canary }));
      assert.equal(exchange.outcome.kind === 'response' && exchange.outcome.status, 302);
      assert.deepEqual([origin.requests.length, other.connections()], [1, 0]);
      for (const [name, value] of credentials) assert.ok(origin.requests[0]?.head.includes(`${name}: ${value}\r\n`));
    },
  ));

for (const [name, value] of credentials) {
  test(`following a redirect to another origin by hand leaves ${name} behind`, () =>
    check(
      ({ origin }) => `${origin}/elsewhere`,
      async ({ send, url, other }) => {
        const request = buildRequest({
          url,
          headers: [
            [name, value],
            ['Accept', 'application/json'],
          ],
        });
        const exchange = await send(request);
        const [link] = await findLinks(exchange);
        const next = link && requestForLink(exchange, link);
        assert.ok(next);
        await send(next);
        const [got] = other.requests;
        assert.ok(got);
        assert.match(got.head, /^GET \/elsewhere HTTP\/1\.1\r\n/);
        assert.match(got.head, /\r\nAccept: application\/json\r\n/);
        assert.doesNotMatch(got.head + got.body, new RegExp(canary));
        assert.doesNotMatch(got.head, new RegExp(`^${name}:`, 'im'));
      },
    ));
}

test('another port of the same host is another origin', () =>
  check(
    ({ port }) => `http://127.0.0.1:${port}/`,
    async ({ send, url, other }) => {
      await send(buildRequest({ url, headers: [['Authorization', canary]] }));
      assert.equal(other.connections(), 0);
    },
  ));

test('https to http is never followed by itself', () =>
  check(
    (_, own) => `http://localhost:${own.port}/down`,
    async ({ send, url, origin }) => {
      const exchange = await send(buildRequest({ url, headers: [['Authorization', canary]] }));
      assert.equal(exchange.outcome.kind === 'response' && exchange.outcome.status, 302);
      assert.equal(origin.requests.length, 1);
    },
    { isTls: true },
  ));

const nowhere: readonly (readonly [string, string])[] = [
  ['file:', 'file:///etc/passwd'],
  ['javascript:', 'javascript:alert(1)'],
  ['data:', 'data:text/html,hello'],
  ['an address that is none', 'http://['],
  ['nothing', ''],
  ['ten thousand characters of another origin', `http://other.invalid/${'a'.repeat(10_000)}`],
];

for (const [name, location] of nowhere) {
  test(`a redirect to ${name} is the answer itself`, () =>
    check(
      () => location,
      async ({ send, url, origin }) => {
        const exchange = await send(buildRequest({ url }));
        assert.equal(exchange.outcome.kind === 'response' && exchange.outcome.status, 302);
        assert.deepEqual([exchange.redirects.length, origin.requests.length], [0, 1]);
      },
    ));
}

test('ten thousand characters inside the origin are followed', () =>
  check(
    () => `/${'a'.repeat(10_000)}`,
    async ({ send, url, origin }) => {
      const exchange = await send(buildRequest({ url }));
      assert.equal(exchange.redirects.length, 1);
      assert.equal(origin.requests[1]?.head.split(' ')[1]?.length, 10_001);
    },
  ));

test('a loop ends, and each hop is kept', () =>
  check(
    () => '/start',
    async ({ send, url, origin }) => {
      const exchange = await send(buildRequest({ url }));
      assert.equal(exchange.redirects.length, 10);
      assert.deepEqual(exchange.redirects[0], { url, status: 302, location: '/start' });
      assert.equal(origin.requests.length, 11);
      assert.match(JSON.stringify(exchange.outcome), /10 redirects were followed; this one was not/);
    },
  ));

/** RFC 9110 section 15.4: which method and body the next request has. */
const rules: readonly (readonly [status: number, method: string, next: string, keepsBody: boolean])[] = [
  [301, 'POST', 'GET', false],
  [302, 'POST', 'GET', false],
  [303, 'POST', 'GET', false],
  [307, 'POST', 'POST', true],
  [308, 'POST', 'POST', true],
  [301, 'PUT', 'PUT', true],
  [302, 'PATCH', 'PATCH', true],
  [303, 'PUT', 'GET', false],
  [303, 'HEAD', 'HEAD', false],
  [307, 'DELETE', 'DELETE', true],
];

for (const [status, method, next, keepsBody] of rules) {
  test(`${status} turns ${method} into ${next}, ${keepsBody ? 'with' : 'without'} its body`, () =>
    check(
      () => '/next',
      async ({ send, url, origin }) => {
        const own: HeaderPair = ['X-Own', '1'];
        const parts: Parts =
          method === 'HEAD'
            ? { method, url, headers: [own] }
            : { method, url, headers: [['Content-Type', 'application/json'], own], body: '{"a":1}' };
        await send(buildRequest(parts));
        const second = origin.requests[1];
        assert.ok(second);
        assert.match(second.head, new RegExp(`^${next} /next HTTP/1\\.1\r\n`));
        assert.equal(second.body, keepsBody ? '{"a":1}' : '');
        assert.equal(/^content-type:/im.test(second.head), keepsBody);
        assert.match(second.head, /\r\nX-Own: 1\r\n/);
      },
      { status },
    ));
}
