import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Exchange, RedirectHop, TransportFailure } from '../../src/core/exchange/exchange';
import { findLinks } from '../../src/core/exchange/findLinks';
import { mask, noRedaction } from '../../src/core/exchange/redaction';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { maximumShown } from '../../src/core/view/describeBody';
import { describeExchange } from '../../src/core/view/describeExchange';
import { maximumLinks } from '../../src/core/view/describeLinks';
import type { ResponseView } from '../../src/core/view/responseView';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';
import { assertGolden } from '../support/golden';

/** An exchange as its fixture writes it; what is left out is what a plain one has. */
interface ExchangeFixture {
  readonly name?: string;
  readonly url?: string;
  readonly redirects?: readonly RedirectHop[];
  readonly request: Parameters<typeof buildRequest>[0];
  readonly response?: {
    readonly status?: number;
    readonly statusText?: string;
    readonly headers: readonly HeaderPair[];
    readonly body?: string;
    readonly base64?: string;
    readonly notes?: readonly string[];
    readonly incomplete?: string;
  };
  readonly failure?: TransportFailure;
}

const folder = 'test/fixtures/views';

for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
  test(`view of ${name}`, async () => {
    const exchange = readExchange(join(folder, name));
    const view = await describeExchange(exchange, 'v1');
    assertGolden(join(folder, name.replace(/\.json$/, '.view')), printView(view));
    await assertSound(exchange, view);
  });
}

/** Holds for every view: it is plain data, its links are those of the exchange, and no secret is in it. */
async function assertSound(exchange: Exchange, view: ResponseView): Promise<void> {
  const text = JSON.stringify(view);
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(structuredClone(view))));
  for (const secret of exchange.request.secrets) assert.ok(!text.includes(secret), `${secret} is not shown`);
  if (view.outcome.kind === 'failure') return;
  const { body, links } = view.outcome;
  const found = await findLinks(exchange);
  assert.deepEqual(
    links.map(({ index, source }) => [index, source]),
    found.map(({ source }, index) => [index, source]),
  );
  for (const { span, href } of links) {
    if (span) assert.equal(body.formatted.slice(span.start, span.end), href);
  }
}

function readExchange(path: string): Exchange {
  const fixture = JSON.parse(readFileSync(path, 'utf8')) as ExchangeFixture;
  const { response, failure } = fixture;
  const { base64, incomplete, ...parts } = response ?? { headers: [], base64: undefined, incomplete: undefined };
  const answer = buildResponse(base64 === undefined ? parts : { ...parts, body: Buffer.from(base64, 'base64') });
  return buildExchange({
    request: buildRequest(fixture.request),
    outcome: failure ?? { ...answer, body: { ...answer.body, incomplete } },
    ...(fixture.url === undefined ? {} : { url: fixture.url }),
    ...(fixture.name === undefined ? {} : { name: fixture.name }),
    ...(fixture.redirects ? { redirects: fixture.redirects } : {}),
  });
}

/** The view as lines a person can review. */
function printView(view: ResponseView): string {
  const { request, outcome, redirects, notes } = view;
  const lines = [
    `${view.title} [${view.environmentName ?? ''}] ${view.milliseconds} ms`,
    '',
    `${request.method} ${request.url} HTTP/${request.httpVersion}`,
    ...request.headers.map(([name, value]) => `${name}: ${value}`),
    ...(request.body === undefined ? [] : ['', request.body]),
    '',
    ...redirects.map(({ status, url }) => `redirect ${status} ${url}`),
    ...notes.map((note) => `note ${note}`),
  ];
  if (outcome.kind === 'failure') {
    lines.push(`failure ${outcome.code}`, outcome.message, outcome.nextStep);
    return `${lines.join('\n')}\n`;
  }
  const { body } = outcome;
  lines.push(
    `HTTP/${outcome.httpVersion} ${outcome.status} ${outcome.statusText}`,
    ...outcome.headers.map(([name, value]) => `${name}: ${value}`),
    `${body.language}, ${outcome.size} bytes of ${outcome.mediaType ?? 'nothing said'}`,
    ...(body.cut === undefined ? [] : [`cut ${body.cut}`]),
    '',
    body.formatted,
    ...(body.raw === undefined ? [] : ['', 'raw', body.raw]),
    '',
    ...outcome.links.map(
      ({ index, rel, effect, method, mediaType, href, source, resource, templated }) =>
        `${index} ${rel} ${effect} ${method} ${mediaType ?? '-'} ${href} ${source} '${resource}'${templated ? ' templated' : ''}`,
    ),
  );
  return `${lines.join('\n')}\n`;
}

/** A view of one response body. */
async function check(
  body: string | Uint8Array,
  headers: readonly HeaderPair[],
  secrets: readonly string[] = [],
): Promise<ResponseView> {
  const exchange = buildExchange({ request: buildRequest({ secrets }), outcome: buildResponse({ headers, body }) });
  const view = await describeExchange(exchange, 'v1');
  if (view.outcome.kind === 'response' && view.outcome.size <= 1_000_000) await assertSound(exchange, view);
  return view;
}

async function bodyOf(...input: Parameters<typeof check>) {
  const { outcome } = await check(...input);
  assert.ok(outcome.kind === 'response');
  return outcome.body;
}

test('languages', async () => {
  for (const [mediaType, body, language] of [
    ['application/json', '{}', 'json'],
    ['application/problem+json; charset=utf-8', '{}', 'json'],
    ['application/x-ndjson', '{}\n{}', 'json'],
    ['text/plain', '{"a":1}', 'json'],
    ['text/plain', 'hello {', 'text'],
    ['application/xml', '<a/>', 'xml'],
    ['application/samlmetadata+xml', '<a/>', 'xml'],
    ['image/svg+xml', '<svg/>', 'xml'],
    ['text/html', '<p>', 'html'],
    ['text/csv', 'a,b', 'text'],
    ['application/x-www-form-urlencoded', 'a=b', 'text'],
    ['application/jwt', 'eyJ', 'text'],
    ['application/octet-stream', 'readable after all', 'text'],
    ['application/octet-stream', '\0\0', 'binary'],
    ['application/pdf', '%PDF\0', 'binary'],
    ['application/vnd.unknown', 'words', 'text'],
    ['application/json', '', 'empty'],
  ] as const) {
    assert.equal((await bodyOf(body, [['Content-Type', mediaType]])).language, language, `${mediaType} ${body}`);
  }
  assert.equal((await bodyOf('{"a":1}', [])).language, 'json');
  assert.equal((await bodyOf('<!doctype html><p>', [])).language, 'html');
});

test('a text that is no different when laid out has no raw form', async () => {
  assert.equal((await bodyOf('{}', [['Content-Type', 'application/json']])).raw, undefined);
  assert.equal((await bodyOf('{"a":1}', [['Content-Type', 'application/json']])).raw, '{"a":1}');
});

test('a long body is cut and says so', async () => {
  const users = Array.from({ length: 120_000 }, (_, index) => ({
    id: index,
    _links: { self: { href: `/users/${index}` } },
    token: 'abc',
  }));
  const view = await check(JSON.stringify({ users }), [['Content-Type', 'application/json']]);
  assert.ok(view.outcome.kind === 'response');
  const { body, links } = view.outcome;
  assert.equal(body.formatted.length, maximumShown);
  assert.match(body.cut ?? '', /^Only the beginning of the \d\.\d MB is shown/);
  assert.equal(links.length, maximumLinks);
  assert.match(view.notes.join(' '), /first 10000 of 120000 links/);
  const last = links.at(-1);
  assert.equal(last?.span && body.formatted.slice(last.span.start, last.span.end), '/users/9999');
  const text = await bodyOf('x'.repeat(maximumShown + 1), [['Content-Type', 'text/plain']]);
  assert.equal(text.formatted.length, maximumShown);
  assert.ok(text.cut);
});

test('no part of a secret is left at the cut', async () => {
  const secret = 'a-secret-that-stands-at-the-very-end';
  const body = `${'x'.repeat(maximumShown - 10)}${secret}${'y'.repeat(100)}`;
  const { formatted } = await bodyOf(body, [['Content-Type', 'text/plain']], [secret]);
  assert.ok(formatted.endsWith(`x${mask}${'y'.repeat(4)}`) && !formatted.includes('a-sec'));
});

test('a secret across the tokens of JSON is masked', async () => {
  const secret = '{"kty":"RSA","d":"abc"}';
  for (const body of [`{"jwk":${secret},"_links":{"self":{"href":"/a"}}}`, JSON.stringify({ jwk: secret })]) {
    const described = await bodyOf(body, [['Content-Type', 'application/json']], [secret]);
    assert.ok(!JSON.stringify(described).includes('abc'));
  }
});

test('binary octets that hold a secret are not dumped', async () => {
  const { formatted } = await bodyOf(
    Buffer.from('\0\x01s3cr3t-value'),
    [['Content-Type', 'image/png']],
    ['s3cr3t-value'],
  );
  assert.equal(formatted, '14 bytes of image/png, which is not text. Its beginning holds a secret.');
});

test('everything is shown to who asks for it', async () => {
  const exchange = readExchange(join(folder, 'token.json'));
  const text = JSON.stringify(await describeExchange(exchange, 'v1', { redactor: noRedaction }));
  assert.ok(
    text.includes('eyJhbGciOiJSUzI1NiJ9.e30.c2ln') &&
      text.includes('d29ya2VyOmNvcnJlY3QgaG9yc2U=') &&
      !text.includes(mask),
  );
});
