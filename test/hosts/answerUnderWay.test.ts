import test from 'node:test';
import assert from 'node:assert/strict';
import { answerUnderWay } from '../../src/extension/answerUnderWay';
import { buildExchange, buildResponse } from '../support/exchanges';

const soFar = (body: string) => buildExchange({ outcome: buildResponse({ body }) });

test('however often an answer grows, the page gets one view until a while has passed', async () => {
  const shown: string[] = [];
  let now = 0;
  const show: Parameters<typeof answerUnderWay>[1] = ({ id, outcome }) => {
    shown.push(`${id} ${outcome.kind === 'response' ? outcome.body.formatted.length : ''}`);
  };
  const underWay = answerUnderWay('one', show, () => now);
  for (let size = 1; size <= 1000; size++) {
    underWay.tell(soFar('x'.repeat(size)));
    if (size % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(shown, ['one 1']);
  now = 400;
  underWay.tell(soFar('xx'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(shown, ['one 1', 'one 2']);
});

test('nothing of it is shown after its end', async () => {
  const shown: unknown[] = [];
  const underWay = answerUnderWay('one', (view) => shown.push(view));
  underWay.tell(soFar('x'));
  underWay.end();
  underWay.tell(soFar('xx'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(shown, []);
});

test('of a large one only the beginning is described, and the view says what is left out', async () => {
  const lengths: number[] = [];
  let cut = '';
  const told = new Promise<void>((resolve) => {
    const underWay = answerUnderWay('one', ({ outcome }) => {
      lengths.push(outcome.kind === 'response' ? outcome.body.formatted.length : 0);
      cut = outcome.kind === 'response' ? (outcome.body.cut ?? '') : '';
      resolve();
    });
    underWay.tell(soFar('x'.repeat(3_000_000)));
  });
  await told;
  assert.deepEqual(lengths, [500_000]);
  assert.match(
    cut,
    /^The answer goes on, and 3\.0 MB of it are here\. Until it has ended only the first 500\.0 kB are shown/,
  );
});
