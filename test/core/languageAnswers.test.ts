import assert from 'node:assert/strict';
import test from 'node:test';
import { defineInFile } from '../../src/core/language/edits/defineInFile';
import { describeBlockReference, findReferencedBlock } from '../../src/core/language/blockReference';
import { describeLenses } from '../../src/core/language/outline/describeLenses';
import { describeBlockSymbols, type FileSymbol } from '../../src/core/language/outline/describeSymbols';
import { findFoldings } from '../../src/core/language/outline/findFoldings';
import { placeholderAtOffset } from '../../src/core/language/names/placeholderAtOffset';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import { findStartLines } from '../../src/core/syntax/blockLines';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { cursor } from '../support/cursor';

test('a lens stands at every request line and knows its block', () => {
  checkLenses('§GET https://a\n', [[0, undefined]]);
  checkLenses('# note\n@x = 1\n\n### One\n# @name one\n§GET https://a\n\n### Two\n§https://b\n', [
    [15, 'one'],
    [50, 'Two'],
  ]);
  checkLenses('', []);
  checkLenses('### Only a title\n# and a note\n', []);
});

test('the outline names requests, sections and variables, and no values', () => {
  checkSymbols('@token = s3cr3t\n### One\n# @name first\npost https://a/b\n@in = 1\n', [
    'variable token',
    'request One (POST https://a/b)',
  ]);
  checkSymbols('GET https://a\n', ['request GET https://a']);
  checkSymbols('### Setup\n@a = 1\n@b = 2\n', ['section Setup', '  variable a', '  variable b']);
  checkSymbols('', []);
});

test('blocks, comments, scripts and JSON fold, and nothing of one line', () => {
  checkFolds('GET https://a\n', []);
  checkFolds('### A\nGET https://a\nX: 1\n\n### B\nGET https://b\n', ['0-2', '4-5']);
  checkFolds('# one\n# two\n\nGET https://a\n', ['0-3']);
  checkFolds('POST https://a\n\n{\n  "a": [\n    1\n  ],\n  "b": "}"\n}\n', ['0-7', '2-7', '3-5']);
  checkFolds('POST https://a\n\n{ "a": "unclosed\n}\n### B\n', ['0-3', '2-3']);
});

test('the placeholder beside the cursor is found wherever it stands', () => {
  checkPlaceholder('GET https://a/{{$0id}}/b\n', 'id');
  checkPlaceholder('GET https://a/$0{{id}}/b\n', 'id');
  checkPlaceholder('GET https://a/{{id}}$0/b\n', 'id');
  checkPlaceholder('GET https://a/{{id}}/$0b\n', undefined);
  checkPlaceholder('@v = {{ot$0her}}\nGET https://a\n', 'other');
  checkPlaceholder('POST https://a\nX-A: {{h$01}}\n\n{ "a": "{{b}}" }\n', 'h1');
  checkPlaceholder('POST https://a\nX-A: {{h1}}\n\n{ "a": "{{b$0}}" }\n', 'b');
  checkPlaceholder('POST https://a\n\n< ./{{f$0}}.json\n', 'f');
  checkPlaceholder('### A\nGET https://a\n### B\nGET https://b/{{x$0}}\n', 'x');
});

test('a variable is written behind those at the head, where every request sees it', () => {
  checkDefine('', '@a = |');
  checkDefine('GET https://a\n', '@a = |\n\nGET https://a\n');
  checkDefine('@x = 1\n@y = 2\n\nGET https://a\n@z = 3\n', '@x = 1\n@y = 2\n@a = |\n\nGET https://a\n@z = 3\n');
  checkDefine('@x = 1', '@x = 1\n@a = |\n');
  checkDefine('@a =\n\nGET https://a/{{a}}\n', '@a = |\n\nGET https://a/{{a}}\n');
  checkDefine('@x = 1\r\n@a = \r\n', '@x = 1\r\n@a = |\r\n');
  checkDefine('@x = 1\r\n\r\nGET https://a\r\n', '@x = 1\r\n@a = |\r\n\r\nGET https://a\r\n');
});

test('a block is found again after edits by name, title or request line', () => {
  const before = '### A\n# @name one\nGET https://a\n\n### B\nGET https://b\n\n###\nGET https://c/{{id}}\n';
  checkReference(before, 0, `### New\nGET https://x\n\n${before}`, 1);
  checkReference(before, 1, before.replace('https://b', 'https://changed'), 1);
  checkReference(before, 2, `### New\nGET https://x\n\n${before}`, 3);
  checkReference(before, 0, '### A\nGET https://a\n', undefined);
  checkReference(before, 1, `${before}\n### B\nGET https://twice\n`, 1);
});

/** `§` marks where each lens is expected; `expected` has block start (in the text without marks) and name. */
function checkLenses(marked: string, expected: readonly (readonly [number, string | undefined])[]): void {
  const text = marked.replaceAll('§', '');
  const places = [...marked.matchAll(/§/g)].map((match, index) => match.index - index);
  const lenses = describeLenses(parseRequestFile(text));
  assert.deepEqual(
    lenses.map(({ span }) => span.start),
    places,
  );
  assert.deepEqual(
    lenses.map(({ blockStart, name }) => [blockStart, name]),
    expected,
  );
}

function checkSymbols(text: string, expected: readonly string[]): void {
  const print = (symbol: FileSymbol, indent: string): string[] => {
    assert.ok(symbol.span.start <= symbol.selectionSpan.start && symbol.selectionSpan.end <= symbol.span.end);
    const detail = symbol.detail === '' ? '' : ` (${symbol.detail})`;
    const line = `${indent}${symbol.kind} ${symbol.label}${detail}`;
    return [line, ...symbol.children.flatMap((child) => print(child, `${indent}  `))];
  };
  assert.deepEqual(
    parseRequestFile(text)
      .blocks.flatMap(describeBlockSymbols)
      .flatMap((symbol) => print(symbol, '')),
    expected,
  );
}

function checkFolds(text: string, expected: readonly string[]): void {
  const file = parseRequestFile(text);
  const lines = findStartLines(file);
  const folds = file.blocks.flatMap((block, index) =>
    findFoldings(block).map(({ kind, first, last }) => {
      const line = lines[index] ?? 0;
      return `${line + first}-${line + last}${kind === 'comment' ? ' comment' : ''}`;
    }),
  );
  assert.deepEqual(folds.toSorted(), [...expected].sort());
}

function checkPlaceholder(marked: string, expected: string | undefined): void {
  const { text, offset } = cursor(marked);
  const { block, start } = blockAtOffset(parseRequestFile(text), offset);
  assert.equal(placeholderAtOffset(block, offset - start)?.expression.text, expected);
}

function checkDefine(text: string, expected: string): void {
  const { offset, text: inserted, cursor: place } = defineInFile(parseRequestFile(text), 'a');
  const result = text.slice(0, offset) + inserted + text.slice(offset);
  assert.equal(`${result.slice(0, place)}|${result.slice(place)}`, expected);
}

function checkReference(before: string, index: number, after: string, expected: number | undefined): void {
  const reference = describeBlockReference(parseRequestFile(before), index);
  assert.equal(findReferencedBlock(parseRequestFile(after), reference), expected);
}
