import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import test from 'node:test';
import { jsonLine } from '../../src/cli/jsonLine';
import { printExchange } from '../../src/cli/printExchange';
import type { EnvironmentSet } from '../../src/core/environment/environmentSet';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import { listVariables } from '../../src/core/environment/listVariables';
import { folderSecrets, loadSecrets, secretKey } from '../../src/core/environment/secrets/storedSecrets';
import type { Exchange } from '../../src/core/exchange/exchange';
import { findLinks } from '../../src/core/exchange/findLinks';
import { buildRedactor } from '../../src/core/exchange/redaction';
import { requestForLink } from '../../src/core/exchange/requestForLink';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import { buildHistoryEntry } from '../../src/core/history/buildHistoryEntry';
import { composeRecordedRequest } from '../../src/core/history/composeRecordedRequest';
import { printHistoryEntry } from '../../src/core/history/printHistoryEntry';
import { completePlaceholder } from '../../src/core/language/complete/completePlaceholder';
import { describePlaceholderText } from '../../src/core/language/hover/describeHoverText';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { describeTarget } from '../../src/core/language/hover/describeTarget';
import { findInlayHints } from '../../src/core/language/outline/findInlayHints';
import { findVariableProblems } from '../../src/core/language/problems/findVariableProblems';
import { buildScope } from '../../src/core/session/buildScope';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { describeExchange } from '../../src/core/view/describeExchange';
import { HistoryStore } from '../../src/files/historyStore';
import { writeTrail } from '../../src/extension/response/storedTrail';
import { assertNoCanary, canaryForms } from '../support/canary';
import { runCli, startRecorder, temporaryFolder } from '../support/cliProcess';
import { buildResponse } from '../support/exchanges';
import { fixedPorts, folder, memoryReader } from '../support/resolveText';

/** Unique, long, and with characters that every encoding writes in another way. */
const stored = 'canary-1 "s+t/o<r>&e%d\\~';
const inPrivate = 'canary-2+/p"r&i<v>a%t/e~';
const given = 'canary-3 "g+i/v<e>n&%\\~~';
const issued = 'canary-4-issued-by-server';
const answered = 'canary-5-answer+/&"to<a>';
const secrets = [stored, inPrivate, given, issued, answered];

const requests = `# @name first
# @prompt secret code
# @capture secret session = response.body.$.token
POST {{base}}/echo?access_token={{inPrivate}}&q={{%stored}}&g={{%token}}
Authorization: Basic client:{{stored}}
Cookie: sid={{inPrivate}}; lang=en
X-Custom: {{stored}}
Content-Type: text/plain

{{stored}} {{inPrivate}} {{token}} {{code}}

### Second
# @name second
# @ref first
# @capture nothing = response.body.$.missing
GET {{base}}/redirect?s={{%session}}
Authorization: {{stored}}

### Refused
GET {{base}}:{{stored}}/{{inPrivate}}
`;

/** What a server may say back: every secret it got, in every form, in every place of an answer. */
function echo(received: readonly string[]): string {
  const forms = received.flatMap((secret) => canaryForms(secret).map(({ whole }) => whole));
  return JSON.stringify({
    token: issued,
    text: forms.join(' | '),
    list: forms,
    members: Object.fromEntries(forms.map((form, index) => [`${form}${index}`, index])),
    _links: {
      self: { href: `/echo?s=${encodeURIComponent(stored)}` },
      out: { href: `https://other.example/${encodeURIComponent(inPrivate)}` },
    },
  });
}

test('what this test looks for is found where it stands', () => {
  for (const { name, whole } of canaryForms(stored)) {
    assert.throws(() => assertNoCanary([stored], { place: `a${whole}b` }), /canary/, name);
    assert.throws(() => assertNoCanary([stored], { place: Buffer.from(`a${whole}b`) }), /canary/, name);
  }
});

type Shown = Readonly<Record<string, string>>;

async function environments(): Promise<EnvironmentSet> {
  const files = {
    [`${folder}/http-client.env.json`]: JSON.stringify({
      dev: { base: 'https://api.example', stored: { provider: 'SecretStorage' }, made: 'x{{stored}}y' },
    }),
    [`${folder}/http-client.private.env.json`]: JSON.stringify({ dev: { inPrivate } }),
  };
  const values = new Map([[secretKey(folder, { environment: 'dev', name: 'stored' }), stored]]);
  const set = await loadEnvironments(memoryReader(files), folder);
  const get = (key: string) => Promise.resolve(values.get(key));
  const storage = { get, store: () => Promise.resolve(), delete: () => Promise.resolve() };
  return loadSecrets(set, folderSecrets(storage, folder));
}

/** The walk of the core, with an answer that repeats everything; all of it is shown in all the ways there are. */
async function walk(block: number, outcome: 'answer' | 'failure'): Promise<Shown> {
  const file = parseRequestFile(requests);
  const set = await environments();
  const exchanges: Exchange[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    prompt: () => Promise.resolve(answered),
    onEarlier: ({ exchange }) => void exchanges.push(exchange),
    transport: (request) => {
      if (outcome === 'failure') {
        const message = `No answer from ${request.url} with ${stored}.`;
        return Promise.resolve({
          kind: 'failure',
          code: 'other',
          message,
          nextStep: inPrivate,
          mayHaveReachedServer: true,
        });
      }
      if (request.url.includes('/redirect')) {
        const headers = [['Location', `/echo?s=${encodeURIComponent(stored)}`]] as const;
        return Promise.resolve(buildResponse({ status: 302, headers, statusText: stored }));
      }
      const headers = [
        ['Content-Type', 'application/json'],
        ['Set-Cookie', `sid=${issued}; Path=/`],
        ['X-Echo', stored],
        ['X-Echo', Buffer.from(`client:${stored}`).toString('base64')],
        ['Location', `/users/${encodeURIComponent(inPrivate)}`],
      ] as const;
      return Promise.resolve(
        buildResponse({
          headers,
          statusText: `OK ${stored}`,
          body: echo([stored, inPrivate, given, answered]),
          notes: [`a note on ${given}`],
        }),
      );
    },
  };
  const session = createSession();
  const written = file.blocks[block];
  assert.ok(written);
  const argumentValues = new Map([['token', given]]);
  const input = { file, block: written, environments: set, environmentName: 'dev', folder, argumentValues };
  const result = await sendBlock(ports, session, input, new AbortController().signal);
  if (result.kind === 'sent') exchanges.push(result.exchange);
  const shown: Record<string, string> = {};
  const problems = result.kind === 'cancelled' ? [] : result.problems;
  shown['problems'] = JSON.stringify(problems);
  for (const [index, exchange] of exchanges.entries()) {
    for (const [place, text] of Object.entries(await showExchange(exchange))) shown[`${place} of ${index}`] = text;
    const [link] = await findLinks(exchange);
    const request = link && requestForLink(exchange, link);
    if (!request) continue;
    const followed = await sendRequest(
      ports,
      request,
      { name: 'rel', environmentName: 'dev' },
      new AbortController().signal,
    );
    for (const [place, text] of Object.entries(await showExchange(followed))) shown[`${place} behind a link`] = text;
  }
  const scope = await buildScope(fixedPorts(), session, { ...input, promptValues: new Map([['code', answered]]) });
  const names = [
    ...listVariables(scope).map(({ name }) => name),
    'first.response.body.$.token',
    'first.request.body.*',
  ];
  shown['hovers'] = JSON.stringify(
    names.map((name) => describePlaceholderText(describePlaceholder(name, scope), String)),
  );
  const facts = { scope, requestNames: ['first'], lookupResponse: () => undefined, environments: [] };
  const place = { kind: 'placeholder', span: { start: 0, end: 0 }, typed: '', suffix: '' } as const;
  shown['completion'] = JSON.stringify(completePlaceholder(place, facts));
  shown['inlay hints'] = JSON.stringify(
    file.blocks.map((one) => findInlayHints(one, scope, { start: 0, end: 10_000 })),
  );
  shown['live problems'] = JSON.stringify(file.blocks.map((one) => findVariableProblems(one, scope, new Set())));
  shown['targets'] = JSON.stringify(
    file.blocks.map(
      ({ request }) => request && describeTarget(request, scope, (url, known) => buildRedactor(known).url(url)),
    ),
  );
  return shown;
}

function same(text: string): string {
  return text;
}

/** What the history writes, octet by octet, and what is made from it again. */
async function keepHistory(exchange: Exchange): Promise<Shown> {
  const view = await describeExchange(exchange, randomUUID());
  const requestLine = `POST {{base}}/echo?access_token=${inPrivate}&q=${stored}`;
  const block = { name: stored, title: `a ${inPrivate}`, requestLine, index: 0 };
  const source = { uri: `file:///${encodeURIComponent(stored)}.http`, block, environmentName: 'dev' };
  const entry = buildHistoryEntry({ exchange, view, source, origin: 'block' });
  assert.notEqual(entry.responseBody, 'withheld', 'what is looked into is really recorded');
  const place = await temporaryFolder({});
  const store = new HistoryStore({
    folder: place,
    clock: () => 0,
    newId: randomUUID,
    limits: () => ({ maximumDays: 1, maximumBytes: 50_000_000 }),
  });
  await store.append(entry);
  const written = await Promise.all((await readdir(place)).map((name) => readFile(join(place, name))));
  const summaries = (await store.list()).entries;
  assert.equal(summaries.length, 1);
  await store.close();
  return {
    'history on the disk': Buffer.concat(written).toString(),
    'history in the list': JSON.stringify(summaries),
    'history as a document': printHistoryEntry(entry),
    'history as a request': composeRecordedRequest(entry),
  };
}

/** Every way in which an exchange is shown or kept. A new one is one more line. */
async function showExchange(exchange: Exchange): Promise<Shown> {
  const redactor = buildRedactor(exchange.request.secrets);
  const view = await describeExchange(exchange, 'id');
  let printed = '';
  const print = (text: string): void => void (printed += text);
  const style = { good: same, bad: same, name: same, dim: same, strong: same };
  printExchange({ print, printError: print, style, isClosed: () => false }, view);
  let kept: unknown;
  const memento = {
    get: () => undefined,
    keys: () => [],
    update: (_: string, value: unknown) => Promise.resolve(void (kept = value)),
  };
  const block = { name: 'first', title: undefined, text: '' } as never; // Only carried about.
  const entry = {
    view,
    exchange,
    source: { uri: 'file:///a.http', block, environmentName: 'dev' },
    origin: { kind: 'block' },
  } as const;
  await writeTrail(memento, { entries: [entry], current: 0 });
  return {
    view: JSON.stringify(view),
    terminal: printed,
    json: await jsonLine(exchange, redactor, { detailed: true }),
    'stored view state': JSON.stringify(kept),
    ...(await keepHistory(exchange)),
  };
}

for (const outcome of ['answer', 'failure'] as const) {
  for (const [block, name] of ['a send', 'a chain with a redirect', 'an address that is none'].entries()) {
    test(`no canary: ${name}, ${outcome}`, async () => {
      const shown = await walk(block, outcome);
      assert.ok(Object.values(shown).join('').length > 1000);
      assertNoCanary(secrets, shown);
    });
  }
}

const variables = {
  IDENTITY_HTTP_SECRET_DEV_STORED: stored,
};

/** Every command of the command line, once for each way it ends. A new one is one more row. */
const commands: readonly (readonly [title: string, words: readonly string[]])[] = [
  [
    'send, text',
    ['send', 'a.http', '--name', 'first', '--env', 'dev', '--var', `token=${given}`, '--var', `code=${answered}`],
  ],
  [
    'send, JSON',
    [
      'send',
      'a.http',
      '--name',
      'first',
      '--env',
      'dev',
      '--json',
      '--var',
      `token=${given}`,
      '--var',
      `code=${answered}`,
    ],
  ],
  [
    'a chain',
    ['send', 'a.http', '--name', 'second', '--env', 'dev', '--var', `token=${given}`, '--var', `code=${answered}`],
  ],
  [
    'all, JSON',
    ['send', 'a.http', '--all', '--env', 'dev', '--json', '--var', `token=${given}`, '--var', `code=${answered}`],
  ],
  ['an address that is none', ['send', 'a.http', '--line', '24', '--env', 'dev']],
  ['a refused connection', ['send', 'errors.http', '--name', 'closed', '--env', 'dev']],
  ['a timeout', ['send', 'errors.http', '--name', 'silent', '--env', 'dev', '--timeout', '100']],
  ['a broken answer, JSON', ['send', 'errors.http', '--name', 'broken', '--env', 'dev', '--json']],
  ['env', ['env', 'a.http', '--env', 'dev']],
  ['env, JSON', ['env', 'a.http', '--env', 'dev', '--json']],
  ['check', ['check', 'a.http', 'errors.http', '--env', 'dev']],
  ['check, JSON', ['check', 'a.http', '--env', 'dev', '--json']],
  ['parse', ['parse', 'a.http', '--json']],
  ['a broken private file', ['env', 'broken/a.http', '--env', 'dev']],
];

const errors = `# @name closed
GET http://127.0.0.1:1/{{%stored}}?p={{%inPrivate}}

### Silent
# @name silent
GET {{base}}/hang?s={{%stored}}
Authorization: Bearer {{inPrivate}}

### Broken
# @name broken
GET {{base}}/broken?s={{%stored}}
`;

test('no canary: the command line', async (context) => {
  const recorder = await startRecorder((response: ServerResponse, request) => {
    if (request.url?.startsWith('/hang')) return;
    if (request.url?.startsWith('/broken')) return void response.socket?.end(`HTTP/1.1 200 ${stored}\r\nX: ${stored}`);
    if (request.url?.startsWith('/redirect'))
      return void response.writeHead(307, { Location: `/echo?s=${encodeURIComponent(inPrivate)}` }).end();
    response.writeHead(200, `OK ${inPrivate}`, {
      'Content-Type': 'application/json',
      'Set-Cookie': `sid=${issued}`,
      'X-Echo': stored,
    });
    response.end(echo([stored, inPrivate, given, answered]));
  });
  const dev = { base: recorder.origin, stored: { provider: 'SecretStorage' } };
  const privately = JSON.stringify({ dev: { inPrivate } });
  const place = await temporaryFolder({
    'a.http': requests,
    'errors.http': errors,
    'http-client.env.json': JSON.stringify({ dev }),
    'http-client.private.env.json': privately,
    'broken/a.http': requests,
    'broken/http-client.private.env.json': `${privately.slice(0, -2)}, "x" ${JSON.stringify(inPrivate)}`,
  });
  for (const [title, words] of commands) {
    await context.test(title, async () => {
      const run = await runCli(words, { cwd: place, env: variables });
      assert.ok((run.stdout + run.stderr).length > 20, title);
      assert.doesNotMatch(run.stderr, /mistake of its own/);
      assertNoCanary(secrets, { stdout: run.stdout, stderr: run.stderr });
    });
  }
  const received = JSON.stringify(recorder.requests);
  for (const secret of ['canary-1', 'canary-2', 'canary-4']) assert.ok(received.includes(secret), `${secret} was sent`);
});
