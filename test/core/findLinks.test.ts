import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { findBodyLinks, findLinks } from '../../src/core/exchange/findLinks';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { buildExchange, buildResponse } from '../support/exchanges';

/** Links as `rel href resource`, with a `*` when templated. Every span has to cut its href out of the text. */
async function check(
  body: string | Uint8Array,
  expected: readonly string[],
  headers: readonly HeaderPair[] = json,
): Promise<void> {
  const links = await findLinks(buildExchange({ outcome: buildResponse({ headers, body }) }));
  assert.deepEqual(
    links.map(({ rel, href, resource, templated }) => `${rel}${templated ? '*' : ''} ${href} ${resource}`.trimEnd()),
    expected,
  );
  for (const { span, href } of links) {
    if (span && typeof body === 'string')
      assert.equal(JSON.parse(`"${body.replace(/^\ufeff/, '').slice(span.start, span.end)}"`), href);
  }
}

const json: readonly HeaderPair[] = [['Content-Type', 'application/hal+json; charset=utf-8']];

test('links of the whole', () =>
  check('{"_links":{"self":{"href":"/a"},"next":{"href":"/b"}}}', ['self /a', 'next /b']));

test('Location comes first', () =>
  check('{"_links":{"self":{"href":"/a"}}}', ['location /users/1', 'self /a'], [...json, ['location', '/users/1']]));

test('Location without a body', () => check('', ['location /users/1'], [['Location', '/users/1']]));

test('embedded resources, arrays of them, and arrays of links', () =>
  check(
    '{"_embedded":{"users":[{"_links":{"self":{"href":"/1"}}},{"id":2,"_links":{"x.y":[{"href":"/2"},{"href":"/3"}]}}],"one":{"_links":{"a/b~":{"href":"/4"}}}},"_links":{"self":{"href":"/5"}}}',
    [
      'self /1 /_embedded/users/0',
      'x.y /2 /_embedded/users/1',
      'x.y /3 /_embedded/users/1',
      'a/b~ /4 /_embedded/one',
      'self /5',
    ],
  ));

test('a resource is named by its JSON Pointer', () =>
  check('[{"a/b":{"c~d":[[],{"_links":{"self":{"href":"/1"}}}]}}]', ['self /1 /0/a~1b/c~0d/1']));

test('templated, before and behind the href', () =>
  check(
    '{"_links":{"a":{"href":"/a{?q}","templated":true},"b":{"templated":true,"href":"/b/{id}"},"c":{"href":"/c","templated":false},"d":{"href":"/d","templated":"true"}}}',
    ['a* /a{?q}', 'b* /b/{id}', 'c /c', 'd /d'],
  ));

test('only what is in _links is a link', () =>
  check(
    '{"href":"/a","links":{"self":{"href":"/b"}},"x":{"_links":[{"href":"/c"}]},"_links":"no","y":{"_links":{"s":"/d","n":null,"e":{}}}}',
    [],
  ));

test('the insides of a link object are its own', () =>
  check('{"_links":{"self":{"href":"/a","hints":{"href":"/no","_links":{"x":{"href":"/no"}}},"title":"href"}}}', [
    'self /a',
  ]));

test('escapes in keys and hrefs are read', () =>
  check('{"\\u005flinks":{"se\\u006cf":{"hr\\u0065f":"\\/a\\u002Fb?q=\\"x\\""}}}', ['self /a/b?q="x"']));

test('the last of duplicate members counts', () =>
  check('{"_links":{"self":{"href":"/a","href":"/b"},"self":{"href":"/c"}}}', ['self /b', 'self /c']));

test('a text that breaks off gives what it has', async () => {
  await check('{"_links":{"self":{"href":"/a"},"next":{"href":"/b"', ['self /a', 'next /b']);
  await check('{"_links":{"self":{"href":"/a"},"next":{"href":"/b', ['self /a']);
  await check('{"_links":{"self":', []);
});

test('damaged JSON is read as far as it goes', () =>
  check('{"a":tru,"_links":{,"self":{"href":"/a"} "next":{"href":"/b"}}]}}', ['self /a', 'next /b']));

test('other media types', async () => {
  const body = '{"_links":{"self":{"href":"/a"}}}';
  await check(body, ['self /a'], [['content-type', 'text/plain']]);
  await check(body, ['self /a'], []);
  await check(body, [], [['content-type', 'text/html']]);
  await check(body, ['self /a'], [['content-type', 'application/vnd.pingidentity.x+json']]);
});

test('encodings', async () => {
  const body = '{"é":{"_links":{"self":{"href":"/ü"}}}}';
  await check(Buffer.from(`\ufeff${body}`, 'utf16le'), ['self /ü /é']);
  await check(Buffer.from(body, 'latin1'), ['self /ü /é'], [['Content-Type', 'application/json; charset=ISO-8859-1']]);
  await check(`\ufeff${body}`, ['self /ü /é']);
  await check(
    Buffer.concat([
      Buffer.from('{"a":"'),
      Buffer.from([0xff, 0xc3]),
      Buffer.from('","_links":{"self":{"href":"/a"}}}'),
    ]),
    ['self /a'],
  );
});

test('depth beyond any stack', async () => {
  await check(`${'['.repeat(100_000)}{"_links":{"self":{"href":"/a"}}}${']'.repeat(100_000)}`, []);
  await check(`${'{"a":'.repeat(100)}{"_links":{"self":{"href":"/a"}}}${'}'.repeat(100)}`, [
    `self /a ${'/a'.repeat(100)}`,
  ]);
  await check(
    `{"x":${'{"_links":{"s":{"href":"/a"}},"a":'.repeat(50_000)}1${'}'.repeat(50_000)},"_links":{"self":{"href":"/b"}}}`,
    [...Array.from({ length: 255 - 1 - 1 }, (_, index) => `s /a /x${'/a'.repeat(index)}`), 'self /b'],
  );
});

test('anything at all is read to its end', () => {
  const pieces = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ':',
    ',',
    '"_links"',
    '"href"',
    '"/a"',
    '"templated"',
    'true',
    '1',
    '"',
    '\\',
    ' ',
    '\n',
    'x',
    '\u0000',
    '\ud800',
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 60 }), (parts) => {
      const text = `{"_links":{"a":${parts.join('')}`;
      for (const { span } of findBodyLinks(text)) assert.ok(span && span.start <= span.end && span.end <= text.length);
    }),
  );
});

test('links of valid JSON are those a parser finds', () => {
  const link = fc.record({ href: fc.webUrl() });
  const resource = fc.letrec((tie) => ({
    resource: fc.record({
      _links: fc.dictionary(fc.constantFrom('self', 'next', 'a.b'), fc.oneof(link, fc.array(link, { maxLength: 3 })), {
        maxKeys: 3,
      }),
      inner: fc.option(fc.oneof(tie('resource'), fc.array(tie('resource'), { maxLength: 3 })), {
        maxDepth: 4,
        nil: undefined,
      }),
    }),
  })).resource;
  fc.assert(
    fc.property(resource, fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      assert.deepEqual(
        findBodyLinks(text).map(({ href, resource: pointer }) => [href, pointer]),
        expectedLinks(JSON.parse(text), ''),
      );
    }),
  );
});

function expectedLinks(value: unknown, pointer: string): [string, string][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    key === '_links' && !Array.isArray(value)
      ? Object.values(member as Record<string, { href: string } | { href: string }[]>)
          .flat()
          .map(({ href }): [string, string] => [href, pointer])
      : expectedLinks(member, `${pointer}/${key}`),
  );
}
