import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import test from 'node:test';
import { printCurl } from '../../src/core/export/printCurl';
import { buildRedactor } from '../../src/core/exchange/redaction';
import type { HeaderPair, ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { maskRequest } from '../../src/core/view/maskRequest';
import { startRecorder, type RecordedRequest } from '../support/recorder';

const isHere = process.platform !== 'win32' && spawnSync('curl', ['--version']).status === 0;
const skip = isHere ? false : 'There is no curl and POSIX shell on this machine.';

const hostile = `a'b "c" $(touch /tmp/x) \`id\` \\ \\n !history %s \${HOME} & ; | < > * ? # é 😀\n\tend\n\n`;

test('a request comes from a real curl as it would be sent', { skip }, async () => {
  await check({ url: '/users?q=a%20b&c=d+e' });
  await check({ url: '/a/../b/./c?x=../y' });
  await check({ url: '/a/%2e%2e/b' });
  await check({ url: '/list?ids[]={1,2}&range=[1-3]' });
  await check({ url: "/it's?a='$(id)'" });
  await check({ method: 'HEAD', url: '/head' });
  await check({ method: 'DELETE', url: '/users/1' });
  await check({ method: 'QUERY', url: '/a', body: 'x' });
  await check({ method: 'GET', url: '/a', body: '{}', headers: [['Content-Type', 'application/json']] });
});

test('fields keep their order, case, repeats and emptiness', { skip }, async () => {
  const headers: HeaderPair[] = [
    ['x-one', '1'],
    ['X-Two', "it's; $(id) `id` \\"],
    ['X-Empty', ''],
    ['x-one', 'again'],
    ['Accept', 'application/json;q=0.5, */*'],
    ['Accept-Encoding', 'gzip'],
    ['User-Agent', 'mine'],
  ];
  await check({ url: '/', headers });
  await check({ method: 'POST', url: '/', headers: [...headers, ['Content-Length', '99']], body: 'abc' });
});

test('bodies arrive octet for octet', { skip }, async () => {
  await check({ method: 'POST', url: '/', body: hostile });
  await check({ method: 'POST', url: '/', body: '@/etc/hostname' });
  await check({ method: 'POST', url: '/', body: '-' });
  await check({ method: 'POST', url: '/', body: 'a\r\nb\rc' });
  await check({ method: 'POST', url: '/', body: '\uFEFFmarked' });
  for (const length of [0, 1, 2, 3, 4, 300]) {
    await check({ method: 'PUT', url: '/', body: Uint8Array.from({ length }, (_, index) => (index * 37) % 256) });
  }
  await check({ method: 'POST', url: '/', body: 'long '.repeat(60_000) });
});

test('another place to connect to, a version and a limit', { skip }, async () => {
  await check({ url: '/a', host: 'api.example.com', timeoutMilliseconds: 5500 });
  await check({ url: '/a', httpVersion: '1.0' });
  assert.match(printCurl(requestOf({ url: 'https://a/', httpVersion: '2', verifiesCertificates: false })), /--http2\b/);
  assert.match(printCurl(requestOf({ url: 'https://a/', verifiesCertificates: false })), /--insecure/);
});

test('what curl works out itself, the way to the server, and what has to be added by hand', () => {
  const digest = { kind: 'digest', user: 'joe', password: "o'canary", origin: 'https://a' } as const;
  const aws = {
    kind: 'aws',
    accessKey: 'AKIA',
    secretKey: 'canary',
    sessionToken: 'canary',
    origin: 'https://a',
  } as const;
  const connection = {
    connectTimeoutMilliseconds: 1500,
    proxy: {
      kind: 'proxy',
      url: 'http://proxy:3128',
      source: 'a test',
      credentials: { user: 'canary', password: 'canary' },
    },
    clientCertificate: { kind: 'pfx', bytes: new Uint8Array(), passphrase: 'canary', name: 'me.p12\nrm' },
  } as const;
  assert.match(print({ authentication: digest }), /--digest \\\n {2}--user 'joe:o'\\''canary'/);
  const signed = print({ authentication: { ...aws, region: 'eu-1', service: 'iam' } });
  assert.match(signed, /--aws-sigv4 'aws:amz:eu-1:iam' \\\n {2}--user 'AKIA:canary'.*X-Amz-Security-Token: canary/s);
  const there = print({ connection });
  assert.match(there, /^# Add --cert and --key for the client certificate of me\.p12 rm\.\ncurl/);
  assert.match(
    there,
    /--proxy 'http:\/\/proxy:3128' \\\n {2}--proxy-user 'canary:canary' \\\n {2}--connect-timeout 1\.5/,
  );
  assert.match(print({ connection: { proxy: { kind: 'direct' } } }), /--noproxy '\*'/);
  const body = { kind: 'stream', bytes: new Uint8Array(3), size: 9e9, open: readNothing } as const;
  assert.match(print({ method: 'PUT', body }), /^# Put the path.* in place of FILE\.\ncurl.*--data-binary @FILE\n$/s);
  for (const authentication of [digest, { ...aws, region: undefined, service: undefined }]) {
    const request = { ...requestOf({ url: 'https://a/' }), authentication, connection };
    assert.doesNotMatch(printCurl(maskRequest(request, buildRedactor([]))), /canary/);
  }
});

test('a masked request holds no secret in any place', () => {
  const secret = 'canary-secret-value';
  const request = requestOf({
    method: 'POST',
    url: `https://a/${secret}?access_token=short`,
    headers: [
      ['Authorization', `Bearer ${secret}`],
      ['Content-Type', 'application/json'],
    ],
    body: `{"password":"hunter2","note":"${secret}","keep":"it's"}`,
  });
  const masked = printCurl(maskRequest(request, buildRedactor([secret])));
  assert.doesNotMatch(masked, /canary|short|hunter2/);
  assert.match(masked, /"keep":"it'\\''s"/);
  const octets = Uint8Array.from([0, 255, ...new TextEncoder().encode(secret)]);
  const binary = requestOf({ method: 'POST', url: 'https://a/', body: octets });
  assert.deepEqual(maskRequest(binary, buildRedactor([])).body?.bytes, octets);
  assert.doesNotMatch(printCurl(maskRequest(binary, buildRedactor([secret]))), /base64/);
});

interface Wanted extends Omit<Partial<ResolvedRequest>, 'body'> {
  readonly body?: string | Uint8Array;
  /** The URL names this host, and the connection goes to the recorder. */
  readonly host?: string;
}

/** `url` is the target: the rest is where the recorder listens. */
async function check(wanted: Wanted & { readonly url: string }): Promise<void> {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
  try {
    const place = wanted.host === undefined ? recorder.origin : `http://${wanted.host}`;
    const connectOrigin = wanted.host === undefined ? undefined : recorder.origin;
    const request = requestOf({ ...wanted, url: place + wanted.url, connectOrigin });
    await runInShell(printCurl(request));
    const [came] = recorder.requests;
    assert.ok(came && recorder.requests.length === 1);
    compare(came, request, wanted.url);
  } finally {
    await recorder.close();
  }
}

/** As pasted into a terminal, which takes longer texts than an argument. */
async function runInShell(command: string): Promise<void> {
  const shell = spawn('sh', { stdio: ['pipe', 'ignore', 'ignore'], env: { PATH: process.env['PATH'], no_proxy: '*' } });
  shell.stdin.end(command);
  const [code] = (await once(shell, 'close')) as [number | null]; // The event's first argument.
  assert.equal(code, 0, command.slice(0, 500));
}

function compare({ head, body }: RecordedRequest, request: ResolvedRequest, target: string): void {
  const [line = '', ...fields] = head.trimEnd().split('\r\n');
  assert.equal(line, `${request.method} ${target} HTTP/${request.httpVersion ?? '1.1'}`);
  const given = new Set(request.headers.map(([name]) => name.toLowerCase()));
  const own = fields.filter((field) => {
    const name = /^[^:]*/.exec(field)?.[0].toLowerCase() ?? '';
    return name !== 'content-length' && (given.has(name) || !['host', 'user-agent', 'accept'].includes(name));
  });
  const wanted = request.headers.filter(([name]) => name !== 'Content-Length');
  assert.deepEqual(
    own.map((field) => field.replace(/:\s*/, ': ')),
    wanted.map(([name, value]) => `${name}: ${value}`),
  );
  assert.equal(body, Buffer.from(request.body?.bytes ?? []).toString('latin1'));
}

function print(part: Partial<ResolvedRequest>): string {
  return printCurl({ ...requestOf({ url: 'https://a/' }), ...part });
}

async function* readNothing(): AsyncIterable<Uint8Array> {}

function requestOf({ body, ...rest }: Wanted): ResolvedRequest {
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return {
    method: 'GET',
    url: 'http://127.0.0.1/',
    httpVersion: undefined,
    headers: [],
    connectOrigin: undefined,
    verifiesCertificates: true,
    followsRedirects: false,
    timeoutMilliseconds: undefined,
    secrets: [],
    notes: [],
    ...rest,
    body: bytes && { kind: 'bytes', bytes },
  };
}
