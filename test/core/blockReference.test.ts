import test from 'node:test';
import assert from 'node:assert/strict';
import { describeBlockReference, findShownBlock } from '../../src/core/language/blockReference';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

/** The request line of the block that is found for the one at `index` before the edit; `undefined` when none is. */
function check(before: string, index: number, after: string, expected: string | undefined) {
  const old = parseRequestFile(before);
  const file = parseRequestFile(after);
  const found = findShownBlock(file, old.starts[index] ?? -1, describeBlockReference(old, index));
  assert.equal(found === undefined ? undefined : describeBlockReference(file, found).requestLine, expected);
}

const untitled = 'DELETE https://e.example/1\n\n###\nGET https://e.example/1\n';
const titled = '### remove\nDELETE https://e.example/1\n\n### read\nGET https://e.example/1\n';

test('a button keeps to its request when text before it changes', () => {
  for (const before of [untitled, titled]) {
    check(before, 1, before, 'GET https://e.example/1');
    check(before, 1, before.replace('/1\n', '/1\nX-Trace: 1\n'), 'GET https://e.example/1');
    check(before, 1, before.replace('DELETE https://e.example/1', 'DELETE x'), 'GET https://e.example/1');
    check(before, 1, `### new\nPOST https://e.example/\n\n${before}`, 'GET https://e.example/1');
    check(before, 0, before.replace('/1\n', '/22\n'), 'DELETE https://e.example/22');
  }
});

test('what became of another kind, is gone, or is there twice elsewhere, is not guessed at', () => {
  check(untitled, 1, 'DELETE https://e.example/1\n', undefined);
  check(untitled, 0, 'GET https://e.example/1\n', undefined);
  check(titled, 0, titled.replace('DELETE', 'PUT'), undefined);
  check(titled, 1, `# x\n${titled}\n${titled}`, undefined);
});
