import assert from 'node:assert/strict';
import test from 'node:test';
import { findTextProblems } from '../../src/core/language/findTextProblems';
import { applyEdits } from '../../src/core/syntax/applyEdits';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('a body that is no JSON is marked where it stops to be', () => {
  checkJson('{ "a": 1, "b" 2 }', ['2']);
  checkJson('{ "a": 1 "b": 2 }', ['"b"']);
  checkJson('{ "a": [1, 2,], "b": {} }', [']']);
  checkJson("{ 'a': 1 }", ["'a'"]);
  checkJson('{ "a": tru }', ['tru']);
  checkJson('{ "a": "x\n" }', ['"x']);
  checkJson('{ "a": "\\q" }', ['"\\q"']);
  checkJson('[1] [2]', ['[']);
});

test('a body that is JSON is not marked, wherever its placeholders stand', () => {
  for (const body of [
    '{ "a": "{{x}}", "b{{x}}": "\\"{{x}}\\\\" }',
    '{ "a": {{x}}, {{name}}: 1, "n": -{{x}}.5e{{y}}, "l": [{{x}}, {{y}}] }',
    '{ {{member}}, "b": 1 }',
    '{ "b": 1, {{member}} }',
    '{ "b": 1 {{more}} }',
    '[ {{items}} ]',
    '[ 1 {{more}} 2 ]',
    '{{whole}}',
    '{ "a": {{x}}{{y}} }',
    '{ "a": "x"{{rest}} }',
    '{ "a": {{rest}}"x" }',
    '{ "a": "\\{\\{x\\}\\}" }',
    '{\n  // a comment\n  "a": 1,\n  # another\n  "b": "// none"\n}',
    '12',
    '"text"',
    '{}',
  ]) {
    checkJson(body, []);
  }
});

test('an error beside placeholders is one all the same when they have nothing to do with it', () => {
  checkJson('{ "a": {{x}}, "b": 1 "c": 2 }', ['"c"']);
  checkJson('{ "a": "{{x}}" "c": 2 }', ['"c"']);
});

test('what is not said to be JSON is not looked at', () => {
  check('POST https://a\nContent-Type: application/x-ndjson\n\n{"a":1}\n{"b":1}\n', []);
  check('POST https://a\nContent-Type: text/plain\n\n{ no\n', []);
  check('POST https://a\nContent-Type: {{type}}\n\n{ no\n', []);
  check('POST https://a\nContent-Type: application/json\n\n< ./a.json\n', []);
  check('POST https://a\nContent-Type: application/scim+json; charset=utf-8\n\n{ no: 1 }\n', [
    'malformed-json warning no',
  ]);
  check('POST https://a\n\n{ no: 1 }\n', ['malformed-json warning no']);
  check(`POST https://a\n\n${'['.repeat(100_000)}\n`, []);
});

test('mechanical mistakes have a fix', () => {
  checkFix('POST https://a\n\n{ "a": 1\n  "b": 2 }\n', 'POST https://a\n\n{ "a": 1,\n  "b": 2 }\n');
  checkFix('###\nPOST https://a\n\n{ "a": [1 , ] }\n', '###\nPOST https://a\n\n{ "a": [1  ] }\n');
});

function header(value: string): string {
  return `GET https://a\nAuthorization: ${value}\n`;
}

const jwt = `eyJhbGciOiJIUzI1NiJ9.${'eyJzdWIiOiJhbm5hIn0'}.c2lnbmF0dXJl-XYZ`;

test('a secret in clear is marked, examples and placeholders are not', () => {
  check(header('Bearer abcdef0123456789'), ['secret-in-clear warning abcdef0123456789']);
  check(header(`Bearer ${jwt}`), [`secret-in-clear warning ${jwt}`]);
  check(header('Basic dXNlcjpwYXNzd29yZA=='), ['secret-in-clear warning dXNlcjpwYXNzd29yZA==']);
  check(header('basic anna secret1'), ['secret-in-clear warning anna secret1']);
  check(header('Basic anna:secret1'), ['secret-in-clear warning anna:secret1']);
  for (const value of [
    'Bearer {{token}}',
    'Basic {{id}} {{secret}}',
    'Basic anna:{{secret}}',
    'Bearer <token>',
    'Bearer YOUR_TOKEN_HERE',
    'Bearer xxxxxxxxxxxx',
    'Bearer abc...',
    'Digest username="x"',
  ]) {
    check(header(value), []);
  }
  check(
    `@t = ${jwt}\n# ${jwt}\nPOST https://a\n\nx=${jwt}\n`,
    [jwt, jwt, jwt].map((text) => `secret-in-clear warning ${text}`),
  );
  const pem = '-----BEGIN RSA PRIVATE KEY-----';
  check(`POST https://a\n\n${pem}\nabc\n`, [`secret-in-clear warning ${pem}`]);
});

test('a value under the name of a secret is one, and both places to keep it are offered', () => {
  check('@clientSecret = s3cr3t-4711\n@host = s3cr3t-4711\n', ['secret-in-clear warning s3cr3t-4711']);
  check('@tokenEndpoint = https://a/token\n', []);
  check('@token = {{other}}\n@password = {{$processEnv PW}}\n@secret = \n', []);
  check('@token = Bearer\n', ['secret-in-clear warning Bearer']);
  check('@token = none\n@token2 = <your token>\n@token3 = YOUR_TOKEN_HERE\n', []);
  const text = '@clientSecret = s3cr3t-4711\n';
  const [problem] = findTextProblems(parseRequestFile(text), { tracked: true });
  assert.deepEqual(
    problem?.fixes?.map((fix) => [fix.kind, fix.kind === 'move-to-storage' && fix.name]),
    [
      ['move-to-storage', 'clientSecret'],
      ['move-to-environment', false],
    ],
  );
});

test('what git does not keep may hold secrets; where nobody knows, it is said quietly', () => {
  const text = 'GET https://a\nAuthorization: Bearer abcdef0123456789\n';
  check(text, [], 'not-tracked');
  check(text, ['secret-in-clear information abcdef0123456789'], 'unknown');
});

test('hostile text costs no more than its length', () => {
  const texts = [
    'eyJ'.repeat(200_000),
    `${'eyJaaaaaaaa.'.repeat(80_000)}`,
    '-----BEGIN '.repeat(80_000),
    '{'.repeat(300_000),
    '{{'.repeat(300_000),
  ];
  for (const text of texts)
    assert.ok(findTextProblems(parseRequestFile(`POST https://a\n\n${text}\n`), { tracked: true }));
});

test('blocks that an edit does not touch keep what was found in them', () => {
  const text = '### A\nPOST https://a\n\n{ "a": }\n\n### B\nPOST https://b\n\n{ "b": }\n';
  const before = parseRequestFile(text);
  const found = findTextProblems(before, { tracked: true });
  const after = applyEdits(before, [{ start: 5, end: 5, text: 'x' }]);
  const again = findTextProblems(after, { tracked: true });
  assert.equal(after.blocks[1], before.blocks[1]);
  assert.deepEqual(
    again.filter(({ code }) => code === 'malformed-json').map(({ message }) => message),
    found.map(({ message }) => message),
  );
});

function checkJson(body: string, expected: readonly string[]): void {
  const text = `POST https://a\nContent-Type: application/json\n\n${body}\n`;
  check(
    text,
    expected.map((marked) => `malformed-json warning ${marked}`),
  );
}

function check(text: string, expected: readonly string[], git: keyof typeof answers = 'tracked'): void {
  const found = findTextProblems(parseRequestFile(text), { tracked: answers[git] })
    .filter(({ code }) => code === 'malformed-json' || code === 'secret-in-clear')
    .map(({ code, severity, span }) => `${code} ${severity} ${text.slice(span.start, span.end)}`);
  assert.deepEqual(found, expected, text.slice(0, 300));
}

const answers = { tracked: true, 'not-tracked': false, unknown: undefined };

function checkFix(text: string, expected: string): void {
  const [problem] = findTextProblems(parseRequestFile(text), { tracked: true });
  const fix = problem?.fixes?.[0];
  assert.ok(fix?.kind === 'replace');
  assert.equal(text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end), expected);
}
