import test from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';
import type { CliRun } from '../support/cliProcess';

const environments = `{
  "$shared": { "tld": "com", "apiPath": "https://api.example.{{tld}}" },
  "staging": { "tld": "eu", "tenant": "one", "cfg": { "host": "h" } },
  "eu": { "region": "eu-1", "tenant": "two" }
}
`;

const files = {
  'api/a.http': '@tenant = own\n\nGET {{apiPath}}/{{tenant}}\n',
  'http-client.env.json': environments,
  'http-client.private.env.json': '{ "staging": { "adminAppSecret": "canary-secret-value" } }\n',
  '.env': 'FROM_DOTENV=plain\nMY_PASSWORD=canary-dotenv-value\n',
  '.env.staging': 'NAMED=named\n',
  'lab.postman_environment.json':
    '{"name": "Lab one", "values": [{"key": "k", "value": "canary-postman-value", "type": "secret"}, {"key": "off", "value": "x", "enabled": false}]}',
  '.vscode/settings.json':
    '{\n  // of another tool\n  "rest-client.environmentVariables": { "staging": { "fromSettings": 1.50 } }\n}\n',
};

/** Runs `env` in the folder of the files; the JSON form comes back as variables by name. */
async function check(words: readonly string[], code: number, content: Readonly<Record<string, string>> = files) {
  const folder = await temporaryFolder(content);
  const run = await runCli(['env', 'api/a.http', ...words], { cwd: folder });
  assert.equal(run.code, code, run.stderr);
  assert.doesNotMatch(run.stdout + run.stderr, /canary|^\s+at /m);
  return run;
}

function variablesOf(run: CliRun): ReadonlyMap<string, Record<string, unknown>> {
  const { variables } = JSON.parse(run.stdout) as { readonly variables: readonly Record<string, unknown>[] }; // Our own.
  return new Map(variables.map(({ name, ...rest }) => [String(name), rest]));
}

test('--json: every variable with value, origin, place and what it hides', async () => {
  const run = await check(['--env', 'staging', '--json'], 0);
  const variables = variablesOf(run);
  assert.deepEqual([...variables.keys()].toSorted(), [
    'FROM_DOTENV',
    'MY_PASSWORD',
    'NAMED',
    'adminAppSecret',
    'apiPath',
    'cfg',
    'fromSettings',
    'tenant',
    'tld',
  ]);
  assert.deepEqual(variables.get('tenant'), {
    value: 'own',
    origin: 'file',
    file: 'api/a.http',
    line: 1,
    column: 2,
    hides: [
      {
        value: 'one',
        origin: 'environment',
        environment: 'staging',
        file: 'http-client.env.json',
        line: 3,
        column: 39,
      },
    ],
  });
  assert.equal(variables.get('apiPath')?.['value'], 'https://api.example.eu', 'a value uses what wins');
  assert.equal(variables.get('apiPath')?.['origin'], 'shared');
  assert.deepEqual(variables.get('adminAppSecret'), {
    value: '••••••••',
    secret: true,
    origin: 'private',
    environment: 'staging',
    file: 'http-client.private.env.json',
    line: 1,
    column: 34,
  });
  assert.deepEqual(variables.get('fromSettings'), {
    value: '1.50',
    origin: 'setting',
    environment: 'staging',
    setting: 'rest-client.environmentVariables',
    file: '.vscode/settings.json',
    line: 3,
    column: 70,
  });
  assert.equal(variables.get('NAMED')?.['file'], '.env.staging');
  assert.equal(variables.get('MY_PASSWORD')?.['value'], '••••••••');
  assert.equal(variables.get('cfg')?.['value'], '{"host":"h"}');
});

test('several environments on top of each other, and one that Postman exported', async () => {
  const both = variablesOf(await check(['--env', 'staging', '--env', 'eu', '--json'], 0));
  const hidden = both.get('tenant')?.['hides'] as readonly { readonly value: string }[];
  assert.deepEqual(
    hidden.map(({ value }) => value),
    ['two', 'one'],
  );
  assert.equal(both.get('region')?.['value'], 'eu-1');
  const lab = variablesOf(await check(['--env', 'Lab one', '--json'], 0));
  assert.equal(lab.get('k')?.['value'], '••••••••');
  assert.ok(!lab.has('off'));
});

test('the list for a person names file, line and environment', async () => {
  const { stdout } = await check(['--env', 'staging'], 0);
  assert.match(stdout, /^Environment staging$/m);
  assert.match(stdout, /^tenant = own\n {4}api\/a\.http:1\n {4}hides one from http-client\.env\.json:3 \(staging\)$/m);
  assert.match(stdout, /^adminAppSecret = ••••••••\n {4}http-client\.private\.env\.json:1 \(staging\)$/m);
  assert.match(stdout, /^FROM_DOTENV = plain\n {4}\.env:1$/m);
  const none = await check([], 0);
  assert.match(none.stdout, /^No environment; there are: staging, eu, Lab one$/m);
  const stored = { ...files, 'http-client.env.json': '{ "$shared": { "key": { "provider": "SecretStorage" } } }' };
  assert.match(
    (await check([], 0, stored)).stdout,
    /^key = .*_SHARED_KEY.*\n {4}http-client\.env\.json:1 \(\$shared\)$/m,
  );
  assert.match(none.stdout, /^tld = com\n {4}http-client\.env\.json:2 \(\$shared\)$/m);
});

test('a value that cannot be had says why, and hostile names stay text', async () => {
  const run = await check(['--env', 'dev'], 0, {
    'api/a.http': 'GET https://example.com/\n',
    'http-client.env.json':
      '{"dev": {"a": "{{b}}", "b": "{{a}}", "x\\u001b[31m": "\\u001b]0;t\\u0007", "__proto__": "p"}}',
  });
  assert.match(run.stdout, /^a = The value of 'a' needs itself: a → b → a\.$/m);
  assert.match(run.stdout, /^__proto__ = p$/m);
  assert.doesNotMatch(run.stdout, /\u001b/);
});

test('exit code 2: an environment file with an error, at its place; the rest is listed', async () => {
  const broken = { ...files, 'http-client.private.env.json': '{ "staging": { "adminAppSecret": \n' };
  const run = await check(['--env', 'staging', '--json'], 2, broken);
  assert.match(run.stderr, /http-client\.private\.env\.json:2:1: invalid-json: /);
  assert.equal(variablesOf(run).get('tld')?.['value'], 'eu');
});

test('exit code 3: what there is not', async () => {
  const missing = await check(['--env', 'prod'], 3);
  assert.match(missing.stderr, /no environment 'prod'.*staging, eu, Lab one, sandbox/);
  assert.match((await check(['--env', 'staging+prod'], 3)).stderr, /defines 'prod'/);
  assert.match((await check(['--env', 'staging, eu'], 3)).stderr, /write 'staging\+eu'/);
  // What a file itself names is a problem of the file.
  const pinned = { ...files, 'api/a.http': '# @env staging eu\nGET {{apiPath}}\n' };
  assert.match((await check([], 2, pinned)).stderr, /a\.http:1:8: .*'staging eu'.*write 'staging\+eu'/);
  assert.match(
    (await check([], 2, { ...files, 'api/a.http': '# @env eu\n# @env staging\nGET {{apiPath}}\n' })).stderr,
    /write '# @env eu\+staging'/,
  );
  assert.match((await check(['--env', 'staging+sandbox'], 3)).stderr, /alone/);
  const folder = await temporaryFolder({});
  assert.equal((await runCli(['env', 'none.http'], { cwd: folder })).code, 3);
});

test('the sandbox has its values too, above $shared', async () => {
  const variables = variablesOf(await check(['--env', 'sandbox', '--json'], 0));
  assert.equal(variables.get('apiPath')?.['origin'], 'sandbox');
  assert.equal(variables.get('adminAppSecret')?.['value'], '••••••••');
});

test('imported files give names and values, and a broken import is named', async () => {
  const run = await check(['--json'], 0, {
    'api/a.http': 'import ../shared.http\nimport gone.http\n\n@own = 1\nGET https://example.com/\n',
    'shared.http': '@own = hidden\n@base = https://example.com\n',
  });
  const variables = variablesOf(run);
  assert.deepEqual(variables.get('base'), {
    value: 'https://example.com',
    origin: 'import',
    file: 'shared.http',
    line: 2,
    column: 2,
  });
  assert.equal(variables.get('own')?.['value'], '1');
  assert.match(run.stderr, /^api\/a\.http:2:8: import-not-read: .*gone\.http/m);
});

test('a file that is pinned to what there is not says so at the name, and is not sent', async () => {
  const folder = await temporaryFolder({
    'a.http': '# @env stagin\n\nGET http://127.0.0.1:9/{{tenant}}\n',
    'b.http': '# @env Sandbox\n\nGET http://127.0.0.1:9/{{apiPath}}\n',
    'http-client.env.json': '{ "staging": { "tenant": "one" } }',
  });
  for (const command of ['check', 'send']) {
    const run = await runCli([command, 'a.http'], { cwd: folder });
    assert.equal(run.code, command === 'send' ? 2 : 1);
    const lines = `${run.stdout}${run.stderr}`.trim().split('\n');
    assert.equal(lines.length, 1);
    assert.match(lines[0] ?? '', /^a\.http:1:8: .*unknown-environment:? No environment file defines 'stagin'/);
  }
  const pinned = await runCli(['check', 'b.http', '--env', 'staging'], { cwd: folder });
  assert.doesNotMatch(pinned.stdout, /unknown-environment/);
});

test('a pinned file is sent in its environment, and in no other', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'a.http': '# @env staging\n\nGET {{origin}}/{{tenant}}\n',
    'http-client.env.json': JSON.stringify({
      staging: { origin: recorder.origin, tenant: 'one' },
      prod: { origin: recorder.origin, tenant: 'two' },
    }),
  });
  assert.equal((await runCli(['send', join(folder, 'a.http')])).code, 0);
  const refused = await runCli(['send', join(folder, 'a.http'), '--env', 'prod']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /conflicting-environments: .*'staging'.*'prod'/);
  assert.deepEqual(
    recorder.requests.map(({ target }) => target),
    ['/one'],
  );
});

test('what an environment wants confirmed is not sent where nobody can be asked, but with --yes', async () => {
  const recorder = await startRecorder();
  const folder = await temporaryFolder({
    'a.http':
      '# @name remove\nDELETE {{origin}}/1\n\n###\n# @name read\nGET {{origin}}/2\nAuthorization: Bearer {{accessToken}}\n',
    'http-client.env.json': JSON.stringify({
      prod: { $identityHttp: { confirm: ['delete'] }, origin: recorder.origin },
      strict: { $identityHttp: { hosts: ['api.example.com'] }, origin: recorder.origin, accessToken: 'canary' },
    }),
  });
  const file = join(folder, 'a.http');
  const refused = await runCli(['send', file, '--name', 'remove', '--env', 'prod']);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /confirmation-needed: .*'prod' asks before every DELETE.*\nAdd --yes/);
  const elsewhere = await runCli(['send', file, '--name', 'read', '--env', 'strict']);
  assert.equal(elsewhere.code, 2);
  assert.match(elsewhere.stderr, /credentials to http:\/\/127\.0\.0\.1:\d+.*api\.example\.com/);
  assert.deepEqual(recorder.requests, []);
  assert.equal((await runCli(['send', file, '--name', 'remove', '--env', 'prod', '--yes'])).code, 0);
  assert.equal(
    (await runCli(['send', file, '--name', 'remove', '--env', 'strict'])).code,
    0,
    'it carries no credentials',
  );
  assert.equal(recorder.requests.length, 2);
});
