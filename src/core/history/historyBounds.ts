/** How much history is kept. */
export interface HistoryLimits {
  readonly maximumDays: number;
  readonly maximumBytes: number;
}

/** A file of entries, which goes as a whole. */
export interface HistorySegment {
  readonly name: string;
  readonly size: number;
  /** Milliseconds since the epoch of the first and the last entry, nearly. */
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The longest that one segment goes on: so the oldest entry is at most this much older than its limit. */
export const segmentMilliseconds = 86_400_000;

/** Octets after which a segment is followed by the next: a small part of what may be kept. */
export function segmentSize({ maximumBytes }: HistoryLimits): number {
  return Math.max(smallestSegment, Math.min(largestSegment, Math.floor(maximumBytes / 8)));
}

/**
 * Segments that have to go: those whose last entry is too old, then the oldest until the others leave room for one
 * more segment. `current` is being written and stays.
 */
export function findExpiredSegments(
  segments: readonly HistorySegment[],
  limits: HistoryLimits,
  { now, current }: { readonly now: number; readonly current: string | undefined },
): readonly string[] {
  const oldest = now - limits.maximumDays * segmentMilliseconds;
  const room = limits.maximumBytes - segmentSize(limits);
  const expired: string[] = [];
  let size = 0;
  for (const segment of segments.toSorted((one, other) => other.startedAt - one.startedAt)) {
    if (segment.name === current) continue;
    size += segment.size;
    if (segment.endedAt < oldest || size > room) expired.push(segment.name);
  }
  return expired;
}

const smallestSegment = 65_536;
const largestSegment = 4_194_304;
