import test from 'node:test';
import assert from 'node:assert/strict';
import { chooseBlocks } from '../../src/cli/chooseBlocks';
import type { BlockSelection } from '../../src/cli/invocation';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildLineIndex } from '../../src/core/text/lineIndex';

const several = [
  '# only a comment',
  '',
  '### List all',
  '# @name list',
  'GET https://example.com/list',
  '',
  '### Read one',
  'GET https://example.com/one',
  'X-A: b',
  '### list',
  'GET https://example.com/titled',
  '### twice',
  'GET https://example.com/3',
  '### twice',
  'GET https://example.com/4',
].join('\n');

test('by name, else by title', () => {
  check(several, { kind: 'name', name: 'Read one' }, ['/one']);
  check(several, { kind: 'name', name: 'List all' }, ['/list']);
  check('### A title\n# @name b\nGET /1\n###\n# @name c\nGET /2', { kind: 'name', name: 'c' }, ['/2']);
});

test('by any line of the block', () => {
  for (const line of [3, 4, 5, 6]) check(several, { kind: 'line', line }, ['/list']);
  for (const line of [7, 8, 9]) check(several, { kind: 'line', line }, ['/one']);
  check(several, { kind: 'line', line: 15 }, ['/4']);
});

test('all from top to bottom, and the only one without a choice', () => {
  check(several, { kind: 'all' }, ['/list', '/one', '/titled', '/3', '/4']);
  check('# comment\n\n###\nGET https://example.com/only\n\n###\n# nothing', { kind: 'sole' }, ['/only']);
});

test('a choice that cannot be met is refused with the requests there are', () => {
  check(several, { kind: 'sole' }, /5 requests[^]*line 5: list[^]*line 8: Read one/);
  check(several, { kind: 'name', name: 'unknown' }, /'unknown'[^]*line 5: list/);
  check(several, { kind: 'name', name: 'List' }, /'List'/);
  check(several, { kind: 'name', name: 'twice' }, /2 requests[^]*--line\.\n {2}line 13: twice\n {2}line 15: twice$/);
  check(several, { kind: 'name', name: 'list' }, /2 requests[^]*--line/);
  check(several, { kind: 'line', line: 1 }, /no request at line 1 /);
  check(several, { kind: 'line', line: 99 }, /only 15 lines/);
  check('# nothing', { kind: 'sole' }, /no request in 'a\.http'/);
  check('', { kind: 'all' }, /no request in 'a\.http'/);
});

function check(text: string, selection: BlockSelection, expected: readonly string[] | RegExp): void {
  const file = {
    shownPath: 'a.http',
    path: '/a.http',
    folder: '/',
    workspaceFolder: '/',
    text,
    parsed: parseRequestFile(text),
    lines: buildLineIndex(text),
  };
  const chosen = chooseBlocks(file, selection);
  if (expected instanceof RegExp) {
    assert.equal(typeof chosen, 'string');
    assert.match(String(chosen), expected);
    return;
  }
  assert.ok(typeof chosen !== 'string', String(chosen));
  assert.deepEqual(
    chosen.map(({ block, start, index }) => {
      assert.equal(file.parsed.starts[index], start);
      return /\/[^/]*$/.exec(block.text.split('\n').find((line) => line.startsWith('GET')) ?? '')?.[0];
    }),
    expected,
  );
}
