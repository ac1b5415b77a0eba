import assert from 'node:assert/strict';
import test from 'node:test';
import { findRewrites } from '../../src/core/language/edits/findRewrites';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { cursor } from '../support/cursor';

test('an address is encoded behind its host, and nothing that is legal changes', () => {
  check('GET https://a/x y?f=userName eq "a$0" HTTP/1.1\n', 'GET https://a/x%20y?f=userName%20eq%20%22a%22 HTTP/1.1\n');
  check('GET {{base}}/a b/{{ x }}/c d$0\n', 'GET {{base}}/a%20b/{{ x }}/c%20d\n');
  check('GET https://exämple.com/ä$0\n', 'GET https://exämple.com/%C3%A4\n');
  check('GET https://a/%20+b?c=[1]$0\n', undefined);
  check('GET https://a/x y\nX: 1$0\n', undefined);
  check('GET https://a\n  ?a=b c$0\n  &d="e"\n', 'GET https://a\n  ?a=b%20c\n  &d=%22e%22\n');
});

test('a file is filled', () => {
  check('###\nPOST https://a\n\n< ./a$0.json\n', '###\nPOST https://a\n\n<@ ./a.json\n');
  check('###\nPOST https://a\n\n<@ ./a$0.json\n', undefined);
});

function check(marked: string, expected: string | undefined): void {
  const { text, offset } = cursor(marked);
  const { block, start } = blockAtOffset(parseRequestFile(text), offset);
  const [rewrite] = findRewrites(block, offset - start);
  const result =
    rewrite && text.slice(0, start + rewrite.span.start) + rewrite.text + text.slice(start + rewrite.span.end);
  assert.equal(result, expected);
}
