import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sandboxEnvironment } from '../../src/core/environment/sandboxEnvironment';
import { literalTemplate } from '../../src/core/text/template';
import { createSession, fileSession } from '../../src/core/session/session';
import { bodyText, resolvedText, resolveText, type ResolveOptions } from '../support/resolveText';

async function check(text: string, expected: string | undefined, options: ResolveOptions = {}) {
  assert.equal(bodyText(await resolvedText(text, options)), expected);
}

async function checkErrors(text: string, expected: readonly string[], options: ResolveOptions = {}) {
  const resolution = await resolveText(text, options);
  assert.equal(resolution.kind, 'unresolved');
  assert.deepEqual(
    resolution.problems
      .filter((problem) => problem.severity === 'error')
      .map(({ code, span }) => `${code} at ${text.slice(span.start, span.end)}`),
    expected,
  );
}

const post = (type: string, body: string) => `POST https://example.com/\nContent-Type: ${type}\n\n${body}`;

test('text bodies: LF, no final line end, everything else as written', async () => {
  await check(post('text/plain', 'a\r\n# b\r\n\tc \r\n'), 'a\n# b\n\tc ');
  await check(post('text/plain', 'a\n\n\n###\nGET https://x.example'), 'a');
  await check(post('application/x-ndjson', '{"a":1}\n{"a":2}\n'), '{"a":1}\n{"a":2}\n');
  await check('GET https://example.com/', undefined);
});

test('JSON with placeholders, quoted or not', async () => {
  const variables = { id: 'i1', count: 12345678901234567890n.toString(), flag: true, list: [1, 'a'] };
  await check(
    post('application/json', '{"id": "{{id}}", "n": {{count}}, "f": {{flag}}, "l": {{list}}}'),
    '{"id": "i1", "n": 12345678901234567890, "f": true, "l": [1,"a"]}',
    { variables },
  );
  await check(post('application/json', '{"a": "\\{\\{id\\}\\}"}'), '{"a": "{{id}}"}', { variables });
});

test('form bodies: lines joined, illegal octets encoded, values are data', async () => {
  const type = 'application/x-www-form-urlencoded';
  const variables = { pw: 'a&b+c=d#e', scope: 'openid profile', encoded: 'x%20y', whole: 'a=1&b=2' };
  await check(
    post(type, 'grant_type=password\n&username=ann\n&scope=a b'),
    'grant_type=password&username=ann&scope=a%20b',
  );
  await check(post(type, 'a=1&\nb=2&\nc=3'), 'a=1&b=2&c=3');
  await check(post(type, 'a = 1 &\n b = 2'), 'a=1&b=2');
  await check(post(type, 'p={{pw}}&s={{scope}}&e={{encoded}}'), 'p=a%26b%2Bc=d%23e&s=openid%20profile&e=x%20y', {
    variables,
  });
  await check(post(type, '{{whole}}&c={{pw}}'), 'a=1&b=2&c=a%26b%2Bc=d%23e', { variables });
  await check(post(type, 'a=b+c%20d&ä=ö'), 'a=b+c%20d&%C3%A4=%C3%B6');
  await check(post(type, 'a=%7B%7Bscope%7D%7D'), 'a=openid%20profile', { variables });
  const request = await resolvedText(post(type, 'client_secret=s%20cret&x=1'));
  assert.deepEqual([...request.secrets].sort(), ['s cret', 's%20cret']);
});

test('a value never adds a field to a form', async () => {
  await fc.assert(
    fc.asyncProperty(fc.string(), async (value) => {
      const session = createSession();
      fileSession(session, { environmentName: undefined }).captures.set('x', {
        name: 'x',
        value: literalTemplate(value),
        secret: false,
        origin: 'capture',
      });
      const resolution = await resolveText(post('application/x-www-form-urlencoded', 'a={{x}}&b=1'), { session });
      if (resolution.kind === 'unresolved') return;
      const fields = new URLSearchParams(bodyText(resolution.request));
      assert.deepEqual([...fields.keys()], ['a', 'b']);
      if (!value.includes('%')) assert.equal(fields.get('a'), value);
    }),
  );
});

test('multipart has CRLF and file parts as they are', async () => {
  const text = post(
    'multipart/form-data; boundary=b',
    '--b\nContent-Disposition: form-data; name="t"\n\ntext\n--b\nContent-Disposition: form-data; name="f"; filename="x"\n\n< ./x.bin\n--b--\n',
  );
  const bytes = new Uint8Array([0, 10, 255]);
  const request = await resolvedText(text, { files: { '/desk/api/x.bin': bytes } });
  const expected = [
    ...new TextEncoder().encode(
      '--b\r\nContent-Disposition: form-data; name="t"\r\n\r\ntext\r\n--b\r\nContent-Disposition: form-data; name="f"; filename="x"\r\n\r\n',
    ),
    ...bytes,
    ...new TextEncoder().encode('\r\n--b--\r\n'),
  ];
  assert.deepEqual([...(request.body?.bytes ?? [])], expected);
});

test('files: beside the request first, then in the workspace folder, never outside', async () => {
  const files = {
    '/desk/api/a.json': '{"a":"{{id}}"}',
    '/desk/b.json': 'b',
    '/desk/a.json': 'other',
    '/etc/passwd': 'secret',
  };
  const variables = { id: 'i1', name: 'a' };
  await check(post('application/json', '< ./a.json'), '{"a":"{{id}}"}', { files });
  await check(post('application/json', '< .\\a.json'), '{"a":"{{id}}"}', { files });
  await check(post('application/json', '<@ ./{{name}}.json'), '{"a":"i1"}', { files, variables });
  await check(post('text/plain', '< b.json'), 'b', { files });
  await check(post('text/plain', '< /desk/b.json'), 'b', { files });
  await check(post('text/plain', 'x\n< b.json\ny'), 'x\nb\ny', { files });
  await check(`# @injectVariables\n${post('application/json', '< a.json')}`, '{"a":"i1"}', { files, variables });
  await checkErrors(post('text/plain', '< ../../etc/passwd'), ['file-outside-workspace at ../../etc/passwd'], {
    files,
  });
  await checkErrors(post('text/plain', '< /etc/passwd'), ['file-outside-workspace at /etc/passwd'], { files });
  await checkErrors(post('text/plain', '< ../b.json'), ['file-outside-workspace at ../b.json'], {
    files,
    workspaceFolder: undefined,
  });
  await checkErrors(post('text/plain', '< nope.json'), ['file-not-found at nope.json'], { files });
  await checkErrors(post('text/plain', '<@ a.json'), ['undefined-variable at a.json'], { files });
  await checkErrors(post('text/plain', '<@klingon a.json'), ['unknown-encoding at klingon'], { files });
});

test('a file with our placeholders, and one that is there twice, are pointed out', async () => {
  const files = { '/desk/api/a.json': '{{id}}', '/desk/a.json': 'other' };
  const resolution = await resolveText(post('text/plain', '< a.json'), { files, variables: { id: '1' } });
  assert.deepEqual(resolution.problems.map((problem) => problem.code).sort(), [
    'ambiguous-path',
    'placeholders-in-file',
  ]);
  const failure = { kind: 'file-failure', message: 'It is a folder.' } as const;
  await checkErrors(post('text/plain', '< a'), ['file-unreadable at a'], { files: { '/desk/api/a': failure } });
});

test('encodings of files and of the body', async () => {
  const files = { '/desk/api/l.txt': new Uint8Array([0x67, 0xfc]) };
  await check(post('text/plain', '<@latin1 l.txt'), 'gü', { files });
  await checkErrors(post('text/plain', '<@ l.txt'), ['invalid-text at l.txt'], { files });
  const latin = await resolvedText(post('text/plain; charset=ISO-8859-1', 'gü'));
  assert.deepEqual([...(latin.body?.bytes ?? [])], [0x67, 0xfc]);
  await checkErrors(post('text/plain; charset="us-ascii"', 'gü'), ['character-not-in-charset at gü']);
});

test('GraphQL becomes JSON with its variables', async () => {
  const body = 'query Q($id: ID!) {\n  user(id: $id) { name }\n}\n\n{"id": "{{id}}", "n": 12345678901234567890}';
  const text = `POST https://example.com/graphql\nX-Request-Type: GraphQL\n\n${body}`;
  const request = await resolvedText(text, { variables: { id: 'i1' } });
  assert.equal(
    bodyText(request),
    '{"query":"query Q($id: ID!) {\\n  user(id: $id) { name }\\n}","variables":{"id": "i1", "n": 12345678901234567890}}',
  );
  assert.deepEqual(request.headers, [['Content-Type', 'application/json']]);
  assert.equal((await resolvedText('GRAPHQL https://example.com/graphql\n\nquery { me }')).method, 'POST');
  await checkErrors(`POST https://example.com/graphql\nX-Request-Type: GraphQL\n\nquery { me }\n\n{"a": }`, [
    'invalid-graphql-variables at {"a": }',
  ]);
});

test("the documentation's stand-in is a variable of the Sandbox and an error elsewhere", async () => {
  const text =
    'POST /users?_action=create HTTP/1.1\nHost: example.com\nContent-Type: application/json\n{ JSON resource }';
  const builtIn = sandboxEnvironment({
    name: 'Sandbox',
    origin: 'http://127.0.0.1:1',
    variables: { 'JSON resource': '{"a":1}' },
    secretNames: [],
  });
  await check(text, '{"a":1}', { builtIn, environmentName: 'Sandbox' });
  await checkErrors(text, ['documentation-placeholder at { JSON resource }']);
});
