import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';

/** The folders whose codes reach a person as problems; what a transport says about a failed send is another list. */
const folders = ['syntax', 'environment', 'request', 'session', 'language'];

test('every code of a problem has a section in the documentation, and every section a code', () => {
  const codes = new Set(folders.flatMap((folder) => sourceFiles(join('src', 'core', folder))).flatMap(codesIn));
  assert.ok(codes.size > 50, 'the test reads the sources');
  const page = readFileSync(join('docs', 'problems.md'), 'utf8');
  const sections = [...page.matchAll(/^### (\S+)$/gm)].map((match) => match[1] ?? '');
  assert.deepEqual(
    sections.filter((code, index) => sections.indexOf(code) !== index),
    [],
    'a code has one section',
  );
  assert.deepEqual([...codes].filter((code) => !sections.includes(code)).sort(), [], 'these codes are not explained');
  assert.deepEqual(sections.filter((code) => !codes.has(code)).sort(), [], 'nothing has these codes');
});

test('a section says something, and what to do', () => {
  const page = readFileSync(join('docs', 'problems.md'), 'utf8');
  for (const section of page.split(/^### /m).slice(1)) {
    const [code = '', ...lines] = section.split('\n');
    assert.ok(lines.join(' ').trim().length > 60, code);
  }
});

test('codes are found however they are written', () => {
  check(`addProblem(parse, 'error', { code: 'one-code', span });`, ['one-code']);
  check(`report(findings, 'two-codes', 'error', { span });`, ['two-codes']);
  check(`return refuse(\n  'three-codes',\n  'A message.');`, ['three-codes']);
  check(`return isOne ? fail('a-code', name, 'x') : failure('b-code', 'y');`, ['a-code', 'b-code']);
  check(`const x = { codec: 'no-code' }; prose('not-this');`, []);
});

function check(text: string, expected: readonly string[]): void {
  assert.deepEqual(findCodes(text), expected);
}

function codesIn(path: string): readonly string[] {
  return findCodes(readFileSync(path, 'utf8'));
}

/** A member `code`, or the first text that one of the functions is given that make problems. */
function findCodes(text: string): readonly string[] {
  const written =
    /\bcode: '([a-z][a-z-]*)'|\b(?:fail|failure|refuse|report|describe|toProblem)\(\s*(?:findings,\s*)?'([a-z]+(?:-[a-z]+)*)',/g;
  return [...text.matchAll(written)].map((match) => match[1] ?? match[2] ?? '');
}

function sourceFiles(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name));
}
