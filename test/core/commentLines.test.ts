import test from 'node:test';
import assert from 'node:assert/strict';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import type { Problem } from '../../src/core/text/problem';

test('lines below each other that are no request are one problem, and one fix makes comments of them', () => {
  check('import requests\n  url = "x"\r\n\tprint(url)', ['# import requests\n  # url = "x"\r\n\t# print(url)']);
  check('one\ntwo\n\nthree\n### next\nGET https://a.example', ['# one\n# two\n\nthree', 'one\ntwo\n\n# three']);
  check('prose\nmore\nGET https://a.example', ['# prose\n# more\nGET https://a.example']);
});

test('a program that was pasted is told what to copy instead', () => {
  const [problem] = parseRequestFile('import requests\nprint(1)').blocks.flatMap((block) => block.problems);
  assert.match(String(problem?.message), /^These 2 lines are no request\. .* HTTP or cURL/);
});

test('a pasted page is one problem with one fix, in the header fields and behind the body', () => {
  const page = ['The operation creates the user.', '-', ' email  The address.', '-', 'C#', 'Example Request'];
  const paste = page.join('\n');
  const [inHeaders, ...others] = problemsOf(`POST https://a.example\n${paste}\n`);
  assert.deepEqual(others, []);
  assert.match(inHeaders?.message ?? '', /^These 6 lines are no header fields/);
  assert.deepEqual(
    inHeaders?.fixes?.map((fix) => 'title' in fix && fix.title),
    ['Make them comments', 'Insert a blank line', 'Insert ‘###’'],
  );
  check(`POST https://a.example\r\n${paste}`, [
    `POST https://a.example\r\n${page.map((line) => line.replace(/^ ?/, '$&# ')).join('\n')}`,
    `POST https://a.example\r\n\r\n${paste}`,
    `POST https://a.example\r\n###\r\n${paste}`,
  ]);
  const behind = `POST https://a.example\nContent-Type: application/json\n{\n"a": 1\n}\n${paste}\n`;
  assert.deepEqual(codesOf(behind), ['missing-blank-line', 'unexpected-line']);
  assert.deepEqual(codesOf(behind.replace('-\n', '\n\n')), ['missing-blank-line', 'unexpected-line']);
});

test('a line or two keep what is said of each, and so does a well-known field without its colon', () => {
  assert.deepEqual(codesOf('GET https://a.example\nX-One 1\nX-Two 2'), ['missing-colon', 'missing-colon']);
  const problems = problemsOf('GET https://a.example\none\ntwo\nAccept text/plain\nthree\nfour\nfive');
  assert.deepEqual(
    problems.map(({ message }) => /^These \d/.exec(message)?.[0] ?? 'one'),
    ['one', 'one', 'one', 'These 3'],
  );
  assert.ok(problems[2]?.fixes?.some((fix) => 'title' in fix && /colon/.test(fix.title)));
});

function problemsOf(text: string): readonly Problem[] {
  return parseRequestFile(text).blocks.flatMap(({ problems }) => problems);
}

function codesOf(text: string): readonly string[] {
  return problemsOf(text).map(({ code }) => code);
}

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
