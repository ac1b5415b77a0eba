import test from 'node:test';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { lookupHeader } from '../../src/core/exchange/headerFields';
import { parseChallenges } from '../../src/core/exchange/parseChallenges';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { Authentication } from '../../src/core/request/authentication';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { RecordedRequest, Recorder } from '../support/recorder';

const run = promisify(execFile);

interface DigestServer {
  readonly algorithm?: string;
  readonly qop?: string;
  readonly password?: string;
  /** Nonces that are good for one answer only. */
  readonly usedUp?: boolean;
}

/** A server that checks what it is answered by RFC 7616, in code of its own. */
function digestAnswer({ algorithm, qop, password = 'p:w "é"', usedUp }: DigestServer) {
  const used = new Set<string>();
  let count = 0;
  return ({ head, body }: RecordedRequest): string => {
    const given = parseChallenges(field(head, 'authorization'))[0]?.parameters ?? new Map<string, string>();
    const [method = '', target = ''] = head.split(' ');
    const hash = (text: string) =>
      createHash(algorithm?.toUpperCase().startsWith('SHA') ? 'sha256' : 'md5')
        .update(text)
        .digest('hex');
    const [nonce = '', nc, cnonce] = ['nonce', 'nc', 'cnonce'].map((name) => given.get(name));
    const own = hash(`ann:the realm:${password}`);
    const first = /-sess$/i.test(algorithm ?? '') ? hash(`${own}:${nonce}:${cnonce}`) : own;
    const second = hash(`${method}:${target}${given.get('qop') === 'auth-int' ? `:${hash(body)}` : ''}`);
    const between = qop === undefined ? nonce : `${nonce}:${nc}:${cnonce}:${given.get('qop')}`;
    const isKnown = /^nonce-\d+$/.test(nonce);
    const isRight =
      isKnown && given.get('uri') === target && given.get('response') === hash(`${first}:${between}:${second}`);
    const isStale = isRight && used.has(usedUp ? nonce : `${nonce} ${nc}`);
    if (isRight && !isStale) {
      used.add(usedUp ? nonce : `${nonce} ${nc}`);
      return `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    }
    const options = `${qop === undefined ? '' : `, qop="${qop}"`}${algorithm ? `, algorithm=${algorithm}` : ''}`;
    const challenge = `Digest realm="the realm", nonce="nonce-${++count}"${options}${isStale ? ', stale=true' : ''}`;
    return `HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm="x"\r\nWWW-Authenticate: ${challenge}\r\nContent-Length: 4\r\n\r\nno! `;
  };
}

/** Requests one after another, with the status of each and what the server saw. */
async function check(
  server: DigestServer,
  work: (send: (parts?: object) => Promise<number | string>, recorder: Recorder) => Promise<void>,
): Promise<void> {
  const recorder = await startRecorder(digestAnswer(server));
  const transport = createTransport({ timeoutMilliseconds: 10_000 });
  const authentication: Authentication = { kind: 'digest', user: 'ann', password: 'p:w "é"', origin: recorder.origin };
  try {
    await work(async (parts) => {
      const request = buildRequest({ url: `${recorder.origin}/a%20b?c="d"`, authentication, ...parts });
      const about = { name: undefined, environmentName: undefined };
      const { outcome } = await sendRequest(
        { transport, clock: Date.now },
        request,
        about,
        new AbortController().signal,
      );
      return outcome.kind === 'response' ? outcome.status : outcome.code;
    }, recorder);
  } finally {
    await transport.close();
    await recorder.close();
  }
}

for (const algorithm of [undefined, 'MD5', 'MD5-sess', 'SHA-256', 'SHA-256-sess', 'sha-256']) {
  for (const qop of [undefined, 'auth', 'auth-int,auth', 'auth-int']) {
    if (qop === undefined && algorithm?.endsWith('-sess')) continue;
    test(`Digest with ${algorithm ?? 'no algorithm'} and ${qop ?? 'no qop'}`, () =>
      check({ ...(algorithm && { algorithm }), ...(qop && { qop }) }, async (send, recorder) => {
        assert.equal(await send({ method: 'POST', body: '{"a":1}' }), 200);
        assert.deepEqual(
          recorder.requests.map(({ body, head }) => [body, /authorization/i.test(head)]),
          [
            ['{"a":1}', false],
            ['{"a":1}', true],
          ],
        );
        // What was asked once is answered at once, with the next count.
        assert.equal(await send(), 200);
        // Without a count the server of this test knows an answer that is repeated, and asks again.
        assert.equal(recorder.requests.length, qop === undefined ? 4 : 3);
      }));
  }
}

test('a known challenge saves the round, and a stale one costs it once', () =>
  check({ qop: 'auth', usedUp: true }, async (send, recorder) => {
    assert.equal(await send(), 200);
    assert.equal(recorder.requests.length, 2);
    assert.equal(await send({ method: 'POST', body: 'x' }), 200);
    assert.deepEqual(
      recorder.requests.slice(2).map(({ body }) => body),
      ['x', 'x'],
    );
    assert.match(recorder.requests[2]?.head ?? '', /nc=00000002/);
    assert.match(recorder.requests[3]?.head ?? '', /nc=00000001/);
  }));

test('a wrong password is asked for twice and no more', () =>
  check({ qop: 'auth', password: 'another' }, async (send, recorder) => {
    assert.equal(await send({ method: 'POST', body: 'x' }), 401);
    assert.equal(recorder.requests.length, 2);
    assert.equal(await send({ method: 'POST', body: 'x' }), 401);
    assert.equal(recorder.requests.length, 4);
    assert.doesNotMatch(recorder.requests[2]?.head ?? '', /authorization/i);
  }));

test('credentials stay with the origin they were written for', () =>
  check({ qop: 'auth' }, async (send, recorder) => {
    const authentication = { kind: 'digest', user: 'ann', password: 'pw', origin: 'https://other.example.com' };
    assert.equal(await send({ authentication }), 401);
    const aws = { kind: 'aws', accessKey: 'A', secretKey: 'S', origin: 'https://other.example.com' };
    assert.equal(await send({ authentication: aws }), 401);
    assert.deepEqual(
      recorder.requests.map(({ head }) => /authorization/i.test(head)),
      [false, false],
    );
  }));

test('many at once have a count each', () =>
  check({ qop: 'auth' }, async (send, recorder) => {
    assert.equal(await send(), 200);
    assert.deepEqual(await Promise.all(Array.from({ length: 20 }, () => send())), Array(20).fill(200));
    assert.equal(recorder.requests.length, 22);
  }));

test('the recorded request is the one that was answered', async () => {
  const recorder = await startRecorder(digestAnswer({ qop: 'auth' }));
  const transport = createTransport();
  try {
    const authentication: Authentication = {
      kind: 'digest',
      user: 'ann',
      password: 'p:w "é"',
      origin: recorder.origin,
    };
    const request = buildRequest({ url: `${recorder.origin}/`, authentication });
    const outcome = await transport(request, new AbortController().signal);
    assert.ok(outcome.kind === 'response');
    assert.match(lookupHeader(outcome.sentRequest?.headers ?? [], 'authorization') ?? '', /^Digest username="ann"/);
    assert.deepEqual(outcome.notes, [
      'The server asked for Digest authentication, so the request was sent a second time with the answer.',
    ]);
  } finally {
    await transport.close();
    await recorder.close();
  }
});

test('curl answers the same servers, and signs as we do', async (t) => {
  const version = await run('curl', ['--version']).catch(() => undefined);
  if (!version) return t.skip('there is no curl here');
  for (const server of [
    {},
    { qop: 'auth' },
    { algorithm: 'SHA-256', qop: 'auth' },
    { algorithm: 'MD5-sess', qop: 'auth' },
  ]) {
    const recorder = await startRecorder(digestAnswer(server));
    const { stdout } = await run('curl', [
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      '--digest',
      '-u',
      'ann:p:w "é"',
      `${recorder.origin}/x`,
    ]);
    assert.equal(stdout, '200', JSON.stringify(server));
    await recorder.close();
  }
  const recorder = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const transport = createTransport();
  await run('curl', ['-s', '--aws-sigv4', 'aws:amz:eu-west-1:sts', '-u', 'AK:secret', `${recorder.origin}/a/b?x=1`]);
  const [theirs] = recorder.requests;
  const moment = field(theirs?.head ?? '', 'x-amz-date');
  const { signForAws } = await import('../../src/core/exchange/awsSignature');
  const { nodeHashes } = await import('../../src/transport/nodeHashes');
  const time = Date.parse(moment.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const ours = await signForAws(
    nodeHashes,
    { kind: 'aws', accessKey: 'AK', secretKey: 'secret', sessionToken: undefined, region: 'eu-west-1', service: 'sts' },
    buildRequest({ headers: [['Host', field(theirs?.head ?? '', 'host')]] }),
    { target: '/a/b?x=1', time },
  );
  assert.equal(
    signature(lookupHeader(ours.headers, 'authorization') ?? ''),
    signature(field(theirs?.head ?? '', 'authorization')),
  );
  await transport.close();
  await recorder.close();
});

function signature(text: string): string | undefined {
  return /Signature=(\w+)/.exec(text)?.[1];
}

function field(head: string, name: string): string {
  const value = new RegExp(`^${name}: (.*)$`, 'im').exec(head)?.[1] ?? '';
  return Buffer.from(value.trim(), 'latin1').toString('utf8');
}
