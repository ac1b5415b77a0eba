import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { startSandbox } from '../../src/sandbox/startSandbox';
import { startAuthorizationServer } from '../support/authorizationServer';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';
import { signInByForms } from '../support/signInByForms';

const closing: (() => Promise<void>)[] = [];

after(async () => {
  await Promise.all(closing.map((close) => close()));
});

/** Sends one request with a token of these settings; whatever is printed, no token is in it. */
async function check(auth: object, variables: object, during?: (child: ChildProcess) => void) {
  const recorder = await startRecorder((response) => response.writeHead(200).end('{}'));
  const folder = await temporaryFolder({
    'a.http': `GET ${recorder.origin}/\nAuthorization: Bearer {{accessToken}}\n`,
    'http-client.env.json': JSON.stringify({
      dev: { accessToken: '{{$auth.token("worker")}}', ...variables, Security: { Auth: { worker: auth } } },
    }),
  });
  const run = await runCli(['send', join(folder, 'a.http'), '--env', 'dev'], during ? { during } : {});
  const fields = recorder.requests.at(-1)?.rawHeaders ?? [];
  const token = fields.map((field) => /^Bearer (\S{10,})$/.exec(field)?.[1]).find((text) => text !== undefined);
  if (token !== undefined) assert.ok(!(run.stdout + run.stderr).includes(token), 'a token is never printed');
  return { ...run, token };
}

test('the token endpoint of the sandbox gives a token to its worker application', async () => {
  const sandbox = await startSandbox({ keepsProcess: false });
  closing.push(() => sandbox.close());
  const { authPath, adminEnvID, adminAppID, adminAppSecret } = sandbox.environment.variables;
  const auth = {
    Type: 'OAuth2',
    'Grant Type': 'Client Credentials',
    'Issuer URL': '{{authPath}}/{{adminEnvID}}/as',
    'Client ID': '{{adminAppID}}',
    'Client Secret': '{{adminAppSecret}}',
  };
  const good = await check(auth, { authPath, adminEnvID, adminAppID, adminAppSecret });
  assert.equal(good.code, 0, good.stderr);
  assert.equal(good.token?.split('.').length, 3);
  const bad = await check(auth, { authPath, adminEnvID, adminAppID, adminAppSecret: 'a-wrong-secret' });
  assert.notEqual(bad.code, 0);
  assert.equal(bad.token, undefined, 'nothing is sent without its token');
  assert.match(bad.stderr, /answered 401 with 'invalid_client'/);
  assert.doesNotMatch(bad.stderr, /a-wrong-secret/);
});

test('a sign-in prints its address beside the result, and listens for the way back', async () => {
  const server = await startAuthorizationServer();
  closing.push(() => server.close());
  const auth = {
    Type: 'OAuth2',
    'Grant Type': 'Authorization Code',
    'Issuer URL': server.issuer,
    'Client ID': 'public',
  };
  let said = '';
  const { code, token, stdout } = await check({ ...auth, Scope: 'openid api' }, {}, (child) => {
    child.stderr?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const address = /^ {2}(http\S+)\n/m.exec(said)?.[1];
      if (address === undefined) return;
      said = '';
      const back = new URL(address).searchParams.get('redirect_uri') ?? '';
      void signInByForms(address, (at) => at.href.startsWith(back), { login: 'someone' }).then((end) => fetch(end));
    });
  });
  assert.equal(code, 0);
  assert.ok(token);
  assert.doesNotMatch(stdout, /redirect_uri/);
});
