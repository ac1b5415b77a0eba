import test from 'node:test';
import assert from 'node:assert/strict';
import { withCookies } from '../../src/core/exchange/cookieJar';
import type { CookieJar, JarAccess } from '../../src/core/exchange/cookieJar';
import { findLinks } from '../../src/core/exchange/findLinks';
import { lookupHeader } from '../../src/core/exchange/headerFields';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { requestForLink } from '../../src/core/exchange/requestForLink';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { HeaderPair, ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { cookieJars, cookieKey } from '../../src/core/session/cookieJars';
import { openCookieJar } from '../../src/transport/openCookieJar';
import { buildRequest, buildResponse } from '../support/exchanges';

const page = 'https://api.example.com/users/1';

/** What a jar sends to a URL after one answer of `page` set cookies, and what it refused. */
function check(
  fields: readonly string[],
  expected: Readonly<Record<string, string>>,
  refused: readonly string[] = [],
): void {
  const jar = openCookieJar();
  assert.deepEqual(
    jar.keep(page, fields).map(({ name, reason }) => `${name}: ${reason}`),
    refused,
  );
  for (const [url, value] of Object.entries(expected)) assert.equal(fieldFor(jar, url), value, url);
}

function fieldFor(jar: CookieJar, url: string): string {
  return jar
    .cookiesFor(url)
    .map(({ name, value }) => `${name}=${value}`)
    .join('; ');
}

test('a cookie goes back to where RFC 6265 lets it go', () => {
  check(['a=1; Path=/; Secure', 'b=2', 'c=3; Domain=example.com; Path=/users/1'], {
    [page]: 'c=3; b=2; a=1',
    'https://api.example.com/users/': 'b=2; a=1',
    'https://api.example.com/users': 'b=2; a=1',
    'https://api.example.com/usersx': 'a=1',
    'https://www.example.com/users/1': 'c=3',
    'http://api.example.com/': '',
    'https://api.example.com:8443/': 'a=1',
    'https://other.example.org/users/1': '',
  });
  check(['a=1', 'a=2', 'b=1', 'b=; Max-Age=0'], { [page]: 'a=2' });
  check(['a=1; Expires=Thu, 01 Jan 1970 00:00:00 GMT'], { [page]: '' });
});

test('cookies a server may not set are refused', () => {
  check(['a=1; Domain=other.example.org'], { 'https://other.example.org/': '' }, [
    'a: its domain is not that of the server',
  ]);
  check(['a=1; Domain=com', 'b=2; Domain=.com'], { [page]: '' }, [
    'a: its domain belongs to many owners',
    'b: its domain belongs to many owners',
  ]);
  check([`a=${'x'.repeat(10_000)}`], { [page]: '' }, ['a: it is longer than 8192 characters']);
  check(['__Host-a=1; Path=/; Secure; Domain=example.com'], { [page]: '' }, [
    '__Host-a: it does not keep the rules for cookies',
  ]);
});

test('a flood stays small', () => {
  const jar = openCookieJar();
  const many = Array.from({ length: 100_000 }, (_, index) => `c${index}=${index}`);
  assert.ok(jar.keep(page, many).length > 99_000);
  for (let round = 0; round < 30; round++) {
    const fields = Array.from({ length: 100 }, (_, index) => `r${round}-${index}=1`);
    jar.keep(`https://h${round}.example.com/`, fields);
    jar.keep(page, fields);
  }
  assert.ok(jar.list().length <= 1000, String(jar.list().length));
  assert.ok(jar.cookiesFor(page).length <= 150);
});

test('a jar is what it was after it was written down, and damage makes an empty one', () => {
  const jar = openCookieJar();
  jar.keep(page, ['a=1; Path=/; HttpOnly; Secure; Max-Age=1000', 'b=2']);
  const again = openCookieJar(jar.serialize());
  assert.equal(fieldFor(again, page), fieldFor(jar, page));
  assert.deepEqual(
    again.list().map(({ name, isHttpOnly, isSecure, domain, path }) => [name, isHttpOnly, isSecure, domain, path]),
    [
      ['a', true, true, 'api.example.com', '/'],
      ['b', false, false, 'api.example.com', '/users'],
    ],
  );
  const [first] = again.list();
  again.remove(first);
  assert.equal(fieldFor(again, page), 'b=2');
  again.remove();
  assert.deepEqual(again.list(), []);
  for (const text of ['', '{', '[]', 'null', '{"cookies":[{"key":1}]}', '{"cookies":7}']) openCookieJar(text).list();
});

interface Walk {
  readonly request?: Partial<Omit<ResolvedRequest, 'body'>>;
  readonly answers: readonly { status?: number; headers?: readonly HeaderPair[]; body?: string }[];
  readonly jar?: CookieJar;
  readonly access?: JarAccess;
}

function opened(jar: CookieJar): JarAccess {
  return { isEmpty: () => false, open: async () => jar };
}

async function send({ request, answers, jar = openCookieJar(), access = opened(jar) }: Walk) {
  const sent: ResolvedRequest[] = [];
  const transport = withCookies(async (one) => {
    sent.push(one);
    return buildResponse(answers[sent.length - 1] ?? {});
  }, access);
  const exchange = await sendRequest(
    { transport, clock: () => 0 },
    buildRequest({ url: page, ...request }),
    { name: undefined, environmentName: undefined },
    new AbortController().signal,
  );
  return { exchange, jar, cookies: sent.map(({ headers }) => lookupHeader(headers, 'cookie')) };
}

const session: HeaderPair = ['Set-Cookie', 'sid=verysecretvalue; Path=/'];

test('cookies are kept and sent within a walk of redirects, and are secrets of it', async () => {
  const answers = [{ status: 303, headers: [['Location', '/next'], session] as const }, {}];
  const { exchange, cookies } = await send({ answers });
  assert.deepEqual(cookies, [undefined, 'sid=verysecretvalue']);
  assert.equal(buildRedactor(exchange.request.secrets).text('so verysecretvalue it is'), 'so •••••• it is');
});

test('a field written by hand wins, and that is said', async () => {
  const { jar } = await send({ answers: [{ headers: [session] }] });
  const { exchange, cookies } = await send({ answers: [], jar, request: { headers: [['cookie', 'own=1']] } });
  assert.deepEqual(cookies, ['own=1']);
  assert.deepEqual(exchange.outcome.kind === 'response' && exchange.outcome.notes, [
    'The Cookie field went out as it is written; 1 cookie that is kept for this address stayed here.',
  ]);
});

test('the recorded request has the cookies, and a link takes fresh ones', async () => {
  const { jar } = await send({ answers: [{ headers: [session] }] });
  const body = '{"_links":{"self":{"href":"/users/2"}}}';
  const { exchange } = await send({ answers: [{ headers: [['Content-Type', 'application/json']], body }], jar });
  assert.equal(lookupHeader(exchange.request.headers, 'cookie'), 'sid=verysecretvalue');
  const [link] = await findLinks(exchange);
  const next = link && requestForLink(exchange, link);
  assert.equal(next && lookupHeader(next.headers, 'cookie'), undefined);
});

test('a request may do without', async () => {
  const { jar } = await send({ answers: [{ headers: [session] }] });
  const parts = { answers: [{ headers: [['Set-Cookie', 'new=1'] as const] }], jar, request: { keepsNoCookies: true } };
  assert.deepEqual((await send(parts)).cookies, [undefined]);
  assert.deepEqual(
    jar.list().map(({ name }) => name),
    ['sid'],
  );
});

test('refused cookies are named in a note', async () => {
  const headers: HeaderPair[] = ['a=1; Domain=evil.example', 'b=1; Domain=com'].map((value) => ['Set-Cookie', value]);
  const { exchange } = await send({ answers: [{ headers }] });
  assert.deepEqual(exchange.outcome.kind === 'response' && exchange.outcome.notes, [
    "The cookie 'a' was not kept: its domain is not that of the server. 1 more were not kept either.",
  ]);
});

test('a jar that holds nothing is not opened before an answer sets a cookie', async () => {
  let opens = 0;
  const storage = memoryStorage();
  const load = async () => {
    opens += 1;
    return openCookieJar;
  };
  const access = cookieJars(load, storage).jarOf({ workspaceFolder: '/a', environmentName: 'dev' });
  await send({ access, answers: [{}] });
  assert.deepEqual([opens, storage.asked], [0, []]);
  await send({ access, answers: [{ headers: [session] }] });
  const { cookies } = await send({ access, answers: [{}] });
  assert.deepEqual([opens, storage.asked, cookies], [1, [], ['sid=verysecretvalue']]);
});

test('jars belong to a folder and an environment, and outlive the window', async () => {
  const storage = memoryStorage();
  const place = { workspaceFolder: '/a', environmentName: 'dev' };
  const others = [
    { workspaceFolder: '/b', environmentName: 'dev' },
    { workspaceFolder: '/a', environmentName: 'prod' },
    { workspaceFolder: '/a', environmentName: undefined },
  ];
  const jars = cookieJars(loadJars, storage);
  const jar = await jars.jarOf(place).open();
  assert.equal(await jars.jarOf({ ...place }).open(), jar);
  jar.keep(page, ['a=1']);
  for (const other of others) assert.deepEqual((await jars.jarOf(other).open()).list(), []);
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...storage.kept.keys()], [cookieKey(place)]);
  const access = cookieJars(loadJars, storage).jarOf(place);
  assert.equal(access.isEmpty(), false);
  const later = await access.open();
  assert.equal(fieldFor(later, page), 'a=1');
  later.remove();
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual([...storage.kept.keys()], []);
});

async function loadJars() {
  return openCookieJar;
}

function memoryStorage() {
  const kept = new Map<string, string>();
  const asked: string[] = [];
  return {
    kept,
    asked,
    has: (key: string) => kept.has(key),
    get: async (key: string) => {
      asked.push(key);
      return kept.get(key);
    },
    store: async (key: string, value: string) => void kept.set(key, value),
    delete: async (key: string) => void kept.delete(key),
  };
}
