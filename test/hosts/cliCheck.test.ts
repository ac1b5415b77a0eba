import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import test from 'node:test';
import { runCli, temporaryFolder } from '../support/cliProcess';

const environments = '{ "dev": { "host": "a.example" }, "prod": { "host": "b.example", "only": "x" } }';

test('problems are printed in the order of their lines, and an error ends with 1', async () => {
  const text = '@spare = 1\nPOST https://{{host}}/{{nobody}}\nContent-Type: application/json\n\n{ "a": 1, }\n';
  const files = { 'a.http': text, 'http-client.env.json': environments };
  await check(files, ['a.http', '--env', 'dev'], 1, [
    /http-client\.env\.json:1:67: hint unused-variable No request below this folder uses 'only'\./,
    "a.http:1:1: hint unused-variable 'spare' is not used in this file.",
    /^a\.http:2:23: error undefined-variable 'nobody' is not defined in environment 'dev'/,
    /^a\.http:5:11: warning malformed-json The body is not JSON\./,
  ]);
});

test('what is no error ends with 0, and so does a file without problems', async () => {
  await check({ 'a.http': 'POST https://example.com\n{ "a": 1 }\n' }, ['a.http'], 0, [
    /^a\.http:2:1: information missing-blank-line /,
  ]);
  await check({ 'a.http': 'GET https://example.com\n', 'b.http': '' }, ['a.http', 'b.http'], 0, []);
});

test('without an environment a value in any of them counts', async () => {
  const files = { 'a.http': 'GET https://{{host}}/{{only}}/{{none}}\n', 'http-client.env.json': environments };
  await check(files, ['a.http'], 1, [/^a\.http:1:\d+: error undefined-variable 'none'/]);
  await check(files, ['a.http', '--env', 'dev'], 1, [/undefined-variable 'only'/, /undefined-variable 'none'/]);
});

test('answers, questions and process variables that may still come are no problem', async () => {
  const text =
    '# @name login\n# @prompt code Which?\nPOST https://example.com/{{code}}\n\n###\nGET https://example.com/{{login.response.body.$.id}}/{{$processEnv NOBODY_SET_THIS}}/{{$uuid}}\n';
  await check({ 'a.http': text }, ['a.http'], 0, []);
});

test('what another tool would find is no error', async () => {
  const text =
    'import ./{{dir}}/common.http\n\n###\n# @ref login\nGET https://example.com/{{$xpath //a:id}}/{{$xpath:login //id}}\nAuthorization: Bearer {{oauth2Session.accessToken}}\n';
  await check({ 'a.http': text }, ['a.http'], 0, [
    /:1:\d+: warning import-not-read /,
    /:4:\d+: information unknown-ref There is no request named 'login' .* as far as that was read\.$/,
    /:5:\d+: information unsupported-dynamic-variable '\$xpath' .*\{\{login\.response\.body\.\/\/id\}\}/,
    /:5:\d+: information unsupported-dynamic-variable '\$xpath:login' /,
    /:6:\d+: information value-not-run 'oauth2Session' /,
  ]);
  await check({ 'a.http': '# @ref login\nGET https://example.com\n' }, ['a.http'], 1, [/error unknown-ref /]);
});

test('--json is one object a problem', async () => {
  const folder = await temporaryFolder({ 'a.http': 'GET https://example.com/{{a}}\n\n\nGET https://{{a}}\n' });
  const run = await runCli(['check', join(folder, 'a.http'), '--json'], { cwd: folder });
  assert.equal(run.code, 1, run.stderr);
  const problems = run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  assert.deepEqual(
    problems.map(({ code }) => code),
    ['undefined-variable', 'missing-separator', 'undefined-variable'],
  );
  assert.deepEqual(Object.keys(problems[0] ?? {}), [
    'file',
    'line',
    'column',
    'endLine',
    'endColumn',
    'severity',
    'code',
    'message',
  ]);
  assert.deepEqual([problems[0]?.['line'], problems[0]?.['column'], problems[0]?.['endColumn']], [1, 25, 30]);
});

test('a broken environment file is checked as well, once', async () => {
  const files = {
    'a.http': 'GET https://example.com\n',
    'b.http': 'GET https://example.com\n',
    'http-client.env.json': '{ "dev": 1 }',
  };
  await check(files, ['a.http', 'b.http'], 1, [/http-client\.env\.json:1:10: error environment-not-an-object /]);
});

test('requests that need each other, and values that do, are told at their places with the way round', async () => {
  const text = '### one\n# @ref two\nGET https://example.com\n\n### two\n# @ref one\nGET https://example.com\n';
  const files = { 'a.http': text, 'http-client.env.json': '{ "dev": { "a": "{{b}}", "b": "{{a}}" } }' };
  await check(files, ['a.http', '--env', 'dev'], 1, [
    /http-client\.env\.json:1:18: warning cyclic-variable .* a → b → a\./,
    /http-client\.env\.json:1:32: warning cyclic-variable .* b → a → b\./,
    /^a\.http:2:3: error cyclic-ref .* one → two → one\./,
    /^a\.http:6:3: error cyclic-ref .* two → one → two\./,
  ]);
});

test('a secret in clear is a warning where git keeps the file', async () => {
  const text = 'GET https://example.com\nAuthorization: Bearer abcdef0123456789\n';
  const folder = await temporaryFolder({ 'a.http': text, 'b.http': text });
  const git = (...words: string[]): unknown =>
    execFileSync('git', ['-C', folder, '-c', 'init.defaultBranch=main', ...words]);
  git('init', '-q');
  git('add', 'a.http');
  const run = await runCli(['check', 'a.http', 'b.http'], { cwd: folder });
  assert.equal(run.code, 0, run.stderr);
  assert.match(run.stdout, /^a\.http:2:23: warning secret-in-clear [^\n]*\n$/);
  assert.ok(!run.stdout.includes('abcdef'), 'a message does not repeat the secret');
});

test('misuse is told on the error output', async () => {
  const folder = await temporaryFolder({ 'a.http': 'GET https://example.com\n' });
  const absent = await runCli(['check', 'absent.http', 'a.http'], { cwd: folder });
  assert.deepEqual([absent.code, absent.stdout], [3, '']);
  assert.match(absent.stderr, /no file 'absent\.http'/);
  const unknown = await runCli(['check', 'a.http', '--env', 'gone'], { cwd: folder });
  assert.equal(unknown.code, 3);
  assert.match(unknown.stderr, /no environment 'gone'/);
  assert.equal((await runCli(['check'], { cwd: folder })).code, 3);
});

test('what a file holds cannot move the cursor of a terminal', async () => {
  await check({ 'a.http': 'GET https://example.com/{{a\u001b[2J}}\n' }, ['a.http'], 1, [/\\u001b\[2J/]);
});

async function check(
  files: Readonly<Record<string, string>>,
  words: readonly string[],
  code: number,
  expected: readonly (string | RegExp)[] | undefined,
): Promise<readonly string[]> {
  const run = await runCli(['check', ...words], { cwd: await temporaryFolder(files) });
  assert.equal(run.stderr, '');
  const lines = run.stdout === '' ? [] : run.stdout.trimEnd().split('\n');
  if (expected) assert.equal(lines.length, expected.length, run.stdout);
  expected?.forEach((line, index) => {
    if (typeof line === 'string') assert.equal(lines[index], line);
    else assert.match(lines[index] ?? '', line);
  });
  assert.equal(run.code, code, run.stdout);
  return lines;
}

test('what no request uses in an environment file is a hint, once for all files that are checked', async () => {
  const used = 'GET https://{{host}}/{{cfg.path}}\n';
  const values =
    '{\n  "dev": {\n    "host": "{{base}}", "base": "a.example",\n    "cfg": { "path": "x" },\n    "spare": 1\n  }\n}\n';
  const files = { 'api/a.http': used, 'api/b.http': used, 'http-client.env.json': values };
  await check(files, ['api/a.http', 'api/b.http'], 0, [
    /http-client\.env\.json:5:6: hint unused-variable No request below this folder uses 'spare'\./,
  ]);
  await check({ ...files, 'c.http': 'GET https://{{host}}/{{spare}}\n' }, ['api/a.http'], 0, []);
  await check({ ...files, 'c.md': '```http\nGET https://{{spare}}\n```\n' }, ['api/a.http'], 0, []);
  await check({ ...files, 'c.http': 'POST https://{{host}}\n\n<@ ./any.json\n' }, ['api/a.http'], 0, []);
});

test('what another tool would run is no error in a file', async () => {
  const httpyac =
    '{{\n  exports.defaults = { a: "b" };\n}}\n\n###\n# @loop for item of items\nGET https://example.com/{{$index}}/{{$index + 1}}/{{item.id}}\n...defaults\n\n?? xpath //x:a == 1\n\n###\n@xpath_ns x = "urn:x"\n@global.a = 1\nGET https://example.com/{{a}}/{{$random.dragon.name}}\n\n###\nfragment F on U {\n  id\n}\n';
  const jetBrains =
    '< {%\n  request.variables.set("abc", "1");\n%}\nGET https://example.com/{{abc}}/{{$random.locale.name.firstName("fr")}}\n\n> {%\n  if (response.status == 200) client.global.set("id", response.body.id);\n%}\n\n###\nGET https://example.com/{{id}}/{{$exampleServer}}/{{$projectRoot}}\n';
  const kulala = '# @env-json-key id .id\n# @file-to-variable file ./a.txt\nGET https://example.com/{{id}}/{{file}}\n';
  const files = { 'a.http': httpyac, 'b.http': jetBrains, 'c.http': kulala };
  const lines = await check(files, ['a.http', 'b.http', 'c.http'], 0, undefined);
  const codes = (code: string) => lines.filter((line) => line.includes(` information ${code} `)).length;
  assert.deepEqual(
    ['value-not-run', 'header-spread', 'unsupported-dynamic-variable'].map((code) => [code, codes(code)]),
    [
      ['value-not-run', 7],
      ['header-spread', 1],
      ['unsupported-dynamic-variable', 3],
    ],
  );
  // What nothing at all would set is one.
  await check({ 'a.http': 'GET https://example.com/{{$index}}/{{item}}\n' }, ['a.http'], 1, [
    /unknown-dynamic-variable/,
    /undefined-variable/,
  ]);
});

test('what real files of other tools hold is no error', async () => {
  const files = {
    'proto.http':
      'proto < ./hello.proto\nkeepCase: true\nlongs: String\n@host=grpc.example.com\n\n###\nGRPC /a/b\n{}\n',
    'after.http': '{{+after\n  console.info(1);\n}}\n###\nGET https://example.com/\n',
    'loop.http':
      '# @loop for 4\n# @name foo\nGET https://example.com/{{$index}}\n\n###\nGET https://example.com/{{foo3.args.item}}\n',
    'global.http':
      'GET https://example.com/\n\n{{\n  $global.foo = response.parsedBody.foo;\n}}\n\n###\nGET https://example.com/{{$global.foo}}/{{$global.other}}\n',
    'exports.http':
      '{{\nmodule.exports = {\n  body: {\n    id: 1\n  },\n  token,\n}\n}}\n\nPOST https://example.com/{{token}}\n\n{{body}}\n',
    'lua.http':
      'GET https://example.com/\n\n> {%\n  -- lua\n  client.global.token = response.cookies["x"].value\n%}\n\n###\nGET https://example.com/{{token}}\n',
    'words.http':
      '@on = {{false}}\nGET https://example.com/{{process.env.USER}}/{{response.parsedBody.img}}/{{$date}}/{{on}}\n',
  };
  const folder = await temporaryFolder(files);
  const run = await runCli(['check', ...Object.keys(files)], { cwd: folder });
  assert.equal(run.code, 0, run.stdout);
  assert.doesNotMatch(run.stdout, /: (?:error|warning) /);
});

test('a name that only a script or an import that is not read can give a value is no error', async () => {
  const scripts: readonly (readonly [name: string, script: string])[] = [
    ['a', '{{\n  exports["a"] = 1;\n}}\n'],
    ['a', "{{\n  module.exports = { 'a': 1 };\n}}\n"],
    ['a', '{{\n  Object.assign(exports, { a: 1 });\n}}\n'],
    ['a', '{{\n  exports = { ...exports, a: 1 };\n}}\n'],
    ['a', '{{\n  Object.assign(exports, require("./helpers"));\n}}\n'],
    ['a', '{{\n  for (const key of keys) exports[key] = 1;\n}}\n'],
    ['a', '{{\n  await $httpyac.import("./others.http");\n}}\n'],
    ['login.token', '{{\n  await $httpyac.import("./others.http");\n}}\n'],
    ['a', '{{\n  $httpyac.setVariables({ a: 1 });\n}}\n'],
    ['a', '< {%\n  client.global.set(name, 1);\n%}\n'],
    ['a', '< {%\n  import { remember } from "./lib";\n  remember();\n%}\n'],
    ['a', '< ./before.js\n'],
    ['a', '> ./after.js\n'],
    ['a', '> {%\n  client.global["a"] = response.json.a\n%}\n'],
    ['a', '# @import ./{{folder}}/b.http\n'],
  ];
  const files = Object.fromEntries(
    scripts.map(([name, script], at) => [`${at}.http`, `${script}###\nGET https://example.com/{{${name}}}\n`]),
  );
  const lines = await check(files, Object.keys(files), 0, undefined);
  const found = lines.filter((line) => /^\d+\.http:\d+:\d+: information value-not-run '/.test(line));
  assert.equal(found.length, scripts.length, lines.join('\n'));
  // A script that says all it does is none to hide behind, and what is computed in braces is marked.
  const harmless = '> {%\n  client.test("x", () => client.assert(true));\n  client.global.set("b", 1);\n%}\n';
  const text = `GET https://example.com/{{a}}/{{new Date().getTime()}}\n\n${harmless}`;
  await check({ 'a.http': text }, ['a.http'], 1, [
    /error undefined-variable 'a'/,
    /information expression-not-run /,
    /script-not-run/,
  ]);
});

test('a configuration of httpYac may give values, and is never run', async () => {
  const files = { 'in/a.http': 'GET https://{{host}}/\n', '.httpyac.cjs': 'throw new Error("canary");\n' };
  const [problem = ''] = await check(files, ['in/a.http'], 0, undefined);
  assert.match(problem, /information value-not-run 'host' has no value here\. '\.httpyac\.cjs' may give it one/);
});

test('what an imported file captures is no error', async () => {
  const login =
    '# @name login\n# @capture token = response.body.$.token\nPOST https://example.com\n\n> {%\n  client.global.set("id", response.body.id);\n%}\n';
  const files = {
    'login.http': login,
    'a.http': 'import ./login.http\n\n###\nGET https://example.com/{{token}}/{{id}}/{{none}}\n',
  };
  await check(files, ['a.http'], 1, [/error undefined-variable 'none'/]);
});

test('a name that a request of another file captures is told, and is no error', async () => {
  const login =
    'POST https://example.com\n\n> {%\n  client.global.set("token", response.body.token);\n%}\n\n###\n# @capture user = response.body\nGET https://example.com\n';
  const use = '@bearer = Bearer {{token}}\n\nGET https://example.com/{{user.id}}/{{none}}\nAuthorization: {{bearer}}\n';
  await check({ 'auth/login.http': login, 'users/a.http': use }, ['users/a.http'], 1, [
    /:1:\d+: information request-not-sent 'token' /,
    /:3:\d+: information request-not-sent 'user\.id' gets its value .* in 'auth[/\\]login\.http'\. Send that one first\.$/,
    /:3:\d+: error undefined-variable 'none'/,
    /:4:\d+: information request-not-sent 'token' /,
  ]);
});

test('what a request of this file or of an import captures is no problem, nor is a value that holds it', async () => {
  const library = '# @name create\n# @capture libraryID = $.id\nPOST https://example.com/\n';
  const text =
    'import ./library.http\n@user = /users/{{userID}}\n\n###\n# @capture userID = $.id\nPOST https://example.com/\n\n###\n# @ref create\nGET https://example.com{{user}}/{{libraryID}}/{{part.id}}\n';
  const files = { 'library.http': library, 'http-client.env.json': '{ "dev": { "userID": "" } }' };
  await check({ ...files, 'a.http': text }, ['a.http', '--env', 'dev'], 1, [
    /:10:\d+: error undefined-variable 'part\.id'/,
  ]);
  // Where nobody captures it, the value that needs it is told.
  const lonely = '@user = /users/{{nobody}}\n\n###\nGET https://example.com{{user}}\n';
  await check({ ...files, 'a.http': lonely }, ['a.http', '--env', 'dev'], 1, [
    /http-client\.env\.json/,
    /:1:\d+: error undefined-variable 'nobody'/,
    /:4:\d+: error undefined-variable 'nobody' .* The value of 'user' needs it\./,
  ]);
});

test('a capture that no answer can fill is told before anything is sent', async () => {
  const text = [
    '# @capture a = headers.Location /(/',
    '# @capture b = $.a-b',
    '# @capture c = $.ok /x/i',
    '# @capture d = //a | //b/i',
    'POST http://127.0.0.1:9/',
    '',
  ].join('\n');
  await check({ 'a.http': text }, ['a.http'], 1, [
    /^a\.http:1:3: error invalid-capture The pattern \/\(\/ is not understood/,
    /^a\.http:2:3: error invalid-capture '\$\.a-b' is not a JSONPath/,
  ]);
});
