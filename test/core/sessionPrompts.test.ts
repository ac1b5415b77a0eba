import assert from 'node:assert/strict';
import test from 'node:test';
import type { PromptOffer } from '../../src/core/environment/ports';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession, environmentSession, type Session } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { answerMemory } from '../../src/extension/sending/answerMemory';
import { buildResponse } from '../support/exchanges';
import { environmentsOf, fixedPorts, folder, memoryReader } from '../support/resolveText';

interface Asked {
  readonly question: string;
  readonly secret: boolean;
  readonly offer: PromptOffer | undefined;
}

interface Walk {
  readonly session?: Session;
  readonly answer?: (question: string, offer: PromptOffer | undefined) => string | undefined;
  readonly ports?: Partial<SendBlockPorts>;
  readonly argumentValues?: ReadonlyMap<string, string>;
  readonly environmentName?: string | undefined;
}

/** Sends the first block; every question is answered with `answer`, else with `A` and its number. */
async function send(text: string, walk: Walk = {}) {
  const asked: Asked[] = [];
  const sent: string[] = [];
  const secrets: string[] = [];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    prompt: (question, secret, offer) => {
      asked.push({ question, secret, offer });
      return Promise.resolve(walk.answer ? walk.answer(question, offer) : `A${asked.length}`);
    },
    transport: (request) => {
      sent.push(request.url.slice('https://example.com/'.length));
      secrets.push(...request.secrets);
      return Promise.resolve(buildResponse());
    },
    ...walk.ports,
  };
  const file = parseRequestFile(text);
  const [block] = file.blocks;
  assert.ok(block);
  const environments = await environmentsOf({ variables: { base: 'https://example.com' } });
  const { session = createSession(), argumentValues } = walk;
  const environmentName = 'environmentName' in walk ? walk.environmentName : 'dev';
  const input = { file, block, environments, environmentName, folder, argumentValues };
  const result = await sendBlock(ports, session, input, new AbortController().signal);
  return { result, asked, sent, secrets, session };
}

/** What goes out behind the host, with the questions in order. */
async function check(text: string, sent: string, asked: readonly string[], walk: Walk = {}) {
  const walked = await send(text, walk);
  assert.deepEqual(walked.sent, [sent]);
  assert.deepEqual(
    walked.asked.map(({ question, secret }) => `${question}${secret ? '*' : ''}`),
    asked,
  );
  return walked;
}

test('prompts have their text, and are secret by word or by name', async () => {
  const text =
    '# @prompt user Who is it?\n# @prompt secret pin\n# @prompt Password\n# @secret key A key\nGET https://example.com/{{user}}/{{pin}}/{{Password}}/{{key}}';
  const { secrets } = await check(text, 'A1/A2/A3/A4', ['Who is it?', 'Value of pin*', 'Value of Password*', 'A key*']);
  assert.deepEqual(secrets, ['A2', 'A3', 'A4']);
});

test('the last answer is offered again in the same environment, a secret one is not', async () => {
  const text = '# @prompt user\n# @prompt secret pin\nGET https://example.com/{{user}}/{{pin}}';
  const { session, asked } = await send(text);
  assert.deepEqual(
    asked.map(({ offer }) => offer?.initial),
    [undefined, undefined],
  );
  const again = await send(text, { session });
  assert.deepEqual(
    again.asked.map(({ offer }) => offer?.initial),
    ['A1', undefined],
  );
  const elsewhere = await send(text, { session, environmentName: undefined });
  assert.deepEqual(
    elsewhere.asked.map(({ offer }) => offer?.initial),
    [undefined, undefined],
  );
  assert.ok(![...environmentSession(session, { environmentName: 'dev' }).answers.values()].includes('A2'));
});

test('a host may remember answers for longer, and is told no secret', async () => {
  const kept: string[] = [];
  const recorder = {
    recall: (environmentName: string | undefined, name: string) => `${environmentName}-${name}`,
    keep: (environmentName: string | undefined, name: string, answer: string) =>
      void kept.push(`${environmentName} ${name}=${answer}`),
    forget: (environmentName: string | undefined, name: string) => void kept.push(`${environmentName} ${name} gone`),
  };
  const text = '# @prompt user\n# @prompt secret pin\nGET https://example.com/{{user}}/{{pin}}{{$password-askonce x}}';
  const { asked } = await send(text, { ports: { answerMemory: recorder } });
  assert.deepEqual(
    asked.map(({ offer }) => offer?.initial),
    ['dev-user', undefined, undefined],
  );
  assert.deepEqual(kept, ['dev user=A1', 'dev pin gone', 'dev $password-askonce x gone']);
});

/** A memento in memory, as an editor keeps one for a workspace. */
function memento() {
  const values = new Map<string, unknown>();
  return {
    values,
    keys: () => [...values.keys()],
    get: (key: string) => values.get(key),
    update: (key: string, value: unknown) => {
      if (value === undefined) values.delete(key);
      else values.set(key, value);
      return Promise.resolve();
    },
  };
}

test('the editor remembers the last answer of a folder and environment over sessions, and never a secret', async () => {
  const store = memento();
  const memory = (place: string) => answerMemory(store, place);
  const offered = async (text: string, place: string, walk: Walk = {}) => {
    const { asked } = await send(text, { ...walk, ports: { answerMemory: memory(place) } });
    return asked.map(({ offer }) => offer?.initial);
  };
  const open = '# @prompt user\n# @prompt code\nGET https://example.com/{{user}}/{{code}}';
  assert.deepEqual(await offered(open, '/w'), [undefined, undefined]);
  assert.deepEqual(await offered(open, '/w'), ['A1', 'A2']);
  assert.deepEqual(await offered(open, '/other'), [undefined, undefined]);
  assert.deepEqual(await offered(open, '/w', { environmentName: undefined }), [undefined, undefined]);
  // From now on it is secret: what was remembered of it goes.
  const secret = open.replace('@prompt code', '@prompt secret code');
  assert.deepEqual(await offered(secret, '/w'), ['A1', undefined]);
  assert.deepEqual(await offered(open, '/w'), ['A1', undefined]);
  memory('/w').keep('dev', 'long', 'x'.repeat(2001));
  assert.ok(!JSON.stringify([...store.values]).includes('xxx'));
});

test('what is given with --var is not asked for', async () => {
  const text = '# @prompt user\nGET https://example.com/{{user}}';
  await check(text, 'given', [], { argumentValues: new Map([['user', 'given']]) });
  await check(text, 'given', [], { argumentValues: new Map([['user', 'given']]), ports: { prompt: undefined } });
});

test('inline prompts are asked, also inside variables, each once', async () => {
  const text = [
    '@who = {{$input Who is it? $value: kim}}',
    '@unused = {{$input Nobody asks}}',
    'GET https://example.com/{{who}}/{{who}}/{{$password Secret word}}/{{$pick Which $value: a, b ,c}}/{{$input}}',
  ].join('\n');
  const { asked, secrets } = await check(text, 'A4/A4/A1/A2/A3', ['Secret word*', 'Which', 'Value', 'Who is it?']);
  assert.deepEqual(
    asked.map(({ offer }) => offer),
    [
      { initial: undefined, choices: undefined },
      { initial: undefined, choices: ['a', 'b', 'c'] },
      { initial: undefined, choices: undefined },
      { initial: 'kim', choices: undefined },
    ],
  );
  assert.deepEqual(secrets, ['A1']);
  await check('GET https://example.com/{{$pick One $value: only}}', 'only', []);
});

test('an inline prompt that asks once takes the same answer again', async () => {
  const text = 'GET https://example.com/{{$input-askonce Who}}/{{$password-askonce Secret}}/{{$input Each time}}';
  const { session } = await check(text, 'A1/A2/A3', ['Who', 'Secret*', 'Each time']);
  const again = await check(text, 'A1/A2/A1', ['Each time'], { session });
  assert.equal(again.asked[0]?.offer?.initial, 'A3');
  assert.deepEqual(again.secrets, ['A2']);
});

test('turning away from any question sends nothing, and nobody to ask is an error', async () => {
  for (const text of ['# @prompt a\nGET https://example.com/{{a}}', 'GET https://example.com/{{$input x}}']) {
    const turned = await send(text, { answer: () => undefined });
    assert.deepEqual([turned.result.kind, turned.sent], ['cancelled', []]);
    const { result } = await send(text, { ports: { prompt: undefined } });
    assert.ok(result.kind === 'unresolved');
    assert.deepEqual(
      result.problems.map(({ code }) => code),
      ['not-asked-yet'],
    );
  }
});

test('an answer is never read again', async () => {
  await check('GET https://example.com/{{$input x}}', '%7B%7Bbase%7D%7D', ['x'], { answer: () => '{{base}}' });
});
