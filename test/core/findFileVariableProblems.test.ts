import assert from 'node:assert/strict';
import test from 'node:test';
import type { VariableScope } from '../../src/core/environment/variable';
import { findFileVariableProblems } from '../../src/core/language/problems/findFileVariableProblems';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { parseTemplate } from '../../src/core/text/template';

test('a variable that nothing uses is a hint, and the fix removes its line', () => {
  check('@a = 1\n@b = {{a}}\n\nGET https://x\n', ['unused-variable hint @b = {{a}}']);
  check('### A\n@used = 1\n@spare = 2\nGET https://x/{{used}}\n', ['unused-variable hint @spare = 2']);
  checkFix('### A\n@used = 1\n@spare = 2\nGET https://x/{{used}}\n', '### A\n@used = 1\nGET https://x/{{used}}\n');
  check('@a = 1\n@a = 2\nGET https://x\n', ['unused-variable hint @a = 1', 'unused-variable hint @a = 2']);
});

test('every way to use a variable counts', () => {
  check('@host = x\n\nGET /users\n', ['shadowed-variable information host']);
  check('@host = x\n\nGET /users\nHost: y\n', ['shadowed-variable information host', 'unused-variable hint @host = x']);
  for (const use of [
    'GET https://x/{{a}}',
    'GET https://x/{{%a}}',
    'GET https://x/{{ a }}',
    'GET https://x/%7B%7Ba%7D%7D',
    'GET https://x/{{a.b[0]}}',
    "GET https://x/{{a['b']}}",
    'GET https://x/{{$processEnv %a}}',
    'GET https://x/{{a + 1}}',
    'GET https://x\nX: {{a}}',
    'GET https://x\n...a',
    'POST https://x\n\n< ./{{a}}.json',
    'POST https://x\n\n<@ ./any.json',
    '# @injectVariables\nPOST https://x\n\n< ./any.json',
    "curl 'https://x/{{a}}'",
    'run #x (@a = 2)',
    'GET https://x\n\n> {% client.log(request.variables.get("a")) %}',
    'GET https://x\n\n?? status == a',
    '# @loop for i of a\nGET https://x',
    'GET https://x\n\n>> ./{{a}}.json',
    'GET https://x\n\n> ./after.js',
    '< ./before.js\nGET https://x',
  ]) {
    check(`@a = 1\n\n${use}\n\n###\nGET https://y\n`, []);
  }
});

test('a field that names a prefix uses the variables that begin with it', () => {
  const settings = '@app_tokenEndpoint = https://x\n@app_clientId = 1\n@apple = 1\n\n';
  for (const use of [
    'Authorization: oauth2 client_credentials app',
    'authorization: openid app',
    'X: {{$auth.token("app")}}',
  ]) {
    check(`${settings}GET https://x\n${use}\n`, ['unused-variable hint @apple = 1']);
  }
  check(`${settings}GET https://x\nAuthorization: Bearer app\n`, [
    'unused-variable hint @app_tokenEndpoint = https://x',
    'unused-variable hint @app_clientId = 1',
    'unused-variable hint @apple = 1',
  ]);
});

test('a file of variables is there to be imported, and values of environments use variables too', () => {
  check('@a = 1\n@b = 2\n', []);
  check('@inner = 1\nGET https://x\n', []);
});

test('a variable that hides a value of the environment is told once', () => {
  check('@host = 1\nGET {{host}}\n@host = 2\n', ['shadowed-variable information host']);
  check('@own = 1\nGET {{own}}\n', []);
});

function check(text: string, expected: readonly string[]): void {
  const found = findFileVariableProblems(parseRequestFile(text), scope).map(
    ({ code, severity, span }) => `${code} ${severity} ${text.slice(span.start, span.end)}`,
  );
  assert.deepEqual(found, expected, text);
}

function checkFix(text: string, expected: string): void {
  const fix = findFileVariableProblems(parseRequestFile(text), scope)[0]?.fixes?.[0];
  assert.ok(fix?.kind === 'replace');
  assert.equal(text.slice(0, fix.span.start) + fix.text + text.slice(fix.span.end), expected);
}

const scope = buildScope({ host: 'https://{{inner}}' });

function buildScope(values: Readonly<Record<string, string>>): VariableScope {
  const lookup = (name: string) => {
    const text = values[name];
    if (text === undefined) return undefined;
    const value = parseTemplate(text, { start: 0, end: text.length });
    return { name, value, secret: false, origin: 'environment', environment: 'dev' } as const;
  };
  return {
    environmentName: 'dev',
    layers: [{ origin: 'environment', names: Object.keys(values), lookup }],
    findEnvironmentsDefining: () => [],
  };
}
