import type { RequestBlock, RequestFile } from './nodes';

/** What is asked of: the blocks of a file as it is now. */
export type FileBlocks = Pick<RequestFile, 'blocks'>;

/**
 * A function of a whole file that looks only at the blocks an edit has touched: `sum` of what `look` says of each block.
 * While the touched blocks say the same as before, by `isSame`, the sum is the very same value, so it may depend on
 * nothing else. With `change` a sum that does not depend on the order is made of the one before and of what went and came.
 */
export function overBlocks<Part, Sum>(
  look: (block: RequestBlock) => Part,
  isSame: (one: Part, other: Part) => boolean,
  sum: (parts: readonly Part[]) => Sum,
  change?: (sum: Sum, gone: readonly Part[], come: readonly Part[]) => Sum,
): (file: FileBlocks) => Sum {
  const latest = new LatestOfFile<{ readonly parts: readonly Part[]; readonly sum: Sum }>();
  return ({ blocks }) => {
    const known = latest.lookup(blocks);
    if (known?.blocks === blocks) return known.value.sum;
    const old = known?.value.parts ?? [];
    const places = findOldPlaces(known?.blocks ?? [], blocks);
    let isAllSame = known !== undefined && old.length === blocks.length;
    const parts = blocks.map((block, at) => {
      const place = places[at] ?? -1;
      // There is a part at that place, which may be `undefined`; and the lists are equally long where they are compared.
      const part = place < 0 ? look(block) : (old[place] as Part);
      if (place !== at && isAllSame) isAllSame = isSame(part, old[at] as Part);
      return part;
    });
    if (known && isAllSame) return latest.keep(blocks, known.value).sum;
    if (!known || !change) return latest.keep(blocks, { parts, sum: sum(parts) }).sum;
    const stayed = new Uint8Array(old.length);
    for (const place of places) if (place >= 0) stayed[place] = 1;
    const gone = old.filter((_part, place) => stayed[place] === 0);
    const come = parts.filter((_part, at) => (places[at] ?? -1) < 0);
    return latest.keep(blocks, { parts, sum: change(known.value.sum, gone, come) }).sum;
  };
}

/** What `look` says of each block, in their order. */
export function eachBlock<Value>(look: (block: RequestBlock) => Value): (file: FileBlocks) => readonly Value[] {
  return overBlocks(look, Object.is, (values) => values);
}

/** For each block the index at which the other list has the same object, or -1. */
export function findOldPlaces(old: readonly RequestBlock[], blocks: readonly RequestBlock[]): Int32Array {
  const places = new Int32Array(blocks.length).fill(-1);
  const shift = old.length - blocks.length;
  let first = 0;
  while (first < blocks.length && blocks[first] === old[first]) {
    places[first] = first;
    first++;
  }
  let end = blocks.length;
  while (end > first && end + shift > first && blocks[end - 1] === old[end - 1 + shift]) {
    end--;
    places[end] = end + shift;
  }
  // Edits in several places leave most of what lies between them as it was.
  if (shift === 0) {
    for (let at = first; at < end; at++) if (blocks[at] === old[at]) places[at] = at;
  } else if (end - first > 1) {
    const between = new Map(old.slice(first, end + shift).map((block, at) => [block, first + at]));
    for (const [at, block] of blocks.slice(first, end).entries()) places[first + at] = between.get(block) ?? -1;
  }
  return places;
}

/**
 * What was worked out for the version of a file that was asked of last. Versions know each other by a block at an end or
 * in the middle, one of which nearly always stays; where none does, everything is worked out again.
 */
export class LatestOfFile<Value> {
  readonly #known = new WeakMap<RequestBlock, Latest<Value>>();

  /** Of this version or of an earlier one. */
  lookup(blocks: readonly RequestBlock[]): Latest<Value> | undefined {
    for (const block of signposts(blocks)) {
      const known = this.#known.get(block);
      if (known) return known;
    }
    return undefined;
  }

  keep(blocks: readonly RequestBlock[], value: Value): Value {
    const latest = { blocks, value };
    for (const block of signposts(blocks)) this.#known.set(block, latest);
    return value;
  }
}

function signposts(blocks: readonly RequestBlock[]): readonly RequestBlock[] {
  return [blocks[0], blocks.at(-1), blocks[blocks.length >> 1]].filter((block) => block !== undefined);
}

interface Latest<Value> {
  readonly blocks: readonly RequestBlock[];
  readonly value: Value;
}
