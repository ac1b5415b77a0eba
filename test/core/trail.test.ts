import assert from 'node:assert/strict';
import test from 'node:test';
import {
  beginTrail,
  currentEntry,
  describeTrail,
  emptyTrail,
  goTo,
  lightenTrail,
  takeStep,
  visit,
} from '../../src/core/view/trail';
import type { Trail } from '../../src/core/view/trail';

type Step = { visit: string } | { begin: string } | { replace: string } | { goTo: number };

function check(steps: readonly Step[], expected: string, limit?: number): void {
  let trail: Trail<string> = emptyTrail();
  for (const step of steps) {
    if ('visit' in step)
      trail = limit === undefined ? takeStep(trail, step.visit, 'visit') : visit(trail, step.visit, limit);
    else if ('begin' in step) trail = takeStep(trail, step.begin, 'begin');
    else if ('replace' in step) trail = takeStep(trail, step.replace, 'replace');
    else trail = goTo(trail, step.goTo) ?? trail;
  }
  assert.equal(
    trail.entries.map((entry, index) => (index === trail.current ? `[${entry}]` : entry)).join(' '),
    expected,
  );
  assert.equal(currentEntry(trail), trail.entries[trail.current]);
}

test('a new send begins the trail anew', () => check([{ visit: 'a' }, { visit: 'b' }, { begin: 'c' }], '[c]'));
test('a link goes on from the entry on screen', () =>
  check([{ begin: 'a' }, { visit: 'b' }, { visit: 'c' }, { goTo: 0 }, { visit: 'd' }], 'a [d]'));
test('back and forward keep the entries', () => check([{ begin: 'a' }, { visit: 'b' }, { goTo: 0 }], '[a] b'));
test('an index that is not there changes nothing', () => {
  check([{ begin: 'a' }, { goTo: 1 }], '[a]');
  check([{ begin: 'a' }, { goTo: -1 }], '[a]');
  check([{ begin: 'a' }, { goTo: 0.5 }], '[a]');
});
test('sending again replaces the entry and drops what followed from it', () => {
  check([{ begin: 'a' }, { visit: 'b' }, { goTo: 0 }, { replace: 'A' }], '[A]');
  check([{ replace: 'a' }], '[a]');
});
test('the oldest entries go beyond the limit', () =>
  check([{ begin: 'a' }, { visit: 'b' }, { visit: 'c' }, { visit: 'd' }], 'c [d]', 2));

test('heavy entries go, oldest first, and never the one on screen', () => {
  const trail = visit(visit(beginTrail(5), 4), 3);
  const weights = (heaviest: number): readonly number[] => lightenTrail(trail, (entry) => entry, heaviest).entries;
  assert.deepEqual(weights(12), [5, 4, 3]);
  assert.deepEqual(weights(11), [4, 3]);
  assert.deepEqual(weights(3), [3]);
  assert.deepEqual(weights(0), [3]);
  assert.equal(currentEntry(lightenTrail(trail, (entry) => entry, 7)), 3);
});

test('the view names every entry', () => {
  const trail = visit(beginTrail('a'), 'b');
  const view = describeTrail(trail, (entry) => ({ title: entry, method: 'GET', status: 200 }));
  assert.deepEqual(view, {
    entries: [
      { title: 'a', method: 'GET', status: 200 },
      { title: 'b', method: 'GET', status: 200 },
    ],
    current: 1,
  });
});
