import test from 'node:test';
import assert from 'node:assert/strict';
import { lookupDirectiveAbout } from '../../src/core/language/complete/directiveTable';
import { resolveText, type ResolveOptions } from '../support/resolveText';

/** What a request says of its connection, and the problems of resolving it as `severity code at text`. */
async function check(
  text: string,
  expected: Record<string, unknown> | undefined,
  { problems = [], ...options }: ResolveOptions & { readonly problems?: readonly string[] } = {},
): Promise<void> {
  const resolution = await resolveText(text, options);
  assert.deepEqual(
    resolution.problems.map(({ code, severity, span }) => `${severity} ${code} at ${text.slice(span.start, span.end)}`),
    problems,
  );
  if (resolution.kind === 'unresolved') {
    assert.equal(expected, undefined);
    return;
  }
  const { request } = resolution;
  const shown = Object.fromEntries(
    Object.keys(expected ?? {}).map((key) => [key, request[key as keyof typeof request]]),
  );
  assert.deepEqual(shown, expected);
}

const target = 'GET https://api.example.com/users';
const none = { connection: undefined };

test('without a word nothing is asked of the connection', () => check(target, none));

test('the request goes before the environment, and that before the host', async () => {
  const rules = { followRedirects: false, timeout: 20, connectionTimeout: '500 ms', httpVersion: '2' };
  const variables = { api: 'https://api.example.com', $identityHttp: rules };
  const defaults = { followsRedirects: true, httpVersion: '1.1' } as const;
  await check(
    target,
    {
      followsRedirects: false,
      timeoutMilliseconds: 20_000,
      connection: { connectTimeoutMilliseconds: 500 },
      httpVersion: '2',
    },
    { variables, defaults },
  );
  await check(
    `# @timeout 5\n# @connection-timeout 2 s\n# @http1\n${target}`,
    { timeoutMilliseconds: 5000, connection: { connectTimeoutMilliseconds: 2000 }, httpVersion: '1.1' },
    { variables, defaults },
  );
  await check(
    target,
    { followsRedirects: false, httpVersion: '2' },
    {
      defaults: { followsRedirects: false, httpVersion: '2' },
    },
  );
  await check(`# @no-redirect\n${target}`, { followsRedirects: false }, { defaults });
  await check(`${target} HTTP/1.0`, { httpVersion: '1.0' }, { variables });
});

test('what contradicts itself is said where it stands', async () => {
  await check(
    `# @http2\n${target} HTTP/1.1`,
    { httpVersion: '1.1' },
    {
      problems: ['warning conflicting-version at @http2'],
    },
  );
  await check(`# @http2\n${target} HTTP/2`, { httpVersion: '2' });
  await check(
    `# @http1\n# @http2\n${target}`,
    { httpVersion: undefined },
    {
      problems: ['warning conflicting-version at @http2'],
    },
  );
  await check(`# @connection-timeout soon\n${target}`, none, {
    problems: ['warning invalid-timeout at @connection-timeout soon'],
  });
});

const proxy = (url: string) => ({ connection: { proxy: { kind: 'proxy', url, source: "the line '# @proxy'" } } });

test('a proxy of the request', async () => {
  await check(`# @proxy http://p.example:8080\n${target}`, proxy('http://p.example:8080'));
  await check(`# @proxy p.example:8080\n${target}`, proxy('http://p.example:8080'));
  await check(`# @proxy SOCKS5H://[::1]:1080/\n${target}`, proxy('socks5h://[::1]:1080'));
  await check(`# @proxy direct\n${target}`, { connection: { proxy: { kind: 'direct' } } });
  await check(`# @no-proxy\n${target}`, { connection: { proxy: { kind: 'direct' } } });
});

test('a proxy that cannot be read stops the send', async () => {
  for (const text of ['ftp://p.example', 'http://p.example/path', '{{proxy}}', 'http://user:secret@p.example']) {
    await check(`# @proxy ${text}\n${target}`, undefined, { problems: [`error invalid-proxy at ${text}`] });
  }
  await check(`# @proxy\n${target}`, undefined, { problems: ['error invalid-proxy at @proxy'] });
});

test('credentials of the environment are for its own proxy, and secret', async () => {
  const $identityHttp = { proxy: 'http://p.example:8080', proxyCredentials: 'me:{{pw}}' };
  const variables = { $identityHttp, pw: 'sec:ret' };
  const own = { kind: 'proxy', url: 'http://p.example:8080', source: "the environment 'dev'" };
  await check(
    target,
    { connection: { proxy: { ...own, credentials: { user: 'me', password: 'sec:ret' } } } },
    { variables },
  );
  const resolution = await resolveText(target, { variables });
  assert.ok(resolution.kind === 'resolved' && resolution.request.secrets.includes('sec:ret'));
  const other = { kind: 'proxy', url: 'http://q.example', source: "the line '# @proxy'" };
  await check(`# @proxy http://q.example\n${target}`, { connection: { proxy: other } }, { variables });
  await check(target, undefined, {
    variables: { $identityHttp },
    problems: ['error missing-proxy-credentials at https://api.example.com/users'],
  });
});

const files = {
  '/desk/api/certs/c.crt': '-----BEGIN CERTIFICATE-----',
  '/desk/api/certs/c.key': 'key',
  '/desk/api/certs/both.pem': '-----BEGIN CERTIFICATE-----\n-----BEGIN PRIVATE KEY-----',
  '/desk/api/c.pfx': 'container',
};
const bytes = (text: string) => new TextEncoder().encode(text);

/** With that `SSLConfiguration` and a value that names the host. */
async function checkCertificate(ssl: object, expected: object | undefined, problem?: RegExp): Promise<void> {
  const variables = { api: 'https://api.example.com/v1', pass: 'phrase', SSLConfiguration: ssl };
  const resolution = await resolveText(target, { files, variables });
  if (problem) {
    assert.equal(resolution.kind, 'unresolved');
    assert.deepEqual(
      resolution.problems.map(({ code }) => code),
      ['client-certificate'],
    );
    assert.match(resolution.problems[0]?.message ?? '', problem);
  } else {
    assert.ok(resolution.kind === 'resolved', JSON.stringify(resolution.problems));
    assert.deepEqual(resolution.request.connection?.clientCertificate, expected);
  }
}

test('a client certificate is read from beside the environment file', async () => {
  await checkCertificate(
    { clientCertificate: 'certs/c.crt', clientCertificateKey: { path: 'certs/c.key', format: 'PEM' } },
    {
      kind: 'pem',
      certificate: bytes(files['/desk/api/certs/c.crt']),
      key: bytes('key'),
      name: 'certs/c.crt',
    },
  );
  const both = bytes(files['/desk/api/certs/both.pem']);
  await checkCertificate(
    { clientCertificate: 'certs/both.pem' },
    { kind: 'pem', certificate: both, key: both, name: 'certs/both.pem' },
  );
  await checkCertificate(
    { clientCertificate: 'c.pfx', hasCertificatePassphrase: true, clientCertificatePassphrase: '{{pass}}' },
    { kind: 'pfx', bytes: bytes('container'), passphrase: 'phrase', name: 'c.pfx' },
  );
});

test('a client certificate that cannot be used is said in words', async () => {
  await checkCertificate(
    { clientCertificate: 'none.crt', clientCertificateKey: 'c' },
    undefined,
    /no file .*none\.crt/,
  );
  await checkCertificate({ clientCertificate: 'certs/c.crt' }, undefined, /has no key/);
  await checkCertificate({ clientCertificate: '../../../etc/c.pfx' }, undefined, /lies outside '\/desk'/);
  await checkCertificate({ clientCertificate: 'c.pfx', hasCertificatePassphrase: true }, undefined, /none is given/);
  await checkCertificate(
    { clientCertificate: 'c.pfx', clientCertificatePassphrase: '{{nowhere}}' },
    undefined,
    /passphrase is missing\..*nowhere/,
  );
});

test('a client certificate is for the hosts of its environment alone', async () => {
  const variables = { api: 'https://own.example', SSLConfiguration: { clientCertificate: 'c.pfx' } };
  await check(target, none, { files, variables });
  await check('GET http://own.example/x', none, { files, variables });
  await check('# @no-client-cert\nGET https://own.example/x', none, { files, variables });
  const named = { SSLConfiguration: { clientCertificate: 'c.pfx' }, $identityHttp: { hosts: ['*.example.com'] } };
  const clientCertificate = { kind: 'pfx', bytes: bytes('container'), name: 'c.pfx' };
  await check(target, { connection: { clientCertificate } }, { files, variables: named });
});

test('asking for no verification is a problem where nobody allowed it', async () => {
  for (const name of ['insecure', 'no-reject-unauthorized', 'noRejectUnauthorized']) {
    await check(
      `# @${name}\n${target}`,
      { verifiesCertificates: true },
      {
        problems: [`warning certificate-still-verified at @${name}`],
      },
    );
    const defaults = { unverifiedHosts: ['api.example.com:443'] };
    await check(`# @${name}\n${target}`, { verifiesCertificates: false }, { defaults });
  }
});

test('every directive of the connection is explained', () => {
  for (const name of ['connection-timeout', 'proxy', 'no-proxy', 'http1', 'http2', 'insecure', 'no-client-cert']) {
    assert.equal(lookupDirectiveAbout(name)?.isIgnored, undefined, name);
    assert.ok(lookupDirectiveAbout(name), name);
  }
});
