import assert from 'node:assert/strict';
import test from 'node:test';
import { defineVariable } from '../../src/core/environment/files/defineVariable';

/** `expected` is the whole file afterwards with the value between `‹` and `›`. */
function check(text: string, environmentName: string, name: string, expected: string): void {
  const definition = defineVariable(text, { environmentName, name });
  assert.equal(definition.kind, 'edits');
  if (definition.kind !== 'edits') return;
  let result = text;
  for (const edit of [...definition.edits].sort((a, b) => b.span.start - a.span.start)) {
    result = result.slice(0, edit.span.start) + edit.text + result.slice(edit.span.end);
  }
  const { start, end } = definition.value;
  assert.equal(`${result.slice(0, start)}‹${result.slice(start, end)}›${result.slice(end)}`, expected);
}

function checkUnreadable(text: string, offset: number): void {
  assert.deepEqual(defineVariable(text, { environmentName: 'dev', name: 'a' }), { kind: 'unreadable', offset });
}

test('an empty or missing file becomes one with the environment', () => {
  check('', 'dev', 'envID', '{\n  "dev": {\n    "envID": "‹›"\n  }\n}\n');
});

test('comments, indentation and line ends stay', () => {
  check(
    '{\r\n    // tenants\r\n    "dev": {\r\n        "a": "1" // first\r\n    }\r\n}\r\n',
    'dev',
    'b',
    '{\r\n    // tenants\r\n    "dev": {\r\n        "a": "1", // first\r\n        "b": "‹›"\r\n    }\r\n}\r\n',
  );
  check('{\n\t"dev": {\n\t\t"a": 1\n\t}\n}\n', 'dev', 'b', '{\n\t"dev": {\n\t\t"a": 1,\n\t\t"b": "‹›"\n\t}\n}\n');
});

test('a last comment, a trailing comma and a single line are respected', () => {
  check(
    '{\n  "dev": {\n    "a": 1, // one\n    // none yet\n  },\n}',
    'dev',
    'b',
    '{\n  "dev": {\n    "a": 1, // one\n    // none yet\n    "b": "‹›"\n  },\n}',
  );
  check('{ "dev": { "a": 1 } }', 'dev', 'b', '{ "dev": { "a": 1, "b": "‹›" } }');
  check('{ "dev": { "a": 1, } }', 'dev', 'b', '{ "dev": { "a": 1, "b": "‹›" } }');
  check('{ "dev": { "a": 1 /* , */ } }', 'dev', 'b', '{ "dev": { "a": 1, /* , */ "b": "‹›" } }');
});

test('a missing environment is added behind the others', () => {
  check('{\n  "dev": {}\n}\n', 'prod', 'a', '{\n  "dev": {},\n  "prod": {\n    "a": "‹›"\n  }\n}\n');
});

test('an existing value is only found', () => {
  check('{ "dev": { "a": "" } }', 'dev', 'a', '{ "dev": { "a": "‹›" } }');
  check('{ "dev": { "a": "x" } }', 'dev', 'a', '{ "dev": { "a": "‹x›" } }');
  check('{ "dev": { "a": 12 } }', 'dev', 'a', '{ "dev": { "a": ‹12› } }');
});

test('names are names, not paths, patterns or prototypes', () => {
  check('{ "dev": {} }', 'dev', 'a.b"c', '{ "dev": {\n    "a.b\\"c": "‹›"\n  } }');
  check('{}', '__proto__', 'a', '{\n  "__proto__": {\n    "a": "‹›"\n  }\n}');
});

test('a file that is not an object of environments is left alone', () => {
  checkUnreadable('[]', 0);
  checkUnreadable('{ "dev": 1 }', 9);
  checkUnreadable('{ "dev": { }', 12);
});

test('a secret that rests in the secret storage leaves only its place in the file', () => {
  for (const text of ['', '{ "dev": { "host": "h" } }', '{ "dev": { "token": "canary-value" } }']) {
    const wanted = { environmentName: 'dev', name: 'token', value: 'canary-value', isStored: true };
    const plan = defineVariable(text, wanted);
    assert.ok(plan.kind === 'edits');
    const written = plan.edits.reduceRight(
      (left, { span, text: part }) => left.slice(0, span.start) + part + left.slice(span.end),
      text,
    );
    assert.doesNotMatch(written, /canary/);
    const { dev } = JSON.parse(written) as { readonly dev: { readonly token: unknown } }; // As it was written.
    assert.deepEqual(dev.token, { provider: 'SecretStorage' });
  }
});
