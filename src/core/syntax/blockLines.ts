import { buildLineIndex, positionAtOffset, type LineIndex, type Position } from '../text/lineIndex';
import type { RequestBlock, RequestFile } from './nodes';
import { compareBlocks, LatestOfFile, overBlocks, type FileBlocks } from './overBlocks';

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
    const changes = known && compareBlocks(known.blocks, blocks);
    const makeAt = (block: RequestBlock, at: number): readonly Item[] => {
      const line = lines[at] ?? 0;
      return make(block, { line, positionAt: (offset) => placeIn(block, line, offset) });
    };
    let items: (readonly Item[])[];
    if (changes && !changes.places && old.lines === lines) {
      items = old.items.slice();
      for (const at of changes.fresh) items[at] = makeAt(blocks[at] as RequestBlock, at);
    } else {
      const isFresh = new Set(changes?.fresh);
      items = blocks.map((block, at) => {
        const place = changes?.places ? (changes.places[at] ?? -1) : at;
        const kept = isFresh.has(at) || old.lines[place] !== lines[at] ? undefined : old.items[place];
        return kept ?? makeAt(block, at);
      });
    }
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
