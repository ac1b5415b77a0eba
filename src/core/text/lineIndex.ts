/** Offsets of the first character of every line; lines end at LF, CRLF or a lone CR. */
export interface LineIndex {
  readonly starts: readonly number[];
}

/** Zero-based line and UTF-16 column, as editors count them. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** One pass over the text. */
export function buildLineIndex(text: string): LineIndex {
  const starts = [0];
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === LINE_FEED || (unit === CARRIAGE_RETURN && text.charCodeAt(offset + 1) !== LINE_FEED)) {
      starts.push(offset + 1);
    }
  }
  return { starts };
}

/** The position of an offset; an offset behind the end counts on in the last line. */
export function positionAtOffset(index: LineIndex, offset: number): Position {
  let low = 0;
  let high = index.starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((index.starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low, character: offset - (index.starts[low] ?? 0) };
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
