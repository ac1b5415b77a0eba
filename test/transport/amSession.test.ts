import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SignInQuestion } from '../../src/core/auth/authPorts';
import { describeToken } from '../../src/core/auth/describeToken';
import { parseTokenRecord } from '../../src/core/auth/token';
import { TokenKeeper } from '../../src/core/auth/tokenKeeper';
import { logOut } from '../../src/core/session/tokens/logOut';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { authMeans } from '../../src/loopback/authMeans';
import { createTransport } from '../../src/transport/createTransport';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';

/** What `/authenticate` answers, one after the other; the last one goes on. A text is sent as it is. */
type Script = readonly (readonly [status: number, body: unknown])[];

interface Walk {
  readonly script: Script;
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly serverInfo?: readonly [status: number, body: unknown];
  /** By what is asked; `undefined` turns away. Without it nobody is there. */
  readonly answers?: Readonly<Record<string, string | undefined>>;
  readonly text?: string;
  readonly keeper?: TokenKeeper;
  readonly signal?: AbortSignal;
  readonly onAsk?: () => void;
  /** What `getSessionInfo` answers; without it nobody asks. */
  readonly info?: readonly [status: number, body: unknown];
  /** By the clock of the server. */
  readonly date?: string;
}

interface Seen {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Awaited<ReturnType<typeof startAm>>;
const transport = createTransport();

before(async () => {
  server = await startAm();
});

after(async () => {
  await Promise.all([server.close(), transport.close()]);
});

/** One request to the API with a session of that AM. */
async function check(walk: Walk) {
  const {
    script,
    settings = {},
    serverInfo = [200, { cookieName: 'c00k1e' }],
    answers,
    keeper = new TokenKeeper(),
  } = walk;
  server.begin(script, serverInfo, { session: walk.info ?? [500, ''], date: walk.date });
  const later: Promise<void>[] = [];
  const text = walk.text ?? `GET ${server.origin}/api\nCookie: {{$auth.cookieName("am")}}={{$auth.token("am")}}\n`;
  const am = { Type: 'AM Session', 'AM URL': `${server.origin}/am/`, Realm: 'alpha', ...signIn, ...settings };
  const environments = await environmentsOf({ variables: { password: 'a-pass-word', Security: { Auth: { am } } } });
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const asked: SignInQuestion[] = [];
  const pauses: number[] = [];
  const logged: string[] = [];
  const ask = (question: SignInQuestion): Promise<string | undefined> => {
    asked.push(question);
    walk.onAsk?.();
    return Promise.resolve(answers?.[question.question]);
  };
  const tokens = {
    keeper,
    later: walk.info && ((work: () => Promise<void>) => void later.push(work())),
    ...authMeans,
    wait: (milliseconds: number) => Promise.resolve(void pauses.push(milliseconds)),
    person: {
      openUrl: () => assert.fail('no browser'),
      listen: () => assert.fail('no browser'),
      showDeviceCode: () => assert.fail('no code'),
      ask: answers ? ask : undefined,
    },
    onRequest: ({ request }: { request: { url: string; secrets: readonly string[] } }) => {
      if (request.secrets.includes('a-pass-word')) logged.push(new URL(request.url).pathname);
    },
  };
  const ports: SendBlockPorts = { ...fixedPorts(), clock: Date.now, transport, reader: memoryReader({}), tokens };
  const session = createSession();
  const home = { environments, environmentName: 'dev', folder, workspaceFolder: '/desk' };
  const result = await sendBlock(ports, session, { file, block, ...home }, walk.signal ?? new AbortController().signal);
  const message = result.kind === 'unresolved' ? result.problems.map((problem) => problem.message).join('\n') : '';
  const place = { folder: '/desk', environmentName: 'dev', name: 'am' };
  const end = () => {
    const token = keeper.held(place);
    assert.ok(token);
    return logOut(ports, session, { ...home, name: 'am', token }, new AbortController().signal);
  };
  await Promise.all(later);
  const kept = keeper.held(place);
  return { result, message, asked, pauses, logged, seen: [...server.seen], end, keeper, kept };
}

const signIn = { Username: 'admin', Password: '{{password}}' };
const named = {
  type: 'NameCallback',
  output: [{ name: 'prompt', value: 'User Name' }],
  input: [{ name: 'IDToken1', value: '' }],
};
const secret = {
  type: 'PasswordCallback',
  output: [{ name: 'prompt', value: 'Password' }],
  input: [{ name: 'IDToken2', value: '' }],
};
const first = [200, { authId: 'an-auth-id', callbacks: [named, secret], stage: 'x' }] as const;
const done = [200, { tokenId: 'AQIC5w.*AAJ*', successUrl: '/console', realm: '/alpha' }] as const;

test('name and password of the settings, the cookie name of the server, the journey of the realm', async () => {
  const { result, seen, logged } = await check({ script: [first, done], settings: { Tree: 'My Login' } });
  assert.equal(result.kind, 'sent');
  assert.deepEqual(
    seen.map(({ path }) => path),
    [
      '/am/json/serverinfo/*',
      '/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=My%20Login',
      '/am/json/realms/root/realms/alpha/authenticate?authIndexType=service&authIndexValue=My%20Login',
      '/api',
    ],
  );
  assert.equal(seen[1]?.body, '{}');
  assert.equal(seen[1].headers['accept-api-version'], 'resource=2.0, protocol=1.0');
  const sent = JSON.parse(seen[2]?.body ?? '') as { authId: string; stage: string; callbacks: (typeof named)[] };
  assert.deepEqual([sent.authId, sent.stage], ['an-auth-id', 'x'], 'the whole object goes back');
  assert.deepEqual(
    sent.callbacks.map(({ input }) => input[0]),
    [
      { name: 'IDToken1', value: 'admin' },
      { name: 'IDToken2', value: 'a-pass-word' },
    ],
  );
  assert.equal(seen[3]?.headers.cookie, 'c00k1e=AQIC5w.*AAJ*');
  assert.equal(logged.length, 2, 'the password is a secret of every request of the journey');
  assert.ok(result.kind === 'sent' && result.exchange.request.secrets.includes('AQIC5w.*AAJ*'));
});

test('realms as they are written elsewhere, and a cookie name that is known', async () => {
  const settings = { 'Cookie Name': 'iPlanetDirectoryPro' };
  for (const [Realm, path] of [
    ['/', '/realms/root'],
    ['', '/realms/root'],
    ['/alpha', '/realms/root/realms/alpha'],
    ['/realms/root/realms/alpha', '/realms/root/realms/alpha'],
    ['a b/c', '/realms/root/realms/a%20b/realms/c'],
  ]) {
    const { seen } = await check({ script: [done], settings: { ...settings, Realm } });
    assert.deepEqual([seen.length, seen[0]?.path], [2, `/am/json${path}/authenticate`]);
    assert.equal(seen[1]?.headers.cookie, 'iPlanetDirectoryPro=AQIC5w.*AAJ*');
  }
});

function callback(type: string, output: Readonly<Record<string, unknown>>) {
  return {
    type,
    output: Object.entries(output).map(([name, value]) => ({ name, value })),
    input: [{ name: 'IDToken1', value: '' }],
  };
}

test('what the settings do not know, a person answers: text, choice, confirmation, a second password', async () => {
  const second = [
    callback('TextOutputCallback', { message: 'Almost\nthere.', messageType: '0' }),
    callback('ChoiceCallback', { prompt: 'Way', choices: ['SMS', 'App', 'App'], defaultChoice: 1 }),
    callback('ConfirmationCallback', { prompt: '', messages: ['Sure?'], options: [], optionType: 2, defaultOption: 3 }),
    callback('ConfirmationCallback', { options: ['Next'], defaultOption: 0 }),
    callback('HiddenValueCallback', { value: 'x', id: 'y' }),
    callback('BooleanAttributeInputCallback', { prompt: 'Remember', value: false }),
    callback('TextInputCallback', { prompt: 'Nick', defaultText: 'bo' }),
    callback('PasswordCallback', { prompt: 'One Time Password' }),
  ];
  const { result, asked, seen } = await check({
    script: [first, [200, { authId: 'b', callbacks: second }], done],
    answers: {
      'Almost there · Way': 'App (3)',
      'Almost there · Sure?': 'Cancel',
      'Almost there · Remember': 'Yes',
      'Almost there · Nick': 'jo',
      'Almost there · One Time Password': '123456',
    },
  });
  assert.equal(result.kind, 'sent');
  const sent = JSON.parse(seen[3]?.body ?? '') as { callbacks: { input: { value: unknown }[] }[] };
  assert.deepEqual(
    sent.callbacks.map(({ input }) => input[0]?.value),
    ['', 2, 2, 0, '', true, 'jo', '123456'],
  );
  assert.deepEqual(
    asked.map(({ secret: isSecret, initial, choices }) => [isSecret, initial, choices?.length]),
    [
      [false, 'App', 3],
      [false, 'OK', 2],
      [false, 'No', 2],
      [false, 'bo', undefined],
      [true, undefined, undefined],
    ],
  );
  assert.match(asked[0]?.title ?? '', /^am \(127\.0\.0\.1:\d+\)$/, 'a person sees who asks');
});

test('while somebody answers on a telephone it waits, and not too short', async () => {
  const wait = { type: 'PollingWaitCallback', output: [{ name: 'waitTime', value: '8000' }] };
  const hasty = { type: 'PollingWaitCallback', output: [{ name: 'waitTime', value: '-1' }] };
  const steps: Script = [wait, hasty].map((one) => [200, { authId: 'a', callbacks: [one] }]);
  const { result, pauses } = await check({ script: [first, ...steps, done] });
  assert.equal(result.kind, 'sent');
  assert.deepEqual(pauses, [8000, 500]);
});

test('a refusal is told in its words, with the next step, and without the password', async () => {
  const login = { code: 401, reason: 'Unauthorized', message: 'Authentication Failed', detail: { failureUrl: 'x' } };
  const cases: readonly (readonly [Script, RegExp])[] = [
    [[first, [401, login]], /answered 401 with 'Authentication Failed'\. Check 'Username' and 'Password'\./],
    [[first, [401, { errorMessage: 'a-pass-word is wrong', failureUrl: '' }]], /answered 401 with '•+ is wrong'/],
    [[first, [401, { ...login, detail: { errorCode: '110' } }]], /the journey took too long\. Sign in again\./],
    [[[400, { code: 400, message: 'No Configuration found' }]], /'No Configuration found'\. Check 'Realm'\./],
    [[[200, { tokenId: '', successUrl: '/' }]], /ended the journey without a session/],
    [[first, first], /asks 'User Name', and nobody is here to answer\. It may be that 'Username' or 'Password'/],
  ];
  for (const [script, expected] of cases) {
    const { message, seen } = await check({ script });
    assert.match(message, expected);
    assert.doesNotMatch(message, /a-pass-word/);
    assert.ok(!seen.some(({ path }) => path === '/api'), 'nothing is sent without its session');
  }
});

test('what needs a browser is refused in a sentence, and nobody is asked before', async () => {
  for (const [odd, expected] of [
    [{ type: 'RedirectCallback', output: [] }, /asks with a RedirectCallback, which needs a browser/],
    [{ type: 'TextOutputCallback', output: [{ name: 'messageType', value: '4' }] }, /runs a script in a browser/],
    [{ type: 'SuspendedTextOutputCallback', output: [{ name: 'message', value: 'Mail.' }] }, /is suspended .*: Mail\./],
    [{ output: 7 }, /something without a type/],
    [null, /something without a type/],
  ] as const) {
    const { message, asked } = await check({
      script: [[200, { authId: 'a', callbacks: [secret, odd] }]],
      settings: { Password: undefined },
      answers: {},
    });
    assert.match(message, expected);
    assert.deepEqual(asked, []);
  }
});

test('turning away and cancelling end it, and nothing is sent', async () => {
  const settings = { Password: undefined };
  const turned = await check({ script: [first], settings, answers: {} });
  assert.equal(turned.result.kind, 'cancelled');
  const controller = new AbortController();
  const answers = { Password: 'x' };
  const cancelled = await check({
    script: [first],
    settings,
    answers,
    signal: controller.signal,
    onAsk: () => controller.abort(),
  });
  assert.equal(cancelled.result.kind, 'cancelled');
  assert.equal(cancelled.seen.length, 2);
});

test('a session that is refused is renewed, once', async () => {
  const { keeper } = await check({ script: [done] });
  const text = `GET ${server.origin}/refused\nCookie: c={{$auth.token("am")}}\n`;
  const { seen } = await check({ script: [[200, { tokenId: 'another' }]], keeper, text });
  assert.deepEqual(
    seen.filter(({ path }) => path === '/refused').map(({ headers }) => headers.cookie),
    ['c=AQIC5w.*AAJ*', 'c=another'],
  );
  // Where the password is the person's, a request does not begin to ask for it.
  const alone = await check({
    script: [first, done],
    settings: { Password: undefined },
    answers: { Password: 'x' },
    text,
  });
  assert.equal(alone.asked.length, 1);
  assert.ok(alone.result.kind === 'sent' && alone.result.exchange.outcome.kind === 'response');
  assert.match(alone.result.exchange.outcome.notes?.join() ?? '', /was refused\. Sign in anew/);
});

test('two requests wait for one journey', async () => {
  const keeper = new TokenKeeper();
  const both = await Promise.all([check({ script: [first, done], keeper }), check({ script: [first, done], keeper })]);
  assert.deepEqual(
    both.map(({ result }) => result.kind),
    ['sent', 'sent'],
  );
  assert.equal(server.seen.filter(({ path }) => path.includes('/authenticate')).length, 2, 'the steps of one');
});

test('logging out tells the server, under the name of its cookie', async () => {
  const { end } = await check({ script: [done] });
  assert.equal(await end(), undefined);
  const last = server.seen.at(-1);
  assert.equal(last?.path, '/am/json/realms/root/realms/alpha/sessions/?_action=logout');
  assert.equal(last.headers['c00k1e'], 'AQIC5w.*AAJ*');
});

const inMinutes = (minutes: number): string => new Date(Date.now() + minutes * 60_000).toISOString();

test('the server is asked when a session ends, and nothing waits for it', async () => {
  const info = { maxIdleExpirationTime: inMinutes(30), maxSessionExpirationTime: inMinutes(120), username: 'x' };
  const { result, seen, kept, keeper } = await check({ script: [done], info: [200, info] });
  assert.equal(result.kind, 'sent');
  assert.equal(kept?.expiresAt, Date.parse(info.maxSessionExpirationTime));
  assert.equal(kept.idleUntil, Date.parse(info.maxIdleExpirationTime));
  const request = seen.find(({ path }) => path.includes('getSessionInfo'));
  assert.equal(request?.path, '/am/json/realms/root/realms/alpha/sessions/?_action=getSessionInfo');
  assert.equal(request.headers['accept-api-version'], 'resource=4.0');
  assert.equal(request.headers['c00k1e'], 'AQIC5w.*AAJ*');
  assert.equal(request.headers.cookie, undefined);
  const again = await check({ script: [done], info: [200, info], keeper });
  assert.deepEqual(
    again.seen.map(({ path }) => path),
    ['/api'],
    'what is known is not asked again',
  );
  const facts = describeToken(kept, [], Date.now());
  assert.match(facts.find(({ label }) => label === 'Expires')?.text ?? '', /, in 2 h$/);
  assert.match(facts.find(({ label }) => label === 'Idle')?.text ?? '', /^ended at .*Z where it was not used/);
  assert.deepEqual(parseTokenRecord(JSON.stringify(kept)), kept, 'it is known after a reload');
});

test('whatever a server says of the end, the session is used as before', async () => {
  const answers: readonly (readonly [number, unknown])[] = [
    [401, { code: 401 }],
    [200, 'no JSON'],
    [200, []],
    [200, {}],
    [200, { maxSessionExpirationTime: 'tomorrow' }],
    [200, { maxSessionExpirationTime: 7 }],
    [200, { maxSessionExpirationTime: '2020-02-21T16:29:56Z' }],
    [200, { maxSessionExpirationTime: '+275760-09-13T00:00:01Z' }],
    [302, ''],
  ];
  for (const info of answers) {
    const { result, kept, keeper } = await check({ script: [done], info });
    assert.equal(result.kind, 'sent');
    assert.equal(kept?.expiresAt, undefined, JSON.stringify(info));
    const again = await check({ script: [done], info, keeper });
    assert.equal(again.seen.length, 1, 'asked once');
  }
  const own = await check({ script: [done], settings: { 'Expires In': 60 }, info: [200, {}] });
  assert.ok(!own.seen.some(({ path }) => path.includes('getSessionInfo')), 'the settings know it');
});

test('the end of a session is by the clock of its server', async () => {
  const date = new Date(Date.now() - 3_600_000).toUTCString();
  const end = new Date(Date.parse(date) + 600_000).toISOString();
  const info = { maxSessionExpirationTime: end };
  const { kept } = await check({ script: [done], info: [200, info], date });
  assert.ok(Math.abs((kept?.expiresAt ?? 0) - Date.now() - 600_000) < 60_000);
});

test('and by ours where the one of the server cannot be meant', async () => {
  const info = { maxSessionExpirationTime: inMinutes(120) };
  for (const date of ['-271821-04-20T00:00:00Z', '1 Jan 270000']) {
    const { kept } = await check({ script: [done], info: [200, info], date });
    assert.ok(kept);
    assert.equal(kept.expiresAt, Date.parse(info.maxSessionExpirationTime));
    assert.match(describeToken(kept, [], Date.now())[0]?.text ?? '', /, in 2 h$/);
  }
});

test('the jar is left alone on the way', async () => {
  const { seen } = await check({ script: [first, done] });
  assert.ok(seen.slice(0, 3).every(({ headers }) => headers.cookie === undefined));
});

const many = Array.from({ length: 101 }, () => named);
const hostile: readonly (readonly [string, Walk, RegExp])[] = [
  ['no JSON', { script: [[200, '<html>']] }, /something that is no JSON object/],
  ['a list', { script: [[200, []]] }, /something that is no JSON object/],
  ['nothing', { script: [[200, {}]] }, /neither a session nor a question/],
  ['too many callbacks', { script: [[200, { callbacks: many }]] }, /neither a session nor a question/],
  ['no end', { script: [[200, { callbacks: [{ type: 'MetadataCallback' }] }]] }, /asks and asks, and comes to no end/],
  ['waiting for ever', { script: [[200, { callbacks: [{ type: 'PollingWaitCallback' }] }]] }, /comes to no end/],
  ['a line break in the token', { script: [[200, { tokenId: 'a\r\nX-Evil: 1' }]] }, /cannot be sent as a cookie/],
  ['a second cookie in the token', { script: [[200, { tokenId: 'a; admin=1' }]] }, /cannot be sent as a cookie/],
  ['a number as token', { script: [[200, { tokenId: 7 }]] }, /neither a session nor a question/],
  ['a redirect', { script: [[302, '']] }, /a redirect, which is not followed with secrets/],
  ['a choice of nothing', { script: [[200, { callbacks: [{ type: 'ChoiceCallback' }] }]] }, /offers none/],
  [
    'a cookie name with more',
    { script: [done], serverInfo: [200, { cookieName: 'a=b; c' }] },
    /without a 'cookieName'/,
  ],
  ['no cookie name', { script: [done], serverInfo: [404, 'gone'] }, /answered 404 without a 'cookieName'/],
  ['a realm that climbs', { script: [done], settings: { Realm: '../x' } }, /'Realm' should be a name/],
  ['plain http', { script: [done], settings: { 'AM URL': 'http://am.example.com/am' } }, /begins with http:\/\//],
  ['no cookie', { script: [done], text: 'GET http://127.0.0.1:1/\nX: {{$auth.cookieName("x")}}' }, /Nobody says how/],
];

for (const [name, walk, expected] of hostile) {
  test(`hostile: ${name}`, async () => {
    const { message, seen } = await check(walk);
    assert.match(message, expected);
    assert.ok(!seen.some(({ path }) => path === '/api'));
  });
}

async function startAm() {
  const seen: Seen[] = [];
  let script: Script = [];
  let step = 0;
  let info: readonly [number, unknown] = [200, {}];
  const refused = new Set<string>();
  let session: readonly [number, unknown] = [500, ''];
  let date: string | undefined;
  const answer = (path: string, cookie: string): readonly [number, unknown] => {
    if (path.includes('getSessionInfo')) return session;
    if (path.includes('/serverinfo/')) return info;
    if (path.includes('/authenticate')) return script[Math.min(step++, script.length - 1)] ?? [500, ''];
    if (path !== '/refused' || refused.has(cookie)) return [200, {}];
    refused.add(cookie);
    return [401, {}];
  };
  const own = createServer((request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { url = '', headers } = request;
      seen.push({ path: url, headers, body: Buffer.concat(chunks).toString() });
      const [status, body] = answer(url, headers.cookie ?? '');
      if (date !== undefined) response.setHeader('Date', date);
      response.writeHead(status, { 'Content-Type': 'application/json', 'Set-Cookie': 'amlbcookie=01', Location: '/' });
      response.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => own.listen(0, '127.0.0.1', resolve));
  return {
    origin: `http://127.0.0.1:${(own.address() as AddressInfo).port}`,
    seen,
    begin: (
      next: Script,
      serverInfo: readonly [number, unknown],
      about: { readonly session: readonly [number, unknown]; readonly date: string | undefined },
    ) => {
      [script, step, info] = [next, 0, serverInfo];
      ({ session, date } = about);
      seen.length = 0;
      refused.clear();
    },
    close: async (): Promise<void> => {
      own.closeAllConnections();
      await new Promise((resolve) => own.close(resolve));
    },
  };
}
