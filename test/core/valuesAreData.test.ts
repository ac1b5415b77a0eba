import test from 'node:test';
import assert from 'node:assert/strict';
import { bodyText, resolvedText, resolveText } from '../support/resolveText';

/** A JSON body with these values; what goes out. */
async function checkBody(body: string, variables: Readonly<Record<string, unknown>>, expected: string) {
  const head = 'POST https://example.com/\nContent-Type: application/json';
  assert.equal(bodyText(await resolvedText(`${head}\n\n${body}`, { variables })), expected);
  const files = { '/desk/api/body.json': body };
  assert.equal(bodyText(await resolvedText(`${head}\n\n<@ body.json`, { variables, files })), expected);
}

/** `expected` is the URL, or `undefined` for a request that is refused because of its host. */
async function checkHost(request: string, variables: Readonly<Record<string, unknown>>, expected: string | undefined) {
  const resolution = await resolveText(request, { variables });
  if (expected === undefined) {
    assert.equal(resolution.kind, 'unresolved', request);
    assert.ok(resolution.problems.some(({ code }) => code === 'value-changes-host'));
  } else {
    assert.equal(resolution.kind === 'resolved' && resolution.request.url, expected);
  }
}

test('a value between quotes cannot end the string it stands in', async () => {
  await checkBody('{"a": "{{v}}"}', { v: 'x","admin":true,"b":"' }, '{"a": "x\\",\\"admin\\":true,\\"b\\":\\""}');
  await checkBody('{"a": "x {{v}} y"}', { v: 'line\nbreak' }, '{"a": "x line\\nbreak y"}');
  await checkBody('{"a": "{{v}}"}', { v: 'ends with \\' }, '{"a": "ends with \\\\"}');
  await checkBody('{"{{v}}": "\\"{{v}}"}', { v: 'a"b' }, '{"a\\"b": "\\"a\\"b"}');
});

test('what fits stays as it is, and so does what stands outside of quotes', async () => {
  await checkBody('{"a": "{{v}}"}', { v: 'say \\"hi\\"' }, '{"a": "say \\"hi\\""}');
  await checkBody('{"a": {{v}}, "b": "{{w}}"}', { v: '["x"]', w: 'ü' }, '{"a": ["x"], "b": "ü"}');
  await checkBody('{ // a "quote\n"a": {{v}}}', { v: '"x"' }, '{ // a "quote\n"a": "x"}');
});

test('a value cannot choose another host than the text around it', async () => {
  for (const value of ['evil.example/', 'evil.example/x?', 'evil.example?', 'evil.example#', 'evil.example\\']) {
    await checkHost('GET https://{{v}}.example.com/users', { v: value }, undefined);
    await checkHost('GET https://{{v}}:8443/users', { v: value }, undefined);
  }
  await checkHost('GET https://api.example.com{{v}}', { v: '@evil.example' }, undefined);
  await checkHost('GET /users\nHost: https://{{v}}.example.com', { v: 'evil.example/' }, undefined);
});

test('a value may be a whole host, a path, or part of a name', async () => {
  await checkHost('GET https://{{v}}.example.com/', { v: 'tenant-1' }, 'https://tenant-1.example.com/');
  await checkHost('GET https://{{v}}/users', { v: 'api.example.com/v1' }, 'https://api.example.com/v1/users');
  await checkHost('GET https://example.com{{v}}', { v: '/a@b' }, 'https://example.com/a@b');
  await checkHost('GET {{v}}/users', { v: 'https://api.example.com/v1' }, 'https://api.example.com/v1/users');
  await checkHost('GET https://ann:{{v}}@example.com/', { v: 'p@ss' }, 'https://example.com/');
  await checkHost('GET https://example.com/x/{{v}}.json', { v: 'a/b@c' }, 'https://example.com/x/a/b@c.json');
});
