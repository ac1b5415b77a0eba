import assert from 'node:assert/strict';
import test from 'node:test';
import { processSecrets, processVariableName } from '../../src/cli/processSecrets';
import type { EnvironmentSet } from '../../src/core/environment/environmentSet';
import { loadEnvironments } from '../../src/core/environment/files/loadEnvironments';
import type { SecretStorage } from '../../src/core/environment/secrets/secretStorage';
import {
  findSecretReferences,
  folderSecrets,
  loadSecrets,
  secretKey,
  type SecretStore,
} from '../../src/core/environment/secrets/storedSecrets';
import { describePlaceholder } from '../../src/core/language/hover/describePlaceholder';
import { buildScope } from '../../src/core/session/buildScope';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { buildResponse } from '../support/exchanges';
import { fixedPorts, folder, memoryReader } from '../support/resolveText';

const kept = { provider: 'SecretStorage' };

interface Walk {
  readonly environment?: object;
  readonly files?: Readonly<Record<string, object>>;
  readonly storage?: Map<string, string>;
  readonly answers?: readonly (string | undefined)[];
  readonly environmentName?: string;
  readonly store?: (set: EnvironmentSet) => SecretStore;
}

/** In memory, as the keychain. */
function memoryStorage(values: Map<string, string>): SecretStorage {
  return {
    get: (key) => Promise.resolve(values.get(key)),
    store: (key, value) => Promise.resolve(void values.set(key, value)),
    delete: (key) => Promise.resolve(void values.delete(key)),
  };
}

async function environmentsIn({ environment, files }: Walk, storage: Map<string, string>, walk: Walk = {}) {
  const contents = files ?? { 'http-client.env.json': { dev: environment ?? { token: kept } } };
  const texts = Object.entries(contents).map(([name, content]) => [`${folder}/${name}`, JSON.stringify(content)]);
  const set = await loadEnvironments(memoryReader(Object.fromEntries(texts) as Record<string, string>), folder); // Of texts.
  const store = walk.store?.(set) ?? folderSecrets(memoryStorage(storage), folder);
  return { environments: await loadSecrets(set, store), store };
}

/** Sends the first block; questions get the answers in order. What went out, what was asked, what is kept now. */
async function send(text: string, walk: Walk = {}) {
  const storage = walk.storage ?? new Map<string, string>();
  const { environments, store } = await environmentsIn(walk, storage, walk);
  const asked: string[] = [];
  const sent: string[] = [];
  const secrets: string[] = [];
  const answers = [...(walk.answers ?? [])];
  const ports: SendBlockPorts = {
    ...fixedPorts(),
    reader: memoryReader({}),
    secrets: store,
    prompt:
      walk.answers &&
      ((question, secret) => {
        asked.push(`${question}${secret ? '*' : ''}`);
        return Promise.resolve(answers.shift());
      }),
    transport: (request) => {
      sent.push(request.url.slice('https://example.com/'.length));
      secrets.push(...request.secrets);
      return Promise.resolve(buildResponse());
    },
  };
  const file = parseRequestFile(text);
  const block = file.blocks.at(-1);
  assert.ok(block);
  const { environmentName = 'dev' } = walk;
  const input = { file, block, environments, environmentName, folder };
  const result = await sendBlock(ports, createSession(), input, new AbortController().signal);
  return { result, asked, sent, secrets, storage };
}

function storeOf(value: string): (set: EnvironmentSet) => SecretStore {
  return (set) => processSecrets({ IDENTITY_HTTP_SECRET_DEV_TOKEN: value }, set);
}

const request = 'GET https://example.com/{{token}}\n';

/** The question says that the answer stays, which a person may not want. */
function asking(secret: string): string {
  return `Secret ${secret}. It is kept in SecretStorage on this machine, for this folder only.*`;
}

test('a secret is asked for once, when it is needed, and kept', async () => {
  const first = await send(request, { answers: ['canary-1'] });
  assert.deepEqual(first.asked, [asking("'token' of environment 'dev'")]);
  assert.deepEqual(first.sent, ['canary-1']);
  assert.deepEqual(first.secrets, ['canary-1']);
  assert.deepEqual([...first.storage], [[secretKey(folder, { environment: 'dev', name: 'token' }), 'canary-1']]);
  const again = await send(request, { storage: first.storage, answers: [] });
  assert.deepEqual([again.asked, again.sent, again.secrets], [[], ['canary-1'], ['canary-1']]);
});

test('a name that does not say so is a secret all the same, and so is what is made of it', async () => {
  const environment = { place: kept, path: 'a/{{place}}' };
  const { sent, secrets } = await send('GET https://example.com/{{path}}\n', { environment, answers: ['canary-2'] });
  assert.deepEqual([sent, secrets], [['a/canary-2'], ['canary-2']]);
});

test('several are asked for in their order, those of an answer too', async () => {
  const environment = { one: kept, two: kept, both: '{{one}}/{{two}}' };
  const { asked, sent } = await send('GET https://example.com/{{both}}\n', { environment, answers: ['x1', 'x2'] });
  assert.equal(asked.length, 2);
  assert.deepEqual(sent, ['x1/x2']);
});

test('nobody is asked for a request that cannot be sent anyway', async () => {
  const { asked, result } = await send('GET https://example.com/{{token}}/{{unknown}}\n', { answers: ['x'] });
  assert.deepEqual([asked, result.kind], [[], 'unresolved']);
});

test('turning away sends nothing and keeps nothing, and so does an empty answer', async () => {
  for (const answer of [undefined, '']) {
    const { result, sent, storage } = await send(request, { answers: [answer] });
    assert.deepEqual([result.kind, sent, storage.size], ['cancelled', [], 0]);
  }
});

test('where nobody can be asked, the problem says what to do', async () => {
  const { result } = await send(request);
  assert.ok(result.kind === 'unresolved');
  assert.deepEqual(
    result.problems.map(({ code, severity }) => [code, severity]),
    [['secret-not-set', 'error']],
  );
  assert.match(result.problems[0]?.message ?? '', /not set yet.*asked for when a request/);
});

test('a request that is sent first asks as well, and once for both', async () => {
  const text = `# @name one\n${request}\n###\n# @ref one\n${request}`;
  const { asked, sent } = await send(text, { answers: ['v1'] });
  assert.deepEqual([asked.length, sent], [1, ['v1', 'v1']]);
});

test('the private file, and the nearer environment, go before a secret as before any value', async () => {
  const files = {
    'http-client.env.json': { $shared: { token: kept }, dev: { token: kept }, stage: { a: 'b' } },
    'http-client.private.env.json': { dev: { token: 'from-private' } },
  };
  assert.deepEqual((await send(request, { files, answers: [] })).sent, ['from-private']);
  const stage = await send(request, { files, environmentName: 'stage', answers: ['of-all'] });
  assert.deepEqual([stage.asked, stage.sent], [[asking("'token' of all environments")], ['of-all']]);
  const shared = await send('GET https://example.com/{{$shared token}}\n', { files, storage: stage.storage });
  assert.deepEqual(shared.sent, ['of-all']);
});

test('members of an object are secrets of their own', async () => {
  const { sent, storage } = await send('GET https://example.com/{{cfg.key}}\n', {
    environment: { cfg: { key: kept, host: 'h' } },
    answers: ['v'],
  });
  assert.deepEqual(sent, ['v']);
  assert.ok(storage.has(secretKey(folder, { environment: 'dev', name: 'cfg.key' })));
});

test('no two folders, environments or names have the same key', () => {
  const parts = ['a', 'a/b', 'b', '","', '[', '\\', '', 'ä', '\ud800', '\ufffd', '__proto__', '%2F', 'a","b'];
  const keys = new Set<string>();
  for (const place of parts) {
    for (const environment of parts) for (const name of parts) keys.add(secretKey(place, { environment, name }));
  }
  assert.equal(keys.size, parts.length ** 3);
});

test('a hover says where it is kept and whether it is set, and never what it is', async () => {
  const storage = new Map<string, string>();
  const describe = async () => {
    const { environments } = await environmentsIn({}, storage);
    const input = { file: parseRequestFile(request), block: undefined, environments, environmentName: 'dev' };
    return describePlaceholder('token', await buildScope(fixedPorts(), createSession(), input));
  };
  const unset = await describe();
  assert.equal(unset.definition?.origin, 'secret');
  assert.match(unset.failure ?? '', /SecretStorage and not set yet/);
  storage.set(secretKey(folder, { environment: 'dev', name: 'token' }), 'canary-3');
  const set = await describe();
  assert.deepEqual([set.shownValue, set.failure, set.definition?.origin], ['••••••••', undefined, 'secret']);
  assert.doesNotMatch(JSON.stringify(set), /canary/);
});

test('a file with endless references does not make the storage read without end', async () => {
  let reads = 0;
  const environment = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`s${index}`, kept]));
  await environmentsIn({ environment }, new Map(), {
    store: () => ({
      read: () => Promise.resolve(void reads++),
      keep: () => Promise.resolve(),
      describeQuestion: () => '',
      describeUnset: () => '',
    }),
  });
  assert.equal(reads, 500);
});

test('the command line reads the variable of the process, and asks only where there is none', async () => {
  const store = storeOf('from-process');
  assert.deepEqual((await send(request, { store })).sent, ['from-process']);
  const empty = storeOf('');
  const asked = await send(request, { store: empty, answers: ['typed'] });
  assert.deepEqual(asked.asked, ["Secret 'token' of environment 'dev', for this run only*"]);
  assert.deepEqual(asked.sent, ['typed']);
  const { result } = await send(request, { store: empty });
  assert.match(JSON.stringify(result), /IDENTITY_HTTP_SECRET_DEV_TOKEN/);
});

test('names of process variables, and two secrets that would share one', async () => {
  assert.equal(processVariableName({ environment: 'dev-eu', name: 'api.key' }), 'IDENTITY_HTTP_SECRET_DEV_EU_API_KEY');
  assert.equal(processVariableName({ environment: '$shared', name: 'a' }), 'IDENTITY_HTTP_SECRET__SHARED_A');
  const files = { 'http-client.env.json': { dev: { token: kept }, DEV: { Token: kept } } };
  const store = storeOf('whose');
  const { result, sent } = await send(request, { files, store });
  assert.deepEqual(sent, []);
  assert.match(JSON.stringify(result), /'Token' of environment 'DEV'.*neither is/);
  assert.deepEqual((await send(request, { files, store, answers: ['typed'] })).sent, ['typed']);
});

test('references come from every section, each once', async () => {
  const files = {
    'http-client.env.json': { $shared: { a: kept }, dev: { a: kept, b: { provider: 'AzureKeyVault' } } },
    'http-client.private.env.json': { dev: { a: kept } },
  };
  const { environments } = await environmentsIn({ files }, new Map());
  assert.deepEqual(findSecretReferences(environments), [
    { environment: 'dev', name: 'a' },
    { environment: '$shared', name: 'a' },
  ]);
  assert.deepEqual(
    environments.problems.map(({ code }) => code),
    ['unsupported-provider'],
  );
});
