import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import type { Exchange } from '../../src/core/exchange/exchange';
import { withCookies } from '../../src/core/exchange/cookieJar';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { SendingDefaults } from '../../src/core/request/resolveOptions';
import type { HostConnections } from '../../src/transport/connectionOptions';
import { createTransport } from '../../src/transport/createTransport';
import { openCookieJar } from '../../src/transport/openCookieJar';
import { startRecorder } from '../support/recorder';
import type { Recorder } from '../support/recorder';
import { resolveText } from '../support/resolveText';

/** Who says how a request is sent. Each goes before those behind it. */
interface Said {
  /** Lines above the request line. */
  readonly request?: string;
  /** `$identityHttp` of the environment. */
  readonly environment?: Record<string, unknown>;
  readonly defaults?: SendingDefaults;
  readonly host?: HostConnections;
  readonly timeout?: number;
}

interface Sent {
  readonly exchange: Exchange | undefined;
  /** Codes of the problems it was not sent for. */
  readonly problems: readonly string[];
  /** Heads as they arrived. */
  readonly heads: readonly string[];
}

let recorder: Recorder;
let secure: Recorder;
let silent: Server;

before(async () => {
  recorder = await startRecorder(({ head }) =>
    head.includes('/start')
      ? 'HTTP/1.1 302 Found\r\nLocation: /end\r\nContent-Length: 0\r\n\r\n'
      : head.includes('/silent')
        ? undefined
        : 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok',
  );
  secure = await startRecorder(() => 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok', {
    cert: selfSigned('cert'),
    key: selfSigned('key'),
  });
  silent = createServer((socket) => void socket.on('error', () => undefined).resume());
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
});

after(async () => {
  await recorder.close();
  await secure.close();
  silent.close();
});

function selfSigned(part: 'cert' | 'key'): string {
  return readFileSync(`test/fixtures/tls/test-only-self-signed.${part}.pem`, 'utf8');
}

/** Resolves and sends one request, with a jar that has a cookie for every server here. */
async function check(url: string, said: Said, assertSent: (sent: Sent) => void): Promise<void> {
  const earlier = recorder.requests.length;
  const variables = { base: 'https://localhost', $identityHttp: said.environment ?? {} };
  const text = `${said.request ?? ''}\nGET ${url}`;
  const resolution = await resolveText(text, { variables, ...(said.defaults && { defaults: said.defaults }) });
  if (resolution.kind === 'unresolved') {
    assertSent({ exchange: undefined, problems: resolution.problems.map(({ code }) => code), heads: [] });
    return;
  }
  const jar = openCookieJar();
  jar.keep(recorder.origin, ['kept=cookie']);
  const network = createTransport({ timeoutMilliseconds: said.timeout ?? 5000, connections: () => said.host ?? {} });
  const transport = withCookies(network, { isEmpty: () => false, open: () => Promise.resolve(jar) });
  try {
    const about = { name: undefined, environmentName: 'dev' };
    const exchange = await sendRequest(
      { transport, clock: Date.now },
      resolution.request,
      about,
      new AbortController().signal,
    );
    assertSent({ exchange, problems: [], heads: recorder.requests.slice(earlier).map(({ head }) => head) });
  } finally {
    await network.close();
  }
}

/** One thing that can be said, by each of the three who may say it, and what then is seen of it. */
interface Option {
  readonly name: string;
  readonly url: () => string;
  readonly request: string;
  readonly environment: Record<string, unknown>;
  readonly setting: () => Said;
  /** Another wish of somebody further down, which must not count. */
  readonly against: () => Said;
  readonly holds: (sent: Sent) => boolean;
}

const failureText = ({ exchange }: Sent): string =>
  exchange?.outcome.kind === 'failure' ? exchange.outcome.message : '';
const notesOf = ({ exchange }: Sent): string =>
  exchange?.outcome.kind === 'response' ? (exchange.outcome.notes ?? []).join() : '';
const exceptions = (): readonly string[] => [`localhost:${secure.port}`];

const options: readonly Option[] = [
  {
    name: 'redirects',
    url: () => `${recorder.origin}/start`,
    request: '# @no-redirect',
    environment: { followRedirects: false },
    setting: () => ({ defaults: { followsRedirects: false } }),
    against: () => ({ defaults: { followsRedirects: true } }),
    holds: ({ heads }) => heads.length === 1,
  },
  {
    name: 'cookies',
    url: () => recorder.origin,
    request: '# @no-cookie-jar',
    environment: { cookies: false },
    setting: () => ({ defaults: { keepsCookies: false } }),
    against: () => ({ defaults: { keepsCookies: true } }),
    holds: ({ heads }) => heads.length === 1 && !/cookie/i.test(heads[0] ?? ''),
  },
  {
    name: 'encoding of the address',
    url: () => `${recorder.origin}/a b`,
    request: '# @no-auto-encoding',
    environment: { autoEncoding: false },
    setting: () => ({ defaults: { encodesTarget: false } }),
    against: () => ({ defaults: { encodesTarget: true } }),
    holds: ({ problems }) => problems.includes('unencoded-target'),
  },
  {
    name: 'whole time',
    url: () => `${recorder.origin}/silent`,
    request: '# @timeout 50 ms',
    environment: { timeout: '50 ms' },
    setting: () => ({ timeout: 50 }),
    against: () => ({ timeout: 4000 }),
    holds: (sent) => failureText(sent).endsWith('within 50 ms.'),
  },
  {
    name: 'time to connect',
    url: () => `https://127.0.0.1:${(silent.address() as AddressInfo).port}`,
    request: '# @connection-timeout 50 ms',
    environment: { connectionTimeout: '50 ms' },
    setting: () => ({ host: { connectTimeoutMilliseconds: 50 } }),
    against: () => ({ host: { connectTimeoutMilliseconds: 4000 } }),
    holds: (sent) => /^No connection .* within 50 ms/.test(failureText(sent)),
  },
  {
    name: 'proxy',
    url: () => 'http://api.example.com/through',
    request: '# @proxy PROXY',
    environment: { proxy: 'PROXY' },
    setting: () => ({ host: { proxies: { url: recorder.origin, urlSource: 'a setting', readVariable } } }),
    against: () => ({ host: { proxies: { url: 'http://127.0.0.1:1', urlSource: 'a setting', readVariable } } }),
    holds: ({ heads }) => heads[0]?.startsWith('GET http://api.example.com/through HTTP/1.1') === true,
  },
  {
    name: 'version',
    url: () => recorder.origin,
    request: '# @http2',
    environment: { httpVersion: '2' },
    setting: () => ({ defaults: { httpVersion: '2' } }),
    against: () => ({ defaults: { httpVersion: '1.1' } }),
    holds: (sent) => notesOf(sent).startsWith('HTTP/2 was asked for'),
  },
  {
    name: 'certificate that is not verified',
    url: () => `https://localhost:${secure.port}`,
    request: '# @insecure',
    environment: { verifyHostCertificate: false },
    // No file may switch it off alone: a person has allowed the host, or it stays verified.
    setting: () => ({ host: { unverifiedHosts: exceptions() }, defaults: { unverifiedHosts: exceptions() } }),
    against: () => ({ host: { unverifiedHosts: exceptions() }, defaults: { unverifiedHosts: exceptions() } }),
    holds: (sent) => notesOf(sent).includes('was not verified, because you allowed that'),
  },
];

function readVariable(): undefined {
  return undefined;
}

for (const { name, url, request, environment, setting, against, holds } of options) {
  const named = (text: string): string => text.replace('PROXY', recorder.origin);
  const rules = (): Record<string, unknown> => JSON.parse(named(JSON.stringify(environment))) as typeof environment;

  test(`${name}: the request says it, against the settings`, async () => {
    const said = { ...against(), request: named(request) };
    await check(url(), said, (sent) => assert.ok(holds(sent), JSON.stringify(sent)));
  });

  test(`${name}: the environment says it, against the settings`, async () => {
    const said = { ...against(), environment: rules() };
    await check(url(), said, (sent) => assert.ok(holds(sent), JSON.stringify(sent)));
  });

  test(`${name}: a setting says it`, () =>
    check(url(), setting(), (sent) => assert.ok(holds(sent), JSON.stringify(sent))));

  test(`${name}: nobody says it`, async () => {
    // Whatever is sent to a host that is not there ends soon.
    const said = { request: '# @timeout 500 ms' };
    await check(url(), said, (sent) => assert.ok(!holds(sent), JSON.stringify(sent)));
  });
}

test('an environment switches on again what a setting has switched off', async () => {
  const defaults = { followsRedirects: false, keepsCookies: false, encodesTarget: false };
  const environment = { followRedirects: true, cookies: true, autoEncoding: true };
  await check(`${recorder.origin}/start?a b`, { defaults, environment }, ({ heads }) => {
    assert.equal(heads.length, 2);
    assert.match(heads[0] ?? '', /^GET \/start\?a%20b HTTP\/1\.1\r\n/);
    assert.match(heads[0] ?? '', /\r\nCookie: kept=cookie\r\n/);
  });
});

test('an address that is not encoded goes out as it is written', async () => {
  const said = { request: '# @no-auto-encoding' };
  for (const target of ['/a/../b//c;x=1?q=a+b%20c&r=%2f%2F&s=[1]&t=~!$()*,;:@/?', '/', '/?', '/%E4%b8?']) {
    await check(`${recorder.origin}${target}`, said, ({ heads, problems }) => {
      assert.deepEqual(problems, []);
      assert.equal(heads[0]?.split('\r\n')[0], `GET ${target} HTTP/1.1`);
    });
  }
});

test('what no address may hold is not sent, wherever it comes from', async () => {
  for (const target of [
    '/a b',
    '/"a"',
    '/ü',
    '/a|b',
    '/{a}',
    '/100%',
    '/%zz',
    '/a\\b',
    '/?q=<a>',
    '/`',
    '/^',
    '/\u007f',
  ]) {
    await check(`${recorder.origin}${target}`, { request: '# @no-auto-encoding' }, ({ problems, heads }) => {
      assert.ok(problems.includes('unencoded-target'), target);
      assert.equal(heads.length, 0);
    });
  }
  for (const value of ['a b', 'a#b', 'ü']) {
    const text = `@value = ${value}\n# @no-auto-encoding\nGET ${recorder.origin}/{{value}}`;
    const resolution = await resolveText(text);
    assert.equal(resolution.kind, 'unresolved');
    const problem = resolution.problems.find(({ code }) => code === 'unencoded-target');
    assert.match(
      problem?.message ?? '',
      /^The target holds .*, and '# @no-auto-encoding' keeps it from being encoded\./,
    );
    if (value === 'a#b') assert.match(problem?.message ?? '', /^The target holds # \(%23\)\. /);
  }
});
