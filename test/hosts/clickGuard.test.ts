import test from 'node:test';
import assert from 'node:assert/strict';
import { createClickGuard } from '../../src/extension/sending/clickGuard';

/** Clicks as `thing@milliseconds`; gives those that count. */
function check(clicks: readonly string[], counting: readonly string[]): void {
  let now = 0;
  const isSecondClick = createClickGuard(() => now);
  const counted = clicks.filter((click) => {
    const [thing, at] = click.split('@');
    now = Number(at);
    return !isSecondClick([`file:///${thing}.http`, { start: 0, reference: { index: 0 } }]);
  });
  assert.deepEqual(counted, counting);
}

test('a double click on one button counts once', () => {
  check(['a@0', 'a@10'], ['a@0']);
  check(['a@0', 'a@499'], ['a@0']);
  check(['a@1000', 'a@1500'], ['a@1000', 'a@1500']);
});

test('each click of a fast series is part of it', () => {
  check(['a@0', 'a@400', 'a@800', 'a@1200', 'a@1700'], ['a@0', 'a@1700']);
});

test('another button is another click, and so is a button after another one', () => {
  check(['a@0', 'b@10', 'a@20'], ['a@0', 'b@10', 'a@20']);
});

test('a clock that is set back takes no click away', () => {
  check(['a@5000', 'a@10'], ['a@5000', 'a@10']);
});
