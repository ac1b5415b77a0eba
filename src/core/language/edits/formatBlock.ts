import type { TextEdit } from '../../syntax/applyEdits';
import { lineContentEnd, lineEndOf } from '../../syntax/lines';
import type { BlockNode, RequestBlock } from '../../syntax/nodes';
import type { Span } from '../../text/span';
import { formatJsonBody } from './formatJsonBody';
import { formatLine } from './formatLine';

/** What a block cannot know of itself. */
export interface BlockPlace {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  /** The next block starts with `###`, and not where a second request follows without it. */
  readonly endsAtSeparator: boolean;
  /** Of the file, for a block that has none. */
  readonly lineEnd: string;
}

/** The edits that bring a block to the canonical layout, in its coordinates and in order; none when it has it. */
export function formatBlock(block: RequestBlock, place: BlockPlace): readonly TextEdit[] {
  const { text, nodes } = block;
  const lineEnd = lineContentEnd(text, 0) < text.length ? lineEndOf(text) : place.lineEnd;
  const body = block.request?.body;
  const bodyStart = body?.opensWithoutBlankLine === true ? startOfLine(text, body.span.start) : undefined;
  const edits: TextEdit[] = [];
  nodes.forEach((node, index) => {
    const isInBody = body !== undefined && node.span.end > body.span.start && node.span.start < body.span.end;
    if (node.kind === 'blank') {
      if (!isInBody) pushBlankLines(edits, text, node.span, wantedBlankLines(index, nodes, place));
      return;
    }
    if (node.span.start === bodyStart) {
      pushLineEnd(edits, text, node.span.start, lineEnd);
    }
    const line = { start: isMarked(text, node.span) ? 1 : node.span.start, end: contentEnd(text, node.span) };
    const isOneLine = lineContentEnd(text, line.start) === line.end;
    const formatted = isOneLine ? formatLine(node, { text, span: line }, block.request) : undefined;
    if (formatted !== undefined) pushReplacement(edits, text, line, formatted);
  });
  for (const edit of formatJsonBody(block, lineEnd)) edits.push(edit);
  pushEnd(edits, block, place, lineEnd);
  return edits.sort((one, other) => one.start - other.start || one.end - other.end);
}

/** A replacement of what differs, its common ends left out. */
export function pushReplacement(edits: TextEdit[], text: string, span: Span, replacement: string): void {
  let { start, end } = span;
  let from = 0;
  let to = replacement.length;
  while (start < end && from < to && text.charCodeAt(start) === replacement.charCodeAt(from)) {
    start++;
    from++;
  }
  while (end > start && to > from && text.charCodeAt(end - 1) === replacement.charCodeAt(to - 1)) {
    end--;
    to--;
  }
  if (end > start || to > from) edits.push({ start, end, text: replacement.slice(from, to) });
}

function wantedBlankLines(index: number, nodes: readonly BlockNode[], place: BlockPlace): 0 | 1 {
  if (index === 0 && place.isFirst) return 0;
  return index === nodes.length - 1 && place.isLast ? 0 : 1;
}

/** Keeps one of the line ends that are there, and a byte order mark. */
function pushBlankLines(edits: TextEdit[], text: string, span: Span, wanted: 0 | 1): void {
  const start = isMarked(text, span) ? 1 : span.start;
  const kept = wanted === 0 ? '' : lineEndBehind(text, start, lastLineEnd(text, span));
  pushReplacement(edits, text, { start, end: span.end }, kept);
}

/** One blank line before `###`, a line end before the end of the file. What was recorded stays as it is. */
function pushEnd(edits: TextEdit[], block: RequestBlock, place: BlockPlace, lineEnd: string): void {
  const { text, nodes } = block;
  const last = nodes.at(-1);
  if (last === undefined || last.kind === 'blank' || last.kind === 'recorded-response') return;
  const isEnded = isLineEnd(text.charCodeAt(text.length - 1));
  if (place.isLast) {
    if (!isEnded) pushLineEnd(edits, text, text.length, lineEnd);
    return;
  }
  // Separators in a row draw a banner, and a comment may belong to the title below it.
  const isDrawn = last.kind === 'separator' || last.kind === 'comment';
  // What was never closed holds the blank line that is there already.
  const isBlank = isLineEnd(text.charCodeAt(contentEnd(text, { start: 0, end: text.length }) - 1));
  if (place.endsAtSeparator && isEnded && !isDrawn && !isBlank) pushLineEnd(edits, text, text.length, lineEnd);
}

/** A byte order mark stands at the start of the first block only; elsewhere nothing is lost by keeping one. */
function isMarked(text: string, span: Span): boolean {
  return span.start === 0 && text.charCodeAt(0) === BYTE_ORDER_MARK;
}

function pushLineEnd(edits: TextEdit[], text: string, offset: number, lineEnd: string): void {
  edits.push({ start: offset, end: offset, text: lineEndBehind(text, offset, lineEnd) });
}

/** A line feed behind a lone carriage return would be one line end with it. */
function lineEndBehind(text: string, offset: number, lineEnd: string): string {
  const isJoined = lineEnd.startsWith('\n') && text.charCodeAt(offset - 1) === CARRIAGE_RETURN;
  return isJoined ? `\r${lineEnd}` : lineEnd;
}

/** Before the line end of the last line. */
function contentEnd(text: string, { start, end }: Span): number {
  if (end > start && text.charCodeAt(end - 1) === LINE_FEED) end--;
  else if (end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN) return end - 1;
  else return end;
  return end > start && text.charCodeAt(end - 1) === CARRIAGE_RETURN ? end - 1 : end;
}

/** The last line end of a text that has no other characters behind it, or nothing. */
function lastLineEnd(text: string, span: Span): string {
  return text.slice(contentEnd(text, span), span.end);
}

function startOfLine(text: string, offset: number): number {
  while (offset > 0 && !isLineEnd(text.charCodeAt(offset - 1))) offset--;
  return offset;
}

function isLineEnd(unit: number): boolean {
  return unit === LINE_FEED || unit === CARRIAGE_RETURN;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const BYTE_ORDER_MARK = 0xfeff;
