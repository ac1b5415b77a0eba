import type { Span } from '../text/span';
import type { RequestBlock, RequestFile } from './nodes';

/** A block and where it stands in its document. */
export interface PlacedBlock {
  readonly block: RequestBlock;
  /** Document offset of its first character: what its spans count from. */
  readonly start: number;
  readonly index: number;
}

/** The block that holds the character at `offset`; before the first and behind the last it is that one. */
export function blockAtOffset(file: RequestFile, offset: number): PlacedBlock {
  return placeBlock(file, blockIndexAtOffset(file, offset));
}

/** All blocks with their places, in order. */
export function findPlacedBlocks(file: RequestFile): readonly PlacedBlock[] {
  return file.blocks.map((block, index) => ({ block, start: file.starts[index] ?? 0, index }));
}

/** Each block that touches one of the spans once, in order. */
export function findBlocksNear(file: RequestFile, spans: readonly Span[]): readonly PlacedBlock[] {
  const found: PlacedBlock[] = [];
  let next = 0;
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    const last = blockIndexAtOffset(file, end);
    for (let index = Math.max(next, blockIndexAtOffset(file, start)); index <= last; index++) {
      found.push(placeBlock(file, index));
    }
    next = Math.max(next, last + 1);
  }
  return found;
}

/** The block with that index; an index outside means the nearest. */
export function placeBlock(file: RequestFile, index: number): PlacedBlock {
  const last = Math.max(0, Math.min(index, file.blocks.length - 1));
  const block = file.blocks[last];
  if (block === undefined) throw new RangeError('A requests file has at least one block.');
  return { block, start: file.starts[last] ?? 0, index: last };
}

/** The index of the block that `blockAtOffset` gives. */
export function blockIndexAtOffset(file: RequestFile, offset: number): number {
  let low = 0;
  let high = file.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((file.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
