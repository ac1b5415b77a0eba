import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { applyEdits, type TextEdit } from '../../src/core/syntax/applyEdits';
import { blockAtOffset } from '../../src/core/syntax/blockAtOffset';
import { createBlock } from '../../src/core/syntax/createBlock';
import { fileProblems } from '../../src/core/syntax/fileProblems';
import type { RequestFile } from '../../src/core/syntax/nodes';
import type { Template } from '../../src/core/text/template';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { printRequestFile } from '../../src/core/syntax/printRequestFile';
import { printTree } from '../support/printTree';
import { requestText } from '../support/requestText';

/** Cases over all properties of this file; the nightly run asks for 100,000 and more. */
const runs = Number(process.env['FUZZ_RUNS'] ?? 3000);

test('every text gives a tree that covers it and prints back', () => {
  fc.assert(
    fc.property(requestText, (text) => checkTree(text)),
    { numRuns: Math.ceil(runs * 0.4) },
  );
});

test('every prefix of every text gives such a tree', () => {
  fc.assert(
    fc.property(requestText, fc.nat(), (text, cut) => checkTree(text.slice(0, cut % (text.length + 1)))),
    { numRuns: Math.ceil(runs * 0.1) },
  );
});

test('a block means the same alone as in its file', () => {
  fc.assert(
    fc.property(requestText, (text) => {
      for (const block of parseRequestFile(text).blocks) {
        const alone = createBlock(block.text);
        assert.deepEqual(
          { nodes: alone.nodes, request: alone.request, problems: alone.problems, name: alone.name },
          { nodes: block.nodes, request: block.request, problems: block.problems, name: block.name },
        );
      }
    }),
    { numRuns: Math.ceil(runs * 0.2) },
  );
});

test('edits give what a fresh parse gives, and leave the other blocks alone', () => {
  fc.assert(
    fc.property(
      requestText,
      fc.array(fc.tuple(fc.nat(), fc.nat(30), requestText), { minLength: 1, maxLength: 4 }),
      (text, seeds) => checkEdits(text, toEdits(text, seeds)),
    ),
    { numRuns: Math.ceil(runs * 0.3) },
  );
});

for (const folder of ['test/fixtures/syntax', 'test/fuzz']) {
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.http'))) {
    test(`${folder}/${name}: each prefix, each removed line, each typed character`, () => {
      const text = readFileSync(join(folder, name), 'utf8');
      const step = Math.max(1, Math.floor(text.length / 25));
      for (let cut = 0; cut <= text.length; cut += step) {
        checkTree(text.slice(0, cut));
        checkEdits(text, [{ start: cut, end: Math.min(text.length, cut + step), text: '' }]);
        checkEdits(text, [{ start: cut, end: cut, text: '\n' }]);
        checkEdits(text, [{ start: cut, end: cut, text: '#' }]);
      }
      checkTree(text);
    });
  }
}

test('editing a block of many leaves the others the same objects', () => {
  const block = '### one\nPOST https://example.com/users\nContent-Type: application/json\n\n{"a": 1}\n\n';
  const file = parseRequestFile(block.repeat(50));
  const edited = applyEdits(file, [
    { start: block.length * 20 + block.indexOf('users'), end: block.length * 20 + block.indexOf('users'), text: 'x' },
  ]);
  assert.equal(edited.blocks.length, 50);
  edited.blocks.forEach((one, index) => assert.equal(one === file.blocks[index], index !== 20));
});

test('a removed separator joins two blocks and no more', () => {
  const block = '### one\nPOST https://example.com/users\n\n{"a": 1\n\n';
  const file = parseRequestFile(block.repeat(10));
  const edited = applyEdits(file, [{ start: block.length * 5, end: block.length * 5 + 1, text: '' }]);
  assert.equal(edited.blocks.length, 9);
  assert.deepEqual(
    edited.blocks.map((one) => file.blocks.indexOf(one)),
    [0, 1, 2, 3, -1, 6, 7, 8, 9],
  );
});

test('in a section of many requests only the neighbours of an edit are read again', () => {
  const request = 'GET https://example.com/users\nAccept: application/json\n\n';
  const file = parseRequestFile(request.repeat(200));
  assert.equal(file.blocks.length, 200);
  const edited = applyEdits(file, [{ start: request.length * 100 + 5, end: request.length * 100 + 5, text: 'x' }]);
  edited.blocks.forEach((one, index) => assert.equal(one === file.blocks[index], index !== 100, `block ${index}`));
});

function checkTree(text: string): void {
  const file = parseRequestFile(text);
  assert.equal(printRequestFile(file), text);
  assert.equal(file.length, text.length);
  assert.ok(file.blocks.length > 0);
  file.blocks.forEach((block, index) => {
    let offset = 0;
    for (const node of block.nodes) {
      assert.equal(node.span.start, offset, 'nodes follow each other');
      assert.ok(node.span.end > offset, 'a node is not empty');
      offset = node.span.end;
    }
    assert.equal(offset, block.text.length, 'nodes cover the block');
    checkSpans(block.text, [block.nodes, block.title, block.name, block.directives, block.variables]);
    // The words of a request that a command stands for are partly those of its options.
    checkSpans(block.text, block.request, block.request?.kind !== 'curl');
    if (block.request?.command) checkCommand(block.text, block.request.command);
    for (const problem of block.problems) checkSpans(block.text, problem);
    if (block.text !== '') assert.equal(blockAtOffset(file, file.starts[index] ?? 0).block, block);
  });
  for (const problem of fileProblems(file)) {
    checkSpans(text, problem);
    assert.match(problem.code, /^[a-z]+(?:-[a-z]+)*$/);
    assert.match(problem.message, /^[A-Z‘{].*[.}]$/);
  }
  // What the printer reads is every member there is.
  assert.ok(printTree(file).length > 0);
}

/** Every span lies in the text, and every token and plain literal is what stands there. */
function checkSpans(text: string, value: unknown, isVerbatim = true): void {
  if (Array.isArray(value)) {
    for (const member of value) checkSpans(text, member, isVerbatim);
    return;
  }
  if (typeof value !== 'object' || value === null) return;
  if ('span' in value) {
    const { start, end } = value.span as { start: number; end: number };
    assert.ok(start >= 0 && start <= end && end <= text.length, `${start}..${end} lies in ${text.length}`);
    if ('text' in value && !('kind' in value) && isVerbatim) assert.equal(value.text, text.slice(start, end));
  }
  for (const member of Object.values(value)) checkSpans(text, member, isVerbatim);
}

/** A command is covered by its parts without gap, and its literals are what stands there. */
function checkCommand(text: string, { span, parts }: Template): void {
  let offset = span.start;
  for (const part of parts) {
    assert.equal(part.span.start, offset, 'parts of a command follow each other');
    offset = part.span.end;
    if (part.kind === 'literal') assert.equal(part.text, text.slice(part.span.start, part.span.end));
    else assert.ok(text.slice(part.span.start, part.span.end).includes(part.expression.text));
  }
  assert.equal(offset, span.end, 'parts cover the command');
}

function checkEdits(text: string, edits: readonly TextEdit[]): void {
  const file = parseRequestFile(text);
  const edited = applyEdits(file, edits);
  const expected = [...edits]
    .sort((one, other) => other.start - one.start || other.end - one.end)
    .reduce((result, edit) => result.slice(0, edit.start) + edit.text + result.slice(edit.end), text);
  const fresh = parseRequestFile(expected);
  assert.equal(printRequestFile(edited), expected);
  assert.deepEqual(edited.starts, fresh.starts, `blocks of ${JSON.stringify(expected)}`);
  assert.equal(edited.length, fresh.length);
  assert.equal(printTree(edited), printTree(fresh));
  checkIdentity(file, edited, edits);
}

/** Blocks well away from every edit are the same objects. */
function checkIdentity(before: RequestFile, after: RequestFile, edits: readonly TextEdit[]): void {
  const kept = new Set(after.blocks);
  const first = blockAtOffset(before, Math.min(...edits.map((edit) => edit.start)) - 1).index;
  const last = blockAtOffset(before, Math.max(...edits.map((edit) => edit.end))).index;
  // What the edit leaves open may swallow all up to the next separator, and nothing behind that.
  const separated = before.blocks.findIndex((block, index) => index > last && block.text.startsWith('###'));
  before.blocks.forEach((block, index) => {
    const isFar = index < first - 1 || (separated >= 0 && index >= separated);
    assert.ok(!isFar || kept.has(block), `block ${index} is kept`);
  });
}

/** Edits that do not overlap, from numbers. */
function toEdits(text: string, seeds: readonly (readonly [number, number, string])[]): TextEdit[] {
  const edits: TextEdit[] = [];
  for (const [position, length, insertion] of seeds) {
    const start = position % (text.length + 1);
    const end = Math.min(text.length, start + length);
    const isFree = edits.every((edit) => end < edit.start || start > edit.end);
    if (isFree) edits.push({ start, end, text: length % 3 === 0 ? insertion : insertion.slice(0, 3) });
  }
  return edits;
}
