import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import test from 'node:test';
import { parseSandboxEnvironment } from '../../src/sandbox/sandboxEnvironment';
import { startSandbox, type RunningSandbox } from '../../src/sandbox/startSandbox';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** One request over a real socket; `headers` may name another host than the one connected to. */
function send(
  sandbox: Pick<RunningSandbox, 'url'>,
  line: string,
  options: { readonly headers?: Record<string, string>; readonly body?: string | Buffer } = {},
): Promise<Answer> {
  const [method = 'GET', path = '/'] = line.split(' ');
  return new Promise((resolve, reject) => {
    const request = httpRequest(
      sandbox.url,
      { method, path, headers: options.headers ?? {}, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) }),
        );
      },
    );
    request.on('error', reject);
    request.end(options.body);
  });
}

test('the sandbox over sockets', async (context) => {
  const sandbox = await startSandbox();
  context.after(() => sandbox.close());
  const { variables, secretNames } = sandbox.environment;
  assert.match(sandbox.url, /^http:\/\/127\.0\.0\.1:\d+$/);
  assert.equal(variables['apiPath'], `${sandbox.url}/v1`);
  assert.deepEqual(secretNames, ['adminAppSecret', 'accessToken', 'tenantToken']);

  await context.test('a running one tells its values, and they work', async () => {
    const answer = await send(sandbox, 'GET /.well-known/identity-http-sandbox');
    assert.deepEqual(parseSandboxEnvironment(answer.body), sandbox.environment);
    assert.equal(parseSandboxEnvironment(Buffer.from('{}')), undefined);
    assert.equal(parseSandboxEnvironment(Buffer.from([0xff])), undefined);
    const headers = { authorization: `Bearer ${variables['accessToken']}` };
    const path = `/v1/environments/${variables['envID']}/populations/${variables['popID']}`;
    assert.equal((await send(sandbox, `GET ${path}`, { headers })).status, 200);
    const head = await send(sandbox, `HEAD ${path}`, { headers });
    assert.deepEqual([head.status, head.body.length], [200, 0]);
  });

  await context.test('the host of the documentation leads here, foreign hosts and pages do not', async () => {
    const post = (headers: Record<string, string>) =>
      send(sandbox, 'POST /users?_action=create', {
        headers: { 'content-type': 'application/json', ...headers },
        body: '{}',
      });
    const created = await post({ host: 'example.com' });
    assert.equal(created.status, 201);
    assert.match(String(created.headers['location']), /^https:\/\/example\.com\/users\//);
    assert.equal((await post({ host: 'evil.test' })).status, 421);
    assert.equal((await post({ origin: 'https://evil.test' })).status, 403);
    assert.equal((await post({ origin: 'null' })).status, 403);
    assert.equal((await post({ 'sec-fetch-site': 'cross-site' })).status, 403);
    assert.equal((await post({ origin: 'http://localhost:3000' })).status, 201);
    const answer = await send(sandbox, 'GET /.well-known/identity-http-sandbox', { headers: { host: 'evil.test' } });
    assert.equal(answer.status, 421);
    assert.equal(answer.body.includes(variables['adminAppSecret'] ?? ''), false);
  });

  await context.test('a body beyond the limit is refused', async () => {
    const body = Buffer.alloc(1024 * 1024 + 1, 'x');
    const answer = await send(sandbox, 'POST /users', { headers: { 'content-type': 'application/json' }, body });
    assert.deepEqual([answer.status, answer.headers['connection']], [413, 'close']);
  });
});

test('it listens on nothing but loopback, and says when a port is taken', async (context) => {
  for (const host of ['0.0.0.0', '::', '192.168.1.1', 'example.com', '127.evil.test']) {
    await assert.rejects(startSandbox({ host }), /loopback/, host);
  }
  const first = await startSandbox();
  context.after(() => first.close());
  await assert.rejects(startSandbox({ port: Number(new URL(first.url).port) }), { code: 'EADDRINUSE' });
});

test('close ends open connections and frees the port', async () => {
  const sandbox = await startSandbox();
  const port = Number(new URL(sandbox.url).port);
  const socket = connect(port, '127.0.0.1');
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await new Promise((resolve) => socket.once('connect', resolve));
  await sandbox.close();
  await closed;
  await assert.rejects(send(sandbox, 'GET /users'), { code: 'ECONNREFUSED' });
});
