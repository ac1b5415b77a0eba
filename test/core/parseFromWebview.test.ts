import test from 'node:test';
import assert from 'node:assert/strict';
import { parseFromWebview } from '../../src/core/view/parseFromWebview';

function check(message: unknown, isKnown: boolean): void {
  assert.deepEqual(parseFromWebview(message), isKnown ? message : undefined, JSON.stringify(message));
}

test('every message of the protocol is read', () => {
  for (const message of [
    { type: 'ready' },
    { type: 'cancel' },
    { type: 'goTo', index: 0 },
    { type: 'followLink', viewId: 'v', index: 3 },
    { type: 'openSaved', viewId: 'v', index: 0 },
    { type: 'copy', viewId: 'v', what: 'body' },
    { type: 'copy', viewId: 'v', what: 'raw' },
    { type: 'copy', viewId: 'v', what: 'headers' },
    { type: 'copy', viewId: 'v', what: 'url' },
    { type: 'copy', viewId: 'v', what: { link: 1 } },
    { type: 'copy', viewId: 'v', what: { header: 1 } },
    { type: 'openAsDocument', viewId: 'v' },
    { type: 'saveBody', viewId: 'v' },
    { type: 'sendAgain', viewId: 'v' },
    { type: 'reveal', viewId: 'v', place: { part: 'body', index: 0, offset: 5 } },
    { type: 'reveal', viewId: 'v', place: { part: 'requestHeader', index: 2, offset: 0 } },
  ]) {
    check(message, true);
  }
});

test('anything else is not', () => {
  for (const message of [
    undefined,
    null,
    'ready',
    [],
    {},
    { type: 'readY' },
    { type: ['ready'] },
    { type: 'ready', extra: 1 },
    { type: 'goTo' },
    { type: 'goTo', index: -1 },
    { type: 'goTo', index: 1.5 },
    { type: 'goTo', index: '1' },
    { type: 'goTo', index: Number.NaN },
    { type: 'followLink', index: 1 },
    { type: 'followLink', viewId: '', index: 1 },
    { type: 'followLink', viewId: 'v'.repeat(101), index: 1 },
    { type: 'followLink', viewId: 'v', index: 1, href: 'https://x' },
    { type: 'copy', viewId: 'v' },
    { type: 'copy', viewId: 'v', what: 'all' },
    { type: 'reveal', viewId: 'v' },
    { type: 'reveal', place: { part: 'body', index: 0, offset: 0 } },
    { type: 'reveal', viewId: 'v', place: { part: 'secrets', index: 0, offset: 0 } },
    { type: 'reveal', viewId: 'v', place: { part: 'body', index: 0 } },
    { type: 'reveal', viewId: 'v', place: { part: 'body', index: 0, offset: -1 } },
    { type: 'reveal', viewId: 'v', place: { part: 'body', index: 0, offset: 0, length: 9 } },
    { type: 'copy', viewId: 'v', what: { link: 1, header: 1 } },
    { type: 'copy', viewId: 'v', what: {} },
    { type: 'copy', viewId: 'v', what: [1] },
    { type: 'saveBody', viewId: 1 },
    { type: 'executeCommand', command: 'x' },
  ]) {
    check(message, false);
  }
});
