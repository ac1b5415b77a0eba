import test from 'node:test';
import assert from 'node:assert/strict';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { resolvedText } from '../support/resolveText';

/** A request with that type and body; the secrets that were found in it. */
async function check(type: string, body: string, expected: readonly string[], field = 'X-Any: x') {
  const request = await resolvedText(`POST https://example.com/\nContent-Type: ${type}\n${field}\n\n${body}`);
  assert.deepEqual([...request.secrets].sort(), [...expected].sort());
  return buildRedactor(request.secrets);
}

test('passwords and tokens in the clear in a JSON body are secrets', async () => {
  const redactor = await check(
    'application/json',
    '{"username": "ann", "password": {"value": "2FederateM0re!", "forceChange": true}, "client_secret": "abcdef"}',
    ['2FederateM0re!', 'abcdef'],
  );
  assert.doesNotMatch(redactor.text('{"echo": "{\\"value\\": \\"2FederateM0re!\\"}"}'), /Federate/);
  await check('application/json', '{"items": [{"inner": {"recoverySecrets": ["one1", "two2"]}}]}', ['one1', 'two2']);
  await check('application/vnd.pingidentity.password.set+json', '{"value": "NewPassw0rd!"}', ['NewPassw0rd!']);
});

test('the value of a patch is a secret when its path says so, in any order', async () => {
  const patch = '[{"operation": "replace", "field": "/password", "value": "Passw0rdPatch"}]';
  await check('application/json', patch, ['Passw0rdPatch']);
  const scim = '{"Operations": [{"value": "ScimPassw0rd", "op": "replace", "path": "urn:x:User:password"}]}';
  await check('application/scim+json', scim, ['ScimPassw0rd']);
  await check('application/json', '[{"operation": "replace", "field": "/mail", "value": "ann@example.com"}]', []);
});

test('what only speaks of secrets is none, and what is no JSON is left alone', async () => {
  await check('application/json', '{"tokenEndpoint": "https://a.example", "passwordPolicy": "strict"}', []);
  await check('application/json', '{"password": true, "otp": "1", "value": "shown", "secret": null}', []);
  await check('application/json', '{"password": "broken', []);
  await check('text/plain', 'password: abcdef', []);
  await check('application/json', '['.repeat(50_000), []);
});

test('a cookie in the clear is a secret by itself, so an answer that repeats it is masked', async () => {
  const cookies = 'lang=english; iPlanetDirectoryPro=AQICliteral123456';
  const redactor = await check('text/plain', 'x', [cookies, 'AQICliteral123456'], `Cookie: ${cookies}`);
  assert.doesNotMatch(redactor.text('{"id": "AQICliteral123456"}'), /AQIC/);
  assert.match(redactor.text('english'), /english/);
});

test('passwords in XML, in parts of a form and in GraphQL are secrets, as written and as meant', async () => {
  await check('text/xml', '<a><b:password x="1">s3&amp;cr3t</b:password><token id="n0">abcdef</token></a>', [
    's3&amp;cr3t',
    's3&cr3t',
    'abcdef',
  ]);
  const form = '--X\nContent-Disposition: form-data; name="password"\n\ns3cr3t!\n--X--\n';
  await check('multipart/form-data; boundary=X', form, ['s3cr3t!']);
  const graphql = 'mutation { login(password: "s3cr3t!") }\n\n{ "code": { "secret": "abcdef" } }';
  await check('application/json', graphql, ['s3cr3t!', 'abcdef']);
  await check('text/xml', '<a '.repeat(20_000), []);
  await check('multipart/form-data; boundary=X', 'name="password" '.repeat(20_000), []);
});

test('a password with the characters of a language around it is found whole', async () => {
  await check('text/xml', '<a><password><![CDATA[a<b]&c]]></password></a>', ['a<b]&c']);
  await check('text/xml', '<a><b:password type="x>y">abcdef</b:password></a>', ['abcdef']);
  await check('text/xml', '<a password="ab>cd"/>', ['ab>cd']);
  await check('text/xml', '<a><apiKey>a&#38;&#x62;cd&#9999999;</apiKey></a>', [
    'a&#38;&#x62;cd&#9999999;',
    'a&bcd&#9999999;',
  ]);
  const written = String.raw`mutation { login(password: "a\"bcd", secret: """ab"c
de""") { id } }`;
  await check('application/json', written, [String.raw`a\"bcd`, 'a"bcd', 'ab"c\nde']);
  await check('application/graphql', 'mutation { login(password: "abcdef") }', ['abcdef']);
  const escaped = String.raw`\u0061\tb\/\q`;
  await check('application/graphql', `mutation { login(password: "${escaped}") }`, [escaped, 'a\tb/q']);
  await check('application/json', '{"query": "mutation { login(password: \\"abcdef\\") }"}', ['abcdef']);
});

function part(field: string, value: string): string {
  return `--X\r\nContent-Disposition: form-data; ${field}\r\n\r\n${value}\r\n`;
}

test('a key in a part of a form is a secret with all its lines', async () => {
  const key = '-----BEGIN PRIVATE KEY-----\r\nMIIEabc\r\n-----END PRIVATE KEY-----';
  const body = `${part('name="private_key"', key)}${part('name=password', 'abcdef')}${part('name=token; filename=a', 'no')}--X--\r\n`;
  const redactor = await check('multipart/form-data; boundary=X', body, [key, key.replaceAll('\r\n', '\n'), 'abcdef']);
  assert.doesNotMatch(redactor.text(JSON.stringify({ echo: key })), /MIIE/);
});
