import assert from 'node:assert/strict';
import test from 'node:test';
import { findEnvironmentNames } from '../../src/core/environment/files/findEnvironmentNames';
import {
  findEnvironmentMentions,
  findFileMentions,
  findUnusedKeys,
} from '../../src/core/language/problems/findUnusedKeys';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';

test('a key of an environment that nothing uses is a hint, in each environment that has it', () => {
  check('{"dev":{"a":"1","b":"2"},"prod":{"b":"3"}}', ['GET https://x/{{a}}\n'], ['dev b', 'prod b']);
  check('{"dev":{"a":"1","b":"2"}}', ['GET https://x/{{a}}\n', 'GET https://x/{{b}}\n'], []);
  check('{"dev":{"a.b":"1","cfg":{"host":"x"},"list":["x"]}}', ['GET {{cfg.host}}/{{a.b}}/{{list[0]}}\n'], []);
  check('{"dev":{"a":"1"}}', ['curl "https://x/$a"\n'], []);
  check('{"dev":{"a":"1"}}', ['GET https://x\n...a\n'], []);
});

test('a field that names a prefix uses the keys that begin with it', () => {
  const keys = '{"dev":{"app_tokenEndpoint":"1","app_clientId":"2","oauth2_clientId":"3","apple":"4"}}';
  check(keys, ['GET https://x\nAuthorization: openid client_credentials app\n'], ['dev oauth2_clientId', 'dev apple']);
  check(keys, ['GET https://x\nAuthorization: openid\n'], ['dev app_tokenEndpoint', 'dev app_clientId', 'dev apple']);
});

test("REST Client's tokens use the keys that they read", () => {
  const keys = '{"dev":{"aadV2ClientId":"1","aadV2Cloud":"2","aadV2Other":"3"}}';
  check(keys, ['GET https://x\nAuthorization: Bearer {{$aadV2Token appOnly}}\n'], ['dev aadV2Other']);
  check(keys.replace('"3"', '"{{$aadV2Token}}"'), ['GET https://x/{{aadV2Other}}\n'], []);
});

test('values, settings and secrets of the file itself use names too', () => {
  check('{"dev":{"a":"{{b}}","b":"1"}}', ['GET https://x/{{a}}\n'], []);
  check('{"dev":{"a":["{{b}}"],"b":"1"}}', ['GET https://x/{{a}}\n'], []);
  check('{"dev":{"secret":"1","Security":{"Auth":{"x":{"Client Secret":"{{secret}}"}}}}}', ['GET https://x\n'], []);
  check('{"dev":{"pass":"1","SSLConfiguration":{"certificatePassphrase":"{{pass}}"}}}', ['GET https://x\n'], []);
});

test('a file that is filled may use any name', () => {
  assert.equal(findFileMentions(parseRequestFile('POST https://x\n\n<@ ./any.json\n')), undefined);
  assert.equal(findFileMentions(parseRequestFile('POST https://x\n\n> ./any.js\n')), undefined);
});

function check(environments: string, files: readonly string[], expected: readonly string[]): void {
  const names = findEnvironmentNames(new TextEncoder().encode(environments), '/http-client.env.json');
  const mentions = files.map((text) => findFileMentions(parseRequestFile(text)) ?? new Set<string>());
  const found = findUnusedKeys(names, [findEnvironmentMentions(names), ...mentions]);
  assert.deepEqual(
    found.map(({ key }) => `${key.environment} ${key.name}`),
    expected,
  );
  for (const { key, problem } of found) {
    assert.deepEqual([problem.code, problem.severity], ['unused-variable', 'hint']);
    assert.equal(environments.slice(problem.span.start, problem.span.end), key.name);
  }
}
