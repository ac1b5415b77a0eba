import { buildLineIndex, positionAtOffset, type LineIndex, type Position } from '../text/lineIndex';
import type { RequestBlock, RequestFile } from './nodes';
import { findOldPlaces, LatestOfFile, overBlocks, type FileBlocks } from './overBlocks';

/** Where a block stands in its document. */
export interface BlockPosition {
  /** The line at which it starts. */
  readonly line: number;
  /** The place in the document of an offset in the block. */
  readonly positionAt: (offset: number) => Position;
}

/** The lines of a document at which its blocks start. The same list for as long as no edit moves one. */
export const findStartLines: (file: FileBlocks) => readonly number[] = overBlocks(
  (block) => linesOf(block).starts.length - 1,
  Object.is,
  (counts) => {
    const lines: number[] = [];
    let line = 0;
    for (const count of counts) {
      lines.push(line);
      line += count;
    }
    return lines;
  },
);

/**
 * What `make` gives for each block, one after the other. After an edit it is called for the blocks that were touched, and
 * for those below them where these now start at other lines; all other items are the same objects as before.
 */
export function eachBlockAtLine<Item>(
  make: (block: RequestBlock, place: BlockPosition) => readonly Item[],
): (file: RequestFile) => readonly Item[] {
  const latest = new LatestOfFile<{
    readonly lines: readonly number[];
    readonly items: readonly (readonly Item[])[];
  }>();
  return (file) => {
    const { blocks } = file;
    const lines = findStartLines(file);
    const known = latest.lookup(blocks);
    const old = known?.value ?? { lines: [], items: [] };
    const places = findOldPlaces(known?.blocks ?? [], blocks);
    const items = blocks.map((block, at) => {
      const place = places[at] ?? -1;
      const line = lines[at] ?? 0;
      const kept = old.lines[place] === line ? old.items[place] : undefined;
      return kept ?? make(block, { line, positionAt: (offset) => placeIn(block, line, offset) });
    });
    latest.keep(blocks, { lines, items });
    const all: Item[] = [];
    for (const own of items) for (const item of own) all.push(item);
    return all;
  };
}

/** A block starts where a line starts. */
function placeIn(block: RequestBlock, startLine: number, offset: number): Position {
  const { line, character } = positionAtOffset(linesOf(block), offset);
  return { line: startLine + line, character };
}

/** The lines of one block. Worked out once. */
export function linesOf(block: RequestBlock): LineIndex {
  const known = linesOfBlocks.get(block);
  if (known) return known;
  const lines = buildLineIndex(block.text);
  linesOfBlocks.set(block, lines);
  return lines;
}

const linesOfBlocks = new WeakMap<RequestBlock, LineIndex>();
