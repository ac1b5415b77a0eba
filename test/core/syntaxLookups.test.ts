import test from 'node:test';
import assert from 'node:assert/strict';
import { findNamedBlocks, nearestBlock, readRefs } from '../../src/core/syntax/blockRefs';
import { blockAtOffset, findPlacedBlocks } from '../../src/core/syntax/blockAtOffset';
import { fileProblems } from '../../src/core/syntax/fileProblems';
import { directiveKey, lookupDirective } from '../../src/core/syntax/nodes';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { cursor } from '../support/cursor';

test('the block at an offset is always there', () => {
  check('$0', 0);
  check('GET /a$0', 0);
  check('GET /a\n$0###\nGET /b', 1);
  check('GET /a$0\n###\nGET /b', 0);
  check('GET /a\n###\nGET /b$0', 1);
  check('$0###\n###\n###', 0);
  check('###\n##$0#\n###', 1);
  const file = parseRequestFile('###\n###\n');
  assert.equal(blockAtOffset(file, -5).index, 0);
  assert.equal(blockAtOffset(file, 500).index, 1);
});

test('a placed block starts where its text stands', () => {
  const text = '@a = 1\n### b\nGET /b\nGET http://c\n';
  for (const { block, start } of findPlacedBlocks(parseRequestFile(text))) {
    assert.equal(text.slice(start, start + block.text.length), block.text);
  }
});

test('the nearest block above with a name counts, else the first below', () => {
  const file = parseRequestFile('### a\nGET /1\n### b\nGET /2\n### a\nGET /3\n### c\nGET /4\n');
  const nearest = (name: string, before?: number) => nearestBlock(findNamedBlocks(file).get(name) ?? [], before)?.index;
  assert.equal(nearest('a'), 2);
  assert.equal(nearest('a', 4), 2);
  assert.equal(nearest('a', 2), 0);
  assert.equal(nearest('c', 1), 3);
  assert.equal(nearest('c', 3), 3);
  assert.equal(nearest('GET'), undefined);
  assert.equal(nearest(''), undefined);
});

test('references are read in every spelling', () => {
  const [block] = parseRequestFile('# @ref a\n# @force-ref #b\n// @forceRef c d\n# @ref\n# @reference e\nGET /').blocks;
  assert.ok(block);
  assert.deepEqual(
    readRefs(block).map(({ name, forced }) => [name.text, block.text.slice(name.span.start, name.span.end), forced]),
    [
      ['a', 'a', false],
      ['b', 'b', true],
      ['c d', 'c d', true],
    ],
  );
});

test('directives are found in any spelling', () => {
  const [block] = parseRequestFile('# @no-redirect\n# @timeout 5\n# @timeout 6\nGET /').blocks;
  assert.ok(block);
  assert.ok(lookupDirective(block, 'noRedirect'));
  assert.equal(lookupDirective(block, 'Timeout')?.value?.text, '5');
  assert.equal(lookupDirective(block, 'no-log'), undefined);
  assert.equal(directiveKey('No_Cookie-jar'), 'nocookiejar');
});

test('problems of a file stand where their characters are', () => {
  const text = '### a\nGET https://example.com\nbad line\n### a\nGET https://example.com HTTP/7\n';
  const found = fileProblems(parseRequestFile(text)).map(({ code, span }) => [code, text.slice(span.start, span.end)]);
  assert.deepEqual(found, [
    ['missing-colon', 'bad line'],
    ['duplicate-name', 'a'],
    ['unsupported-http-version', 'HTTP/7'],
  ]);
});

function check(marked: string, index: number): void {
  const { text, offset } = cursor(marked);
  assert.equal(blockAtOffset(parseRequestFile(text), offset).index, index);
}
