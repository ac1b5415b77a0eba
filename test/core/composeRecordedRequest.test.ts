import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { composeRecordedRequest } from '../../src/core/history/composeRecordedRequest';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { findTemplates } from '../../src/core/syntax/findTemplates';
import { buildRequest } from '../support/exchanges';
import { recordExchange } from '../support/historyEntries';

const json = [['Content-Type', 'application/json']] as const;

test('masked places become placeholders with names of their own', async () => {
  await check(
    {
      method: 'POST',
      url: 'https://h/users?access_token=abcdef&b=1',
      headers: [...json, ['Authorization', 'Bearer abcdef'], ['Cookie', 'sid=1; lang=2']],
      body: '{"password":"hunter22","nested":{"password":"other"}}',
    },
    `### POST /users
# From the history. What was masked is a placeholder.
# @env dev
POST https://h/users?access_token={{maskedAccessToken}}&b=1
Content-Type: application/json
Authorization: Bearer {{maskedValue}}
Cookie: sid={{maskedSid}}; lang={{maskedLang}}

{"password":"{{maskedPassword}}","nested":{"password":"{{maskedPassword2}}"}}
`,
  );
});

test('what was recorded stays text: braces, separators, scripts, files and comments', async () => {
  for (const body of ['{"a":"{{clientSecret}}"}', '{"a":"\\\\{\\\\{x\\\\}\\\\}"}', '{"a": "%7B%7Bx%7D%7D"}']) {
    const text = composeRecordedRequest(await recordExchange({ request: post(json, body) }));
    assert.deepEqual(placeholdersOf(text), [], text);
  }
  for (const body of [
    'a\n### next\nDELETE https://h/all\n',
    'a\n\nDELETE https://h/all\n',
    '< ./private.key',
    '<@ ./private.key',
    '> {% client.log(1) %}',
    'a\n> ./out.txt',
    '# @name x\nDELETE https://h/all',
    '{{x}}',
  ]) {
    const text = composeRecordedRequest(
      await recordExchange({ request: post([['Content-Type', 'text/plain']], body) }),
    );
    const { blocks } = parseRequestFile(text);
    assert.equal(blocks.length, 1, text);
    assert.equal(blocks[0]?.request?.method?.text, 'POST', text);
    const parts = blocks[0]?.request?.body?.parts ?? [];
    assert.ok(
      parts.every((part) => part.kind === 'text'),
      text,
    );
    assert.deepEqual(placeholdersOf(text), [], text);
    if (parts.length === 0) assert.match(text, /The body was left out/);
  }
});

test('fields and a title of any kind add no line', async () => {
  const entry = await recordExchange({
    request: buildRequest({
      url: 'https://h/{{x}}?q=1',
      headers: [
        ['X-A', '{{clientSecret}}'],
        ['X-B', 'a\r\nX-Injected: 1'],
        ['X-C', 'fine'],
      ],
    }),
    name: 'title\n### other\nDELETE https://h/all\n# @prompt x {{y}}',
  });
  const text = composeRecordedRequest(entry);
  const { blocks } = parseRequestFile(text);
  assert.equal(blocks.length, 1);
  const names = blocks[0]?.request?.headers.map(({ name }) => name.text);
  assert.ok(names?.includes('X-A') && names.includes('X-C') && !names.includes('X-Injected'), text);
  assert.deepEqual(placeholdersOf(text), [], text);
  assert.deepEqual(
    blocks[0]?.directives.map(({ name }) => name.text),
    ['env'],
  );
});

test('an address that a file cannot say is not written as another one', async () => {
  const request = buildRequest({ url: 'https://h/?q=%7B%7By%7D%7D' });
  const text = composeRecordedRequest(await recordExchange({ request }));
  assert.match(text, /request line cannot be written/);
  assert.equal(parseRequestFile(text).blocks[0]?.request, undefined);
});

test('whatever was recorded, the document is one request with the same request line, and asks for nothing of its own', async () => {
  const pieces = fc.constantFrom(
    'a',
    '{{x}}',
    '\\{\\{',
    '}}',
    '%7B%7By%7D%7D',
    '\n',
    '\r\n',
    '###',
    '### b',
    '# @name z',
    '// c',
    '< ./f',
    '<@ ./f',

    '> {%',
    '%}',
    '>> ./o',
    'GET /',
    'DELETE https://h/',
    'X: y',
    '@v = 1',
    '"',
    ':',
    '•••••• ',
    '\t',
    '\u2028',
    'curl ',
    '\\',
  );
  const text = fc.array(pieces, { maxLength: 8 }).map((parts) => parts.join(''));
  await fc.assert(
    fc.asyncProperty(text, text, text, fc.constantFrom('text/plain', 'application/json', 'x/y'), async (...values) => {
      const [body, value, name, mediaType] = values;
      const headers = [
        ['Content-Type', mediaType],
        ['X-A', value],
        [name, 'b'],
      ] as const;
      const request = buildRequest({ method: 'POST', url: 'https://h/a', headers, body });
      const composed = composeRecordedRequest(await recordExchange({ request, name: value }));
      const { blocks } = parseRequestFile(composed);
      assert.equal(blocks.length, 1, composed);
      const [block] = blocks;
      assert.equal(block?.request?.method?.text, 'POST', composed);
      assert.ok(
        placeholdersOf(composed).every((one) => one.startsWith('masked')),
        composed,
      );
      assert.ok(
        (block.request.body?.parts ?? []).every(({ kind }) => kind === 'text'),
        composed,
      );
      assert.deepEqual([block.directives.length, block.variables.length], [1, 0], composed);
      assert.ok(
        block.nodes.every(({ kind }) => plainKinds.has(kind)),
        composed,
      );
    }),
    {
      numRuns: 200,
      examples: [
        ['', '\r\n ', '', 'text/plain'],
        ['•••••• \r\n@v = 1', '', '', 'application/json'],
      ],
    },
  );
});

test('what was not recorded is said, and not made up', async () => {
  const cases = [
    [post([['Content-Type', 'text/plain']], 'x'.repeat(300_000)), /only its beginning was recorded/],
    [post([['Content-Type', 'image/png']], '\0\0\0'), /it is not text/],
    [{ ...post([], 'grant_type=x'), url: 'https://h/token' }, /that of a token endpoint is never recorded/],
  ] as const;
  for (const [request, expected] of cases) {
    const text = composeRecordedRequest(await recordExchange({ request }));
    assert.match(text, expected);
    assert.equal(parseRequestFile(text).blocks[0]?.request?.body, undefined);
  }
});

const plainKinds: ReadonlySet<string> = new Set(
  'separator comment directive request-line header blank body'.split(' '),
);

async function check(request: Parameters<typeof buildRequest>[0], expected: string): Promise<void> {
  assert.equal(composeRecordedRequest(await recordExchange({ request: buildRequest(request) })), expected);
}

function post(headers: readonly (readonly [string, string])[], body: string) {
  return buildRequest({ method: 'POST', url: 'https://h/a', headers, body });
}

function placeholdersOf(text: string): readonly string[] {
  return parseRequestFile(text).blocks.flatMap((block) =>
    findTemplates(block).flatMap(({ parts }) =>
      parts.flatMap((part) => (part.kind === 'placeholder' ? [part.expression.text] : [])),
    ),
  );
}
