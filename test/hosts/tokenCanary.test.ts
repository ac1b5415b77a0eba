import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import type { Exchange } from '../../src/core/exchange/exchange';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { buildHistoryEntry } from '../../src/core/history/buildHistoryEntry';
import { composeRecordedRequest } from '../../src/core/history/composeRecordedRequest';
import { printHistoryEntry } from '../../src/core/history/printHistoryEntry';
import type { HistoryEntry } from '../../src/core/history/historyEntry';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { listTokens, printToken } from '../../src/core/session/tokens/tokenByHand';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { describeExchange } from '../../src/core/view/describeExchange';
import { withCookies } from '../../src/core/exchange/cookieJar';
import { HistoryStore } from '../../src/files/historyStore';
import { authMeans } from '../../src/loopback/authMeans';
import { createTransport } from '../../src/transport/createTransport';
import { openCookieJar } from '../../src/transport/openCookieJar';
import { assertNoCanary, canaryForms } from '../support/canary';
import { runCli, temporaryFolder } from '../support/cliProcess';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';

/** Unique, long, and of the characters that such values have. */
const clientSecret = 'canary-c1+ient/secret%&=';
const accessToken = 'canary-access-t0ken_~.-1';
const refreshToken = 'canary-refresh+t0ken/2';
const idToken = 'canary-id-t0ken-3+/';
const password = 'canary-passw0rd "4/+';
const oneTime = 'canary-0ne-time-5';
const authId = 'canary-auth-id.6-state';
const sessionToken = 'canary-sess10n*7.AAJ*';
const cookie = 'canary-c00kie-8_value';
const secrets = [clientSecret, accessToken, refreshToken, idToken, password, oneTime, authId, sessionToken, cookie];

let server: Awaited<ReturnType<typeof startEcho>>;
const network = createTransport();

before(async () => {
  server = await startEcho();
});

after(async () => {
  await Promise.all([server.close(), network.close()]);
});

const oauth = {
  Type: 'OAuth2',
  'Grant Type': 'Password',
  'Token URL': '{{base}}/token',
  'Client ID': 'client',
  'Client Secret': clientSecret,
  Username: 'someone',
  Password: password,
};
const am = { Type: 'AM Session', 'AM URL': '{{base}}/am', Username: 'someone', Password: password };

const ofOauth = [clientSecret, accessToken, refreshToken, idToken, password, cookie];
const ofAm = [password, sessionToken, cookie];

const rows = [
  ['a token', 'Authorization: Bearer {{$auth.token("worker")}}'],
  ['a token renewed after a 401', 'Authorization: Bearer {{$auth.token("worker")}}\nX-Refuse: once'],
  ['an ID token', 'X-Id: {{$auth.idToken("worker")}}'],
  ['a session of AM', 'Cookie: {{$auth.cookieName("am")}}={{$auth.token("am")}}'],
  ['an endpoint that says all of it back', 'Authorization: Bearer {{$auth.token("refused")}}'],
  ['a journey that says all of it back', 'X-Session: {{$auth.token("refusedAm")}}'],
] as const;

for (const [name, field] of rows) {
  test(`nothing of ${name} is shown, logged or recorded`, async () => {
    server.echo(field.includes('"am"') ? ofAm : ofOauth);
    const { shown, recorded } = await walk(`POST {{base}}/echo\n${field}\n\n{"a": 1}\n`);
    assertNoCanary(secrets, shown);
    assert.ok(recorded > 0, 'the requests for tokens are in the history');
  });
}

test('nothing of it leaves the command line', async () => {
  const auth = { worker: oauth, am: { ...am, Tree: 'short' } };
  const requests = rows.map(([, field]) => `POST {{base}}/echo\n${field}\n`);
  const place = await temporaryFolder({
    'oauth.http': requests.slice(0, 3).join('\n###\n'),
    'am.http': requests[3] ?? '',
    'http-client.private.env.json': JSON.stringify({ dev: { base: server.origin, Security: { Auth: auth } } }),
  });
  for (const [file, echoed] of [['oauth.http', ofOauth] as const, ['am.http', ofAm] as const]) {
    server.echo(echoed);
    const { stdout, stderr } = await runCli(['send', join(place, file), '--all', '--env', 'dev']);
    assert.match(stdout, /200/);
    assertNoCanary(secrets, { stdout, stderr });
  }
});

/** One send, and all that is made of it and of the requests for its tokens. */
async function walk(text: string) {
  const refused = { ...oauth, 'Token URL': '{{base}}/refuses/token' };
  const refusedAm = { ...am, Tree: 'refuses' };
  const variables = { base: server.origin, Security: { Auth: { worker: oauth, am, refused, refusedAm } } };
  const environments = await environmentsOf({ variables });
  const keeper = new TokenKeeper();
  const asked: Exchange[] = [];
  const jar = openCookieJar();
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    clock: Date.now,
    newId: randomUUID,
    transport: withCookies(network, { isEmpty: () => false, open: () => Promise.resolve(jar) }),
    reader: memoryReader({}),
    tokens: {
      keeper,
      ...authMeans,
      onRequest: (exchange) => void asked.push(exchange),
      person: {
        openUrl: () => Promise.resolve(false),
        listen: () => Promise.resolve({ kind: 'failure', message: '' }),
        showDeviceCode: () => ({ close: () => undefined }),
        ask: () => Promise.resolve(oneTime),
      },
    },
  };
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const session = createSession();
  const home = { environments, environmentName: 'dev', folder, workspaceFolder: undefined };
  const result = await sendBlock(ports, session, { file, block, ...home }, new AbortController().signal);
  assert.notEqual(result.kind, 'cancelled');
  const shown: Record<string, string> = { result: JSON.stringify('problems' in result ? result.problems : []) };
  const exchanges = [...asked, ...(result.kind === 'sent' ? [result.exchange] : [])];
  const store = await openHistory();
  for (const [index, exchange] of exchanges.entries()) {
    const view = await describeExchange(exchange, randomUUID());
    const about = { name: undefined, title: undefined, requestLine: '', index: 0 };
    const source = { uri: 'file:///a.http', block: about, environmentName: 'dev' };
    const origin = index < asked.length ? 'token' : 'block';
    const entry: HistoryEntry = buildHistoryEntry({ exchange, view, source, origin });
    assert.ok(origin === 'block' || ['withheld', 'none'].includes(entry.requestBody), 'no body of a token endpoint');
    await store.history.append(entry);
    shown[`entry ${index}`] = printHistoryEntry(entry) + composeRecordedRequest(entry);
    shown[`log ${index}`] = buildRedactor(exchange.request.secrets).url(exchange.request.url);
    if (origin === 'block') shown['view'] = JSON.stringify(view);
  }
  shown['history on the disk'] = await store.read();
  const listed = await listTokens(fixedPorts(), session, { ...home, keeper });
  shown['Tokens view'] = JSON.stringify(listed);
  for (const { name } of listed) {
    const held = keeper.held({ folder, environmentName: 'dev', name });
    shown[`claims of ${name}`] = (held && printToken(held)) ?? '';
  }
  return { shown, recorded: asked.length };
}

const keepAll = () => ({ maximumDays: 1, maximumBytes: 50_000_000 });

async function openHistory() {
  const place = await temporaryFolder({});
  const history = new HistoryStore({ folder: place, clock: Date.now, newId: randomUUID, limits: keepAll });
  const read = async (): Promise<string> => {
    await history.close();
    return (await Promise.all((await readdir(place)).map((name) => readFile(join(place, name), 'utf8')))).join('\n');
  };
  return { history, read };
}

/** An authorization server, an AM and an API, each of which says back what it got in every form there is. */
async function startEcho() {
  const refused = new Set<string>();
  let step = 0;
  let echoed: readonly string[] = [];
  const answer = (url: string, headers: IncomingMessage['headers'], body: string): readonly [number, object] => {
    const everything = echoed.flatMap((secret) => canaryForms(secret).map(({ whole }) => whole)).join(' | ');
    if (url === '/refuses/token') {
      return [400, { error: clientSecret, error_description: `${password} ${body} ${String(headers.authorization)}` }];
    }
    if (url === '/token') {
      const tokens = { access_token: accessToken, refresh_token: refreshToken, id_token: idToken, expires_in: 60 };
      return [
        200,
        { ...tokens, token_type: `Bearer-${clientSecret}-${password}`, scope: `read ${accessToken} ${clientSecret}` },
      ];
    }
    if (url.includes('/serverinfo/')) return [200, { cookieName: 'c00k1e' }];
    if (url.includes('/authenticate')) {
      if (url.endsWith('short') || step++ % 2 === 1)
        return url.endsWith('refuses') ? said(body) : [200, { tokenId: sessionToken }];
      const input = [{ name: 'IDToken1', value: '' }];
      const types = ['NameCallback', 'PasswordCallback', 'PasswordCallback'];
      return [200, { authId, callbacks: types.map((type) => ({ type, output: [], input })) }];
    }
    const first = headers['x-refuse'] !== undefined && !refused.has('once');
    if (first) refused.add('once');
    return [first ? 401 : 200, { text: everything, headers, body }];
  };
  const own = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const [status, body] = answer(request.url ?? '', request.headers, Buffer.concat(chunks).toString());
      const fields = { 'Content-Type': 'application/json', 'Set-Cookie': `sid=${cookie}; Path=/` };
      response.writeHead(status, fields).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(own.address() as AddressInfo).port}`,
    /** What it has seen or given, and says in every answer. */
    echo: (list: readonly string[]) => void (echoed = list),
    close: async (): Promise<void> => {
      own.closeAllConnections();
      await new Promise((resolve) => own.close(resolve));
    },
  };
}

/** A refusal of AM with what the last step held. */
function said(body: string): readonly [number, object] {
  return [401, { code: 401, reason: 'Unauthorized', message: `${oneTime} ${password} ${authId} ${body}` }];
}
