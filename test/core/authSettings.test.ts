import test from 'node:test';
import assert from 'node:assert/strict';
import { decodeToken, describeRemaining, describeToken } from '../../src/core/auth/describeToken';
import { parseAuthCall } from '../../src/core/auth/authCall';
import { parseTokenAnswer } from '../../src/core/auth/parseTokenAnswer';
import { isFresh, parseTokenRecord, type TokenRecord } from '../../src/core/auth/token';
import { addAuthSettings } from '../../src/core/environment/files/addAuthSettings';
import { tenantHost } from '../../src/core/identity/authPresets';
import { environmentsOf, folder } from '../support/resolveText';

const path = `${folder}/http-client.env.json`;

/** What is wrong with the settings in a public file, and perhaps a private one: code and the marked text. */
async function check(auth: unknown, expected: readonly string[], privateAuth?: unknown): Promise<void> {
  const text = JSON.stringify({ dev: { Security: { Auth: auth } } });
  const beside = {
    [`${folder}/http-client.private.env.json`]: JSON.stringify({ dev: { Security: { Auth: privateAuth } } }),
  };
  const { problems, lookup } = await environmentsOf({ files: { [path]: text, ...(privateAuth ? beside : {}) } });
  assert.deepEqual(
    problems.map(({ code, span }) => `${code} ${text.slice(span.start, span.end)}`),
    expected,
  );
  assert.deepEqual(
    lookup('dev')?.variables.map(({ name }) => name),
    [],
    'settings are no variables',
  );
}

const whole = {
  Type: 'OAuth2',
  'Grant Type': 'Client Credentials',
  'Token URL': 'https://a.example/t',
  'Client ID': 'c',
  'Client Secret': 's',
};

test('wrong settings are problems in their place', async () => {
  await check({ worker: whole }, []);
  await check({ worker: { ...whole, 'Grant type': 'x' } }, ['unknown-auth-key Grant type']);
  await check({ worker: { ...whole, 'Grant Type': 'Client Credential' } }, [
    'invalid-auth "Client Credential"',
    'auth-incomplete worker',
  ]);
  await check({ worker: { ...whole, 'Use ID Token': 'perhaps' } }, ['invalid-auth "perhaps"']);
  await check({ worker: { ...whole, 'Expires In': 'soon' } }, ['invalid-auth "soon"']);
  await check({ worker: { ...whole, Scope: ['a'] } }, ['invalid-auth ["a"]']);
  await check({ worker: { ...whole, 'Browser CMD': 'x' } }, ['auth-key-ignored Browser CMD']);
  await check({ worker: 'x' }, ['invalid-auth "x"']);
  await check({ 'a"b': whole }, ['invalid-auth a\\"b']);
  await check([], ['invalid-auth []']);
  await check({ worker: { ...whole, 'Grant Type': '{{grant}}', Scope: null } }, []);
});

test('what no file has is missed, and a private file adds to a public one', async () => {
  const { 'Client Secret': _left, ...open } = whole;
  await check({ worker: open }, ['auth-incomplete worker']);
  await check({ worker: open }, [], { worker: { 'Client Secret': 's' } });
  await check({ worker: { Type: 'Mock' } }, ['auth-incomplete worker']);
});

test('calls are read with and without quotes', () => {
  assert.deepEqual(parseAuthCall('$auth.token("a b")'), { kind: 'token', name: 'a b' });
  assert.deepEqual(parseAuthCall("$auth.idToken( 'x' )"), { kind: 'idToken', name: 'x' });
  assert.deepEqual(parseAuthCall('$auth.token(x)'), { kind: 'token', name: 'x' });
  for (const text of ['$auth.token()', '$auth.tokens("x")', '$auth.token("x"', '$auth.token("x") + 1', 'auth']) {
    assert.equal(parseAuthCall(text), undefined, text);
  }
});

/** An answer of a token endpoint as it is understood at the time 1000. */
function read(body: unknown, more: object = {}) {
  return parseTokenAnswer(
    {
      status: 200,
      contentType: 'application/json',
      text: typeof body === 'string' ? body : JSON.stringify(body),
      ...more,
    },
    { now: 1000, scope: 'asked', expiresIn: undefined },
  );
}

test('answers that are not quite right still give their token', () => {
  const good = read({ access_token: 't', token_type: 'Bearer', expires_in: 60 });
  assert.ok(good.kind === 'token');
  assert.deepEqual([good.token.expiresAt, good.token.scope, good.token.hints], [61_000, 'asked', []]);
  const odd = { access_token: 't', expires_in: '60', scope: ['a', 'b'], refresh_token: null };
  const lenient = read(odd, { status: 201, contentType: 'text/plain' });
  assert.ok(lenient.kind === 'token');
  assert.deepEqual([lenient.token.expiresAt, lenient.token.scope, lenient.token.hints.length], [61_000, 'a b', 6]);
  const endless = read({ access_token: 't', expires_in: 1e300 });
  assert.ok(endless.kind === 'token');
  assert.equal(endless.token.expiresAt, undefined);
  const form = read('access_token=t&token_type=bearer', { contentType: 'application/x-www-form-urlencoded' });
  assert.equal(form.kind === 'token' && form.token.accessToken, 't');
  for (const text of ['', '<html>', '[]', '"x"', 'null', '{"access_token": 7}'])
    assert.equal(read(text).kind, 'error', text);
  const refused = read({ error: 'invalid_client', error_description: 'No\n\u202esuch client.' }, { status: 401 });
  assert.ok(refused.kind === 'error');
  assert.equal(refused.message, "answered 401 with 'invalid_client': No such client");
});

const record: TokenRecord = {
  accessToken: `${btoa('{"alg":"RS256"}').replace(/=+$/, '')}.${btoa('{"iss":"https://auth.example/x/as","env":"e1","aud":["a","b"]}').replace(/=+$/, '')}.sig`,
  idToken: undefined,
  refreshToken: undefined,
  tokenType: 'Bearer',
  scope: 'x y',
  obtainedAt: 0,
  expiresAt: 3_600_000,
  tokenUrl: 'https://auth.example/t',
  fingerprint: 'f',
  hints: [],
};

test('a token is used until shortly before its end', () => {
  assert.ok(isFresh(record, 3_569_000));
  assert.ok(!isFresh(record, 3_571_000));
  assert.ok(isFresh({ obtainedAt: 0, expiresAt: 10_000 }, 8000), 'a short life has a short margin');
  assert.ok(!isFresh({ obtainedAt: 0, expiresAt: 0 }, 0));
  assert.deepEqual(parseTokenRecord(JSON.stringify(record)), record);
  for (const text of ['', '{}', '[]', 'null', '{"accessToken":1}']) assert.equal(parseTokenRecord(text), undefined);
});

test('what a token says is compared with the environment', () => {
  const facts = (values: readonly string[]) =>
    describeToken(record, values, 0).map(({ label, isDoubtful }) => `${label}${isDoubtful ? '!' : ''}`);
  assert.deepEqual(facts(['https://auth.example', 'e1']), [
    'Expires',
    'Scope',
    'Audience',
    'Environment',
    'Issuer',
    'From',
  ]);
  assert.deepEqual(facts(['https://auth.other', 'e2']), [
    'Expires',
    'Scope',
    'Audience',
    'Environment!',
    'Issuer!',
    'From',
  ]);
  assert.equal(decodeToken('opaque'), undefined);
  assert.equal(decodeToken('a.b.c'), undefined);
  assert.equal(describeRemaining(record, 0), '60 min');
  assert.equal(describeRemaining(record, 3_600_000), 'expired');
});

test('settings are written into an environment file, whatever is in it', () => {
  const wanted = { environmentName: 'dev', name: 'worker', settings: { Type: 'OAuth2' }, variable: 'accessToken' };
  const written = (text: string): unknown => {
    const edits = addAuthSettings(text, wanted);
    if (typeof edits === 'string') return edits;
    return JSON.parse(
      edits
        .map((edit) => edit.text)
        .join('')
        .replace(/\/\/.*/g, ''),
    );
  };
  const added = { accessToken: '{{$auth.token("worker")}}', Security: { Auth: { worker: { Type: 'OAuth2' } } } };
  assert.deepEqual(written(''), { dev: added });
  assert.deepEqual(written('{ // kept\n  "dev": {"a": 1}, "prod": {} }'), { dev: { a: 1, ...added }, prod: {} });
  assert.deepEqual(written('{"dev": {"accessToken": "x"}}'), { dev: { ...added, accessToken: 'x' } });
  assert.equal(written('{"dev": {"Security": {"Auth": {"worker": {}}}}}'), 'taken');
  assert.equal(written('[]'), 'unreadable');
  assert.equal(written('{'), 'unreadable');
});

test('the host of a tenant is taken from any of its addresses', () => {
  assert.equal(tenantHost('https://openam-x.forgeblocks.com/am/XUI/?realm=/alpha'), 'openam-x.forgeblocks.com');
  assert.equal(tenantHost(' openam-x.forgeblocks.com '), 'openam-x.forgeblocks.com');
  for (const text of ['', 'tenant', 'https://u:p@x.example']) assert.equal(tenantHost(text), undefined, text);
});
