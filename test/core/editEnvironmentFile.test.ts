import assert from 'node:assert/strict';
import test from 'node:test';
import {
  addEnvironment,
  refuseEnvironmentName,
  type EnvironmentDraft,
} from '../../src/core/environment/files/addEnvironment';
import {
  lookupWrittenValue,
  referToSecretStorage,
  removeEnvironmentVariable,
  setEnvironmentValue,
  type FileEdits,
} from '../../src/core/environment/files/editEnvironmentFile';
import { parseEnvironmentFile } from '../../src/core/environment/files/parseEnvironmentFile';

/** The whole file afterwards; it has to be one that is read without a problem. */
function check(text: string, edit: (text: string) => FileEdits, expected: string): void {
  const result = edit(text);
  assert.equal(result.kind, 'edits', result.kind === 'refused' ? result.message : '');
  if (result.kind !== 'edits') return;
  const after = [...result.edits]
    .toSorted((one, other) => other.span.start - one.span.start)
    .reduce((whole, { span, text: by }) => whole.slice(0, span.start) + by + whole.slice(span.end), text);
  assert.equal(after, expected);
  assert.deepEqual(parseEnvironmentFile(new TextEncoder().encode(after), '/http-client.env.json').problems, []);
}

function checkRefused(result: FileEdits, message: RegExp): void {
  assert.equal(result.kind, 'refused');
  if (result.kind === 'refused') assert.match(result.message, message);
}

const set = (name: string, value: string, section = 'dev') => {
  return (text: string) => setEnvironmentValue(text, { section, name }, value);
};
const remove = (name: string, section = 'dev') => {
  return (text: string) => removeEnvironmentVariable(text, { section, name });
};
const refer = (name: string) => (text: string) => referToSecretStorage(text, { section: 'dev', name });
const add = (draft: EnvironmentDraft) => (text: string) => addEnvironment(text, draft);

test('a value is written over, and nothing else of the file', () => {
  const text = '{\r\n\t// tenants\r\n\t"dev": { "a" : "old", /* two */ "b": 2, },\r\n}\r\n';
  check(text, set('a', 'x"\\{{y}}'), text.replace('"old"', '"x\\"\\\\{{y}}"'));
  check(text, set('b', '12345678901234567890'), text.replace('2,', '12345678901234567890,'));
  check(text, set('b', 'two'), text.replace('2,', '"two",'));
  check('{"dev":{"a":true}}', set('a', 'false'), '{"dev":{"a":false}}');
  check('{"dev":{"a":true}}', set('a', ''), '{"dev":{"a":""}}');
  check('{"dev":{"a":null}}', set('a', '1'), '{"dev":{"a":"1"}}');
});

test('members of objects and lists are places of their own', () => {
  const text = '{"dev":{"cfg":{"host":"a","first name":"b","list":[{"x":1},"y"]},"cfg.host":"whole"}}';
  check(text, set('cfg.list[0].x', '2'), text.replace('"x":1', '"x":2'));
  check(text, set("cfg['first name']", 'c'), text.replace('"b"', '"c"'));
  check(text, set('cfg.list[1]', 'z'), text.replace('"y"', '"z"'));
  check(text, set('cfg.host', 'z'), text.replace('"whole"', '"z"'));
  checkRefused(set('cfg', '{}')(text), /an object or a list/);
  assert.deepEqual(lookupWrittenValue(text, { section: 'dev', name: 'cfg.list' })?.isWhole, true);
  check(text, remove("cfg['first name']"), text.replace('"first name":"b",', ''));
  checkRefused(remove('cfg.list[0]')(text), /item of a list/);
});

test('of a repeated name the last one is edited, and all are removed', () => {
  const text = '{"dev":{"a":"1","a":"2"}}';
  assert.equal(lookupWrittenValue(text, { section: 'dev', name: 'a' })?.source, '2');
  check(text, remove('a'), '{"dev":{}}');
  check('{"dev":{"a":1,"b":2,"a":3}}', remove('a'), '{"dev":{"b":2}}');
});

test('a removed variable takes its comma and its line with it, and no comment of another', () => {
  const text = '{\n  "dev": {\n    // about a\n    "a": 1, // first\n    "b": 2 // second\n  }\n}\n';
  check(text, remove('a'), '{\n  "dev": {\n    // about a\n    "b": 2 // second\n  }\n}\n');
  check(text, remove('b'), '{\n  "dev": {\n    // about a\n    "a": 1 // first\n  }\n}\n');
  check('{ "dev": { "a": 1, "b": 2, "c": 3 } }', remove('b'), '{ "dev": { "a": 1, "c": 3 } }');
  check('{ "dev": { "a": 1, "b": 2 } }', remove('b'), '{ "dev": { "a": 1 } }');
  check('{ "dev": { "a": 1, "b": 2, } }', remove('b'), '{ "dev": { "a": 1, } }');
  check('{ "dev": { "a": 1 } }', remove('a'), '{ "dev": { } }');
  check('{"dev":{"a":1/*,*/,"b":2}}', remove('b'), '{"dev":{"a":1/*,*/}}');
  check(
    '{\n  "dev": {\n    "a": 1\n    ,"b": {\n      "c": 1\n    }\n  }\n}',
    remove('b'),
    '{\n  "dev": {\n    "a": 1\n    \n  }\n}',
  );
});

test('a reference to the secret storage takes the place of any value', () => {
  const reference = '{ "provider": "SecretStorage" }';
  check('{"dev":{"a":"x", /* b */ "b":1}}', refer('a'), `{"dev":{"a":${reference}, /* b */ "b":1}}`);
  check('{"dev":{"cfg":{"password":"x"}}}', refer('cfg.password'), `{"dev":{"cfg":{"password":${reference}}}}`);
  checkRefused(refer('b')('{"dev":{"a":"x"}}'), /no variable 'b'/);
});

test('what is not there any more is refused in words', () => {
  checkRefused(set('b', '1')('{"dev":{"a":1}}'), /no variable 'b'/);
  checkRefused(remove('a', 'eu')('{"dev":{"a":1}}'), /'eu' has no variable 'a'/);
  checkRefused(set('a', '1')('{"dev":{"a":'), /not JSON/);
  checkRefused(set('a', '1')('['.repeat(100_000)), /not JSON/);
});

const written = (indent: string, end: string) =>
  [
    '"eu": {',
    `${indent.repeat(2)}// two lines`,
    `${indent.repeat(2)}"a": "x\\"{{b}}",`,
    `${indent.repeat(2)}"s": { "provider": "SecretStorage" }`,
    `${indent}}`,
  ].join(end);

test('a new environment stands behind the others, which stay as they are', () => {
  const draft: EnvironmentDraft = {
    name: 'eu',
    members: [
      { name: 'a', value: 'x"{{b}}', comment: 'two\nlines' },
      { name: 's', value: { provider: 'SecretStorage' } },
    ],
  };
  const withoutSecret = { ...draft, members: draft.members.slice(0, 1) };
  const writtenOne = (indent: string, end: string) => written(indent, end).replace(/,\r?\n\s*"s".*/, '');
  check('', add(withoutSecret), `{\n  ${writtenOne('  ', '\n')}\n}\n`);
  const text = '{\r\n\t// one\r\n\t"dev": { "a": 1 } // own\r\n}\r\n';
  check(
    text,
    add(withoutSecret),
    `{\r\n\t// one\r\n\t"dev": { "a": 1 }, // own\r\n\t${writtenOne('\t', '\r\n')}\r\n}\r\n`,
  );
  const both = addEnvironment('', draft);
  assert.equal(both.kind === 'edits' && both.edits[0]?.text, `{\n  ${written('  ', '\n')}\n}\n`);
  check('{"dev":{}}', add({ name: 'eu', members: [] }), '{"dev":{}, "eu": {}}');
});

test('names that are taken, or have another meaning, are refused', () => {
  checkRefused(addEnvironment('{"dev":{}}', { name: 'dev', members: [] }), /'dev' already/);
  checkRefused(addEnvironment('[]', { name: 'dev', members: [] }), /not a JSON object/);
  for (const name of ['', ' dev', '$shared', 'a+b', 'a"b', 'a\nb', 'x'.repeat(101), '__proto__\u0000']) {
    assert.notEqual(refuseEnvironmentName(name, []), undefined, name);
  }
  assert.match(refuseEnvironmentName('Sandbox', ['Sandbox']) ?? '', /already/);
  assert.equal(refuseEnvironmentName('EU test-2', ['dev']), undefined);
});
