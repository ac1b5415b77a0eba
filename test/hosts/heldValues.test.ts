import test from 'node:test';
import assert from 'node:assert/strict';
import { HeldValues } from '../../src/extension/heldValues';

/** One store, as two windows on one workspace may share it. */
function openWindows(stored: Readonly<Record<string, unknown>> = {}) {
  const values = new Map<string, unknown>(Object.entries(stored));
  const store = {
    get: (key: string) => values.get(key),
    update: async (key: string, value: unknown) => {
      values.set(key, value);
    },
  };
  return { open: () => new HeldValues(store), values };
}

test('a choice in one window does not switch the other one', async () => {
  const { open, values } = openWindows({ environment: 'dev' });
  const [one, other] = [open(), open()];
  assert.equal(one.get('environment'), 'dev');
  assert.equal(other.get('environment'), 'dev');
  await other.set('environment', 'prod');
  assert.equal(one.get('environment'), 'dev');
  assert.equal(other.get('environment'), 'prod');
  await one.set('environment', null);
  assert.equal(one.get('environment'), null);
  assert.equal(other.get('environment'), 'prod');
  assert.equal(values.get('environment'), null);
});

test('that nothing was chosen is held too', async () => {
  const { open } = openWindows();
  const [one, other] = [open(), open()];
  assert.equal(one.get('environment'), undefined);
  await other.set('environment', 'prod');
  assert.equal(one.get('environment'), undefined);
});

test('a new window begins with what was chosen last', async () => {
  const { open } = openWindows();
  await open().set('environment', 'staging');
  assert.equal(open().get('environment'), 'staging');
});

test('a choice counts before it is written, and when it cannot be', async () => {
  const held = new HeldValues({ get: () => 'dev', update: () => Promise.reject(new Error('full')) });
  assert.equal(held.get('environment'), 'dev');
  await assert.rejects(held.set('environment', 'prod'), /full/);
  assert.equal(held.get('environment'), 'prod');
});
