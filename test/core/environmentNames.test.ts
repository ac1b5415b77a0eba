import test from 'node:test';
import assert from 'node:assert/strict';
import { remainingParts } from '../../src/core/environment/environmentNames';

test('what goes on top of the chosen environments goes on those that there still are', () => {
  check(undefined, []);
  check('dev', ['dev']);
  check('dev+eu', ['dev', 'eu']);
  check('gone+eu', ['eu']);
  check('gone', []);
  check('one+two', ['one+two']);
});

function check(chosen: string | undefined, expected: readonly string[]): void {
  assert.deepEqual(remainingParts(chosen, ['dev', 'eu', 'one+two']), expected);
}
