import type { RequestBlock, RequestFile } from './nodes';
import { blockIndexAtOffset } from './blockAtOffset';
import { splitBlocks } from './splitBlocks';

/** A replacement; offsets count in the document as it was before any of the edits that come together. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/**
 * The file after the edits, equal to a fresh parse of the edited text. Only the touched blocks and, where a border may
 * move, their neighbours are parsed again; all other blocks are the same objects as before. Edits do not overlap.
 */
export function applyEdits(file: RequestFile, edits: readonly TextEdit[]): RequestFile {
  const count = file.blocks.length;
  const rebuild: Rebuild = { file, untouched: count, behind: [], rest: count };
  // From the last edit to the first, so that the offsets before each are still those of the old document.
  for (const edit of [...edits].sort((one, other) => other.start - one.start || other.end - one.end)) {
    const start = Math.max(0, Math.min(edit.start, file.length));
    const end = Math.max(start, Math.min(edit.end, file.length));
    if (end > start || edit.text !== '') applyEdit(rebuild, { start, end, text: edit.text });
  }
  return finishRebuild(rebuild);
}

/** The old blocks before `untouched`, then `behind` from its end to its start, then the old blocks from `rest` on. */
interface Rebuild {
  readonly file: RequestFile;
  untouched: number;
  readonly behind: RequestBlock[];
  rest: number;
}

/** Whole stretches are copied as they are: a keystroke in a long file should not look at each of its blocks. */
function finishRebuild(rebuild: Rebuild): RequestFile {
  const { file, untouched, behind, rest } = rebuild;
  if (behind.length === 0 && untouched === rest) return file;
  const blocks = file.blocks.slice(0, untouched);
  const starts = file.starts.slice(0, untouched);
  let length = file.starts[untouched] ?? file.length;
  for (let index = behind.length - 1; index >= 0; index--) {
    const block = behind[index];
    if (block === undefined) continue;
    blocks.push(block);
    starts.push(length);
    length += block.text.length;
  }
  const shift = length - (file.starts[rest] ?? file.length);
  for (let index = rest; index < file.starts.length; index++) starts.push((file.starts[index] ?? 0) + shift);
  return { blocks: blocks.concat(file.blocks.slice(rest)), starts, length: file.length + shift };
}

function applyEdit(rebuild: Rebuild, edit: TextEdit): void {
  const { file, behind } = rebuild;
  const first = findFirst(rebuild, edit);
  const before = rebuild.untouched;
  const old = takeTouched(rebuild, first, edit.end);
  const start = file.starts[first] ?? 0;
  const touched = old.length;
  for (let ahead = 2; ; ahead *= 2) {
    takeAhead(rebuild, old, touched + ahead);
    const source = old.map((block) => block.text).join('');
    const text = source.slice(0, edit.start - start) + edit.text + source.slice(edit.end - start);
    const read = splitBlocks(text);
    const next = peekBehind(rebuild);
    const isWhole = next === undefined || isSeparated(next);
    const border = findBorder({ old, touched, read, shift: text.length - source.length, isWhole });
    if (border === undefined) continue;
    const fresh = keepEqualBlocks(old.slice(0, border.old), read.slice(0, border.read));
    pushReversed(behind, old.slice(border.old));
    // What turned out as it was is untouched again, or the next edits would read ever more blocks.
    let same = 0;
    while (first + same < before && fresh[same] === file.blocks[first + same]) same++;
    pushReversed(behind, fresh.slice(same));
    rebuild.untouched = first + same;
    return;
  }
}

/** The block before the edit, or one more where the end of that one depends on what was edited. */
function findFirst(rebuild: Rebuild, edit: TextEdit): number {
  const { file, untouched } = rebuild;
  const index = Math.min(blockIndexAtOffset(file, Math.max(0, edit.start - 1)), Math.max(0, untouched - 1));
  if (index === 0) return 0;
  const block = file.blocks[index];
  const offset = edit.start - (file.starts[index] ?? 0);
  // A request without separator ends the block before it; an edit in the three characters may undo a separator.
  return block !== undefined && isSeparated(block) && offset >= separatorLength ? index : index - 1;
}

/** Takes the blocks from `first` to the one that holds `end` out of the rebuild. */
function takeTouched(rebuild: Rebuild, first: number, end: number): RequestBlock[] {
  const { file, behind } = rebuild;
  const last = Math.max(first, Math.min(rebuild.untouched, blockIndexAtOffset(file, end) + 1));
  if (behind.length === 0 && rebuild.untouched === rebuild.rest) rebuild.rest = last;
  else pushReversed(behind, file.blocks.slice(last, rebuild.untouched));
  rebuild.untouched = last;
  let offset = file.starts[last] ?? file.length;
  const taken = file.blocks.slice(first, last);
  for (let block = peekBehind(rebuild); block !== undefined && offset <= end; block = peekBehind(rebuild)) {
    taken.push(block);
    dropBehind(rebuild);
    offset += block.text.length;
  }
  return taken;
}

/** Takes blocks that follow without a separator, until there are `count`. */
function takeAhead(rebuild: Rebuild, old: RequestBlock[], count: number): void {
  for (let block = peekBehind(rebuild); block !== undefined; block = peekBehind(rebuild)) {
    if (old.length >= count || isSeparated(block)) return;
    old.push(block);
    dropBehind(rebuild);
  }
}

/** The block that follows what was taken. */
function peekBehind(rebuild: Rebuild): RequestBlock | undefined {
  return rebuild.behind.at(-1) ?? rebuild.file.blocks[rebuild.rest];
}

function dropBehind(rebuild: Rebuild): void {
  if (rebuild.behind.pop() === undefined) rebuild.rest++;
}

interface Comparison {
  readonly old: readonly RequestBlock[];
  /** How many of them the edit touches. */
  readonly touched: number;
  readonly read: readonly RequestBlock[];
  /** How much longer the new text is. */
  readonly shift: number;
  /** Nothing behind the text has a say in where its last block ends. */
  readonly isWhole: boolean;
}

/**
 * The first border behind the edit that old and new blocks share: from there on all blocks stay. `undefined` when more
 * has to be read to find one.
 */
function findBorder(comparison: Comparison): { readonly old: number; readonly read: number } | undefined {
  const { old, touched, read, shift, isWhole } = comparison;
  let oldCount = 0;
  let oldOffset = shift;
  let readOffset = 0;
  for (let readCount = 1; readCount <= read.length; readCount++) {
    readOffset += read[readCount - 1]?.text.length ?? 0;
    while (oldCount < old.length && (oldCount < touched || oldOffset < readOffset)) {
      oldOffset += old[oldCount]?.text.length ?? 0;
      oldCount++;
    }
    const isShared = oldOffset === readOffset && oldCount >= touched;
    if (isShared && (readCount < read.length || isWhole)) return { old: oldCount, read: readCount };
  }
  return undefined;
}

/** The new blocks, with the old object wherever one at either end has the same text. */
function keepEqualBlocks(old: readonly RequestBlock[], read: readonly RequestBlock[]): RequestBlock[] {
  const kept = [...read];
  let before = 0;
  for (; before < Math.min(old.length, read.length); before++) {
    const block = old[before];
    if (block === undefined || block.text !== read[before]?.text) break;
    kept[before] = block;
  }
  for (let behind = 1; behind <= Math.min(old.length, read.length) - before; behind++) {
    const block = old[old.length - behind];
    if (block === undefined || block.text !== read[read.length - behind]?.text) break;
    kept[read.length - behind] = block;
  }
  return kept;
}

/** In a loop: spreading a long list into arguments overflows the stack. */
function pushReversed(target: RequestBlock[], blocks: readonly RequestBlock[]): void {
  for (let index = blocks.length - 1; index >= 0; index--) {
    const block = blocks[index];
    if (block !== undefined) target.push(block);
  }
}

function isSeparated(block: RequestBlock): boolean {
  return block.text.startsWith('###');
}

const separatorLength = 3;
