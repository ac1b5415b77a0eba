/** What a stretch of a line is, named after its colour. */
export type TokenKind = 'key' | 'string' | 'number' | 'literal' | 'tag' | 'comment';

/** Offsets into the whole text; what lies between tokens has the colour of plain text. */
export interface Token {
  readonly kind: TokenKind;
  readonly start: number;
  readonly end: number;
}

/** Colours one line of JSON. No state crosses a line: a JSON string never holds a line break. */
export function tokenizeJsonLine(text: string, start: number, end: number): Token[] {
  const tokens: Token[] = [];
  let position = start;
  while (position < end) {
    const code = text.charCodeAt(position);
    const from = position;
    if (code === QUOTE) {
      position = endOfString(text, position, end);
      tokens.push({ kind: isKey(text, position, end) ? 'key' : 'string', start: from, end: position });
    } else if (isNumberPart(code) && code !== PLUS && code !== DOT) {
      while (position < end && isNumberPart(text.charCodeAt(position))) position += 1;
      tokens.push({ kind: 'number', start: from, end: position });
    } else if (isLetter(code)) {
      while (position < end && isLetter(text.charCodeAt(position))) position += 1;
      if (LITERALS.has(text.slice(from, position))) tokens.push({ kind: 'literal', start: from, end: position });
    } else position += 1;
  }
  return tokens;
}

/**
 * Colours one line of XML or HTML. `insideComment` says how the line begins; the second result says how the next one
 * does. A tag that spans lines is coloured from its name on the line it begins on.
 */
export function tokenizeMarkupLine(
  text: string,
  start: number,
  end: number,
  insideComment: boolean,
): { readonly tokens: Token[]; readonly insideComment: boolean } {
  const tokens: Token[] = [];
  let position = start;
  let inside = insideComment;
  while (position < end) {
    if (inside || text.startsWith('<!--', position)) {
      const close = indexBefore(text, '-->', inside ? position : position + 4, end);
      tokens.push({ kind: 'comment', start: position, end: close ?? end });
      inside = close === undefined;
      position = close ?? end;
    } else if (text.charCodeAt(position) === LESS) position = pushTag(tokens, text, position, end);
    else position = nextOf(text, '<', position, end);
  }
  return { tokens, insideComment: inside };
}

function pushTag(tokens: Token[], text: string, start: number, end: number): number {
  let position = start + 1;
  while (position < end && !/[\s>]/.test(text.charAt(position))) position += 1;
  tokens.push({ kind: 'tag', start, end: position });
  while (position < end && text.charCodeAt(position) !== GREATER) {
    const from = position;
    const code = text.charCodeAt(position);
    if (code === QUOTE || code === APOSTROPHE) {
      position = Math.min(end, nextOf(text, text.charAt(position), position + 1, end) + 1);
      tokens.push({ kind: 'string', start: from, end: position });
    } else if (/[^\s=/?]/.test(text.charAt(position))) {
      while (position < end && /[^\s=/?>"']/.test(text.charAt(position))) position += 1;
      tokens.push({ kind: 'key', start: from, end: position });
    } else position += 1;
  }
  if (position < end) tokens.push({ kind: 'tag', start: position, end: position + 1 });
  return Math.min(end, position + 1);
}

function endOfString(text: string, start: number, end: number): number {
  let position = start + 1;
  while (position < end) {
    const code = text.charCodeAt(position);
    if (code === BACKSLASH) position += 2;
    else if (code === QUOTE) return position + 1;
    else position += 1;
  }
  return end;
}

function isKey(text: string, position: number, end: number): boolean {
  let next = position;
  while (next < end && text.charCodeAt(next) === 32) next += 1;
  return next < end && text.charCodeAt(next) === COLON;
}

function isNumberPart(code: number): boolean {
  return (code >= 48 && code <= 57) || code === 45 || code === PLUS || code === DOT || code === 69 || code === 101;
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
}

function nextOf(text: string, what: string, from: number, end: number): number {
  // Not indexOf: with no hit it would read on to the end of the text, for every line.
  for (let position = from; position < end; position++) if (text.charAt(position) === what) return position;
  return end;
}

function indexBefore(text: string, what: string, from: number, end: number): number | undefined {
  const found = text.slice(from, end).indexOf(what);
  return found === -1 ? undefined : from + found + what.length;
}

const QUOTE = 34;
const PLUS = 43;
const DOT = 46;
const COLON = 58;
const LESS = 60;
const GREATER = 62;
const APOSTROPHE = 39;
const BACKSLASH = 92;
const LITERALS = new Set(['true', 'false', 'null']);
