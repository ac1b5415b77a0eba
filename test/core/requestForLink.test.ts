import test from 'node:test';
import assert from 'node:assert/strict';
import { credentialHeaders } from '../../src/core/exchange/headerFields';
import type { Link } from '../../src/core/exchange/link';
import { linkEffect, requestForLink, templateNames } from '../../src/core/exchange/requestForLink';
import type { LinkOptions } from '../../src/core/exchange/requestForLink';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { buildExchange, buildRequest } from '../support/exchanges';

interface Expected {
  readonly url?: string;
  readonly effect: 'follow' | 'ask' | 'none';
  readonly headers?: readonly string[];
  readonly connectOrigin?: string | undefined;
  readonly verifiesCertificates?: boolean;
}

const from = 'https://api.example.com/v1/users/7?x=1';

function check(
  href: string,
  expected: Expected,
  parts: Parameters<typeof buildRequest>[0] = {},
  options: LinkOptions = {},
  templated = false,
): ResolvedRequest | undefined {
  const exchange = buildExchange({ request: buildRequest({ url: from, method: 'POST', body: '{}', ...parts }) });
  const link: Link = { rel: 'self', href, templated, source: 'body', resource: '', span: undefined };
  const request = requestForLink(exchange, link, options);
  assert.equal(linkEffect(exchange, link, options.values), expected.effect);
  assert.equal(request?.url, expected.url);
  if (!request) return undefined;
  assert.deepEqual([request.method, request.body], ['GET', undefined]);
  if (expected.headers)
    assert.deepEqual(
      request.headers.map(([name]) => name),
      expected.headers,
    );
  if ('connectOrigin' in expected) assert.equal(request.connectOrigin, expected.connectOrigin);
  if ('verifiesCertificates' in expected) assert.equal(request.verifiesCertificates, expected.verifiesCertificates);
  return request;
}

for (const [href, url] of [
  ['https://api.example.com/v1/users', 'https://api.example.com/v1/users'],
  ['https://API.example.com:443/a', 'https://api.example.com/a'],
  ['/a', 'https://api.example.com/a'],
  ['a', 'https://api.example.com/v1/users/a'],
  ['?cursor=2', 'https://api.example.com/v1/users/7?cursor=2'],
  ['../populations', 'https://api.example.com/v1/populations'],
  ['', 'https://api.example.com/v1/users/7?x=1'],
  ['//api.example.com/a#part', 'https://api.example.com/a'],
  ['https://user:secret@api.example.com/a', 'https://api.example.com/a'],
] as const) {
  test(`'${href}' is followed`, () => void check(href, { url, effect: 'follow' }));
}

for (const [href, url] of [
  ['http://api.example.com/a', 'http://api.example.com/a'],
  ['https://api.example.com:8443/a', 'https://api.example.com:8443/a'],
  ['https://other.example/a', 'https://other.example/a'],
  ['//other.example/a', 'https://other.example/a'],
  ['https://api.example.com@other.example/a', 'https://other.example/a'],
  ['https://api.example.com.other.example/', 'https://api.example.com.other.example/'],
  ['\\\\other.example\\a', 'https://other.example/a'],
] as const) {
  test(`'${href}' asks first`, () => void check(href, { url, effect: 'ask' }));
}

for (const href of [
  'javascript:alert(1)',
  'file:///etc/passwd',
  'data:text/html,x',
  'vscode://x',
  'command:x',
  'mailto:a@b.c',
  'ftp://x/',
  'https://',
  'http://[::1',
  'java\nscript:alert(1)',
  'https://a b/',
]) {
  test(`${JSON.stringify(href)} is never followed`, () => void check(href, { effect: 'none' }));
}

const written: [string, string][] = [
  ['Content-Type', 'application/json'],
  ['authorization', 'Bearer token-of-mine'],
  ['If-Match', '"1"'],
  ['Accept', 'application/json'],
  ['X-Custom', 'a'],
  ['X-HTTP-Method-Override', 'DELETE'],
  ['Content-Length', '2'],
  ['a3f9c1', 'session-cookie-by-another-name'],
  ['Accept-API-Version', 'resource=1.0'],
  ['Accept-Language', 'my-secret-language'],
];

test('inside the origin everything goes along but what belonged to the one request', () =>
  void check(
    '/a',
    {
      url: 'https://api.example.com/a',
      effect: 'follow',
      headers: ['authorization', 'Accept', 'X-Custom', 'a3f9c1', 'Accept-API-Version', 'Accept-Language'],
    },
    { headers: written },
  ));

test('elsewhere only what says nothing of the person', () =>
  void check(
    'https://other.example/a',
    { url: 'https://other.example/a', effect: 'ask', headers: ['Accept', 'Accept-API-Version'] },
    { headers: written, secrets: ['my-secret-language'] },
  ));

test('a secret hides in no safe field, encoded or not', () =>
  void check(
    'https://other.example/a',
    { url: 'https://other.example/a', effect: 'ask', headers: [] },
    {
      headers: [
        ['User-Agent', `x ${Buffer.from('user:pa:ss/word').toString('base64')}`],
        ['Accept', 'a%2Fb;q=pa%3Ass%2Fword'],
      ],
      secrets: ['pa:ss/word'],
    },
  ));

for (const name of credentialHeaders) {
  test(`${name} stays in its origin`, () => {
    const headers: [string, string][] = [[name.toUpperCase(), 'value']];
    check(
      'https://api.example.com:444/a',
      { url: 'https://api.example.com:444/a', effect: 'ask', headers: [] },
      { headers },
    );
    check('http://api.example.com/a', { url: 'http://api.example.com/a', effect: 'ask', headers: [] }, { headers });
  });
}

test('the origin counts from the last hop, not from the first', () => {
  const exchange = buildExchange({ request: buildRequest({ url: from }), url: 'https://api.example.com/other/' });
  const link: Link = { rel: 'self', href: 'x', templated: false, source: 'body', resource: '', span: undefined };
  assert.equal(requestForLink(exchange, link)?.url, 'https://api.example.com/other/x');
});

test('a Host that was written on purpose goes along, one that only repeats the URL does not', () => {
  assert.deepEqual(
    check('/a', { url: 'https://api.example.com/a', effect: 'follow' }, { headers: [['Host', 'virtual.example']] })
      ?.headers,
    [['Host', 'virtual.example']],
  );
  check(
    '/a',
    { url: 'https://api.example.com/a', effect: 'follow', headers: [] },
    { headers: [['Host', 'API.example.com']] },
  );
  check(
    'https://other.example/',
    { url: 'https://other.example/', effect: 'ask', headers: [] },
    { headers: [['Host', 'virtual.example']] },
  );
});

test('where the environment answers for a host, the link goes there too', () => {
  const environment = {
    hostOrigins: new Map([['other.example', 'http://127.0.0.1:8080']]),
    verifiesCertificates: false,
  };
  check(
    '/a',
    {
      url: 'https://api.example.com/a',
      effect: 'follow',
      connectOrigin: 'http://127.0.0.1:1',
      verifiesCertificates: false,
    },
    { connectOrigin: 'http://127.0.0.1:1', verifiesCertificates: false },
  );
  check(
    'https://other.example/',
    {
      url: 'https://other.example/',
      effect: 'ask',
      connectOrigin: 'http://127.0.0.1:8080',
      verifiesCertificates: false,
    },
    {},
    { environment },
  );
  check(
    'https://third.example/',
    { url: 'https://third.example/', effect: 'ask', connectOrigin: undefined, verifiesCertificates: true },
    { connectOrigin: 'http://127.0.0.1:1', verifiesCertificates: false },
    { environment },
  );
});

test('templates are expanded by RFC 6570', () => {
  check(
    '/users{?filter,limit}',
    { url: 'https://api.example.com/users?filter=a%20eq%20%22b%22&limit=5', effect: 'follow' },
    {},
    { values: { filter: 'a eq "b"', limit: '5' } },
    true,
  );
  check('/users{?filter,limit}', { url: 'https://api.example.com/users', effect: 'follow' }, {}, {}, true);
  check(
    '/users/{id}/x',
    { url: 'https://api.example.com/users/a%2F..%2Fb/x', effect: 'follow' },
    {},
    { values: { id: 'a/../b' } },
    true,
  );
  check('/users/{id}', { url: 'https://api.example.com/users/%7Bid%7D', effect: 'follow' });
});

test('values that lead a template elsewhere are asked about', () => {
  check(
    '{+base}/users',
    { url: 'https://other.example/users', effect: 'ask', headers: [] },
    { headers: [['Authorization', 'x']] },
    { values: { base: 'https://other.example' } },
    true,
  );
  check('{+base}users', { effect: 'none' }, {}, { values: { base: 'javascript:' } }, true);
});

test('names of a template', () => {
  assert.deepEqual(templateNames('/users/{id}{?filter,limit*,id}{&a:3}{#part}'), [
    'id',
    'filter',
    'limit',
    'a',
    'part',
  ]);
  assert.deepEqual(templateNames('/users'), []);
  assert.deepEqual(templateNames('/{}{ a }{'), ['a']);
});

test('a link goes as blocks of its environment do: its rules, then the settings', () => {
  const defaults = { followsRedirects: false, httpVersion: '2' } as const;
  const environment = { hostOrigins: new Map<string, string>(), verifiesCertificates: true };
  const own = check('/a', { url: 'https://api.example.com/a', effect: 'follow' }, { httpVersion: '1.1' }, { defaults });
  assert.deepEqual([own?.followsRedirects, own?.httpVersion], [false, '1.1']);
  const url = 'https://other.example/a';
  const other = check(url, { url, effect: 'ask' }, { httpVersion: '1.1' }, { defaults, environment });
  assert.deepEqual([other?.followsRedirects, other?.httpVersion], [false, '2']);
  const rules = { followsRedirects: true, httpVersion: '1.1' } as const;
  const ruled = check(url, { url, effect: 'ask' }, {}, { defaults, environment: { ...environment, rules } });
  assert.deepEqual([ruled?.followsRedirects, ruled?.httpVersion], [true, '1.1']);
});
