import test from 'node:test';
import assert from 'node:assert/strict';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import type { Exchange } from '../../src/core/exchange/exchange';
import type { SendingDefaults } from '../../src/core/request/resolveOptions';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { authMeans } from '../../src/loopback/authMeans';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader, type MemoryFiles } from '../support/resolveText';

interface Walk {
  /** Beside the settings of the token. */
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly auth?: Readonly<Record<string, unknown>>;
  readonly files?: MemoryFiles;
  readonly text?: string;
  readonly defaults?: SendingDefaults;
  readonly timeoutMilliseconds?: number;
  /** Of the token endpoint. */
  readonly answer?: readonly [status: number, body: string];
}

const worker = {
  Type: 'OAuth2',
  'Grant Type': 'Client Credentials',
  'Token URL': 'https://auth.example.com/token',
  'Client ID': 'id',
  'Client Secret': 'a-client-secret',
};

/** Sends one request with a token, to servers that answer everything; gives what was asked of the token endpoint. */
async function check(walk: Walk): Promise<{
  readonly asked: readonly ResolvedRequest[];
  readonly told: readonly Exchange[];
  readonly problems: string;
}> {
  const { variables = {}, auth = {}, files = {}, defaults, timeoutMilliseconds } = walk;
  const text = walk.text ?? 'GET https://api.example.com/\nAuthorization: Bearer {{$auth.token("worker")}}\n';
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const sent: ResolvedRequest[] = [];
  const told: Exchange[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader(files),
    transport: (request) => {
      sent.push(request);
      const headers = [['Content-Type', 'application/json']] as const;
      const isToken = request.url.includes('/token');
      const [status, token] = walk.answer ?? [200, '{"access_token": "an-access-token", "token_type": "Bearer"}'];
      const body = isToken ? token : '{"token_endpoint": "https://elsewhere.example.com/token"}';
      return Promise.resolve(buildResponse({ status: isToken ? status : 200, headers, body }));
    },
    tokens: { keeper: new TokenKeeper(), ...authMeans, onRequest: (exchange) => void told.push(exchange) },
  };
  const own = { ...variables, Security: { Auth: { worker: { ...worker, ...auth } } } };
  const environments = await environmentsOf({ variables: own, files });
  const input = { file, block, environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
  const result = await sendBlock(
    ports,
    createSession(),
    { ...input, defaults, timeoutMilliseconds },
    new AbortController().signal,
  );
  const problems = result.kind === 'unresolved' ? result.problems.map(({ message }) => message).join('\n') : '';
  return { asked: sent.filter(({ url }) => !url.startsWith('https://api.')), told, problems };
}

test('a token is asked for the way every request of its environment goes', async () => {
  const $identityHttp = {
    proxy: 'socks5://127.0.0.1:1080',
    proxyCredentials: '{{proxyUser}}',
    timeout: 7,
    connectionTimeout: 3,
    httpVersion: '2',
  };
  const { asked } = await check({ variables: { $identityHttp, proxyUser: 'someone:a-proxy-password' } });
  const [request] = asked;
  assert.deepEqual(request?.connection, {
    connectTimeoutMilliseconds: 3000,
    proxy: {
      kind: 'proxy',
      url: 'socks5://127.0.0.1:1080',
      source: "the environment 'dev'",
      credentials: { user: 'someone', password: 'a-proxy-password' },
    },
  });
  assert.equal(request.timeoutMilliseconds, 7000);
  assert.equal(request.httpVersion, '2');
  assert.ok(request.secrets.includes('a-proxy-password'));
});

test('the settings of the host count where the environment says nothing, and lines of one request never', async () => {
  const text = [
    'GET https://api.example.com/',
    '# @proxy http://127.0.0.1:9',
    '# @timeout 1',
    '# @http1',
    'Authorization: Bearer {{$auth.token("worker")}}',
  ].join('\n');
  const { asked } = await check({ text, defaults: { httpVersion: '2' }, timeoutMilliseconds: 5000 });
  assert.equal(asked[0]?.httpVersion, '2');
  assert.equal(asked[0].timeoutMilliseconds, 5000);
  assert.equal(asked[0].connection, undefined);
});

const certificate = {
  [`${folder}/http-client.private.env.json`]: JSON.stringify({
    dev: { SSLConfiguration: { clientCertificate: 'client.pem', verifyHostCertificate: false } },
  }),
};
const pem = '-----BEGIN PRIVATE KEY-----';

test('a client certificate is shown to the token endpoint that the settings name', async () => {
  const files = { ...certificate, [`${folder}/client.pem`]: pem };
  const { asked } = await check({ files });
  assert.equal(asked[0]?.connection?.clientCertificate?.name, 'client.pem');
  assert.equal(asked[0].verifiesCertificates, true, 'no file switches the verification off');
  assert.match(asked[0].notes.join(), /certificate of auth\.example\.com is still verified/);
  const allowed = await check({ files, defaults: { unverifiedHosts: ['auth.example.com:443'] } });
  assert.equal(allowed.asked[0]?.verifiesCertificates, false);
});

test('a client certificate is not shown to a host that only a server names', async () => {
  const files = { ...certificate, [`${folder}/client.pem`]: pem };
  const { asked } = await check({
    files,
    auth: { 'Token URL': undefined, 'Issuer URL': 'https://issuer.example.com' },
  });
  assert.deepEqual(
    asked.map(({ url, connection }) => [new URL(url).host, connection?.clientCertificate?.name]),
    [
      ['issuer.example.com', 'client.pem'],
      ['elsewhere.example.com', undefined],
    ],
  );
});

test('without its certificate a token is not asked for', async () => {
  const { asked, told, problems } = await check({ files: certificate });
  assert.deepEqual(asked, []);
  assert.match(problems, /The client certificate of the environment 'dev' cannot be used: there is no file/);
  assert.equal(told[0]?.outcome.kind, 'failure', 'and the log and the history hear of it');
});

test('every resource is asked for, RFC 8707', async () => {
  const { asked } = await check({ auth: { Resource: 'https://a.example https://b.example' } });
  const form = new URLSearchParams(new TextDecoder().decode(asked[0]?.body?.bytes));
  assert.deepEqual(form.getAll('resource'), ['https://a.example', 'https://b.example']);
});

function echo(description: string): string {
  return JSON.stringify({ error: 'invalid_client', error_description: description });
}

test('what an endpoint says back of a secret is masked, however it is written and wherever the sentence ends', async () => {
  for (const description of [
    'a-client-secret',
    btoa('id:a-client-secret'),
    `${'x'.repeat(290)}a-client-secret`,
    'a%2Dclient%2Dsecret',
  ]) {
    const { problems } = await check({ answer: [401, echo(`wrong: ${description}`)] });
    assert.match(problems, /answered 401 with 'invalid_client': wrong: /);
    assert.doesNotMatch(problems, /a(?:-|%2D)cl|aWQ6YS1jbGllbnQ/, description);
  }
});
