import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { userAgent } from '../../src/core/exchange/completeRequest';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { buildRequest, buildResponse } from '../support/exchanges';

/** Answers by path; what was sent comes back as `METHOD URL` lines beside the exchange. */
async function walk(
  request: ResolvedRequest,
  answers: Readonly<Record<string, HttpResponse | TransportFailure>>,
  expected: {
    readonly sent: readonly string[];
    readonly status?: number;
    readonly url?: string;
    readonly hops?: readonly number[];
  },
): Promise<readonly ResolvedRequest[]> {
  const sent: ResolvedRequest[] = [];
  const exchange = await sendRequest(
    {
      transport: (hop) => {
        sent.push(hop);
        return Promise.resolve(answers[new URL(hop.url).pathname] ?? buildResponse({ status: 404 }));
      },
      clock: () => 5,
    },
    request,
    { name: 'a', environmentName: 'dev' },
    new AbortController().signal,
  );
  assert.deepEqual(
    sent.map(({ method, url }) => `${method} ${url}`),
    expected.sent,
  );
  if (expected.status !== undefined)
    assert.equal(exchange.outcome.kind === 'response' && exchange.outcome.status, expected.status);
  assert.equal(exchange.url, expected.url ?? sent.at(-1)?.url);
  assert.deepEqual(
    exchange.redirects.map(({ status }) => status),
    expected.hops ?? [],
  );
  assert.deepEqual(exchange.request, sent[0], 'the recorded request is what was sent');
  return sent;
}

async function check(...input: Parameters<typeof walk>): Promise<void> {
  await walk(...input);
}

function redirect(status: number, location: string): HttpResponse {
  return buildResponse({ status, headers: [['LOCATION', location]] });
}

const post = buildRequest({
  method: 'POST',
  url: 'https://api.example.com/a',
  headers: [
    ['Content-Type', 'application/json'],
    ['Authorization', 'Bearer token-of-mine'],
    ['If-None-Match', '*'],
    ['X-Api-Key', 'key'],
    ['Accept', 'application/json'],
  ],
  body: '{}',
});
const ok = { '/b': buildResponse({ status: 200 }) };

for (const [status, method] of [
  [301, 'GET'],
  [302, 'GET'],
  [303, 'GET'],
  [307, 'POST'],
  [308, 'POST'],
] as const) {
  test(`${status} after POST goes on with ${method}`, async () => {
    const sent = await walk(
      post,
      { '/a': redirect(status, '/b'), ...ok },
      { sent: ['POST https://api.example.com/a', `${method} https://api.example.com/b`], status: 200, hops: [status] },
    );
    const names = sent[1]?.headers.map(([name]) => name.toLowerCase()) ?? [];
    assert.equal(sent[1]?.body === undefined, method === 'GET');
    assert.equal(names.includes('content-type'), method === 'POST');
    assert.equal(names.includes('content-length'), method === 'POST');
    assert.equal(names.includes('if-none-match'), method === 'POST');
    assert.ok(names.includes('authorization') && names.includes('x-api-key'), 'credentials stay in their origin');
  });
}

for (const [method, status, next] of [
  ['GET', 301, 'GET'],
  ['HEAD', 303, 'HEAD'],
  ['PUT', 302, 'PUT'],
  ['DELETE', 303, 'GET'],
  ['PATCH', 308, 'PATCH'],
] as const) {
  test(`${status} after ${method} goes on with ${next}`, () =>
    check(
      buildRequest({ method, url: 'https://api.example.com/a' }),
      { '/a': redirect(status, 'b'), ...ok },
      {
        sent: [`${method} https://api.example.com/a`, `${next} https://api.example.com/b`],
        status: 200,
        hops: [status],
      },
    ));
}

for (const location of [
  'https://other.example/b',
  'http://api.example.com/b',
  'https://api.example.com:8443/b',
  '//other.example/b',
  'https://api.example.com@other.example/b',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'data:text/html,x',
  'https://',
  '',
  'http://[::1',
]) {
  test(`a redirect to '${location}' is the outcome`, () =>
    check(post, { '/a': redirect(302, location), ...ok }, { sent: ['POST https://api.example.com/a'], status: 302 }));
}

test('https to http on the same host is not followed', () =>
  check(
    buildRequest({ url: 'https://api.example.com:443/a' }),
    { '/a': redirect(302, 'http://api.example.com:443/b'), ...ok },
    { sent: ['GET https://api.example.com:443/a'], status: 302, url: 'https://api.example.com:443/a' },
  ));

test('the default port is the same origin', () =>
  check(
    buildRequest({ url: 'https://api.example.com/a' }),
    { '/a': redirect(302, 'HTTPS://API.example.com:443/b'), ...ok },
    { sent: ['GET https://api.example.com/a', 'GET https://api.example.com/b'], status: 200, hops: [302] },
  ));

test('user information and fragment of a location are dropped', () =>
  check(
    buildRequest({ url: 'https://api.example.com/a' }),
    { '/a': redirect(302, 'https://user:secret@api.example.com/b#part'), ...ok },
    { sent: ['GET https://api.example.com/a', 'GET https://api.example.com/b'], status: 200, hops: [302] },
  ));

test('a loop ends after ten hops', async () => {
  const sent = await walk(
    buildRequest({ url: 'https://api.example.com/a' }),
    { '/a': redirect(302, '/a') },
    {
      sent: Array.from({ length: 11 }, () => 'GET https://api.example.com/a'),
      status: 302,
      hops: Array.from({ length: 10 }, () => 302),
    },
  );
  assert.equal(sent.length, 11);
});

test('redirects are left alone when the request says so', () =>
  check(
    { ...post, followsRedirects: false },
    { '/a': redirect(307, '/b'), ...ok },
    { sent: ['POST https://api.example.com/a'], status: 307 },
  ));

for (const status of [200, 201, 300, 304, 305, 306, 401]) {
  test(`${status} with a Location is no redirect`, () =>
    check(post, { '/a': redirect(status, '/b'), ...ok }, { sent: ['POST https://api.example.com/a'], status }));
}

test('a failure after a redirect may have reached the server', async () => {
  const failure: TransportFailure = {
    kind: 'failure',
    code: 'connection-refused',
    message: 'Refused.',
    nextStep: 'Try.',
    mayHaveReachedServer: false,
  };
  const exchange = await sendRequest(
    {
      transport: (hop) => Promise.resolve(hop.url.endsWith('/a') ? redirect(302, '/b') : failure),
      clock: () => 0,
    },
    post,
    { name: undefined, environmentName: undefined },
    new AbortController().signal,
  );
  assert.deepEqual(exchange.outcome, { ...failure, mayHaveReachedServer: true });
});

test('the time limit is for all hops together', async () => {
  let now = 0;
  const limits: (number | undefined)[] = [];
  await sendRequest(
    {
      transport: (hop) => {
        limits.push(hop.timeoutMilliseconds);
        now += 400;
        return Promise.resolve(redirect(302, '/a'));
      },
      clock: () => now,
    },
    buildRequest({ url: 'https://api.example.com/a', timeoutMilliseconds: 1000 }),
    { name: undefined, environmentName: undefined },
    new AbortController().signal,
  );
  assert.deepEqual(limits.slice(0, 4), [1000, 600, 200, 1]);
});

test('the first hop has all of the limit, so that a failure names the one that was set', async () => {
  let now = 0;
  const limits: (number | undefined)[] = [];
  await sendRequest(
    {
      transport: (hop) => {
        limits.push(hop.timeoutMilliseconds);
        return Promise.resolve(buildResponse());
      },
      clock: () => (now += 12),
    },
    buildRequest({ url: 'https://api.example.com/a', timeoutMilliseconds: 50 }),
    { name: undefined, environmentName: undefined },
    new AbortController().signal,
  );
  assert.deepEqual(limits, [50]);
});

test('we call ourselves by the version of the package', () => {
  const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
  assert.equal(userAgent, `identity-http/${version}`);
});
