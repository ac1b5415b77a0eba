import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { countOf, formatBytes, formatDuration, statusClass } from '../../src/webview/formatFigures';
import { shortTarget } from '../../src/webview/describeLink';
import { findMatches, MATCH_LIMIT, matchFrom } from '../../src/webview/viewer/findMatches';
import { buildFoldTable, opensFold } from '../../src/webview/viewer/foldTable';
import { buildLineTable, lineAtOffset, lineEnd, lineStart } from '../../src/webview/viewer/lineTable';
import { buildRowModel } from '../../src/webview/viewer/rowModel';
import { ShownText, type ViewerContent } from '../../src/webview/viewer/shownText';
import { tokenizeJsonLine } from '../../src/webview/viewer/tokenizeLine';
import { hasHidden, splitHidden, visibleText } from '../../src/webview/visibleText';
import { everyEffect } from './samples';

test('lines are those of a split, without their line breaks', () => {
  for (const text of ['', 'a', 'a\n', '\n\n', 'a\r\nb', '\r\n', 'a\rb', '\n'.repeat(1000)]) checkLines(text);
  fc.assert(fc.property(fc.array(fc.constantFrom('a', '\n', '\r\n', ' ')), (parts) => checkLines(parts.join(''))));
});

test('each bracket folds to the line that closes it, and knows how much it holds', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value, undefined, 2);
      const table = buildLineTable(text);
      const folds = buildFoldTable(table);
      for (let line = 0; line < table.count; line++) {
        if (!opensFold(table, line)) assert.equal(folds.ends[line], 0);
        else {
          const end = folds.ends[line] ?? 0;
          const inner = JSON.parse(
            text.slice(lineEnd(table, line) - 1, lineEnd(table, end)).replace(/,$/, ''),
          ) as object;
          assert.equal(folds.sizes[line], Object.keys(inner).length);
        }
      }
    }),
  );
});

test('a bracket that a cut text never closes folds to the end', () => {
  const table = buildLineTable('{\n  "a": [\n    1,\n    {');
  assert.deepEqual([...buildFoldTable(table).ends], [3, 3, 0, 0]);
});

test('tokens are the parts of JSON and cover all of it but brackets and spaces', () => {
  checkTokens('"a": "b: c",', 'key "a" | string "b: c"');
  checkTokens('"a\\"b" : -1.5e+10', 'key "a\\"b" | number -1.5e+10');
  checkTokens('[true, null, falsey]', 'literal true | literal null');
  checkTokens('"ends with \\', 'string "ends with \\');
  checkTokens('{"a":[1,2]}', 'key "a" | number 1 | number 2');
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const text of [JSON.stringify(value), ...JSON.stringify(value, undefined, 2).split('\n')]) {
        let rest = '';
        let position = 0;
        for (const { start, end } of tokenizeJsonLine(text, 0, text.length)) {
          rest += text.slice(position, start);
          position = end;
        }
        assert.match(rest + text.slice(position), /^[\s{}[\]:,]*$/);
      }
    }),
  );
});

test('comments of markup reach over lines', () => {
  const text = '<a b="c">\n<!-- one\ntwo --><d/>\nplain <!-- x -->';
  const shown = new ShownText({ ...content(text), language: 'xml' }, []);
  const check = (line: number, expected: string): void => {
    const { tokens } = shown.lineContent(line);
    assert.equal(tokens.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`).join(' | '), expected);
  };
  check(0, 'tag <a | key b | string "c" | tag >');
  check(1, 'comment <!-- one');
  check(2, 'comment two --> | tag <d/ | tag >');
  check(3, 'comment <!-- x -->');
});

test('search finds every place, with the case or without', () => {
  checkFound('aXbx', 'x', false, [1, 3]);
  checkFound('aXbx', 'x', true, [3]);
  checkFound('aaaa', 'aa', true, [0, 2]);
  checkFound('a.b(c)', '.b(', false, [1]);
  checkFound('İstanbul istanbul', 'istanbul', false, [9]);
  checkFound('x', '', false, []);
  const many = findMatches('e'.repeat(MATCH_LIMIT + 10), 'e', { matchCase: false });
  assert.deepEqual([many.offsets.length, many.capped], [MATCH_LIMIT, true]);
  const matches = findMatches('a a a', 'a', { matchCase: true });
  assert.deepEqual(
    [0, 1, 4, 5].map((offset) => matchFrom(matches, offset)),
    [0, 1, 2, 0],
  );
});

test('rows lead to their lines and back, folded and wrapped', () => {
  const text = JSON.stringify({ a: { b: 'x'.repeat(100), c: [1, 2] }, d: 1 }, undefined, 2);
  const table = buildLineTable(text);
  const folds = buildFoldTable(table);
  for (const folded of [[], [1], [3], [0]]) {
    for (const columns of [undefined, 20, 40]) {
      const rows = buildRowModel(table, { folded: new Set(folded), folds, columns, limitOf: () => 4000 });
      for (let index = 0; index < rows.count; index++) {
        assert.equal(rows.indexAtRow(rows.rowOf(index)), index);
        assert.equal(rows.indexOf(rows.lineAt(index)), index);
      }
      assert.equal(rows.rowOf(rows.count - 1) < rows.rows, true);
    }
  }
  const rows = buildRowModel(table, { folded: new Set([1]), folds, columns: undefined, limitOf: () => 4000 });
  assert.deepEqual([rows.count, rows.lineAt(2), rows.indexOf(4)], [4, 8, 1]);
});

test('what cannot be seen is spelled out', () => {
  assert.equal(visibleText('a\u202Eb\u200B\u0000\uD800'), 'a\\u202Eb\\u200B\\u0000\\uD800');
  assert.equal(visibleText('Ada 😀 שלום\tok'), 'Ada 😀 שלום\tok');
  assert.deepEqual(splitHidden('\u{E0041}b'), [
    { text: '\u{E0041}', escape: '\\u{E0041}' },
    { text: 'b', escape: undefined },
  ]);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => assert.equal(hasHidden(visibleText(text)), false)));
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) =>
      assert.equal(
        splitHidden(text)
          .map((piece) => piece.text)
          .join(''),
        text,
      ),
    ),
  );
});

test('figures read well', () => {
  assert.deepEqual([0, 1, 999, 1000, 2345, 150_000, 999_960, 1_448_000].map(formatBytes), [
    '0 bytes',
    '1 byte',
    '999 bytes',
    '1.0 kB',
    '2.3 kB',
    '150.0 kB',
    '1.0 MB',
    '1.4 MB',
  ]);
  assert.deepEqual([0.4, 124.4, 999.6, 1240, 12_340, 125_000].map(formatDuration), [
    '0 ms',
    '124 ms',
    '1.00 s',
    '1.24 s',
    '12.3 s',
    '2 min 5 s',
  ]);
  assert.deepEqual([countOf(1, 'link'), countOf(12_345, 'link')], ['1 link', '12,345 links']);
  assert.deepEqual([99, 200, 404, 599, 600].map(statusClass), [
    'unknown',
    'success',
    'client-error',
    'server-error',
    'unknown',
  ]);
});

test('a target loses the origin it shares with the request, and only that', () => {
  const [link] = everyEffect().outcome.kind === 'response' ? linksOf() : [];
  assert.ok(link !== undefined);
  const check = (href: string, expected: string): void =>
    assert.equal(shortTarget({ ...link, href }, 'https://api.example/v1/users'), expected);
  check('https://api.example/v1/x', '/v1/x');
  check('https://api.example.evil/v1', 'https://api.example.evil/v1');
  check('https://api.example@evil/v1', 'https://api.example@evil/v1');
  check('/relative', '/relative');
});

function linksOf() {
  const { outcome } = everyEffect();
  return outcome.kind === 'response' ? outcome.links : [];
}

function content(text: string): ViewerContent {
  return { key: 'k', text, language: 'json', folding: true, links: [], label: 'Body', part: 'body' };
}

function checkLines(text: string): void {
  const table = buildLineTable(text);
  const lines = Array.from({ length: table.count }, (_, line) =>
    text.slice(lineStart(table, line), lineEnd(table, line)),
  );
  assert.deepEqual(lines, text.split(/\r?\n/));
  for (let line = 0; line < table.count; line++) assert.equal(lineAtOffset(table, lineStart(table, line)), line);
}

function checkTokens(text: string, expected: string): void {
  const tokens = tokenizeJsonLine(text, 0, text.length);
  assert.equal(tokens.map(({ kind, start, end }) => `${kind} ${text.slice(start, end)}`).join(' | '), expected);
}

function checkFound(text: string, query: string, matchCase: boolean, expected: number[]): void {
  assert.deepEqual(findMatches(text, query, { matchCase }).offsets, expected);
}
