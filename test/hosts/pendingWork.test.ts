import test from 'node:test';
import assert from 'node:assert/strict';
import { PendingWork } from '../../src/extension/pendingWork';

test('the end waits for what was begun, for what that begins, and past what fails', async () => {
  const pending = new PendingWork();
  const ended: string[] = [];
  const steps: (() => void)[] = [];
  const step = (): Promise<void> => new Promise((resolve) => void steps.push(resolve));
  pending.add(
    step().then(() => {
      ended.push('first');
      pending.add(step().then(() => void ended.push('second')));
    }),
  );
  pending.add(Promise.reject(new Error('full')));
  const settled = pending.settle().then(() => void ended.push('settled'));
  for (let turn = 0; turn < 20; turn++) {
    await new Promise(setImmediate);
    if (turn % 5 === 4) steps.shift()?.();
  }
  await settled;
  assert.deepEqual(ended, ['first', 'second', 'settled']);
  await pending.settle();
});
