import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { withEnvironment } from '../../src/core/environment/environmentSet';
import { sandboxEnvironment } from '../../src/core/environment/sandboxEnvironment';
import { listCaptures } from '../../src/core/session/captures/captures';
import { sendBlock, type SendBlockPorts } from '../../src/core/session/sendBlock';
import { createSession } from '../../src/core/session/session';
import { parseRequestFile } from '../../src/core/syntax/parseRequestFile';
import { sandboxClient } from '../support/sandboxClient';
import { sandboxTransport } from '../support/sandboxTransport';
import { environmentsOf, fixedPorts, memoryReader } from '../support/resolveText';

/** What a person has who begins: where the tenant is, and a worker application. No token and no IDs of resources. */
const given = ['apiPath', 'authPath', 'envID', 'adminEnvID', 'adminAppID', 'adminAppSecret'];

/** Sends requests of the example by name, in a session that holds nothing; gives the statuses and what went out. */
async function check(names: readonly string[], expected: string, captures: readonly string[]) {
  const client = sandboxClient();
  const { transport, sent } = sandboxTransport(client);
  const { origin, variables, secretNames } = client.sandbox.describe();
  const values = Object.fromEntries(Object.entries(variables).filter(([name]) => given.includes(name)));
  const sandbox = sandboxEnvironment({ name: 'Sandbox', origin, variables: values, secretNames });
  const environments = withEnvironment(await environmentsOf({}), sandbox);
  const session = createSession();
  const statuses: string[] = [];
  const note = (name: string | undefined, outcome: { readonly kind: string; readonly status?: number }) =>
    statuses.push(`${name} ${outcome.status ?? outcome.kind}`);
  let count = 0;
  const ports: SendBlockPorts = {
    ...fixedPorts({ random: () => (count++ % 997) / 997 }),
    reader: memoryReader({}),
    transport,
    onEarlier: ({ exchange }) => void note(exchange.name, exchange.outcome),
  };
  const file = parseRequestFile(readFileSync('examples/pingone/lifecycle.http', 'utf8'));
  for (const name of names) {
    const block = file.blocks.find((candidate) => candidate.name?.text === name);
    assert.ok(block, name);
    const input = { file, block, environments, environmentName: 'Sandbox', folder: '/desk' };
    const result = await sendBlock(ports, session, input, new AbortController().signal);
    assert.equal(result.kind, 'sent', JSON.stringify(result));
    if (result.kind !== 'sent') return;
    assert.deepEqual(
      result.problems.filter(({ severity }) => severity === 'error'),
      [],
    );
    note(result.exchange.name, result.exchange.outcome);
  }
  assert.equal(statuses.join(', '), expected);
  assert.deepEqual(
    listCaptures(session, { environmentName: 'Sandbox' }).map(({ name, secret }) => (secret ? `${name}*` : name)),
    captures,
  );
  // The token that was captured is masked in everything that went out with it.
  const token = listCaptures(session, { environmentName: 'Sandbox' })[0]?.text ?? '';
  for (const { headers, secrets } of sent.slice(1)) {
    assert.ok(headers.some(([name, value]) => name === 'Authorization' && value === `Bearer ${token}`));
    assert.ok(secrets.includes(token));
  }
}

test('the example runs from top to bottom by captures alone', () =>
  check(
    ['getToken', 'createPopulation', 'createUser', 'setPassword', 'readUser', 'deleteUser', 'deletePopulation'],
    'getToken 200, createPopulation 201, createUser 201, setPassword 200, readUser 200, deleteUser 204, deletePopulation 204',
    ['accessToken*', 'lifecyclePopID', 'lifecycleUserID'],
  ));

test('the last request of the chain alone sends what it needs, each once', () =>
  check(
    ['readUser', 'setPassword'],
    'getToken 200, createPopulation 201, createUser 201, readUser 200, setPassword 200',
    ['accessToken*', 'lifecyclePopID', 'lifecycleUserID'],
  ));
