import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createSecureServer } from 'node:http2';
import type { Http2Stream } from 'node:http2';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { createTransport } from '../../src/transport/createTransport';
import type { HostConnections } from '../../src/transport/connectionOptions';
import { describeFailure } from '../../src/transport/describeFailure';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { Recorder } from '../support/recorder';

type Parts = Partial<Omit<ResolvedRequest, 'body'>> & { body?: string };

/** Requests to a recorder that trusts nobody in particular, with the certificate of a known authority. */
async function check(
  run: (send: (parts?: Parts) => Promise<HttpResponse | TransportFailure>, recorder: Recorder) => Promise<void>,
  { tls, host }: { readonly tls?: TlsOptions; readonly host?: HostConnections } = {},
): Promise<void> {
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', tls);
  const transport = createTransport({
    timeoutMilliseconds: 5000,
    connections: () => ({ certificateAuthorities: [text('authority.cert.pem')], ...host }),
  });
  try {
    await run(
      (parts = {}) => transport(buildRequest({ url: recorder.origin, ...parts }), new AbortController().signal),
      recorder,
    );
  } finally {
    await transport.close();
    await recorder.close();
  }
}

function text(name: string): string {
  return readFileSync(`test/fixtures/tls/test-only-${name}`, 'utf8');
}

function octets(name: string): Uint8Array {
  return readFileSync(`test/fixtures/tls/test-only-${name}`);
}

const known = { cert: text('untrusted.cert.pem'), key: text('untrusted.key.pem') };

test('each phase has its time, and a connection that is used again has those of the request alone', () =>
  check(
    async (send, recorder) => {
      const first = (await send({ method: 'POST', body: '{}' })).connection;
      assert.ok(first);
      const { timing } = first;
      const reached = Object.entries(timing).flatMap(([name, value]) => (value === undefined ? [] : [name]));
      assert.deepEqual(
        reached.filter((name) => name !== 'lookup'),
        ['connect', 'tls', 'request', 'firstByte', 'download'],
      );
      assert.ok(Object.values(timing).every((value: number | undefined) => value === undefined || value >= 0));
      assert.equal(first.isReused, false);
      assert.equal(first.sentBytes, (recorder.requests[0]?.head.length ?? 0) + 2);
      assert.equal(first.receivedBytes, 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'.length);
      assert.match(first.localAddress ?? '', /^(?:127\.0\.0\.1|\[::ffff:127\.0\.0\.1\]):\d+$/);
      assert.match(first.remoteAddress ?? '', new RegExp(`:${recorder.port}$`));
      const second = (await send()).connection;
      assert.ok(second);
      assert.equal(second.isReused, true);
      assert.deepEqual(
        [second.timing.lookup, second.timing.connect, second.timing.tls, second.tls],
        [undefined, undefined, undefined, first.tls],
      );
      assert.equal(second.sentBytes, recorder.requests[1]?.head.length);
    },
    { tls: known },
  ));

test('protocol, cipher and certificate are told', () =>
  check(
    async (send) => {
      const tls = (await send()).connection?.tls;
      assert.ok(tls?.certificate);
      assert.equal(tls.protocol, 'TLSv1.3');
      assert.match(tls.cipher ?? '', /^TLS_/);
      assert.equal(tls.isVerified, true);
      assert.match(tls.certificate.subject, /CN=/);
      assert.match(tls.certificate.issuer, /CN=/);
      assert.notEqual(tls.certificate.subject, tls.certificate.issuer);
      assert.ok((tls.certificate.validTo ?? 0) > (tls.certificate.validFrom ?? 0));
      assert.match(tls.certificate.fingerprint, /^(?:[0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    },
    { tls: known },
  ));

test('a failure says how far it came', () =>
  check(async (send, recorder) => {
    await recorder.close();
    const { connection } = await send();
    assert.deepEqual([connection?.timing.connect, connection?.remoteAddress], [undefined, undefined]);
  }));

const wantsClient = { ...known, requestCert: true, rejectUnauthorized: true, ca: [text('client.cert.pem')] };
const clientPem = {
  kind: 'pem',
  certificate: octets('client.cert.pem'),
  key: octets('client.key.pem'),
  name: 'client.pem',
} as const;
const clientPfx = {
  kind: 'pfx',
  bytes: octets('client.pfx'),
  passphrase: 'test-only-passphrase',
  name: 'client.pfx',
} as const;
const pemLines = (octetsOf: Uint8Array): Uint8Array =>
  Buffer.from(
    Buffer.from(octetsOf)
      .toString('utf8')
      .replace(/-----[^-]+-----|\s/g, ''),
    'base64',
  );
const clientDer = {
  ...clientPem,
  certificate: pemLines(clientPem.certificate),
  key: pemLines(clientPem.key),
};

for (const [name, clientCertificate] of [
  ['PEM', clientPem],
  ['DER', clientDer],
  ['PFX', clientPfx],
] as const) {
  test(`a client certificate as ${name} is shown`, () =>
    check(
      async (send) => {
        const outcome = await send({ connection: { clientCertificate } });
        assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
        assert.equal(outcome.connection?.tls?.offersClientCertificate, true);
      },
      { tls: wantsClient },
    ));
}

for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
  test(`a client certificate that is missing is said in words, over ${maxVersion}`, () =>
    check(
      async (send, recorder) => {
        const outcome = await send({ method: 'POST', body: '{}' });
        assert.ok(outcome.kind === 'failure', JSON.stringify(outcome));
        assert.match(outcome.message + outcome.nextStep, /wants a client certificate/);
        assert.equal(outcome.mayHaveReachedServer, false);
        assert.deepEqual(recorder.requests, []);
      },
      { tls: { ...wantsClient, maxVersion } },
    ));
}

test('the alert of TLS 1.3 for a missing client certificate is one sentence, and the server took nothing', () => {
  for (const [offersClientCertificate, message] of [
    [false, /wants a client certificate, and none was shown/],
    [true, /does not accept the client certificate that was shown/],
  ] as const) {
    const failure = describeFailure(
      Object.assign(new Error('alert'), { code: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' }),
      {
        host: 'api.example.com',
        isTls: true,
        mayHaveReachedServer: true,
        certificateHost: 'api.example.com:443',
        offersClientCertificate,
        connection: noConnection,
      },
    );
    assert.match(failure.message, message);
    assert.equal(failure.mayHaveReachedServer, false);
  }
});

test('a connection with a client certificate is not used for a request without one', () =>
  check(
    async (send, recorder) => {
      assert.equal((await send({ connection: { clientCertificate: clientPem } })).kind, 'response');
      assert.equal((await send()).kind, 'response');
      assert.equal(recorder.connections(), 2);
    },
    { tls: { ...wantsClient, rejectUnauthorized: false } },
  ));

test('a passphrase that does not fit is one sentence without it', () =>
  check(
    async (send, recorder) => {
      const outcome = await send({ connection: { clientCertificate: { ...clientPfx, passphrase: 'wrong-secret' } } });
      assert.equal(outcome.kind === 'failure' && outcome.code, 'tls');
      assert.match(outcome.kind === 'failure' ? outcome.message : '', /passphrase does not open .* client\.pfx/);
      assert.doesNotMatch(JSON.stringify(outcome), /wrong-secret/);
      assert.equal(recorder.requests.length, 0);
    },
    { tls: wantsClient },
  ));

test('a server of old TLS is one sentence', () =>
  check(
    async (send) => {
      const outcome = await send();
      assert.equal(outcome.kind === 'failure' && outcome.code, 'tls');
      assert.match(outcome.kind === 'failure' ? outcome.nextStep : '', /TLS version is at least 1\.2/);
      assert.equal(outcome.kind === 'failure' && outcome.refusedCertificateOf, undefined);
    },
    { tls: { ...known, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } },
  ));

/** A server that takes connections and says nothing. */
async function silentServer(take: (socket: Socket) => void): Promise<{ port: number; close: () => Promise<void> }> {
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    take(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

test('cancelling while TLS is agreed on closes the socket', async () => {
  const cancel = new AbortController();
  let closed: Promise<unknown> = Promise.resolve();
  const server = await silentServer((socket) => {
    closed = new Promise((resolve) => socket.on('close', resolve));
    socket.on('data', () => cancel.abort());
  });
  const transport = createTransport();
  const outcome = await transport(buildRequest({ url: `https://127.0.0.1:${server.port}/` }), cancel.signal);
  assert.equal(outcome.kind === 'failure' && outcome.code, 'aborted');
  assert.equal(outcome.kind === 'failure' && outcome.mayHaveReachedServer, false);
  await closed;
  await transport.close();
  await server.close();
});

test('cancelling before the name is looked up opens no socket', async () => {
  let connections = 0;
  const server = await silentServer(() => connections++);
  const transport = createTransport();
  await transport.prepare();
  const cancel = new AbortController();
  const sent = transport(buildRequest({ url: `http://localhost:${server.port}/` }), cancel.signal);
  queueMicrotask(() => cancel.abort());
  const outcome = await sent;
  assert.equal(outcome.kind === 'failure' && outcome.mayHaveReachedServer, false);
  await transport.close();
  await server.close();
  assert.equal(connections, 0);
});

test('silence while TLS is agreed on ends with the limit for connecting, and says what was waited for', async () => {
  const server = await silentServer(() => undefined);
  const transport = createTransport();
  const outcome = await transport(
    buildRequest({ url: `https://127.0.0.1:${server.port}/`, connection: { connectTimeoutMilliseconds: 50 } }),
    new AbortController().signal,
  );
  assert.ok(outcome.kind === 'failure');
  assert.equal(outcome.code, 'timeout');
  assert.match(outcome.message, /No connection .* within 50 ms: it was connected to, but said nothing to agree on TLS/);
  await transport.close();
  await server.close();
});

test('an address of IPv6 alone is reached', async (context) => {
  const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'));
  const isThere = await new Promise<boolean>((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(0, '::1', () => resolve(true));
  });
  if (!isThere) {
    context.skip('This machine has no IPv6.');
    return;
  }
  const transport = createTransport();
  const url = `http://[::1]:${(server.address() as AddressInfo).port}/`;
  const outcome = await transport(buildRequest({ url }), new AbortController().signal);
  assert.equal(outcome.kind, 'response');
  assert.match(outcome.connection?.remoteAddress ?? '', /^\[::1\]:\d+$/);
  await transport.close();
  server.close();
});

const noConnection = {
  isReused: false,
  localAddress: undefined,
  remoteAddress: undefined,
  proxy: undefined,
  tls: undefined,
  sentBytes: undefined,
  receivedBytes: undefined,
  timing: {
    lookup: undefined,
    connect: undefined,
    proxy: undefined,
    tls: undefined,
    request: undefined,
    firstByte: undefined,
    download: undefined,
  },
};

/** One request over HTTP/2 to a server that does with the stream what it wants. */
async function checkHttp2(serve: (stream: Http2Stream) => void, message: RegExp): Promise<void> {
  const server = createSecureServer(known);
  let streams = 0;
  server.on('stream', (stream) => {
    streams++;
    stream.on('error', () => undefined);
    serve(stream);
  });
  server.on('sessionError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = createTransport({
    timeoutMilliseconds: 5000,
    connections: () => ({ certificateAuthorities: [text('authority.cert.pem')] }),
  });
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`;
  const outcome = await transport(
    buildRequest({ method: 'POST', url, body: '{}', httpVersion: '2' }),
    new AbortController().signal,
  );
  await transport.close();
  server.close();
  assert.ok(outcome.kind === 'failure', JSON.stringify(outcome));
  assert.match(outcome.message, message);
  assert.equal(outcome.mayHaveReachedServer, true);
  assert.equal(streams, 1, 'nothing was sent twice');
}

test('RST_STREAM is one sentence', () =>
  checkHttp2((stream) => stream.close(2), /ended the stream|closed the connection/));
test('REFUSED_STREAM is one sentence', () =>
  checkHttp2((stream) => stream.close(7), /refused|ended the stream|closed/));
test('GOAWAY is one sentence', () =>
  checkHttp2((stream) => {
    stream.session?.goaway(0, 0);
    stream.session?.destroy();
  }, /closed the connection|going away|ended/));
