import assert from 'node:assert/strict';
import test from 'node:test';
import { findRefProblems } from '../../src/core/language/findRefProblems';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('a reference that leads to no request is marked, with the name that was meant', () => {
  check('# @ref login\nGET https://a\n', []);
  check('# @ref logni\nGET https://a\n', ["logni → Change to 'login'"]);
  check('# @forceRef logni\nGET https://a\n', ["logni → Change to 'login'"]);
  check('# @ref #logni\nGET https://a\n', ["logni → Change to 'login'"]);
  check('# @ref #login\nGET https://a\n', []);
  check('# @ref somethingElse\nGET https://a\n', ['somethingElse']);
  check('# @ref\nGET https://a\n', []);
  check('# @ref a\n# @force-ref b\nGET https://a\n', ['a', 'b']);
});

test('an answer that is there already does for a reference, and not for one that sends anew', () => {
  check('# @ref answered\nGET https://a\n', []);
  check('# @forceRef answered\nGET https://a\n', ['answered']);
});

/** `login` is a request of the file, `answered` one of another file with an answer. */
function check(text: string, expected: readonly string[]): void {
  const [block] = parseRequestFile(text).blocks;
  assert.ok(block);
  const problems = findRefProblems(block, new Set(['login']), new Set(['answered']));
  const shown = problems.map(({ span, fixes = [] }) => {
    const titles = fixes.map((fix) => (fix.kind === 'replace' ? fix.title : fix.kind));
    return [block.text.slice(span.start, span.end), ...titles].join(' → ');
  });
  assert.deepEqual(shown, expected);
  assert.ok(problems.every(({ code, severity }) => code === 'unknown-ref' && severity === 'error'));
}
