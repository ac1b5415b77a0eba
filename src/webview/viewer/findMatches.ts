/** Where a text was found; `offsets` are the starts, all of the same length. */
export interface Matches {
  readonly offsets: readonly number[];
  readonly length: number;
  /** True when there are more than are kept. */
  readonly capped: boolean;
}

/** More matches than this are not worth stepping through, and would only cost memory. */
export const MATCH_LIMIT = 50_000;

/** All places of `query` in `text`, without overlaps, in one pass. */
export function findMatches(text: string, query: string, options: { readonly matchCase: boolean }): Matches {
  const offsets: number[] = [];
  if (query === '') return { offsets, length: 0, capped: false };
  if (options.matchCase) {
    for (let at = text.indexOf(query); at !== -1; at = text.indexOf(query, at + query.length)) {
      if (offsets.length === MATCH_LIMIT) return { offsets, length: query.length, capped: true };
      offsets.push(at);
    }
    return { offsets, length: query.length, capped: false };
  }
  // A regular expression, because lower case may have another length than the text itself.
  const pattern = new RegExp(query.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&'), 'gi');
  for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
    if (offsets.length === MATCH_LIMIT) return { offsets, length: query.length, capped: true };
    offsets.push(match.index);
  }
  return { offsets, length: query.length, capped: false };
}

/** Index of the first match at or after `offset`, or the first of all; -1 when there is none. */
export function matchFrom(matches: Matches, offset: number): number {
  if (matches.offsets.length === 0) return -1;
  const index = firstMatchAt(matches, offset);
  return index === matches.offsets.length ? 0 : index;
}

/** Index of the first match at or after `offset`; the number of matches when there is none. */
export function firstMatchAt(matches: Matches, offset: number): number {
  let low = 0;
  let high = matches.offsets.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((matches.offsets[middle] ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}
