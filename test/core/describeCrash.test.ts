import test from 'node:test';
import assert from 'node:assert/strict';
import { describeCrash } from '../../src/core/exchange/describeCrash';
import { assertNoCanary } from '../support/canary';

const secret = 'canary-crash-1+s/t&o%r';

test('a crash is told by its kind and its places, and nothing of its message is', () => {
  const messages = [secret, `Bad\n    at ${secret} (a.js:1:1)`, `    at ${secret}\n\n    at again ${secret}`];
  for (const message of messages) {
    const crash = describeCrash(fail(message));
    assert.match(crash, /^TypeError\n\s+at fail /);
    assertNoCanary([secret], { crash });
  }
  const caused = describeCrash(new Error(secret, { cause: new Error(secret) }));
  assertNoCanary([secret], { caused });
});

test('what is no error is told by its type', () => {
  for (const thrown of [secret, { message: secret }, undefined]) assert.equal(describeCrash(thrown), typeof thrown);
});

function fail(message: string): Error {
  return new TypeError(message);
}
