import { applyEdits, type TextEdit } from '../../syntax/applyEdits';
import { blockAtOffset, blockIndexAtOffset } from '../../syntax/blockAtOffset';
import { lineContentEnd, lineEndOf } from '../../syntax/lines';
import type { RequestBlock, RequestFile } from '../../syntax/nodes';
import { parseRequestFile } from '../../syntax/parseRequestFile';
import type { Span } from '../../text/span';
import { describeMeaning } from './blockMeaning';
import { formatBlock, type BlockPlace } from './formatBlock';
import { readJsonTokens } from '../outline/jsonBodyTokens';

/**
 * The edits that bring a file to the canonical layout, in document coordinates and in order. Every changed section was
 * read again and means what it meant; one that would not is left as it is. Formatting twice changes nothing more.
 */
export function formatFile(file: RequestFile): readonly TextEdit[] {
  return formatBlocks(file, 0, file.blocks.length, () => true);
}

/** As `formatFile`, but only what touches the span: its first line to its last. */
export function formatRange(file: RequestFile, span: Span): readonly TextEdit[] {
  const first = blockIndexAtOffset(file, span.start);
  const end = blockIndexAtOffset(file, span.end) + 1;
  return formatBlocks(file, first, end, (edit) => edit.start <= span.end && edit.end >= span.start);
}

/**
 * What to do after a character was typed before `offset`: behind a line end the line above gets its spacing, behind a
 * brace or bracket the JSON value that it closes. Lays out one block and reads that one again.
 */
export function formatOnType(file: RequestFile, offset: number, typed: string): readonly TextEdit[] {
  const { block, index, start } = blockAtOffset(file, Math.max(0, offset - 1));
  const span = typed === '\n' ? lineAbove(block.text, offset - start) : closedValue(block, offset - start);
  if (!span) return [];
  const edits = editsOf(file, index, lineEndOf(file.blocks[0]?.text ?? '')).filter((edit) => {
    // Blank lines are what is being typed.
    return edit.start >= span.start && edit.end <= span.end && (typed !== '\n' || !/[\r\n]/.test(edit.text));
  });
  if (edits.length === 0) return [];
  const whole = { start, end: start + block.text.length, text: editText(block.text, edits) };
  const edited = applyEdits(file, [whole]);
  return isSameMeaning(file.blocks, edited.blocks) ? edits.map((edit) => shiftEdit(edit, start)) : [];
}

/** The text after the edits, which come in order and do not overlap. */
export function editText(text: string, edits: readonly TextEdit[]): string {
  const pieces: string[] = [];
  let offset = 0;
  for (const edit of edits) {
    pieces.push(text.slice(offset, edit.start), edit.text);
    offset = edit.end;
  }
  pieces.push(text.slice(offset));
  return pieces.join('');
}

/**
 * The wanted edits of the blocks from `first` to `end`. All together are tried first: only where something would mean
 * something else is it found out which section that is.
 */
function formatBlocks(
  file: RequestFile,
  first: number,
  end: number,
  isWanted: (edit: TextEdit) => boolean,
): readonly TextEdit[] {
  const lineEnd = lineEndOf(file.blocks[0]?.text ?? '');
  const edits: TextEdit[] = [];
  for (let index = first; index < end; index++) pushEdits(edits, file, { index, lineEnd, isWanted });
  if (edits.length === 0 || isSameMeaning(file.blocks, readEdited(file, edits).blocks)) return edits;
  return formatSections(file, first, end, isWanted);
}

/** A few edits touch a few blocks; with many of them it is quicker to read the text again. */
function readEdited(file: RequestFile, edits: readonly TextEdit[]): RequestFile {
  if (edits.length <= mostSingleEdits) return applyEdits(file, edits);
  return parseRequestFile(editText(file.blocks.map((block) => block.text).join(''), edits));
}

/** The sections that hold the blocks from `first` to `end`; a section is what stands between two separators. */
function formatSections(
  file: RequestFile,
  first: number,
  end: number,
  isWanted: (edit: TextEdit) => boolean,
): readonly TextEdit[] {
  const lineEnd = lineEndOf(file.blocks[0]?.text ?? '');
  const edits: TextEdit[] = [];
  let index = first;
  while (index > 0 && !isSeparated(file.blocks[index])) index--;
  while (index < end) {
    const section: TextEdit[] = [];
    const start = index;
    do {
      pushEdits(section, file, { index, lineEnd, isWanted });
      index++;
    } while (index < file.blocks.length && !isSeparated(file.blocks[index]));
    if (section.length > 0 && keepsMeaning(file, { start, end: index }, section))
      for (const edit of section) edits.push(edit);
  }
  return edits;
}

interface EditsOfBlock {
  readonly index: number;
  readonly lineEnd: string;
  readonly isWanted: (edit: TextEdit) => boolean;
}

/** In document coordinates. */
function pushEdits(edits: TextEdit[], file: RequestFile, { index, lineEnd, isWanted }: EditsOfBlock): void {
  const start = file.starts[index] ?? 0;
  for (const edit of editsOf(file, index, lineEnd)) {
    const placed = shiftEdit(edit, start);
    if (isWanted(placed)) edits.push(placed);
  }
}

/** True when the blocks of a section, a range of indexes, mean the same after the edits. */
function keepsMeaning(file: RequestFile, section: Span, edits: readonly TextEdit[]): boolean {
  const blocks = file.blocks.slice(section.start, section.end);
  const start = file.starts[section.start] ?? 0;
  const text = blocks.map((block) => block.text).join('');
  const edited = editText(
    text,
    edits.map((edit) => shiftEdit(edit, -start)),
  );
  return isSameMeaning(blocks, parseRequestFile(edited).blocks);
}

function isSameMeaning(blocks: readonly RequestBlock[], edited: readonly RequestBlock[]): boolean {
  if (edited.length !== blocks.length) return false;
  return edited.every((block, index) => {
    const old = blocks[index];
    return (
      old !== undefined && (old === block || old.text === block.text || describeMeaning(old) === describeMeaning(block))
    );
  });
}

/** Blocks keep their identity over edits elsewhere; only what stands round them may have changed. */
function editsOf(file: RequestFile, index: number, lineEnd: string): readonly TextEdit[] {
  const block = file.blocks[index];
  if (!block) return [];
  const isLast = index === file.blocks.length - 1;
  const endsAtSeparator = isSeparated(file.blocks[index + 1]);
  const known = editsOfBlock.get(block);
  const isSamePlace =
    known?.place.isFirst === (index === 0) &&
    known.place.isLast === isLast &&
    known.place.endsAtSeparator === endsAtSeparator &&
    known.place.lineEnd === lineEnd;
  if (isSamePlace) return known.edits;
  const place = { isFirst: index === 0, isLast, endsAtSeparator, lineEnd };
  const edits = formatBlock(block, place);
  editsOfBlock.set(block, { place, edits });
  return edits;
}

const editsOfBlock = new WeakMap<RequestBlock, { readonly place: BlockPlace; readonly edits: readonly TextEdit[] }>();

function shiftEdit(edit: TextEdit, shift: number): TextEdit {
  return { start: edit.start + shift, end: edit.end + shift, text: edit.text };
}

function isSeparated(block: RequestBlock | undefined): boolean {
  return block?.text.startsWith('###') === true;
}

/** The line that a line end before `offset` ended. */
function lineAbove(text: string, offset: number): Span | undefined {
  let end = offset;
  while (end > 0 && !isLineEnd(text.charCodeAt(end - 1))) end--;
  if (end > 1 && text.charCodeAt(end - 1) === LINE_FEED && text.charCodeAt(end - 2) === CARRIAGE_RETURN) end--;
  if (end === 0) return undefined;
  let start = end - 1;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return { start, end: lineContentEnd(text, start) };
}

/** What stands in the object or array of a JSON body that ends at `offset`. */
function closedValue(block: RequestBlock, offset: number): Span | undefined {
  const open: number[] = [];
  for (const { kind, span } of readJsonTokens(block) ?? []) {
    if (kind === '{' || kind === '[') open.push(span.start);
    if (kind !== '}' && kind !== ']') continue;
    const start = open.pop();
    if (span.end === offset && start !== undefined) return { start: start + 1, end: offset };
  }
  return undefined;
}

function isLineEnd(unit: number): boolean {
  return unit === LINE_FEED || unit === CARRIAGE_RETURN;
}

const mostSingleEdits = 200;

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
