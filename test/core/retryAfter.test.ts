import test from 'node:test';
import assert from 'node:assert/strict';
import { readRetryAfter } from '../../src/core/exchange/retryAfter';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { TransportFailure } from '../../src/core/exchange/exchange';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { describeExchange } from '../../src/core/view/describeExchange';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';

const now = Date.UTC(2026, 0, 1, 12, 0, 0);

/** What is offered after an answer that arrived at `now`: milliseconds to wait, or the note instead. */
async function check(
  method: string,
  fields: readonly HeaderPair[],
  expected: number | RegExp | undefined,
  status = 503,
): Promise<void> {
  const [own, theirs] = [
    fields.filter(([name]) => name.startsWith('If-')),
    fields.filter(([name]) => !name.startsWith('If-')),
  ];
  const exchange = {
    ...buildExchange({
      request: buildRequest({ method, headers: own }),
      outcome: buildResponse({ status, headers: theirs }),
    }),
    startedAt: now - 100,
    milliseconds: 100,
  };
  const view = await describeExchange(exchange, 'id');
  assert.ok(view.outcome.kind === 'response');
  const { retryNotBefore } = view.outcome;
  if (expected instanceof RegExp) {
    assert.equal(retryNotBefore, undefined);
    assert.match(view.notes.join(), expected);
  } else {
    assert.equal(retryNotBefore === undefined ? undefined : retryNotBefore - now, expected);
    assert.deepEqual(view.notes, []);
  }
}

const after = (value: string): HeaderPair => ['Retry-After', value];

test('what may be repeated is offered when the server allows it', async () => {
  await check('GET', [after('12')], 12_000);
  await check('GET', [after('12')], 12_000, 429);
  await check('HEAD', [after(' 0 ')], 0);
  await check('GET', [after('Thu, 01 Jan 2026 12:00:30 GMT')], 30_000);
  await check('GET', [after('Thu Jan  1 12:00:30 2026')], 30_000);
  await check('GET', [after('Thu, 01 Jan 2026 11:00:00 GMT')], 0);
  await check('GET', [after('Thu, 01 Jan 2026 15:00:30 GMT'), ['Date', 'Thu, 01 Jan 2026 15:00:00 GMT']], 30_000);
  await check('PUT', [after('5'), ['If-None-Match', '*']], 5000);
  await check('PUT', [after('5'), ['If-Match', '"1"']], 5000);
});

test('what may create is not, and says so', async () => {
  await check('POST', [after('12')], /asks to wait 12 s\. Send this POST again yourself/);
  await check('PATCH', [after('600')], /10 minutes/);
  await check('PUT', [after('12')], /Send this PUT again yourself/);
});

test('other answers offer nothing', async () => {
  await check('GET', [after('12')], undefined, 500);
  await check('GET', [after('12')], undefined, 200);
  await check('GET', [], undefined);
  for (const value of ['', '-1', '1.5', 'soon', '9999999999', '99999999', 'Mon, 99 Foo 2026 99:99:99 GMT', 'Mon']) {
    assert.equal(readRetryAfter(value, now), undefined, value);
  }
});

const lost: TransportFailure = {
  kind: 'failure',
  code: 'timeout',
  message: 'No answer.',
  nextStep: 'Look.',
  mayHaveReachedServer: true,
};

async function nextStep(method: string, headers: readonly HeaderPair[] = [], failure = lost): Promise<string> {
  const ports = { transport: () => Promise.resolve(failure), clock: () => now };
  const about = { name: undefined, environmentName: undefined };
  const request = buildRequest({ method, headers });
  const { outcome } = await sendRequest(ports, request, about, new AbortController().signal);
  return outcome.kind === 'failure' ? outcome.nextStep : '';
}

test('an unclear outcome says how to find out', async () => {
  assert.equal(await nextStep('GET'), 'Look.');
  assert.match(await nextStep('POST'), /^Look\. To find out, look for what it would have created/);
  assert.match(await nextStep('PUT', [['If-None-Match', '*']]), /may be sent again: .* answered with 412/);
  assert.match(await nextStep('PUT'), /Read the resource with GET/);
  assert.match(await nextStep('DELETE'), /a second DELETE ends in the same state/);
  assert.match(await nextStep('PATCH'), /Read the resource with GET/);
  assert.equal(await nextStep('POST', [], { ...lost, mayHaveReachedServer: false }), 'Look.');
});
