import test from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runCli, temporaryFolder } from '../support/cliProcess';

test('blocks with placeholders as written', async () => {
  await check(
    [
      '@host = {{base}}/v1',
      '### Create',
      '# @name create',
      'POST {{host}}/users',
      '  ?limit={{n}}',
      '  &x=1 HTTP/1.1',
      'X-One: a {{b}}',
      'x-one: c',
      '',
      '{"a": "{{$uuid}}"}',
      '',
      '### only text',
      '# no request in this block',
      '',
      '### Second thing',
      'example.com/list',
      '',
    ].join('\n'),
    {
      blocks: [
        {
          name: 'create',
          title: 'Create',
          kind: 'http',
          method: 'POST',
          target: '{{host}}/users?limit={{n}}&x=1',
          httpVersion: '1.1',
          headers: [
            ['X-One', 'a {{b}}'],
            ['x-one', 'c'],
          ],
          metadata: [{ name: 'name', value: 'create' }],
          bodyKind: 'json',
          body: '{"a": "{{$uuid}}"}',
          line: 4,
        },
        {
          title: 'Second thing',
          kind: 'http',
          method: 'GET',
          target: 'example.com/list',
          headers: [],
          metadata: [],
          line: 16,
        },
      ],
      problems: [],
    },
  );
});

test('a body file is named, not read', async () => {
  await check('POST https://example.com/\n\n< ./secret.json\n', {
    blocks: [
      {
        kind: 'http',
        method: 'POST',
        target: 'https://example.com/',
        headers: [],
        metadata: [],
        bodyKind: 'file',
        body: '< ./secret.json',
        line: 1,
      },
    ],
    problems: [],
  });
});

test('every kind of request, its metadata and the kind of its body', async () => {
  const kinds = [
    ['# @no-redirect\n// @timeout = 5\nPOST https://a.example\nContent-Type: application/xml\n\n<a/>', 'http', 'xml'],
    ['GRAPHQL https://a.example\n\nquery { me }', 'graphql', 'graphql'],
    ['POST https://a.example\n\nquery { me }', 'graphql', 'graphql'],
    ["curl https://a.example -d '{}'", 'curl', 'form'],
    ["curl https://a.example --json '{}'", 'curl', 'json'],
    ['curl https://a.example -F a=@b.txt', 'curl', 'multipart'],
    ['WEBSOCKET wss://a.example\n\nhello', 'websocket', 'other'],
    ['wss://a.example', 'websocket', undefined],
    ['GRPC a.example:443/p.S/M\n\n{"a": 1}', 'grpc', 'json'],
    ['MQTT mqtt://a.example', 'other', undefined],
    ['SSE https://a.example', 'other', undefined],
    ['POST https://a.example\nContent-Type: text/plain\n\n{', 'http', 'text'],
    ['POST https://a.example\nContent-Type: multipart/mixed; boundary=b\n\n--b--', 'http', 'multipart'],
  ] as const;
  const folder = await temporaryFolder({ 'a.http': kinds.map(([text]) => `${text}\n\n`).join('###\n') });
  const run = await runCli(['parse', join(folder, 'a.http'), '--json']);
  assert.equal(run.code, 0);
  const { blocks } = JSON.parse(run.stdout) as { blocks: { kind: string; bodyKind?: string; metadata: unknown }[] };
  assert.deepEqual(
    blocks.map(({ kind, bodyKind }) => [kind, bodyKind]),
    kinds.map(([, kind, bodyKind]) => [kind, bodyKind]),
  );
  assert.deepEqual(blocks[0]?.metadata, [{ name: 'no-redirect' }]);
});

test('problems carry code, severity and place, and leave the exit code at 0', async () => {
  const folder = await temporaryFolder({ 'a.http': 'GET https://example.com/\nno header\n' });
  const run = await runCli(['parse', join(folder, 'a.http'), '--json']);
  assert.equal(run.code, 0);
  const [problem] = JSON.parse(run.stdout).problems;
  assert.deepEqual(Object.keys(problem), ['code', 'severity', 'message', 'line', 'column', 'endLine', 'endColumn']);
  assert.equal(problem.severity, 'error');
  assert.equal(problem.line, 2);
  assert.equal(problem.column, 1);
});

test('one line for each file, and a file that is not there does not hide the others', async () => {
  const folder = await temporaryFolder({ 'a.http': 'https://example.com/a\n', 'b.http': '' });
  const files = ['a.http', 'absent.http', 'b.http'].map((name) => join(folder, name));
  const run = await runCli(['parse', ...files, '--json']);
  assert.equal(run.code, 3);
  assert.match(run.stderr, /no file .*absent\.http/);
  const lines = run.stdout.trimEnd().split('\n');
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).file),
    [files[0], files[2]],
  );
  assert.deepEqual(JSON.parse(lines[1] ?? '').blocks, []);
});

test('without --json a list for people', async () => {
  const folder = await temporaryFolder({ 'a.http': '# @name one\nhttps://example.com/\u001b[2J{{x}}\n' });
  const run = await runCli(['parse', 'a.http'], { cwd: folder });
  assert.equal(run.code, 0);
  assert.match(run.stdout, /^a\.http:2: GET https:\/\/example\.com\/\\u001b\[2J\{\{x\}\} {2}\(one\)\n/);
});

async function check(text: string, expected: { blocks: unknown; problems: unknown }): Promise<void> {
  const folder = await temporaryFolder({ 'a.http': text });
  const run = await runCli(['parse', join(folder, 'a.http'), '--json']);
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(JSON.parse(run.stdout), { file: join(folder, 'a.http'), ...expected });
}
