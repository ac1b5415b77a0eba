import test from 'node:test';
import assert from 'node:assert/strict';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { sendBlock, type SendBlockPorts, type SendResult } from '../../src/core/session/sendBlock';
import { createSession, fileSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader, type ResolveOptions } from '../support/resolveText';

interface Walk extends ResolveOptions {
  readonly session?: Session;
  readonly answers?: Readonly<Record<string, string>>;
  readonly prompt?: SendBlockPorts['prompt'];
  readonly signal?: AbortSignal;
  readonly timeoutMilliseconds?: number;
}

/** Sends one block after another; answers by URL. Gives the results with the requests that went out. */
async function check(text: string, blocks: readonly number[], walk: Walk = {}) {
  const { session = createSession(), answers = {}, files = {}, timeoutMilliseconds } = walk;
  const environments = await environmentsOf(walk);
  const environmentName = 'environmentName' in walk ? walk.environmentName : walk.variables && 'dev';
  const sent: ResolvedRequest[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(walk.ports),
    reader: memoryReader(files),
    prompt: walk.prompt,
    transport: async (request) => {
      sent.push(request);
      return buildResponse({ status: 201, body: answers[request.url] ?? '{}' });
    },
  };
  const file = parseRequestFile(text);
  const results: SendResult[] = [];
  for (const index of blocks) {
    const block = file.blocks[index];
    assert.ok(block);
    const input = { file, block, environments, environmentName, folder, workspaceFolder: '/desk', timeoutMilliseconds };
    results.push(await sendBlock(ports, session, input, walk.signal ?? new AbortController().signal));
  }
  return { results, sent, session };
}

test('requests are chained by captures and names, without a script', async () => {
  const text = [
    '### token',
    '# @name token',
    '# @capture accessToken = response.body.$.access_token',
    'POST https://auth.example.com/token',
    '### createUser',
    'POST https://api.example.com/users',
    'Authorization: Bearer {{accessToken}}',
    '### read',
    'GET https://api.example.com/users/{{createUser.response.body.$.id}}',
  ].join('\n');
  const answers = {
    'https://auth.example.com/token': '{"access_token":"t0ken"}',
    'https://api.example.com/users': '{"id":"u1"}',
  };
  const { results, sent } = await check(text, [0, 1, 2], { answers });
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['sent', 'sent', 'sent'],
  );
  assert.equal(sent[2]?.url, 'https://api.example.com/users/u1');
  assert.ok(sent[1]?.secrets.includes('t0ken'));
  const [first] = results;
  assert.equal(first?.kind === 'sent' && first.exchange.name, 'token');
});

test('nothing is sent when something is missing', async () => {
  const { results, sent } = await check('GET https://example.com/{{nope}}', [0]);
  assert.deepEqual(
    results.map(({ kind }) => kind),
    ['unresolved'],
  );
  assert.equal(sent.length, 0);
});

test('prompts are asked in order, once a name; turning away cancels', async () => {
  const asked: [string, boolean][] = [];
  const text =
    '# @prompt user Who is it?\n# @prompt password\n# @prompt secret pin Your pin\n# @prompt user again\nGET https://example.com/{{user}}/{{password}}/{{pin}}';
  const prompt = async (question: string, secret: boolean) => {
    asked.push([question, secret]);
    return `a${asked.length}{{x}}`;
  };
  const { sent } = await check(text, [0], { prompt });
  assert.deepEqual(asked, [
    ['Who is it?', false],
    ['Value of password', true],
    ['Your pin', true],
  ]);
  assert.equal(sent[0]?.url, 'https://example.com/a1%7B%7Bx%7D%7D/a2%7B%7Bx%7D%7D/a3%7B%7Bx%7D%7D');
  assert.deepEqual(sent[0]?.secrets, ['a2{{x}}', 'a3{{x}}']);
  const turnedAway = await check(text, [0], { prompt: async () => undefined });
  assert.deepEqual([turnedAway.results[0]?.kind, turnedAway.sent.length], ['cancelled', 0]);
  const nobody = await check(text, [0]);
  assert.ok(
    nobody.results[0]?.kind === 'unresolved' &&
      nobody.results[0].problems.every(({ code }) => code === 'not-asked-yet'),
  );
});

test('a signal given before sending sends nothing', async () => {
  const controller = new AbortController();
  controller.abort();
  const { results, sent } = await check('GET https://example.com/', [0], { signal: controller.signal });
  assert.deepEqual([results[0]?.kind, sent.length], ['cancelled', 0]);
});

test('an environment that no file has is no environment', async () => {
  const { results, sent } = await check('GET https://example.com/', [0], {
    variables: { a: 1 },
    environmentName: 'prod',
  });
  const [result] = results;
  assert.ok(result?.kind === 'unresolved' && result.problems[0]?.code === 'unknown-environment');
  assert.match(result.problems[0].message, /dev/);
  assert.equal(sent.length, 0);
});

test('captures stay in their environment', async () => {
  const text = '# @capture id = response.body.$.id\nGET https://example.com/\n\n###\nGET https://example.com/{{id}}';
  const session = createSession();
  await check(text, [0], { session, variables: { a: 1 }, answers: { 'https://example.com/': '{"id":"1"}' } });
  assert.equal(fileSession(session, { environmentName: 'dev', workspaceFolder: '/desk' }).captures.size, 1);
  assert.equal((await check(text, [1], { session, variables: { a: 1 } })).results[0]?.kind, 'sent');
  assert.equal((await check(text, [1], { session })).results[0]?.kind, 'unresolved');
});

test("the host's timeout counts where the block has none", async () => {
  const { sent } = await check('GET https://example.com/\n\n###\n# @timeout 2\nGET https://example.com/', [0, 1], {
    timeoutMilliseconds: 500,
  });
  assert.deepEqual(
    sent.map(({ timeoutMilliseconds }) => timeoutMilliseconds),
    [500, 2000],
  );
});

test('.env files are read when they are asked for', async () => {
  const files = { '/desk/.env': 'KEY=dot', '/desk/.env.dev': 'OTHER=dev' };
  const text = 'GET https://example.com/{{$dotenv KEY}}/{{$dotenv OTHER}}';
  const { sent } = await check(text, [0], { files, variables: { a: 1 } });
  assert.equal(sent[0]?.url, 'https://example.com/dot/dev');
});
