import type { TrailView } from './responseView';

/** Where the person has been, oldest first. Going back shows what was received then; nothing is sent again. */
export interface Trail<Entry> {
  readonly entries: readonly Entry[];
  /** Index of the entry on screen; -1 only while there is none. */
  readonly current: number;
}

/** A trail that has not begun. */
export function emptyTrail<Entry>(): Trail<Entry> {
  return { entries: [], current: -1 };
}

/** A request sent from an editor begins anew. */
export function beginTrail<Entry>(entry: Entry): Trail<Entry> {
  return { entries: [entry], current: 0 };
}

/** A followed link: what lay ahead is dropped, and beyond `limit` the oldest go. */
export function visit<Entry>(trail: Trail<Entry>, entry: Entry, limit = TRAIL_LIMIT): Trail<Entry> {
  const entries = [...trail.entries.slice(0, trail.current + 1), entry].slice(-limit);
  return { entries, current: entries.length - 1 };
}

/** The entry on screen was sent again: it takes the new answer, and its links lead elsewhere now. */
export function replaceCurrent<Entry>(trail: Trail<Entry>, entry: Entry): Trail<Entry> {
  const entries = [...trail.entries.slice(0, Math.max(trail.current, 0)), entry];
  return { entries, current: entries.length - 1 };
}

/** Where a new answer goes: behind the walk so far, in the place of the answer on screen, or at the head of a new walk. */
export type TrailStep = 'begin' | 'visit' | 'replace';

/** The trail once `entry` has come by `step`. */
export function takeStep<Entry>(trail: Trail<Entry>, entry: Entry, step: TrailStep): Trail<Entry> {
  switch (step) {
    case 'begin':
      return beginTrail(entry);
    case 'visit':
      return visit(trail, entry);
    case 'replace':
      return replaceCurrent(trail, entry);
  }
}

/** Drops the oldest entries until all together weigh no more than `heaviest`; the one on screen stays. */
export function lightenTrail<Entry>(
  trail: Trail<Entry>,
  weigh: (entry: Entry) => number,
  heaviest: number,
): Trail<Entry> {
  let weight = trail.entries.reduce((sum, entry) => sum + weigh(entry), 0);
  let first = 0;
  for (const entry of trail.entries.slice(0, Math.max(trail.current, 0))) {
    if (weight <= heaviest) break;
    weight -= weigh(entry);
    first++;
  }
  return first === 0 ? trail : { entries: trail.entries.slice(first), current: trail.current - first };
}

/** The same trail at another entry, or `undefined` when there is none at `index`. */
export function goTo<Entry>(trail: Trail<Entry>, index: number): Trail<Entry> | undefined {
  return trail.entries[index] === undefined ? undefined : { entries: trail.entries, current: index };
}

/** The entry on screen. */
export function currentEntry<Entry>(trail: Trail<Entry>): Entry | undefined {
  return trail.entries[trail.current];
}

/** What the response view shows of it. */
export function describeTrail<Entry>(
  trail: Trail<Entry>,
  describe: (entry: Entry) => TrailView['entries'][number],
): TrailView {
  return { entries: trail.entries.map(describe), current: trail.current };
}

/** Each entry holds a whole answer. */
const TRAIL_LIMIT = 50;
