import assert from 'node:assert/strict';
import test from 'node:test';
import { findNamedSecrets } from '../../src/core/language/problems/findNamedSecrets';
import { findTextProblems } from '../../src/core/language/problems/findTextProblems';
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

function clear(text: string): string {
  return `secret-in-clear warning ${text}`;
}

/** The names and texts of what is offered to be moved to SecretStorage. */
function movesOf(text: string): readonly string[] {
  return findTextProblems(parseRequestFile(text), { tracked: true }).flatMap(({ fixes = [] }) =>
    fixes.flatMap((fix) =>
      fix.kind === 'move-to-storage' ? [`${fix.name}=${text.slice(fix.span.start, fix.span.end)}`] : [],
    ),
  );
}

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

test('a value under the name of a secret is found wherever a request holds one', () => {
  check('GET https://a/x?api_key=k3y-4711-a&page=1&access_token=abcdef#x\n', [clear('k3y-4711-a'), clear('abcdef')]);
  check('GET https://a\nX-OpenAM-Username: amadmin\nX-OpenAM-Password: cangetin\nX-API-Key: {{key}}\n', [
    clear('cangetin'),
  ]);
  check('GET https://a\nCookie: lang=english; iPlanetDirectoryPro=AQIC5wM2LY4S\n', [clear('AQIC5wM2LY4S')]);
  const form = 'POST https://a\nContent-Type: application/x-www-form-urlencoded\n\n';
  check(`${form}grant_type=password&username=anna\n&password=s3cr3t!\n&client_secret={{s}}\n`, [clear('s3cr3t!')]);
  check('POST https://a\n\n{ "user": "anna", "password": "s3cr3t!", "passwordPolicy": "strict" }\n', [
    clear('s3cr3t!'),
  ]);
  check('POST https://a\n\n{ "password": { "value": "s3cr3t!", "forceChange": true } }\n', [clear('s3cr3t!')]);
  check('PATCH https://a\n\n[{ "operation": "replace", "field": "/password", "value": "s3cr3t!" }]\n', [
    clear('s3cr3t!'),
  ]);
  check('PATCH https://a\n\n[{ "operation": "replace", "field": "/mail", "value": "anna@a.test" }]\n', []);
  check('POST https://a\n\n{ "password": "Aa1!{{$uuid}}", "token": "abc", "secret": "<secret>", "otp": "" }\n', []);
  check('POST https://a\n\n{ "password": "password", "client_secret": 471100, "tokenEndpoint": "https://a/t" }\n', []);
  check(`POST https://a\n\n{ "token": "${jwt}" }\n`, [clear(jwt)]);
});

test('a secret in a curl command is one, however it is quoted', () => {
  check('curl -u anna:s3cr3t! https://a\n', [clear('s3cr3t!')]);
  check('curl -u "anna:s3cr3t!" https://a\n', [clear('s3cr3t!')]);
  check("curl -u 'anna:{{password}}' https://a -u anna:\n", []);
  check('curl -u {{user}}:s3cr3t! https://a\n', [clear('s3cr3t!')]);
  check("curl https://a -H 'Authorization: Bearer abcdef0123456789'\n", [clear('abcdef0123456789')]);
  check('curl https://a -H"X-API-Key: k3y-4711-a"\n', [clear('k3y-4711-a')]);
  check('curl --oauth2-bearer abcdef0123456789 https://a\n', [clear('abcdef0123456789')]);
  check("curl --oauth2-bearer '{{token}}' https://a\n", []);
  check("curl https://a -d grant_type=password -d 'password=s3cr3t!' --data-urlencode client_secret=4711-abc\n", [
    clear('s3cr3t!'),
    clear('4711-abc'),
  ]);
  check('curl https://a --json \'{"password": "s3cr3t!"}\'\n', [clear('s3cr3t!')]);
  check('curl https://a -d "{\\"password\\": \\"s3cr3t!\\"}"\n', [clear('s3cr3t!')]);
  check('curl https://a -F password=s3cr3t! -F "name=Anna Example" -F secret=@key.txt\n', [clear('s3cr3t!')]);
  check("curl https://a -b 'iPlanetDirectoryPro=AQIC5wM2LY4S'\n", [clear('AQIC5wM2LY4S')]);
  check('curl "https://a?api_key=k3y-4711-a"\n', [clear('k3y-4711-a')]);
  check(`curl -H "Authorization: Bearer ${jwt}" https://a\n`, [clear(jwt)]);
});

function part(name: string, value: string): string {
  return `--X\nContent-Disposition: form-data; name="${name}"\nContent-Type: text/plain\n\n${value}\n`;
}

/** False where a placeholder in the place of the secret would not mean the same. */
function isMovable(body: string): boolean | undefined {
  const type = body.startsWith('--X') ? 'multipart/form-data; boundary=X' : 'text/xml';
  const { blocks } = parseRequestFile(`POST https://a\nContent-Type: ${type}\n\n${body}\n`);
  return blocks[0] && findNamedSecrets(blocks[0])[0]?.isPlain;
}

test('so is one in XML, in a part of a form, in GraphQL and behind an option that is refused', () => {
  const soap =
    'POST https://a\nContent-Type: text/xml\n\n<e:Envelope><wsse:Password Type="t#PasswordText">s3cr3t!</wsse:Password><user secret="k3y-4711-a" name="anna">anna s3cr3t</user>\n<token><![CDATA[abc-4711]]></token><password>{{p}}</password><passwordPolicy>strict-one</passwordPolicy></e:Envelope>\n';
  check(soap, [clear('s3cr3t!'), clear('k3y-4711-a'), clear('abc-4711')]);
  const multipart = `POST https://a\nContent-Type: multipart/form-data; boundary=X\n\n${part('password', 's3cr3t!')}${part('mail', 'a@b.test')}${part('client_secret', '{{s}}')}${part('token"; filename="t.txt', 'abc-4711')}--X--\n`;
  check(multipart, [clear('s3cr3t!')]);
  assert.equal(isMovable('<a><password>s3cr3t!</password></a>'), true);
  assert.equal(isMovable('<a><password>s3cr&#33;t</password></a>'), false);
  assert.equal(isMovable(`${part('key_pem', 's3cr3t!\ns3cr3t!')}--X--`), false);
  check('GRAPHQL https://a\n\nmutation { login(user: "anna", password: "s3cr3t!", token: $token) { id } }\n', [
    clear('s3cr3t!'),
  ]);
  check(
    'GRAPHQL https://a\n\nmutation L($password: String!) { login(password: $password) }\n\n{ "password": "s3cr3t!" }\n',
    [clear('s3cr3t!')],
  );
  check('curl --proxy-user anna:s3cr3t! https://a\n', [clear('s3cr3t!')]);
  check("curl -x http://p -U 'anna:s3cr3t!' https://a\n", [clear('s3cr3t!')]);
  check('curl --cert ./a.pem:s3cr3t! --pass=k3y-4711 https://a\n', [clear('s3cr3t!'), clear('k3y-4711')]);
  check('curl --proxy-user anna:{{p}} --pass {{q}} https://a\n', []);
  assert.deepEqual(movesOf(soap), ['password=s3cr3t!', 'secret=k3y-4711-a', 'token=abc-4711']);
  assert.deepEqual(movesOf('curl --proxy-user anna:s3cr3t! https://a\n'), ['password=s3cr3t!']);
  assert.deepEqual(movesOf('POST https://a\n\n<password>s3&amp;cr3t!</password>\n'), []);
});

test('a placeholder is offered only where it means the same as what it takes the place of', () => {
  assert.deepEqual(movesOf('curl -u anna:s3cr3t! https://a\n'), ['password=s3cr3t!']);
  assert.deepEqual(movesOf('GET https://a\nX-API-Key: k3y-4711-a\n'), ['xAPIKey=k3y-4711-a']);
  assert.deepEqual(movesOf("curl -u 'anna:it'\\''s-s3cr3t' https://a\n"), []);
  assert.deepEqual(movesOf('POST https://a\n\n{ "password": "s3\\"cr3t!" }\n'), []);
  assert.deepEqual(movesOf('GET https://a?api_key=k3y%2F4711\n'), []);
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
    '"password":"'.repeat(60_000),
    `"password"${' '.repeat(300_000)}`,
    '"password":{"value":'.repeat(40_000),
    `a=1${'&password=abcdefg{{x}}'.repeat(40_000)}`,
    `{${'"password":"s3cr3t{{x}}","token":"abcdefgh",'.repeat(4_000)}}`,
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

test('a setting that is misspelled is offered as it is written', () => {
  const [problem, ...others] = findTextProblems(parseRequestFile('# @captur id = $.id\nGET https://a\n'), {
    tracked: true,
  });
  assert.deepEqual(others, []);
  assert.match(problem?.message ?? '', /Did you mean ‘@capture’\?$/);
  assert.deepEqual(problem?.fixes, [
    { kind: 'replace', title: 'Change to ‘@capture’', span: { start: 3, end: 9 }, text: 'capture' },
  ]);
  const [stranger] = findTextProblems(parseRequestFile('# @somethingElse one\nGET https://a\n'), { tracked: true });
  assert.deepEqual([stranger?.code, stranger?.fixes], ['unknown-directive', undefined]);
});

test('a well-known field lacks its colon first of all', () => {
  assert.equal(titlesOf('Accept text/html')[0], 'Insert a colon behind the first word');
  assert.equal(titlesOf('nonsense here')[0], 'Insert a blank line');
});

function titlesOf(line: string): readonly (string | undefined)[] {
  return findTextProblems(parseRequestFile(`GET https://a\n${line}\n`), { tracked: true }).flatMap(({ fixes = [] }) =>
    fixes.map((fix) => (fix.kind === 'replace' ? fix.title : undefined)),
  );
}

test('a placeholder without its end is marked where it would be sent as it is written', () => {
  checkUnclosed('GET https://a/{{b/c\n', ['{{b']);
  checkUnclosed('GET https://a/{{b}/{{c}}/{{d\n', ['{{b}', '{{d']);
  checkUnclosed('@x = {{y\n\nGET https://a\nAuthorization: Bearer {{token}\n', ['{{y', '{{token}']);
  checkUnclosed('POST https://a\n\n{\n  "name": "u_{{$timestamp}",\n  "b": "}}"\n}\n', ['{{$timestamp}']);
  // That is also why it is not JSON, which is not said beside it.
  checkUnclosed('POST https://a\n\n{\n  "id": {{id},\n  "b": 1\n}\n', ['{{id}']);
});

test('two braces that may be meant are left alone', () => {
  for (const text of [
    'GET https://a/{{b}}/\\{\\{c\\}\\}/{{ d }}\n',
    'GET https://a/?q={{ f({ a: 1 }) }}\n',
    'POST https://a\nContent-Type: text/x-tex\n\n{{bf x}\n',
    'POST https://a\n\n{ "a": "{{" }\n',
    '# a comment {{b\nGET https://a\n',
  ]) {
    checkUnclosed(text, []);
  }
});

test('a long line of nothing but openings is marked to its end', () => {
  const text = `GET https://a/${'{{a'.repeat(200_000)}\n`;
  const found = findTextProblems(parseRequestFile(text), { tracked: true });
  assert.equal(found.filter(({ code }) => code === 'unclosed-placeholder').length, 200_000);
});

function checkUnclosed(text: string, expected: readonly string[]): void {
  const found = findTextProblems(parseRequestFile(text), { tracked: true });
  assert.deepEqual(
    found.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`),
    expected.map((written) => `unclosed-placeholder ${written}`),
    text,
  );
  const [first] = found;
  const fix = first?.fixes?.[0];
  if (expected[0] !== undefined) assert.equal(fix?.kind === 'replace' && fix.text, `${expected[0].replace('}', '')}}}`);
}
