import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import type { StateStack } from 'vscode-textmate';
import { assertGolden } from '../support/golden';
import { loadGrammar, tokenizeLine, type Piece } from '../support/grammar';

const fixtures = 'test/fixtures/syntax';
const golden = 'test/fixtures/grammar';
const grammar = await loadGrammar('source.http');
const names = readdirSync(fixtures).filter((name) => name.endsWith('.http'));

test('the colours of every dialect', () => {
  for (const name of names) {
    const lines = readLines(join(fixtures, name));
    assertGolden(join(golden, name.replace(/\.http$/, '.scopes')), print(lines));
  }
});

test('JSON, XML, GraphQL and JavaScript are other languages, up to where they end', () => {
  const text = readLines(join(golden, 'embedded.http'));
  assertGolden(join(golden, 'embedded.scopes'), print(text));
  for (const language of ['json', 'xml', 'graphql', 'javascript']) {
    const found = tokenize(text).some((pieces) => pieces.some(isIn(`meta.embedded.block.${language}.http`)));
    assert.ok(found, language);
  }
});

test('nothing runs past a separator, wherever a text breaks off', () => {
  const hostile = ['/*', '< {%', '> {%', '{{', '{{@request', 'curl https://a \\', 'HTTP/1.1 200 OK', '--boundary'];
  const openEnds = ['"open', '`open', '/* open', '<!-- open', '{ "a": "open', '<a', 'query {', '> {%', '{%'];
  for (const name of [...names.map((file) => join(fixtures, file)), join(golden, 'embedded.http')]) {
    checkEndsAnywhere(readLines(name), name);
  }
  for (const line of hostile) {
    checkEndsAnywhere([line, ...openEnds], line);
    for (const open of openEnds) checkEndsAnywhere(['POST https://a', '', line, open], `${line} ${open}`);
  }
});

test('a script ends at its mark, whatever is open in it', () => {
  for (const open of ['"a', "'a", '`a', '`${a', '/* a', '// a', '"\\']) {
    const lines = tokenize([`< {% x = ${open} %}`, 'GET https://example.com']);
    assert.deepEqual(lines[1]?.[0], method, open);
  }
  const [, , string, after] = tokenize(['< {%', 'x = "open', 'y', '%}']).map((pieces) => pieces.at(-1)?.scopes.at(-1));
  assert.deepEqual([string, after], ['variable.other.readwrite.js', 'punctuation.section.embedded.end.http']);
});

test('no line of a script is looked through again for each of its characters', () => {
  for (const piece of [
    'a',
    '_',
    '$',
    '.a',
    '0x',
    '/',
    '"',
    "'",
    '\\',
    '[',
    ']',
    ' ',
    'a ',
    'a?',
    '=/[',
    '=/[\\',
    ';/[x',
  ]) {
    const { ruleStack } = grammar.tokenizeLine('< {%', null);
    const line = piece.repeat(Math.floor(19_000 / piece.length));
    // Most take 0.1 s, and far more than this where each character is looked through again from the next one on.
    assert.equal(grammar.tokenizeLine2(line, ruleStack, 15_000).stoppedEarly, false, piece);
  }
});

test('the fences of Markdown are requests, and end with their fence', async () => {
  const markdown = await loadGrammar('text.html.markdown');
  const lines = readLines(join(golden, 'fences.md'));
  let state: StateStack | null = null;
  const seen: string[] = [];
  for (const line of lines) {
    const result: { pieces: readonly Piece[]; state: StateStack } = tokenizeLine(markdown, line, state);
    state = result.state;
    const isRequest = result.pieces.some(isIn('meta.embedded.block.http'));
    const hasMethod = result.pieces.some(isIn('keyword.control.method.http'));
    seen.push(`${isRequest ? (hasMethod ? 'request' : 'inside ') : '       '} ${line}`.trimEnd());
  }
  assertGolden(join(golden, 'fences.scopes'), `${seen.join('\n')}\n`);
});

test('a placeholder in the JSON of a fence is one, with and without quotes around it', async () => {
  const markdown = await loadGrammar('text.html.markdown');
  let state: StateStack | null = null;
  const found: string[] = [];
  for (const line of [
    '```http',
    'POST https://a',
    'Content-Type: application/json',
    '',
    '{ "a": {{b}}, "c": "{{d}}" }',
  ]) {
    const result: { pieces: readonly Piece[]; state: StateStack } = tokenizeLine(markdown, line, state);
    state = result.state;
    found.push(...result.pieces.filter(isIn('variable.other.readwrite.http')).map(({ text }) => text));
  }
  assert.deepEqual(found, ['b', 'd']);
});

/** After each line of the text, a separator and a request behind it have the colours they have anywhere. */
function checkEndsAnywhere(lines: readonly string[], about: string): void {
  let state: StateStack | null = null;
  for (const [index, line] of lines.entries()) {
    ({ state } = tokenizeLine(grammar, line, state));
    const separator = tokenizeLine(grammar, '### Next', state);
    const request = tokenizeLine(grammar, 'GET https://example.com', separator.state);
    const where = `${about}, line ${index + 1}: ${line}`;
    assert.deepEqual(separator.pieces[0]?.scopes, separatorScopes, where);
    assert.deepEqual(request.pieces[0], method, where);
  }
}

const separatorScopes = [
  'source.http',
  'meta.separator.http',
  'markup.heading.http',
  'punctuation.definition.heading.http',
];
const method: Piece = {
  text: 'GET',
  scopes: ['source.http', 'meta.request.http', 'meta.request-line.http', 'keyword.control.method.http'],
};

function isIn(scope: string): (piece: Piece) => boolean {
  return ({ scopes }) => scopes.includes(scope);
}

function tokenize(lines: readonly string[]): readonly (readonly Piece[])[] {
  let state: StateStack | null = null;
  return lines.map((line) => {
    const result: { pieces: readonly Piece[]; state: StateStack } = tokenizeLine(grammar, line, state);
    state = result.state;
    return result.pieces;
  });
}

/** Each line, and below it its pieces with what colours them; plain ones are left out. */
function print(lines: readonly string[]): string {
  const printed = tokenize(lines).map((pieces, index) => {
    const coloured = pieces.filter(({ scopes, text }) => scopes.length > 1 && text.trim() !== '');
    const shown = coloured.map(({ text, scopes }) => `    ${text.trim()}  ${scopes.slice(1).join(' ')}`);
    return [lines[index], ...shown].join('\n');
  });
  return `${printed.join('\n')}\n`;
}

function readLines(path: string): readonly string[] {
  return readFileSync(path, 'utf8')
    .replace(/\n$/, '')
    .split(/\r\n|\n|\r/);
}
