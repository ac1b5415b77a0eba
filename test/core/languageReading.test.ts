import assert from 'node:assert/strict';
import test from 'node:test';
import type { VariableScope } from '../../src/core/environment/variable';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { hoverPlaceAt } from '../../src/core/language/hover/describeHover';
import {
  describePlaceholderText,
  describeTargetText,
  describeTerm,
} from '../../src/core/language/hover/describeHoverText';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { describeSignature } from '../../src/core/language/complete/describeSignature';
import { describeTarget } from '../../src/core/language/hover/describeTarget';
import { findDocumentLinks } from '../../src/core/language/outline/findDocumentLinks';
import { findInlayHints } from '../../src/core/language/outline/findInlayHints';
import { findSelectionSpans } from '../../src/core/language/outline/findSelectionSpans';
import { findSemanticTokens } from '../../src/core/language/outline/findSemanticTokens';
import { matchSymbols } from '../../src/core/language/names/matchSymbols';
import { findHttpFences, parseMarkdownRequests } from '../../src/core/language/parseMarkdownRequests';
import type { Prose } from '../../src/core/language/hover/prose';
import { semanticTokenModifiers, semanticTokenTypes } from '../../src/core/language/outline/semanticTokenTypes';
import { createSession } from '../../src/core/session/session';
import { buildScope } from '../../src/core/session/buildScope';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildLineIndex } from '../../src/core/text/lineIndex';
import type { Span } from '../../src/core/text/span';
import { hostileTexts } from '../support/hostileTexts';
import { cursor } from '../support/cursor';
import { environmentsOf, fixedPorts } from '../support/resolveText';

const variables = {
  base: 'https://api.example.com/v1',
  id: '3f2',
  clientSecret: 'canary-secret-1',
  auth: 'Basic {{clientSecret}}',
  evil: '[x](command:evil) `**a**`',
  hash: 'a#b',
};

test('what stands under the mouse is the innermost thing there is something to say about', () => {
  checkHoverPlace('GET https://a/{{i$0d}}', 'placeholder {{id}}');
  checkHoverPlace('G$0ET https://a', 'method GET');
  checkHoverPlace('GET htt$0ps://a', 'target https://a');
  checkHoverPlace('GET https://a\nAcc$0ept: */*', 'header Accept');
  checkHoverPlace('GET https://a\nAuthorization: Bea$0rer abc', 'header Bearer');
  checkHoverPlace('GET https://a\nAuthorization: Bea$0rer {{token}}', 'header Bearer');
  checkHoverPlace('GET https://a\nAuthorization: Bearer {{token}} $0x', undefined);
  checkHoverPlace('GET https://a\nAccept: a{{token}}$0b', 'placeholder {{token}}');
  checkHoverPlace('@us$0ers = 1', 'placeholder users');
  checkHoverPlace('# @capture us$0erID = response.status\nGET https://a', 'placeholder userID');
  checkHoverPlace('GET https://a\nX-Own: a$0', undefined);
  checkHoverPlace('# @nam$0e one\nGET https://a', 'directive name');
  checkHoverPlace('# @name on$0e\nGET https://a', 'request one');
  checkHoverPlace('# @ref lo$0gin\nGET https://a', 'request login');
  checkHoverPlace('### lo$0gin\nGET https://a', 'request login');
  checkHoverPlace('run #lo$0gin\n', 'request login');
  checkHoverPlace('# @own$0 x\nGET https://a', undefined);
  checkHoverPlace('POST https://a\n\n{ "a": $01 }', undefined);
});

test('a hover has the value, its chain and its places, and no secret', async () => {
  const scope = await scopeOf('GET https://a\n');
  const auth = print(describePlaceholderText(describePlaceholder('auth', scope), (path) => path.slice(-20)));
  assert.match(auth, /auth = `••••••••`/);
  assert.match(auth, /clientSecret = `••••••••`/);
  assert.match(auth, /from the environment file/);
  assert.doesNotMatch(auth, /canary/);
  const missing = print(describePlaceholderText(describePlaceholder('nobody', scope), (path) => path));
  assert.match(missing, /'nobody' is not defined in environment 'dev'/);
  assert.match(
    print(describePlaceholderText(describePlaceholder('$randomInt 1 2', scope), String)),
    /\$randomInt from to/,
  );
  // A value is one piece that is never markup.
  const evil = describePlaceholderText(describePlaceholder('evil', scope), (path) => path);
  assert.deepEqual(
    evil.filter((piece) => 'text' in piece && piece.text.includes('command:')).map(({ kind }) => kind),
    ['code'],
  );
});

test('what stops a value is said once, and a cycle is not walked again', async () => {
  const scope = await scopeOf('@one = {{two}}\n@two = {{one}}\nGET https://a/{{one}}');
  const text = print(describePlaceholderText(describePlaceholder('one', scope), (path) => path));
  assert.equal(text.match(/needs itself/g)?.length, 1);
  assert.match(text, /^one .*two [^o]*from this file *$/s);
});

test('a name that an answer will give says which request to send, and suggests no other name', async () => {
  const scope = { ...(await scopeOf('GET https://a')), findCapturing: () => 'createUser' };
  const text = print(describePlaceholderText(describePlaceholder('bas', scope), (path) => path));
  assert.match(text, /The answer of 'createUser' gives it: send that one first\.$/);
});

test('methods, fields, values and directives are explained with where they are specified', () => {
  assert.match(print(describeTerm({ kind: 'method', name: 'patch' })), /PATCH .*RFC 5789, section 2/);
  assert.match(print(describeTerm({ kind: 'header', name: 'if-none-match', value: '*' })), /412.*RFC 9110/);
  assert.match(print(describeTerm({ kind: 'header', name: 'Content-Type', value: 'application/json' })), /RFC 8259/);
  assert.match(print(describeTerm({ kind: 'directive', name: 'noRedirect' })), /# @no-redirect/);
  assert.equal(describeTerm({ kind: 'method', name: 'NOSUCH' }), undefined);
});

test('the address of a request is filled, and masked where it holds a secret', async () => {
  await checkTarget('GET {{base}}/users/{{id}}?a=1', 'https://api.example.com/v1/users/3f2?a=1');
  await checkTarget('GET {{base}}/{{hash}}', 'https://api.example.com/v1/a%23b');
  await checkTarget('GET /users\nHost: {{base}}', 'https://api.example.com/v1/users');
  await checkTarget('GET {{base}}/{{clientSecret}}', 'https://api.example.com/v1/•••••• secret');
  await checkTarget('GET {{base}}?access_token=abc', 'https://api.example.com/v1?access_token=•••••• secret');
  await checkTarget('GET https://me:pw123456@a/', 'https://a/ secret');
  await checkTarget('GET {{nobody}}/x', /'nobody' is not defined/);
  await checkTarget('GET /users', /names no host/);
});

test('the arguments of a dynamic variable are told while they are written', () => {
  checkSignature('GET {{$randomInt $0', '$randomInt from to @0');
  checkSignature('GET {{$randomInt 1 $0', '$randomInt from to @1');
  checkSignature('GET {{$randomInt 1 2 $0', '$randomInt from to @1');
  checkSignature('GET {{$random.integer(1, $0)}}', '$random.integer(from, to) @1');
  checkSignature('GET {{$random.integer(1, 2)$0}}', undefined);
  checkSignature('GET {{$datetime "YYYY MM" $0}}', '$datetime format offset unit @1');
  checkSignature('GET {{$uuid $0', undefined);
  checkSignature('GET {{host $0', undefined);
  checkSignature('GET $randomInt $0', undefined);
});

test('values are shown behind placeholders, and secrets, draws and failures are not', async () => {
  await checkHints('GET {{base}}/{{id}}?{{$uuid}}\nX: {{clientSecret}}\nY: {{auth}}\nZ: {{nobody}}\n', [
    '{{base}} https://api.example.com/v1',
    '{{id}} 3f2',
  ]);
  await checkHints('@long = {{base}}/{{base}}/{{base}}\nGET {{long}}\n', [
    '{{base}} https://api.example.com/v1',
    '{{base}} https://api.example.com/v1',
    '{{base}} https://api.example.com/v1',
    '{{long}} https://api.example.com/v1/https://api.…',
  ]);
});

test('tokens say what the parser knows, in the order of the text', () => {
  checkTokens('# @name one\npost https://a/{{id}} HTTP/1.1\nAccept: {{$uuid}}\n\n{{one.response.body.$.id}}\n', [
    '@name decorator',
    'one function declaration',
    'post keyword',
    'id variable',
    'HTTP/1.1 keyword',
    'Accept property',
    '$uuid function defaultLibrary',
    'one function',
    'response.body.$.id variable',
  ]);
  checkTokens('@x = {{y}}\n', ['x variable declaration', 'y variable']);
  checkTokens('POST https://a\nContent-Type: application/json\n\n{\n  // note\n  "a": 1\n}\n', [
    'POST keyword',
    'Content-Type property',
    '// note comment',
  ]);
});

test('tokens of a part stand where those of the whole do', () => {
  const text = '@a = 1\n\n### One\nGET https://a/{{x}}\n\n###\n\n### Two\nPOST https://b\n\n### Three\nGET https://c\n';
  const start = text.indexOf('### Two');
  assert.deepEqual(decodeTokens(text, tokensWithin(text, { start: start + 2, end: start + 12 })), ['POST keyword']);
  assert.deepEqual(decodeTokens(text, tokensWithin(text, { start: start - 2, end: start + 2 })), ['POST keyword']);
  assert.deepEqual(
    decodeTokens(text, tokensWithin(text, { start: 0, end: text.length })).filter((token) => token.includes('keyword')),
    ['GET keyword', 'POST keyword', 'GET keyword'],
  );
});

test('a selection grows from a name to the block, each step around the one before', () => {
  checkSelection('### A\nGET https://a/{{i$0d}}\nA: b\n', ['id', '{{id}}', 'https://a/{{id}}', 'GET https://a/{{id}}']);
  checkSelection('GET https://a\nAccept: text/ht$0ml\nB: c\n', [
    'text/html',
    'Accept: text/html',
    'Accept: text/html\nB: c',
    'GET https://a\nAccept: text/html\nB: c',
  ]);
  checkSelection('POST https://a\n\n{ "a": [1, { "b": "x$0y" }] }\n', [
    'xy',
    '"xy"',
    '"b": "xy"',
    ' "b": "xy" ',
    '{ "b": "xy" }',
    '1, { "b": "xy" }',
    '[1, { "b": "xy" }]',
    '"a": [1, { "b": "xy" }]',
    ' "a": [1, { "b": "xy" }] ',
    '{ "a": [1, { "b": "xy" }] }',
  ]);
  checkSelection('POST https://a\n\n{ "a": "{{n$0}}" }\n', ['n', '{{n}}', '"{{n}}"', '"a": "{{n}}"']);
  checkSelection('POST https://a\nContent-Type: application/xml\n\n<a b="c"><d>x$0</d></a>\n', [
    'x',
    '<d>x</d>',
    '<a b="c"><d>x</d></a>',
  ]);
  checkSelection('POST https://a\nContent-Type: application/x-www-form-urlencoded\n\na=1&b={{c}}d$0&e=f\n', [
    '{{c}}d',
    'b={{c}}d',
    'a=1&b={{c}}d&e=f',
  ]);
});

test('addresses and files are links, on the first line of a target only', () => {
  checkLinks('import ./b.http\n\n### A\nPOST {{base}}/x\n  ?a=1\nA: b\n\n< ./u.json\n', [
    'file ./b.http',
    'target {{base}}/x',
    'file ./u.json',
  ]);
  checkLinks('### A\nGRPC a/b\n\n### B\nGET https://a\n\n> ./after.js\n', ['target https://a', 'file ./after.js']);
  checkLinks('# @import ./b.http\nGET https://a\n', ['target https://a', 'file ./b.http']);
  checkLinks('GET \n', []);
});

test('symbols are found by their letters in their order', () => {
  const file = parseRequestFile(
    '@host = a\n### Create user\n# @name createUser\nPOST https://a/users\n\n### List\n# @name readAll\nGET https://a\n',
  );
  const find = (query: string, limit = 10): readonly string[] =>
    matchSymbols(file, query, limit).map(({ symbol }) => symbol.label);
  assert.deepEqual(find('crus'), ['Create user']);
  assert.deepEqual(find('POST'), ['Create user']);
  assert.deepEqual(find('HO'), ['host']);
  assert.deepEqual(find('readall'), ['readAll']);
  assert.deepEqual(
    matchSymbols(file, 'readall', 10).map(({ container }) => container),
    ['List'],
  );
  assert.deepEqual(find('zz'), []);
  assert.equal(find('').length, 3);
  assert.equal(find('', 2).length, 2);
});

test('fences of Markdown hold requests, and nothing around them does', () => {
  const text =
    'GET https://prose\n\n```http\nGET https://a\n```\n\n~~~ http\n### B\nGET https://b\n~~~\n\n```json\n{}\n```\n';
  checkFences(text, ['GET https://a\n', '### B\nGET https://b\n']);
  const file = parseMarkdownRequests(text);
  assert.equal(file.length, text.length);
  assert.deepEqual(
    file.blocks.flatMap((block, index) =>
      block.request
        ? [text.slice(file.starts[index] ?? 0).slice(block.request.span.start, block.request.span.end)]
        : [],
    ),
    ['GET https://a', 'GET https://b'],
  );
  checkFences('````http\nGET https://a\n```\n````\n', ['GET https://a\n```\n']);
  checkFences('```http\nGET https://open\n', ['GET https://open\n']);
  checkFences('```text\n```http\nGET https://a\n```\n', []);
  checkFences('- one\n\n   ```HTTP title=x\r\n   GET https://a\r\n   ```\r\n', ['   GET https://a\r\n']);
  checkFences('    ```http\n    code\n', []);
  checkFences('```https\nGET https://a\n```\n```http-x\nGET https://a\n```\n', []);
  checkFences('```http\n```\n', ['']);
  assert.equal(parseMarkdownRequests('').blocks.length, 1);
});

test('hostile texts are answered, too', async () => {
  for (const [name, text] of hostileTexts(20_000)) {
    const file = parseRequestFile(text);
    const offset = text.length >> 1;
    const placed = blockAtOffset(file, offset);
    assert.ok(tokensWithin(text, { start: 0, end: text.length }).length % 5 === 0, name);
    const spans = findSelectionSpans(placed, offset);
    spans.forEach((span, index) => {
      const inner = spans[index - 1];
      assert.ok(!inner || (span.start <= inner.start && inner.end <= span.end), name);
    });
    hoverPlaceAt(placed.block, offset - placed.start);
    assert.equal(parseMarkdownRequests(text).length, text.length, name);
  }
});

async function scopeOf(text: string): Promise<VariableScope> {
  const file = parseRequestFile(text);
  const environments = await environmentsOf({ variables });
  const [block] = file.blocks;
  return buildScope(fixedPorts(), createSession(), { file, block, environments, environmentName: 'dev' });
}

function checkHoverPlace(marked: string, expected: string | undefined): void {
  const { text, offset } = cursor(marked);
  const { block, start } = blockAtOffset(parseRequestFile(text), offset);
  const place = hoverPlaceAt(block, offset - start);
  assert.equal(place && `${place.kind} ${block.text.slice(place.span.start, place.span.end)}`, expected, marked);
}

function print(prose: Prose | undefined): string {
  return (prose ?? [])
    .map((piece) => ('text' in piece ? (piece.kind === 'code' ? `\`${piece.text}\`` : piece.text) : ' '))
    .join('');
}

async function checkTarget(text: string, expected: string | RegExp): Promise<void> {
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block?.request);
  const target = describeTarget(block.request, await scopeOf(text), (url, secrets) => buildRedactor(secrets).url(url));
  const shown =
    target.kind === 'url' ? `${target.url}${target.hasSecrets ? ' secret' : ''}` : print(describeTargetText(target));
  if (typeof expected === 'string') assert.equal(shown, expected);
  else assert.match(shown, expected);
  assert.doesNotMatch(shown, /canary/);
}

function checkSignature(marked: string, expected: string | undefined): void {
  const { text, offset } = cursor(marked);
  const signature = describeSignature(text, offset);
  assert.equal(signature && `${signature.label} @${signature.active}`, expected, marked);
  for (const { label } of signature?.parameters ?? []) assert.ok(signature?.label.includes(label));
}

async function checkHints(text: string, expected: readonly string[]): Promise<void> {
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  const hints = findInlayHints(block, await scopeOf(text), { start: 0, end: text.length });
  const shown = hints.map(({ offset, label }) => `${text.slice(text.lastIndexOf('{{', offset), offset)} ${label}`);
  assert.deepEqual(shown, expected);
  assert.deepEqual(findInlayHints(block, await scopeOf(text), { start: text.length + 5, end: text.length + 9 }), []);
}

function checkTokens(text: string, expected: readonly string[]): void {
  assert.deepEqual(decodeTokens(text, tokensWithin(text, { start: 0, end: text.length })), expected);
}

function tokensWithin(text: string, within: Span): Uint32Array {
  return findSemanticTokens(parseRequestFile(text), within, (offset) => text.slice(0, offset).split('\n').length - 1);
}

function decodeTokens(text: string, data: Uint32Array): readonly string[] {
  const { starts } = buildLineIndex(text);
  const shown: string[] = [];
  let line = 0;
  let character = 0;
  for (let index = 0; index < data.length; index += 5) {
    const [lines = 0, characters = 0, length = 0, type = 0, bits = 0] = data.subarray(index, index + 5);
    line += lines;
    character = lines === 0 ? character + characters : characters;
    const start = (starts[line] ?? 0) + character;
    const modifiers = semanticTokenModifiers.filter((_, bit) => (bits & (1 << bit)) !== 0);
    shown.push([text.slice(start, start + length), semanticTokenTypes[type], ...modifiers].join(' '));
  }
  return shown;
}

/** The first steps; those behind them hold the rest of the block. */
function checkSelection(marked: string, expected: readonly string[]): void {
  const { text, offset } = cursor(marked);
  const spans = findSelectionSpans(blockAtOffset(parseRequestFile(text), offset), offset);
  const shown = spans.map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(shown.slice(0, expected.length), expected);
}

function checkLinks(text: string, expected: readonly string[]): void {
  const links = findDocumentLinks(parseRequestFile(text));
  assert.deepEqual(
    links.map(({ kind, span }) => `${kind} ${text.slice(span.start, span.end)}`),
    expected,
  );
}

function checkFences(text: string, expected: readonly string[]): void {
  assert.deepEqual(
    findHttpFences(text).map(({ start, end }) => text.slice(start, end)),
    expected,
  );
}
