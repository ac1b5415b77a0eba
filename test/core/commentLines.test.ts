import test from 'node:test';
import assert from 'node:assert/strict';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('lines below each other that are no request are one problem, and one fix makes comments of them', () => {
  check('import requests\n  url = "x"\r\n\tprint(url)', ['# import requests\n  # url = "x"\r\n\t# print(url)']);
  check('one\ntwo\n\nthree\n### next\nGET https://a.example', ['# one\n# two\n\nthree', 'one\ntwo\n\n# three']);
  check('prose\nmore\nGET https://a.example', ['# prose\n# more\nGET https://a.example']);
});

test('a program that was pasted is told what to copy instead', () => {
  const [problem] = parseRequestFile('import requests\nprint(1)').blocks.flatMap((block) => block.problems);
  assert.match(String(problem?.message), /^These 2 lines are no request\. .* HTTP or cURL/);
});

/** What each fix makes of the first block. */
function check(text: string, expected: readonly string[]): void {
  const [block] = parseRequestFile(text).blocks;
  const section = text.slice(0, text.indexOf('\n### ') === -1 ? text.length : text.indexOf('\n### '));
  const fixed = (block?.problems ?? []).flatMap(({ fixes = [] }) =>
    fixes.map((fix) => {
      assert.ok(fix.kind === 'replace');
      return section.slice(0, fix.span.start) + fix.text + section.slice(fix.span.end);
    }),
  );
  assert.deepEqual(fixed, expected);
}
