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
    if (!known) {
      const parts = blocks.map(look);
      return latest.keep(blocks, { parts, sum: sum(parts) }).sum;
    }
    const old = known.value;
    if (known.blocks === blocks) return old.sum;
    const { fresh, places } = compareBlocks(known.blocks, blocks);
    const come = fresh.map((at) => look(blocks[at] as RequestBlock));
    let parts: Part[];
    if (places) parts = Array.from(places, (place) => old.parts[place] as Part);
    else {
      // The lists are equally long, and all other blocks stand where they stood.
      if (come.every((part, at) => isSame(part, old.parts[fresh[at] as number] as Part))) {
        return latest.keep(blocks, old).sum;
      }
      parts = old.parts.slice();
    }
    for (const [at, index] of fresh.entries()) parts[index] = come[at] as Part;
    if (!change) return latest.keep(blocks, { parts, sum: sum(parts) }).sum;
    const gone = (places ? findGone(known.blocks, places) : fresh).map((at) => old.parts[at] as Part);
    return latest.keep(blocks, { parts, sum: change(old.sum, gone, come) }).sum;
  };
}

/** What `look` says of each block, in their order. */
export function eachBlock<Value>(look: (block: RequestBlock) => Value): (file: FileBlocks) => readonly Value[] {
  return overBlocks(look, Object.is, (values) => values);
}

/** What is other in one list of blocks than in an older one. */
export interface BlockChanges {
  /** The indexes of the blocks that are not in the older list. */
  readonly fresh: readonly number[];
  /** For each block the index at which it is in the older list, or -1; left out where all others stand where they stood. */
  readonly places: Int32Array | undefined;
}

/** Many ask for the same two versions, one after the other. */
export function compareBlocks(old: readonly RequestBlock[], blocks: readonly RequestBlock[]): BlockChanges {
  const known = latestChanges.get(blocks);
  if (known?.old === old) return known.changes;
  const changes = old.length === blocks.length ? compareInPlace(old, blocks) : compareMoved(old, blocks);
  latestChanges.set(blocks, { old, changes });
  return changes;
}

const latestChanges = new WeakMap<
  readonly RequestBlock[],
  { readonly old: readonly RequestBlock[]; readonly changes: BlockChanges }
>();

function compareInPlace(old: readonly RequestBlock[], blocks: readonly RequestBlock[]): BlockChanges {
  const fresh: number[] = [];
  for (let at = 0; at < blocks.length; at++) if (blocks[at] !== old[at]) fresh.push(at);
  return { fresh, places: undefined };
}

function compareMoved(old: readonly RequestBlock[], blocks: readonly RequestBlock[]): BlockChanges {
  const places = new Int32Array(blocks.length).fill(-1);
  const shift = old.length - blocks.length;
  let first = 0;
  for (; first < blocks.length && blocks[first] === old[first]; first++) places[first] = first;
  let end = blocks.length;
  for (; end > first && end + shift > first && blocks[end - 1] === old[end - 1 + shift]; end--) {
    places[end - 1] = end - 1 + shift;
  }
  // Edits in several places leave most of what lies between them as it was.
  const between = new Map(old.slice(first, end + shift).map((block, at) => [block, first + at]));
  const fresh: number[] = [];
  for (const [at, block] of blocks.slice(first, end).entries()) {
    const place = between.get(block) ?? -1;
    places[first + at] = place;
    if (place < 0) fresh.push(first + at);
  }
  return { fresh, places };
}

/** The indexes of the old blocks that are at no place of the new list. */
function findGone(old: readonly RequestBlock[], places: Int32Array): readonly number[] {
  const stayed = new Uint8Array(old.length);
  for (const place of places) if (place >= 0) stayed[place] = 1;
  const gone: number[] = [];
  for (const [at, stays] of stayed.entries()) if (stays === 0) gone.push(at);
  return gone;
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
