import test from 'node:test';
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Problem, ProblemFix } from '../../src/core/text/problem';
import { applyEdits } from '../../src/core/syntax/applyEdits';
import { fileProblems } from '../../src/core/syntax/fileProblems';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { printRequestFile } from '../../src/core/syntax/printRequestFile';

const folder = 'test/fixtures/syntax';

for (const name of readdirSync(folder).filter((file) => file.endsWith('.http'))) {
  test(`${name}: each fix takes its problem away`, () => {
    const text = readFileSync(join(folder, name), 'utf8');
    for (const problem of fileProblems(parseRequestFile(text))) {
      for (const fix of problem.fixes ?? []) check(text, problem, fix);
    }
  });
}

test('a fix keeps the line ends of the file', () => {
  const text = 'POST https://example.com\r\n{}';
  const [problem] = fileProblems(parseRequestFile(text));
  const fix = problem?.fixes?.[0];
  assert.ok(fix?.kind === 'replace');
  assert.equal(apply(text, fix), 'POST https://example.com\r\n\r\n{}');
});

test('a separator put between two requests splits them as they were read', () => {
  const text = 'GET https://example.com/1\n\n# two\nGET https://example.com/2\n';
  const problem = fileProblems(parseRequestFile(text)).find(({ code }) => code === 'missing-separator');
  const fix = problem?.fixes?.[0];
  assert.ok(fix?.kind === 'replace');
  assert.equal(apply(text, fix), 'GET https://example.com/1\n\n###\n# two\nGET https://example.com/2\n');
});

function check(text: string, problem: Problem, fix: ProblemFix): void {
  assert.ok(fix.kind === 'replace');
  const after = fileProblems(parseRequestFile(apply(text, fix)));
  const before = fileProblems(parseRequestFile(text));
  const label = `${problem.code}: ${fix.title}`;
  assert.ok(count(after, problem.code) < count(before, problem.code), label);
}

function apply(text: string, fix: ProblemFix & { readonly kind: 'replace' }): string {
  return printRequestFile(applyEdits(parseRequestFile(text), [{ ...fix.span, text: fix.text }]));
}

function count(problems: readonly Problem[], code: string): number {
  return problems.filter((problem) => problem.code === code).length;
}
