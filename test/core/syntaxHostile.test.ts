import test from 'node:test';
import assert from 'node:assert/strict';
import { applyEdits } from '../../src/core/syntax/applyEdits';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { printRequestFile } from '../../src/core/syntax/printRequestFile';
import { hostileTexts } from '../support/hostileTexts';

// A parser that looks twice at every character it has seen would need minutes for one of these.
for (const [name, text] of hostileTexts(150_000)) {
  test(`${name}: ${text.length} characters`, { timeout: 60_000 }, () => check(text));
}

function check(text: string): void {
  const file = parseRequestFile(text);
  assert.ok(printRequestFile(file) === text);
  for (const block of file.blocks) {
    let offset = 0;
    for (const node of block.nodes) {
      if (node.span.start !== offset) assert.fail(`A gap before ${node.span.start}.`);
      offset = node.span.end;
    }
    if (offset !== block.text.length) assert.fail(`Nothing covers ${offset}.`);
  }
}

test('many edits at once are many small ones', { timeout: 60_000 }, () => {
  const block = '### one\nPOST https://example.com/users\nContent-Type: application/json\n\n{"a": 1}\n\n';
  const text = block.repeat(2000);
  const edits = Array.from({ length: 10_000 }, (_, index) => ({ start: index * 16, end: index * 16 + 1, text: 'y' }));
  const expected = [...text].map((unit, offset) => (offset % 16 === 0 && offset < 160_000 ? 'y' : unit)).join('');
  const edited = applyEdits(parseRequestFile(text), edits);
  assert.ok(printRequestFile(edited) === expected);
  assert.deepEqual(edited.starts, parseRequestFile(expected).starts);
});
