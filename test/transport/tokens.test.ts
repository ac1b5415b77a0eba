import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { PersonPorts } from '../../src/core/auth/authPorts';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import type { SecretStorage } from '../../src/core/environment/secrets/secretStorage';
import type { Exchange } from '../../src/core/exchange/exchange';
import { sendBlock, type SendBlockPorts, type SendResult } from '../../src/core/session/sendBlock';
import { listTokens } from '../../src/core/session/tokens/tokenByHand';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { authMeans } from '../../src/loopback/authMeans';
import { listenForRedirect } from '../../src/loopback/listenForRedirect';
import { createTransport } from '../../src/transport/createTransport';
import {
  clientSecret,
  longSecret,
  startAuthorizationServer,
  type AuthorizationServer,
} from '../support/authorizationServer';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';
import { signInByForms } from '../support/signInByForms';

let server: AuthorizationServer;
let api: ApiServer;
const transport = createTransport();

before(async () => {
  [server, api] = await Promise.all([startAuthorizationServer(), startApi()]);
});

after(async () => {
  await Promise.all([server.close(), api.close(), transport.close()]);
});

interface Walk {
  /** Members of `Security.Auth.worker`, or of several names. */
  readonly auth: Readonly<Record<string, unknown>>;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly text?: string;
  readonly keeper?: TokenKeeper;
  readonly person?: PersonPorts;
  readonly clock?: () => number;
  readonly signal?: AbortSignal;
  readonly wait?: SendBlockPorts['tokens'] extends undefined
    ? never
    : (ms: number, signal: AbortSignal) => Promise<void>;
}

/** Sends one request to the API with a token of these settings. */
async function check(
  walk: Walk,
): Promise<{ readonly result: SendResult; readonly seen: readonly string[]; readonly asked: readonly Exchange[] }> {
  const { auth, variables = {}, keeper = new TokenKeeper(), person, clock = Date.now, signal } = walk;
  const text = walk.text ?? `GET ${api.origin}/users\nAuthorization: Bearer {{accessToken}}\n`;
  const all = 'Type' in auth || 'Grant Type' in auth ? { worker: { Type: 'OAuth2', ...auth } } : auth;
  const dev = { accessToken: '{{$auth.token("worker")}}', ...variables, Security: { Auth: all } };
  const environments = await environmentsOf({ variables: dev });
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const asked: Exchange[] = [];
  const earlier = api.seen.length;
  const tokens = {
    keeper,
    ...authMeans,
    ...(walk.wait && { wait: walk.wait }),
    person,
    onRequest: (exchange: Exchange) => void asked.push(exchange),
  };
  const ports: SendBlockPorts = {
    ...fixedPorts({ clock }),
    clock,
    newId: () => crypto.randomUUID(),
    transport,
    reader: memoryReader({}),
    tokens,
  };
  const input = { file, block, environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
  const result = await sendBlock(ports, createSession(), input, signal ?? new AbortController().signal);
  return { result, seen: api.seen.slice(earlier), asked };
}

/** What the API saw has to be this token; gives it. */
async function checkToken(walk: Walk): Promise<string> {
  const { result, seen, asked } = await check(walk);
  if (result.kind === 'unresolved') assert.fail(result.problems.map(({ message }) => message).join('\n'));
  assert.equal(result.kind, 'sent', asked.map(({ outcome }) => JSON.stringify(outcome)).join());
  const token = /^Bearer (\S{10,})$/.exec(seen.at(-1) ?? '')?.[1];
  assert.ok(token, seen.join());
  assert.ok(result.kind === 'sent' && result.exchange.request.secrets.includes(token), 'a token is a secret');
  return token;
}

async function checkFailure(walk: Walk, expected: RegExp): Promise<void> {
  const { result, seen } = await check(walk);
  assert.equal(result.kind, 'unresolved');
  assert.deepEqual(seen, [], 'nothing is sent without its token');
  const messages = result.kind === 'unresolved' ? result.problems.map(({ message }) => message).join('\n') : '';
  assert.match(messages, expected);
  assert.doesNotMatch(messages, /a secret:with/);
}

const machine = () => ({ 'Grant Type': 'Client Credentials', 'Token URL': `${server.issuer}/token`, Scope: 'api' });

test('client credentials in a header, form-encoded as RFC 6749 says', async () => {
  await checkToken({
    auth: { ...machine(), 'Client ID': 'basic client', 'Client Secret': '{{secret}}' },
    variables: { secret: clientSecret },
  });
  const { authorization, contentType, form } = server.tokenRequests.at(-1) ?? {};
  assert.equal(
    atob(authorization?.slice('Basic '.length) ?? ''),
    `basic+client:${new URLSearchParams({ a: clientSecret }).toString().slice(2)}`,
  );
  assert.equal(contentType, 'application/x-www-form-urlencoded');
  assert.deepEqual(form, { grant_type: 'client_credentials', scope: 'api' });
});

test('client credentials as they stand, for servers that do not decode', async () => {
  const auth = {
    ...machine(),
    'Client ID': 'basic client',
    'Client Secret': clientSecret,
    'Client Credentials': 'basic raw',
  };
  // This server does decode, so it refuses: what counts is what it was sent.
  await checkFailure({ auth }, /answered 401 with 'invalid_client'|answered 400/);
  assert.equal(atob(server.tokenRequests.at(-1)?.authorization?.slice(6) ?? ''), `basic client:${clientSecret}`);
});

test('client credentials in the body', async () => {
  await checkToken({
    auth: { ...machine(), 'Client ID': 'post', 'Client Secret': clientSecret, 'Client Credentials': 'in body' },
  });
  assert.equal(server.tokenRequests.at(-1)?.form['client_secret'], clientSecret);
  assert.equal(server.tokenRequests.at(-1)?.authorization, undefined);
});

test('client_secret_jwt and private_key_jwt, by JWK and by PEM', async () => {
  const assertionFor = { ...machine(), 'Assertion Audience': server.issuer };
  await checkToken({
    auth: {
      ...assertionFor,
      'Client ID': 'secret-jwt',
      'Client Secret': longSecret,
      'Client Credentials': 'client_secret_jwt',
    },
  });
  await checkToken({
    auth: { ...assertionFor, 'Client ID': 'key', 'Private Key': '{{jwk}}' },
    variables: { jwk: server.privateJwk },
  });
  await checkToken({
    auth: { ...assertionFor, 'Client ID': 'key', 'Private Key': JSON.parse(server.privateJwk) as object },
  });
  await checkToken({
    auth: { ...assertionFor, 'Client ID': 'key', 'Private Key': server.privatePem, Algorithm: 'RS256' },
  });
  assert.ok(server.tokenRequests.at(-1)?.form['client_assertion']);
});

test('endpoints from the issuer', async () => {
  const { 'Token URL': _left, ...rest } = machine();
  await checkToken({
    auth: { ...rest, 'Issuer URL': server.issuer, 'Client ID': 'key', 'Private Key': server.privateJwk },
  });
  await checkFailure(
    {
      auth: { ...rest, 'Issuer URL': `${server.issuer}/nothing`, 'Client ID': 'key', 'Private Key': server.privateJwk },
    },
    /were not found: .* answered 404/,
  );
});

test('password, JWT bearer and token exchange', async () => {
  const client = {
    'Token URL': `${server.issuer}/token`,
    'Client ID': 'post',
    'Client Secret': clientSecret,
    'Client Credentials': 'in body',
  };
  await checkToken({ auth: { ...client, 'Grant Type': 'Password', Username: 'u', Password: 'p w' } });
  assert.equal(server.tokenRequests.at(-1)?.form['password'], 'p w');
  await checkFailure(
    { auth: { ...client, 'Grant Type': 'Password', Username: 'u', Password: 'wrong' } },
    /'invalid_grant': The password is wrong\. Check 'Username'/,
  );
  const bearer = {
    'Grant Type': 'JWT Bearer',
    'Token URL': `${server.issuer}/token`,
    'Client ID': 'public',
    'Private Key': server.privateJwk,
  };
  await checkToken({
    auth: { ...bearer, Subject: 'service-account-id', Scope: 'api', JWT: { payload: { custom: 7 } } },
  });
  const claims = claimsOf(server.tokenRequests.at(-1)?.form['assertion']);
  assert.deepEqual(
    { iss: claims['iss'], sub: claims['sub'], aud: claims['aud'], custom: claims['custom'] },
    { iss: 'service-account-id', sub: 'service-account-id', aud: `${server.issuer}/token`, custom: 7 },
  );
  assert.equal(server.tokenRequests.at(-1)?.form['client_id'], 'public');
  const exchange = {
    ...client,
    'Grant Type': 'Token Exchange',
    'Subject Token': '{{$auth.token("first")}}',
    Audience: 'api',
  };
  const first = { ...machine(), Type: 'OAuth2', 'Client ID': 'key', 'Private Key': server.privateJwk };
  await checkToken({ auth: { worker: { Type: 'OAuth2', ...exchange }, first } });
  const { form } = server.tokenRequests.at(-1) ?? {};
  assert.ok((form?.['subject_token'] ?? '').length > 10);
  assert.equal(form?.['subject_token_type'], 'urn:ietf:params:oauth:token-type:access_token');
});

test('authorization code with PKCE and state, then a refresh token, then nothing listens', async () => {
  const auth = {
    'Grant Type': 'Authorization Code',
    'Issuer URL': server.issuer,
    'Client ID': 'public',
    Scope: 'openid offline_access api',
  };
  const withPrompt = { ...auth, 'Custom Request Parameters': { prompt: { Value: 'consent', Use: 'In Auth Request' } } };
  const keeper = new TokenKeeper();
  const time = { now: Date.now() };
  const opened: URL[] = [];
  const person = browser(opened);
  const token = await checkToken({ auth: withPrompt, keeper, person, clock: () => time.now });
  const [url] = opened;
  assert.equal(url?.searchParams.get('code_challenge_method'), 'S256');
  assert.equal(url?.searchParams.get('code_challenge')?.length, 43);
  assert.equal(url?.searchParams.get('state')?.length, 43);
  await assert.rejects(fetch(url?.searchParams.get('redirect_uri') ?? ''), 'the listener is closed');
  // Later the same token, without a browser; then it ends, and the refresh token gives another one.
  assert.equal(await checkToken({ auth: withPrompt, keeper, clock: () => time.now }), token);
  time.now += 590_000;
  const renewed = await checkToken({ auth: withPrompt, keeper, clock: () => time.now });
  assert.notEqual(renewed, token);
  assert.equal(server.tokenRequests.at(-1)?.form['grant_type'], 'refresh_token');
  const idToken = {
    auth: withPrompt,
    keeper,
    clock: () => time.now,
    text: `GET ${api.origin}/\nAuthorization: Bearer {{$auth.idToken("worker")}}`,
  };
  assert.equal(claimsOf(await checkToken(idToken))['aud'], 'public');
});

test('a refusal at the authorization endpoint is told in its words', async () => {
  const auth = {
    'Grant Type': 'Authorization Code',
    'Issuer URL': server.issuer,
    'Client ID': 'public',
    Scope: 'openid',
  };
  const bad = { ...auth, 'Custom Request Parameters': { prompt: 'none' } };
  await checkFailure({ auth: bad, person: browser([]) }, /the sign-in ended with 'login_required': /);
  await checkFailure({ auth }, /somebody has to sign in with a browser, and nobody is here/);
});

test('cancelling a sign-in closes the listener, and nothing is sent', async () => {
  const controller = new AbortController();
  const auth = { 'Grant Type': 'Authorization Code', 'Issuer URL': server.issuer, 'Client ID': 'public' };
  let redirect = '';
  const openUrl = (url: string) => {
    redirect = new URL(url).searchParams.get('redirect_uri') ?? '';
    controller.abort();
    return Promise.resolve(true);
  };
  const { result, seen } = await check({ auth, person: { ...browser([]), openUrl }, signal: controller.signal });
  assert.equal(result.kind, 'cancelled');
  assert.deepEqual(seen, []);
  await assert.rejects(fetch(redirect));
});

test('that the browser is waited for is said until it came back, and the wait can be ended', async () => {
  const auth = { 'Grant Type': 'Authorization Code', 'Issuer URL': server.issuer, 'Client ID': 'public' };
  const said: string[] = [];
  const showWaiting: PersonPorts['showWaiting'] = ({ name }) => {
    said.push(`waiting for ${name}`);
    return { close: () => void said.push('closed') };
  };
  const { result } = await check({ auth: { ...auth, Scope: 'openid' }, person: { ...browser([]), showWaiting } });
  assert.equal(result.kind, 'sent');
  assert.deepEqual(said, ['waiting for worker', 'closed']);
  const stopped = await check({
    auth,
    person: {
      ...browser([]),
      openUrl: () => Promise.resolve(true),
      showWaiting: ({ stop }) => {
        stop();
        return { close: () => void said.push('stopped') };
      },
    },
  });
  assert.deepEqual([stopped.result.kind, stopped.seen, said.at(-1)], ['cancelled', [], 'stopped']);
});

test('a device code is shown and polled for; slow_down makes it slower', async () => {
  const auth = {
    'Grant Type': 'Device Authorization',
    'Issuer URL': server.issuer,
    'Client ID': 'public',
    Scope: 'openid api',
  };
  const shown: string[] = [];
  const pauses: number[] = [];
  let address = '';
  const showDeviceCode: PersonPorts['showDeviceCode'] = ({ userCode, completeUri = '' }) => {
    shown.push(userCode);
    address = completeUri;
    return { close: () => void shown.push('closed') };
  };
  // The person is done after the second question.
  const wait = async (milliseconds: number) => {
    pauses.push(milliseconds);
    if (pauses.length === 2) await signInByForms(address, () => false, { login: 'someone' });
  };
  await checkToken({ auth, person: { ...browser([]), showDeviceCode }, wait });
  assert.match(shown[0] ?? '', /^\S{4,}-\S{4,}$/);
  assert.equal(shown[1], 'closed');
  assert.equal(pauses.length, 2);
});

test('many requests wait for one fetch, and a later one takes what is kept', async () => {
  const auth = { ...machine(), 'Client ID': 'key', 'Private Key': server.privateJwk };
  const rests = new Map<string, string>();
  const storage: SecretStorage = {
    get: (key) => Promise.resolve(rests.get(key)),
    store: (key, value) => Promise.resolve(void rests.set(key, value)),
    delete: (key) => Promise.resolve(void rests.delete(key)),
  };
  const keeper = new TokenKeeper(storage);
  const earlier = server.tokenRequests.length;
  const tokens = await Promise.all([1, 2, 3, 4].map(() => checkToken({ auth, keeper })));
  assert.equal(new Set(tokens).size, 1);
  assert.equal(server.tokenRequests.length, earlier + 1);
  assert.deepEqual([...rests.keys()], ['token//desk/dev/worker']);
  assert.equal(await checkToken({ auth, keeper: new TokenKeeper(storage) }), tokens[0], 'another window finds it');
  await keeper.forget({ folder: '/desk', environmentName: 'dev', name: 'worker' });
  assert.equal(rests.size, 0);
  assert.notEqual(await checkToken({ auth, keeper }), tokens[0]);
  // Other settings ask for another token.
  assert.notEqual(await checkToken({ auth: { ...auth, Scope: 'read' }, keeper }), tokens[0]);
});

test('a request that is answered 401 is sent once more with a renewed token, a create too', async () => {
  const auth = { ...machine(), 'Client ID': 'key', 'Private Key': server.privateJwk };
  const text = `POST ${api.origin}/refused-once\nAuthorization: Bearer {{accessToken}}\n\n{"a": "{{$uuid}}"}`;
  const { result, seen } = await check({ auth, text });
  assert.equal(seen.length, 2);
  assert.notEqual(seen[0], seen[1]);
  assert.ok(result.kind === 'sent');
  assert.ok(result.exchange.request.notes.some((note) => note.startsWith('The first answer was 401, so the token')));
  const always = await check({ auth, text: text.replace('refused-once', 'refused') });
  assert.equal(always.seen.length, 2, 'exactly once');
  const own = await check({ auth, text: `GET ${api.origin}/refused\nAuthorization: Bearer of-my-own` });
  assert.equal(own.seen.length, 1, 'a token that is not ours is not renewed');
});

test('where something else is wrong no token is fetched', async () => {
  const auth = { ...machine(), 'Client ID': 'key', 'Private Key': server.privateJwk };
  const earlier = server.tokenRequests.length;
  await checkFailure(
    { auth, text: `GET ${api.origin}/{{nope}}\nAuthorization: Bearer {{accessToken}}` },
    /^'nope' is not defined/,
  );
  await checkFailure(
    { auth, text: `GET ${api.origin}/\nAuthorization: Bearer {{$auth.token("wroker")}}` },
    /Did you mean 'worker'/,
  );
  assert.equal(server.tokenRequests.length, earlier);
});

test('secrets go to https and to listed hosts only', async () => {
  const auth = { ...machine(), 'Client ID': 'key', 'Private Key': server.privateJwk };
  await checkFailure(
    { auth: { ...auth, 'Token URL': 'http://auth.example.com/token' } },
    /begins with http:\/\/, and secrets are sent there/,
  );
  const variables = { $identityHttp: { hosts: [api.origin] } };
  await checkFailure({ auth, variables }, /is not among the 'hosts' of environment 'dev'/);
});

test("httpYac's variables make a token of their prefix", async () => {
  const variables = {
    accessToken: '{{$auth.token("oauth2")}}',
    oauth2_tokenEndpoint: `${server.issuer}/token`,
    oauth2_clientId: 'basic client',
    oauth2_clientSecret: clientSecret,
    oauth2_scope: 'api',
  };
  await checkToken({ auth: {}, variables });
});

test("httpYac's field is understood, and one token stands behind all its spellings", async () => {
  const endpoint = `${server.issuer}/token`;
  const client = { oauth2_clientId: 'basic client', oauth2_clientSecret: clientSecret, oauth2_scope: 'api' };
  const user = { ...client, oauth2_username: 'u', oauth2_password: 'p w' };
  const keeper = new TokenKeeper();
  const ask = (value: string, more: object = {}) => {
    const variables = { oauth2_tokenEndpoint: endpoint, ...client, ...more };
    return { auth: {}, variables, keeper, text: `GET ${api.origin}/\nAuthorization: ${value}\n` };
  };
  const token = await checkToken(ask('openid'));
  assert.deepEqual(server.tokenRequests.at(-1)?.form, { grant_type: 'client_credentials', scope: 'api' });
  const count = server.tokenRequests.length;
  for (const same of ['oauth2', 'OAuth2 client_credentials', 'openid oauth2', 'Bearer {{$auth.token("oauth2")}}']) {
    assert.equal(await checkToken(ask(same)), token, same);
  }
  assert.equal(server.tokenRequests.length, count);
  await checkToken({ ...ask('openid password oauth2', user), keeper: new TokenKeeper() });
  assert.equal(server.tokenRequests.at(-1)?.form['password'], 'p w');
  await checkToken({ ...ask('openid client_credentials oauth2', user), keeper: new TokenKeeper() });
  assert.equal(
    server.tokenRequests.at(-1)?.form['grant_type'],
    'client_credentials',
    'the flow that is written counts',
  );
  const other = { other_tokenEndpoint: endpoint, other_clientId: 'basic client', other_clientSecret: clientSecret };
  await checkToken(ask('openid client_credentials oauth2 token_exchange other', other));
  assert.equal(server.tokenRequests.at(-1)?.form['subject_token'], token);
  await checkFailure(ask('openid implicit'), /The grant 'Implicit' is not done here/);
  for (const value of ['openid client_credentials nobody', 'oauth2 t0ken42', 'openid oauth2 token_exchange']) {
    const { result } = await check(ask(value));
    assert.ok(result.kind === 'unresolved');
    assert.match(result.problems[0]?.message ?? '', /is read as httpYac means it/);
    assert.doesNotMatch(JSON.stringify(result.problems), /t0ken42/, 'it may be a token');
  }
});

test("httpYac's tokens are listed beside the settings", async () => {
  const variables = { oauth2_tokenEndpoint: `${server.issuer}/token`, oauth2_clientId: 'basic client' };
  const all = {
    ...variables,
    oauth2_clientSecret: clientSecret,
    Security: { Auth: { written: { Type: 'Mock', Token: 'x' } } },
  };
  const environments = await environmentsOf({ variables: all });
  const keeper = new TokenKeeper();
  await checkToken({ auth: {}, variables: all, keeper, text: `GET ${api.origin}/\nAuthorization: oauth2\n` });
  const home = { environments, environmentName: 'dev', folder: '/desk', keeper };
  const listed = await listTokens(fixedPorts(), createSession(), home);
  assert.deepEqual(
    listed.map(({ name, isMock, facts }) => [name, isMock, facts !== undefined]),
    [
      ['written', true, false],
      ['oauth2', false, true],
    ],
  );
});

test("REST Client's $oidcAccessToken signs in with a browser, and new takes another one", async () => {
  const keeper = new TokenKeeper();
  const endpoints = `authorizeEndpoint:${server.issuer}/auth tokenEndpoint:${server.issuer}/token`;
  const ask = (flag: string, person?: PersonPorts): Walk => ({
    auth: {},
    keeper,
    ...(person && { person }),
    text: `GET ${api.origin}/\nAuthorization: Bearer {{$oidcAccessToken ${flag}clientId:public ${endpoints} scopes:openid,api}}\n`,
  });
  const opened: URL[] = [];
  const token = await checkToken(ask('', browser(opened)));
  assert.equal(opened[0]?.searchParams.get('scope'), 'openid api');
  assert.equal(await checkToken(ask('')), token, 'it is kept');
  const earlier = server.tokenRequests.length;
  assert.notEqual(await checkToken(ask('new ')), token);
  assert.deepEqual(
    server.tokenRequests.slice(earlier).map(({ form }) => form['grant_type']),
    ['refresh_token'],
  );
});

test('a written token and a signed assertion need no server', async () => {
  const auth = { Type: 'Mock', Token: 'a-token-that-is-written' };
  assert.equal(await checkToken({ auth }), 'a-token-that-is-written');
});

/** Opens addresses in a browser without a window that signs in and consents. */
function browser(opened: URL[]): PersonPorts {
  return {
    listen: listenForRedirect,
    openUrl: (text) => {
      const url = new URL(text);
      opened.push(url);
      const back = url.searchParams.get('redirect_uri') ?? '';
      const isBack = (at: URL): boolean => at.href.startsWith(back);
      void signInByForms(text, isBack, { login: 'someone' }).then((end) => fetch(end));
      return Promise.resolve(true);
    },
    showDeviceCode: () => assert.fail('no code is shown'),
  };
}

interface ApiServer {
  readonly origin: string;
  /** The Authorization of every request. */
  readonly seen: readonly string[];
  readonly close: () => Promise<void>;
}

/** Refuses everything below `/refused`, and below `/refused-once` each first request. */
async function startApi(): Promise<ApiServer> {
  const seen: string[] = [];
  const refused = new Set<string>();
  const answer = ({ url = '', headers }: IncomingMessage): number => {
    seen.push(headers.authorization ?? '');
    if (url === '/refused') return 401;
    if (url !== '/refused-once' || refused.has(url)) return 200;
    refused.add(url);
    return 401;
  };
  const own = createServer((request, response) => {
    response.writeHead(answer(request), { 'Content-Type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  const { port } = own.address() as AddressInfo;
  const close = async (): Promise<void> => {
    own.closeAllConnections();
    await new Promise((resolve) => own.close(resolve));
  };
  return { origin: `http://127.0.0.1:${port}`, seen, close };
}

function claimsOf(token: string | undefined): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token?.split('.')[1] ?? '', 'base64url').toString()) as Record<string, unknown>;
}
