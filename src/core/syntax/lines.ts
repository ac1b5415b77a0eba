import type { Span, Token } from '../text/span';

/** Where the characters of the line at `start` end, its line end not counted. */
export function lineContentEnd(text: string, start: number): number {
  let offset = start;
  while (offset < text.length) {
    const unit = text.charCodeAt(offset);
    if (unit === LINE_FEED || unit === CARRIAGE_RETURN) break;
    offset++;
  }
  return offset;
}

/** The first character of the next line: behind LF, CRLF, a lone CR, or at the end of the text. */
export function nextLineStart(text: string, contentEnd: number): number {
  if (contentEnd >= text.length) return text.length;
  const isPair = text.charCodeAt(contentEnd) === CARRIAGE_RETURN && text.charCodeAt(contentEnd + 1) === LINE_FEED;
  return contentEnd + (isPair ? 2 : 1);
}

/** Blank outside bodies: space and tab, and the blanks that come along when text is copied from a page. */
export function isBlankUnit(unit: number): boolean {
  return unit === 32 || unit === 9 || unit === 0xa0 || unit === 0xfeff || unit === 0x200b;
}

/** Blank inside bodies, where any other character is data. */
export function isSpaceUnit(unit: number): boolean {
  return unit === 32 || unit === 9;
}

/** First character that is not blank, or `end`. */
export function skipBlanks(text: string, start: number, end: number): number {
  while (start < end && isBlankUnit(text.charCodeAt(start))) start++;
  return start;
}

/** Behind the last character that is not blank, or `start`. */
export function trimEnd(text: string, start: number, end: number): number {
  while (end > start && isBlankUnit(text.charCodeAt(end - 1))) end--;
  return end;
}

/** Behind the last character of the word at `start`. */
export function wordEnd(text: string, start: number, end: number): number {
  while (start < end && !isBlankUnit(text.charCodeAt(start))) start++;
  return start;
}

/** RFC 9110 section 5.6.2 `tchar`. */
export function isTokenUnit(unit: number): boolean {
  return unit < 128 && TOKEN_UNITS[unit] === 1;
}

/** Behind the last `tchar` from `start` on. */
export function tokenEnd(text: string, start: number, end: number): number {
  while (start < end && isTokenUnit(text.charCodeAt(start))) start++;
  return start;
}

/** The piece of `text` between two offsets. */
export function tokenAt(text: string, start: number, end: number): Token {
  return { span: { start, end }, text: text.slice(start, end) };
}

/** The piece between two offsets without the blanks at its ends. */
export function trimmedSpan(text: string, start: number, end: number): Span {
  const first = skipBlanks(text, start, end);
  return { start: first, end: trimEnd(text, first, end) };
}

/** The line end this text uses, for what a fix inserts. */
export function lineEndOf(text: string): string {
  const end = lineContentEnd(text, 0);
  return end < text.length ? text.slice(end, nextLineStart(text, end)) : '\n';
}

const TOKEN_UNITS = buildTokenUnits();

function buildTokenUnits(): Uint8Array {
  const units = new Uint8Array(128);
  const tokens = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  for (let index = 0; index < tokens.length; index++) units[tokens.charCodeAt(index)] = 1;
  return units;
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
