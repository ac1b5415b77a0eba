import test from 'node:test';
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';
import type { CliRun } from '../support/cliProcess';

const userLinks = [
  'self',
  'environment',
  'population',
  'devices',
  'roleAssignments',
  'password',
  'password.reset',
  'password.set',
  'password.check',
  'password.recover',
  'linkedAccounts',
  'account.sendVerificationCode',
  'memberOfGroups',
];

const userBody = [
  '{',
  '"email": "somebody@pingidentity.com",',
  '"population": {',
  '"id": "{{appJwtPopID}}"',
  '},',
  '"username": "App_JWT_user_{{$timestamp}}"',
  '}',
  '',
].join('\n');

test('the PingOne page as pasted, both forms: 201 with the thirteen links', async () => {
  const fields = 'Content-Type: application/json\nAuthorization: Bearer {{accessToken}}\n';
  const folder = await temporaryFolder({
    'absolute.http': `POST {{apiPath}}/environments/{{envID}}/users\n${fields}\n${userBody}`,
    // The page's HTTP tab, as text copied from it: no blank line before the body.
    'tab.http': `POST /environments/{{envID}}/users HTTP/1.1\nHost: {{apiPath}}\n${fields}${userBody}`,
  });
  for (const name of ['absolute.http', 'tab.http']) {
    const line = await sendJson(['send', join(folder, name), '--env', 'sandbox']);
    assert.equal(line.response.status, 201, JSON.stringify(line));
    const links = line.links.filter((link) => link.source === 'body');
    assert.deepEqual(
      links.map((link) => link.rel),
      userLinks,
    );
    const set = links.find((link) => link.rel === 'password.set');
    assert.equal(set?.method, 'PUT');
    assert.equal(set?.mediaType, 'application/vnd.pingidentity.password.set+json');
    const user = JSON.parse(line.response.body);
    assert.match(user.username, /^App_JWT_user_\d{10}$/);
    assert.equal(user.email, 'somebody@pingidentity.com');
  }
});

test('the CREST page as pasted: 201 with Location, and 412 for the second PUT', async () => {
  const json = '{ JSON resource }\n';
  const fields = 'Host: example.com\nAccept: application/json\nContent-Length: ...\nContent-Type: application/json\n';
  const put = `PUT /users/some-id HTTP/1.1\n${fields}If-None-Match: *\n${json}`;
  const folder = await temporaryFolder({
    'post.http': `POST /users?_action=create HTTP/1.1\n${fields}${json}`,
    'put.http': `${put}\n###\n${put}`,
  });
  const created = await sendJson(['send', join(folder, 'post.http'), '--env', 'SandBox']);
  assert.equal(created.response.status, 201, JSON.stringify(created));
  assert.ok(created.links.some((link) => link.source === 'location'));
  const lengths = created.request.headers.filter(([name]) => name.toLowerCase() === 'content-length');
  assert.ok(lengths.every(([, value]) => /^\d+$/.test(value)));
  const run = await runCli(['send', join(folder, 'put.http'), '--env', 'sandbox', '--all', '--json']);
  check(run, 1);
  assert.deepEqual(statuses(run), [201, 412]);
});

test('a target that names no host goes to the sandbox, and a variable called host goes before', async () => {
  const json = 'Content-Type: application/json\n\n{ "userName": "bjensen" }\n';
  const folder = await temporaryFolder({
    'post.http': `POST /users?_action=create\nContent-Length: ...\n${json}`,
    'other.http': `@host = http://127.0.0.1:1\nGET /users/some-id\n`,
  });
  const created = await sendJson(['send', join(folder, 'post.http'), '--env', 'sandbox']);
  assert.equal(created.response.status, 201, JSON.stringify(created));
  const other = await runCli(['send', join(folder, 'other.http'), '--env', 'sandbox']);
  assert.match(other.stdout, /Nothing answers at 127\.0\.0\.1:1/);
  const told = await runCli(['send', join(folder, 'post.http'), '--env', 'sandbox']);
  assert.match(told.stdout, /^Note: The target names no host, so it goes to http:\/\/127\.0\.0\.1:\d+\.$/m);
  assert.doesNotMatch(told.stdout, /The Host header held/);
});

test('every example runs from top to bottom', async () => {
  const cases: [string, number, number[]][] = [
    ['examples/pingone/create-user.http', 0, [201, 201]],
    ['examples/pingone/lifecycle.http', 0, [200, 201, 201, 200, 200, 204, 204]],
    ['examples/crest/create.http', 1, [201, 201, 412, 400, 200, 200, 200, 200, 200, 200]],
    ['examples/crest/managed-user.http', 0, [201, 200, 200, 200, 200, 200]],
  ];
  for (const [file, code, expected] of cases) {
    const run = await runCli(['send', file, '--all', '--env', 'sandbox', '--json']);
    assert.equal(run.code, code, `${file}\n${run.stdout}\n${run.stderr}`);
    assert.deepEqual(statuses(run), expected, file);
    assert.equal(run.stderr, '', file);
  }
});

test('the first minute: the first example by name prints 201 and the links', async () => {
  const run = await runCli(['send', 'examples/pingone/create-user.http', '--name', 'createUser', '--env', 'sandbox']);
  check(run, 0);
  assert.match(run.stdout, /^HTTP\/1\.1 201 Created/m);
  const links = run.stdout.slice(run.stdout.indexOf('\nLinks (13)\n'));
  for (const rel of userLinks) assert.ok(links.includes(`  ${rel} `), rel);
});

test('secrets of the sandbox are in no output, in any form, unless asked for', async () => {
  await withSandbox(async (origin) => {
    const values = await readValues(origin);
    const secrets = [values['accessToken'] ?? '', values['adminAppSecret'] ?? ''];
    const basic = Buffer.from(`${values['adminAppID']}:${values['adminAppSecret']}`).toString('base64');
    const folder = await temporaryFolder({
      'a.http': [
        '# @name token',
        'POST {{authPath}}/{{adminEnvID}}/as/token',
        'Authorization: Basic {{adminAppID}} {{adminAppSecret}}',
        'Content-Type: application/x-www-form-urlencoded',
        '',
        'grant_type=client_credentials',
        '',
        '###',
        'POST {{authPath}}/{{adminEnvID}}/as/token',
        'Content-Type: application/x-www-form-urlencoded',
        '',
        'grant_type=client_credentials&client_id={{adminAppID}}&client_secret={{adminAppSecret}}',
        '',
        '###',
        'GET {{apiPath}}/environments/{{envID}}/users?note={{accessToken}}',
        'Authorization: Bearer {{accessToken}}',
        'X-Copy: {{adminAppSecret}}',
        '',
        '###',
        'GET {{apiPath}}/environments/{{envID}}/users/{{token.response.body.$.access_token}}',
        'Authorization: Bearer {{token.response.body.$.access_token}}',
        '',
      ].join('\n'),
    });
    const words = ['send', join(folder, 'a.http'), '--all', '--sandbox-url', origin];
    const shown = await runCli([...words, '--json', '--show-secrets']);
    const fresh = JSON.parse(shown.stdout.split('\n')[0] ?? '');
    const issued: string = JSON.parse(fresh.response.body).access_token;
    assert.ok(shown.stdout.includes(issued) && issued.length > 40, 'a token was issued');
    for (const secret of [...secrets, basic]) assert.ok(shown.stdout.includes(secret), '--show-secrets shows it');
    for (const more of [[], ['--json']]) {
      const run = await runCli([...words, ...more]);
      assert.equal((run.stdout.match(/\b(?:200|404)\b/g) ?? []).length >= 4, true, run.stdout);
      const output = run.stdout + run.stderr;
      for (const secret of secrets) {
        for (const form of formsOf(secret)) assert.ok(!output.includes(form), `${form.slice(0, 6)}… is masked`);
      }
      assert.ok(!output.includes(basic));
      // The signature and the claims of whatever token was issued in this run.
      assert.doesNotMatch(output, /eyJ[\w-]{20,}\.[\w-]{20,}/);
    }
  });
});

test('a running sandbox is used by its address, and keeps what earlier runs made', async () => {
  await withSandbox(async (origin) => {
    const folder = await temporaryFolder({
      'put.http': 'PUT /users/kept HTTP/1.1\nHost: example.com\nContent-Type: application/json\n\n{"userName":"k"}\n',
      'get.http': 'GET /users/kept HTTP/1.1\nHost: example.com\n',
    });
    const words = ['--env', 'sandbox', '--sandbox-url', origin];
    check(await runCli(['send', join(folder, 'put.http'), ...words]), 0);
    check(await runCli(['send', join(folder, 'get.http'), ...words]), 0);
    check(await runCli(['send', join(folder, 'get.http'), '--sandbox-url', `${origin}/`]), 0);
    check(await runCli(['send', join(folder, 'get.http'), '--env', 'sandbox']), 1);
  });
});

test('a sandbox address that is none is refused before anything is sent', async () => {
  const folder = await temporaryFolder({
    'a.http': 'GET {{apiPath}}/x\n',
    'http-client.env.json': '{"dev":{"a":"b"}}',
  });
  const file = join(folder, 'a.http');
  const recorder = await startRecorder((response) => response.writeHead(200).end('{"apiPath":"http://x.example"}'));
  const refused: [string, RegExp][] = [
    ['http://192.0.2.1:8123', /loopback/],
    ['http://sandbox.example.com', /loopback/],
    ['http://127.0.0.1.example.com', /loopback/],
    ['http://user:pw@127.0.0.1:8123', /user|password/],
    ['https://127.0.0.1:8123', /http:/],
    ['ftp://127.0.0.1', /http:/],
    ['nonsense', /nonsense/],
    [recorder.origin, /no sandbox/],
  ];
  for (const [url, message] of refused) {
    const run = await runCli(['send', file, '--env', 'sandbox', '--sandbox-url', url]);
    check(run, 3);
    assert.match(run.stderr, message, url);
    assert.ok(!run.stderr.includes('pw@'));
  }
  assert.ok(recorder.requests.every((request) => request.target === '/.well-known/identity-http-sandbox'));
  const other = await runCli(['send', file, '--env', 'dev', '--sandbox-url', recorder.origin]);
  check(other, 3);
  assert.match(other.stderr, /--sandbox-url/);
});

/** Runs `identity-http sandbox` while `use` works with its address. */
async function withSandbox(use: (origin: string) => Promise<void>): Promise<void> {
  let child: ChildProcess | undefined;
  const failures: unknown[] = [];
  const run = await runCli(['sandbox', '--port', '0'], {
    during: (started) => {
      child = started;
      let output = '';
      let isUsed = false;
      started.stdout?.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        const origin = /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
        if (!origin || isUsed) return;
        isUsed = true;
        use(origin)
          .catch((error: unknown) => failures.push(error))
          .finally(() => child?.kill('SIGINT'));
      });
    },
  });
  if (failures.length > 0) throw new Error('The use of the sandbox failed.', { cause: failures[0] });
  assert.equal(run.code, process.platform === 'win32' ? null : 0, run.stderr);
}

async function readValues(origin: string): Promise<Record<string, string>> {
  const response = await fetch(`${origin}/.well-known/identity-http-sandbox`);
  const description = (await response.json()) as { variables?: unknown };
  const found = JSON.stringify(description);
  assert.match(found, /adminAppSecret/);
  return flatten(description);
}

/** Name and value pairs wherever the description keeps them. */
function flatten(value: unknown): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, member] of Object.entries(node)) {
      if (typeof member === 'string') found[key] = member;
      visit(member);
    }
    const { name, value: text } = node as { name?: unknown; value?: unknown };
    if (typeof name === 'string' && typeof text === 'string') found[name] = text;
  };
  visit(value);
  return found;
}

function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    encodeURIComponent(secret),
    bytes.toString('base64').replace(/=+$/, ''),
    bytes.toString('base64url'),
    bytes.toString('hex'),
    JSON.stringify(secret).slice(1, -1),
  ];
}

/** What the tests read of one line of `--json`. */
interface SentLine {
  readonly request: { readonly headers: readonly (readonly [name: string, value: string])[] };
  readonly response: { readonly status: number; readonly body: string };
  readonly links: readonly {
    readonly rel: string;
    readonly method: string;
    readonly mediaType?: string;
    readonly source: string;
  }[];
}

async function sendJson(words: readonly string[]): Promise<SentLine> {
  const run = await runCli([...words, '--json']);
  check(run, 0);
  return JSON.parse(run.stdout);
}

function statuses(run: CliRun): number[] {
  const lines = run.stdout.trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line).response?.status);
}

function check(run: CliRun, code: number): void {
  assert.equal(run.code, code, `${run.stdout}\n${run.stderr}`);
}
