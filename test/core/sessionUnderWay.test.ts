import test from 'node:test';
import assert from 'node:assert/strict';
import type { HttpResponse } from '../../src/core/exchange/exchange';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';

const text = [
  '### ',
  '# @name create',
  'POST https://example.com/create',
  '### ',
  '# @name read',
  '# @ref create',
  'GET https://example.com/read/{{create.response.body.$.id}}',
  '### ',
  '# @name remove',
  '# @ref create',
  'DELETE https://example.com/remove/{{create.response.body.$.id}}',
  '### ',
  '# @name fresh',
  '# @forceRef create',
  'GET https://example.com/fresh/{{create.response.body.$.id}}',
].join('\n');

interface Walk {
  readonly session?: Session;
  /** Status of the answers to `create`, in turn; 201 from then on. */
  readonly statuses?: readonly number[];
  /** Given as soon as `create` is on its way. */
  readonly cancels?: AbortController;
}

/** Starts the sends at the same time; gives the requests in order and what came of each send. */
async function send(names: readonly string[], { session = createSession(), statuses = [], cancels }: Walk = {}) {
  const file = parseRequestFile(text);
  const environments = await environmentsOf({});
  const sent: string[] = [];
  let creates = 0;
  const answer = async (path: string): Promise<HttpResponse> => {
    const status = path === 'create' ? (statuses[creates++] ?? 201) : 200;
    // Long enough for every other send to come as far as it can.
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    if (path === 'create') cancels?.abort();
    return buildResponse({ status, body: `{"id":"u${creates}"}` });
  };
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    transport: (request) => {
      const path = request.url.slice('https://example.com/'.length);
      sent.push(path);
      return answer(path);
    },
  };
  const results = await Promise.all(
    names.map((name, index) => {
      const block = file.blocks.find((candidate) => candidate.name?.text === name);
      assert.ok(block);
      const input = { file, block, environments, environmentName: undefined, folder, imports: [] };
      const signal = index > 0 && cancels ? cancels.signal : new AbortController().signal;
      return sendBlock(ports, session, input, signal);
    }),
  );
  const outcomes = results.map((result) =>
    result.kind === 'unresolved' ? (result.problems[0]?.message ?? '') : result.kind,
  );
  return { sent, outcomes };
}

async function check(names: readonly string[], expected: readonly string[], walk: Walk = {}) {
  const { sent, outcomes } = await send(names, walk);
  assert.deepEqual(sent.toSorted(), expected.toSorted());
  return outcomes;
}

test('what two requests refer to is sent once for both, however close they come', async () => {
  await check(['read', 'remove'], ['create', 'read/u1', 'remove/u1']);
  await check(['read', 'remove', 'read'], ['create', 'read/u1', 'remove/u1', 'read/u1']);
});

test('a request that somebody sends by hand is not sent again for another one meanwhile', async () => {
  await check(['create', 'read'], ['create', 'read/u1']);
});

test('what is forced waits too, and is sent then', async () => {
  const { sent } = await send(['create', 'fresh']);
  assert.deepEqual(sent, ['create', 'create', 'fresh/u2']);
});

test('an answer that leaves open whether the server acted is not followed by a second try', async () => {
  for (const status of [500, 502, 504]) {
    const session = createSession();
    const walk = { session, statuses: [status] };
    assert.match((await check(['read'], ['create'], walk))[0] ?? '', new RegExp(`answered with ${status}`));
    assert.match((await check(['remove'], [], walk))[0] ?? '', /may have acted on it\. Send it yourself first/);
  }
  const session = createSession();
  await check(['read'], ['create'], { session, statuses: [503] });
  await check(['read'], ['create', 'read/u1'], { session });
});

test('who waits can be cancelled, and nothing is sent for them', async () => {
  const outcomes = await check(['create', 'read'], ['create'], { cancels: new AbortController() });
  assert.deepEqual(outcomes, ['sent', 'cancelled']);
});

test('sentences about what is not sent do not quote a secret', async () => {
  const targets = ['//a.example/{{token}}', 'https://a b/{{token}}', 'https:{{token}}', 'https://[{{token}}]/'];
  for (const target of targets) {
    const file = parseRequestFile(`@token = t0ken-0123456789\n\nGET ${target}`);
    const ports = { ...fixedPorts(), reader: memoryReader({}), transport: () => Promise.reject(new Error('sent')) };
    const environments = await environmentsOf({});
    const block = file.blocks[0];
    assert.ok(block);
    const input = { file, block, environments, environmentName: undefined, folder, imports: [] };
    const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
    assert.equal(result.kind, 'unresolved');
    assert.doesNotMatch(JSON.stringify(result.problems), /t0ken/, target);
  }
});
