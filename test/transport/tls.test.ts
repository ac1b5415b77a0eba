import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { hostAdvice } from '../../src/cli/hostAdvice';
import { createTransport } from '../../src/transport/createTransport';
import type { TransportOptions } from '../../src/transport/createTransport';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';

interface Expected {
  /** Of the failure; absent when the request gets its answer. */
  readonly message?: RegExp;
  readonly note?: RegExp;
  readonly nextStep?: RegExp;
}

/** One request to a server with that certificate. */
async function check(
  certificate: string,
  parts: Partial<Omit<ResolvedRequest, 'body'>>,
  options: TransportOptions | ((origin: string) => TransportOptions),
  expected: Expected,
): Promise<void> {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {
    cert: read(`${certificate}.cert.pem`),
    key: read(`${certificate}.key.pem`),
  });
  const transport = createTransport(typeof options === 'function' ? options(recorder.origin) : options);
  const outcome = await transport(buildRequest({ url: recorder.origin, ...parts }), new AbortController().signal);
  await transport.close();
  await recorder.close();
  if (outcome.kind === 'failure') {
    assert.equal(outcome.code, 'tls');
    assert.match(outcome.message, expected.message ?? /^no failure is expected$/);
    assert.match(outcome.nextStep, expected.nextStep ?? /./);
    assert.equal(outcome.mayHaveReachedServer, false);
    assert.deepEqual(recorder.requests, []);
  } else {
    assert.equal(expected.message, undefined, 'the certificate was accepted');
    assert.match((outcome.notes ?? []).join(' '), expected.note ?? /^$/);
  }
}

function read(name: string): string {
  return readFileSync(`test/fixtures/tls/test-only-${name}`, 'utf8');
}

const trusting = { connections: () => ({ certificateAuthorities: [read('authority.cert.pem')] }) };
const allowing = (origin: string) => ({ connections: () => ({ unverifiedHosts: [new URL(origin).host] }) });

test('a self-signed certificate is refused', () => check('self-signed', {}, {}, { message: /is self-signed/ }));

test('an unknown authority is refused', () =>
  check('untrusted', {}, {}, { message: /issued by an authority this machine does not trust/ }));

test('an authority that was named is trusted', () => check('untrusted', {}, trusting, {}));

test('an expired certificate is refused', () => check('expired', {}, trusting, { message: /has expired/ }));

test('a certificate for another name is refused', () =>
  check('other-name', {}, trusting, { message: /is for another name/ }));

test('an exception is said on the answer it touched', () =>
  check('self-signed', {}, allowing, { note: /was not verified, because you allowed that for this host/ }));

test('the way to allow a host is said in the words of the host program, where a person may allow it', async () => {
  const { allowHost } = hostAdvice;
  const connections = () => ({ adviseAllowing: allowHost, certificateAuthorities: [read('authority.cert.pem')] });
  const nextStep = /To send without verifying it, add --insecure-host localhost:\d+\.$/;
  for (const certificate of ['self-signed', 'expired', 'other-name']) {
    await check(certificate, {}, { connections }, { message: /certificate of/, nextStep });
  }
  await check('self-signed', {}, {}, { message: /self-signed/, nextStep: /otherwise do not go on\.$/ });
});

test('a request alone cannot switch the verification off', () =>
  check('self-signed', { verifiesCertificates: false }, {}, { message: /is self-signed/ }));

test('an exception for one port is none for another', () =>
  check(
    'self-signed',
    {},
    { connections: () => ({ unverifiedHosts: ['localhost:1'] }) },
    { message: /is self-signed/ },
  ));

test('a certificate that is in order needs no exception, and nothing is said of one', () =>
  check(
    'untrusted',
    {},
    (origin) => ({ connections: () => ({ ...trusting.connections(), ...allowing(origin).connections() }) }),
    {},
  ));

test('an exception that is taken back holds for no kept connection', async () => {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {
    cert: read('self-signed.cert.pem'),
    key: read('self-signed.key.pem'),
  });
  let unverifiedHosts: readonly string[] = [];
  const transport = createTransport({ connections: () => ({ unverifiedHosts }) });
  const send = (isAllowed: boolean) => {
    unverifiedHosts = isAllowed ? [new URL(recorder.origin).host] : [];
    return transport(buildRequest({ url: recorder.origin }), new AbortController().signal);
  };
  assert.equal((await send(true)).kind, 'response');
  const refused = await send(false);
  assert.equal(refused.kind === 'failure' && refused.refusedCertificateOf, new URL(recorder.origin).host);
  assert.equal((await send(true)).kind, 'response');
  await transport.close();
  await recorder.close();
});

test('sent elsewhere, the certificate has to be that of the host of the URL', async () => {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n', {
    cert: read('other-name.cert.pem'),
    key: read('other-name.key.pem'),
  });
  const transport = createTransport(trusting);
  const send = (url: string) =>
    transport(buildRequest({ url, connectOrigin: recorder.origin }), new AbortController().signal);
  assert.equal((await send('https://other.example/a')).kind, 'response');
  assert.equal((await send('https://api.example.com/a')).kind, 'failure');
  assert.match(recorder.requests[0]?.head ?? '', /^GET \/a HTTP\/1\.1\r\nHost: other\.example\r\n/);
  await transport.close();
  await recorder.close();
});

test('https to a server of plain http is one sentence', async () => {
  const recorder = await startRecorder(() => undefined);
  const transport = createTransport();
  const outcome = transport(
    buildRequest({ url: recorder.origin.replace('http:', 'https:'), timeoutMilliseconds: 3000 }),
    new AbortController().signal,
  );
  const answer = setInterval(
    () => recorder.openSockets.forEach((socket) => socket.write('HTTP/1.1 400 Bad\r\n\r\n')),
    5,
  );
  const failure = await outcome;
  clearInterval(answer);
  assert.equal(failure.kind === 'failure' && failure.code, 'tls');
  assert.equal(failure.kind === 'failure' && failure.mayHaveReachedServer, false);
  await transport.close();
  await recorder.close();
});

test('HTTP/2 is spoken only when the request line says so', async () => {
  const server = createSecureServer({
    cert: read('self-signed.cert.pem'),
    key: read('self-signed.key.pem'),
    allowHTTP1: true,
  });
  const seen: unknown[] = [];
  server.on('request', (request, response) => {
    let body = '';
    request.on('data', (chunk) => (body += String(chunk)));
    request.on('end', () => {
      seen.push([request.httpVersion, request.method, request.headers['x-one'], body]);
      response.setHeader('set-cookie', ['a=1', 'b=2']);
      response.writeHead(201).end('created');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://localhost:${(server.address() as AddressInfo).port}/users`;
  const transport = createTransport(allowing(url));
  for (const httpVersion of ['2', '1.1', undefined, '2'] as const) {
    const outcome = await transport(
      buildRequest({
        method: 'POST',
        url,
        httpVersion,
        headers: [['X-One', 'ë']],
        body: 'hello',
      }),
      new AbortController().signal,
    );
    assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
    assert.deepEqual([outcome.status, outcome.httpVersion], [201, httpVersion ?? '1.1']);
    assert.deepEqual(
      outcome.headers.filter(([name]) => name === 'set-cookie').map(([, value]) => value),
      ['a=1', 'b=2'],
    );
    assert.equal(Buffer.from(await outcome.body.read(0, 100)).toString(), 'created');
  }
  const one = Buffer.from('ë').toString('latin1');
  assert.deepEqual(seen, [
    ['2.0', 'POST', one, 'hello'],
    ['1.1', 'POST', one, 'hello'],
    ['1.1', 'POST', one, 'hello'],
    ['2.0', 'POST', one, 'hello'],
  ]);
  await transport.close();
  server.close();
});

test('HTTP/2 without https falls back and says so', async () => {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const transport = createTransport();
  const outcome = await transport(
    buildRequest({ url: recorder.origin, httpVersion: '2' }),
    new AbortController().signal,
  );
  assert.match(JSON.stringify(outcome), /HTTP\/2 was asked for, but HTTP\/1\.1 was spoken: it needs https/);
  await transport.close();
  await recorder.close();
});
