import assert from 'node:assert/strict';
import test from 'node:test';
import { findRefCycles } from '../../src/core/language/problems/findRefCycles';
import { findRefProblems } from '../../src/core/language/problems/findRefProblems';
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

test('requests that need each other are marked at every line of the circle, with the way round', () => {
  checkCycles(['a: b', 'b: c', 'c: a'], ['a → b → c → a', 'b → c → a → b', 'c → a → b → c']);
  checkCycles(['a: a'], ['a → a']);
  checkCycles(['a: x b', 'x:', 'b: c', 'c: b'], ['b → c → b', 'c → b → c']);
  checkCycles(['a: b', 'b:', 'c: a b'], []);
  checkCycles(['a: none', 'b: a'], []);
  checkCycles(['a: b c', 'b: a', 'c: a'], ['a → b → a', 'a → c → a', 'b → a → b', 'c → a → c']);
  // Of two requests of the same name the nearest one above counts.
  checkCycles(['a:', 'b: a', 'a: b'], []);
  const names = Array.from({ length: 12 }, (_, index) => `r${index}`);
  const ring = names.map((name, index) => `${name}: ${names[(index + 1) % 12] ?? ''}`);
  const [first] = cyclesOf(ring);
  assert.equal(first, 'r0 → r1 → r2 → r3 → r4 → r5 → r6 → r7 → r8 → r9 → … → r0');
});

test('a long chain, and many requests that all need each other, are looked at once', () => {
  const chain = Array.from({ length: 20_000 }, (_, index) => `r${index}: r${index + 1}`);
  assert.deepEqual(cyclesOf(chain), []);
  assert.equal(cyclesOf([...chain, 'r20000: r0']).length, 20_001);
  const names = Array.from({ length: 300 }, (_, index) => `r${index}`);
  assert.ok(cyclesOf(names.map((name) => `${name}: ${names.join(' ')}`)).length >= 300);
});

function checkCycles(requests: readonly string[], expected: readonly string[]): void {
  assert.deepEqual(cyclesOf(requests).toSorted(), [...expected].toSorted());
}

/** Each request is its name and the names it refers to; the ways round, each at its line. */
function cyclesOf(requests: readonly string[]): readonly string[] {
  const text = requests.map((request) => {
    const [name = '', refs = ''] = request.split(':');
    const lines = refs.split(' ').filter((ref) => ref !== '');
    return `###\n# @name ${name}\n${lines.map((ref) => `# @ref ${ref}\n`).join('')}GET https://a\n`;
  });
  return [...findRefCycles(parseRequestFile(text.join('')))].flatMap(([block, problems]) =>
    problems.map(({ code, severity, message, span }) => {
      const way = /: (.*)\. Remove/.exec(message)?.[1] ?? '';
      assert.deepEqual([code, severity], ['cyclic-ref', 'error']);
      assert.match(block.text.slice(span.start, span.end), /^@ref /);
      if (!way.includes('…')) assert.ok(block.text.includes(`@ref ${way.split(' → ')[1] ?? ''}`), way);
      return way;
    }),
  );
}

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
