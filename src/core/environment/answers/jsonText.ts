import { createScanner, type JSONScanner } from 'jsonc-parser';
import type { Span } from '../../text/span';

/** How deep objects and arrays nest, counted without recursion; stops counting above `limit`. */
export function jsonDepth(text: string, limit: number): number {
  const scanner = createScanner(text, true);
  let depth = 0;
  let deepest = 0;
  for (let token = scanToken(scanner); token !== END && deepest <= limit; token = scanToken(scanner)) {
    if (isOpening(token)) deepest = Math.max(deepest, ++depth);
    else if (isClosing(token)) depth--;
  }
  return deepest;
}

/** The JSON without blanks, line ends and comments; numbers and strings stay as they were written. */
export function compactJson(text: string): string {
  const scanner = createScanner(text, true);
  const pieces: string[] = [];
  while (scanToken(scanner) !== END) {
    const start = scanner.getTokenOffset();
    pieces.push(text.slice(start, start + scanner.getTokenLength()));
  }
  return pieces.join('');
}

/**
 * Where the value at `path` stands in valid JSON text, however large or deep. Of a repeated key the last one counts,
 * as for `JSON.parse`, whose numbers lose digits above 2^53: this finds them as they were written.
 */
export function locateJsonValue(text: string, path: readonly (string | number)[]): Span | undefined {
  let span: Span | undefined = { start: 0, end: text.length };
  for (const key of path) {
    if (!span) return undefined;
    span = typeof key === 'number' ? locateItem(text, span, key) : locateMember(text, span, key);
  }
  return span && trimSpan(text, span);
}

function locateMember(text: string, span: Span, key: string): Span | undefined {
  const scanner = scannerAt(text, span);
  if (scanToken(scanner) !== OPENING_BRACE) return undefined;
  let found: Span | undefined;
  for (let token = scanToken(scanner); token === STRING && scanner.getPosition() <= span.end;) {
    const name = scanner.getTokenValue();
    scanToken(scanner);
    const start = scanner.getPosition();
    const end = skipValue(scanner);
    if (name === key) found = { start, end };
    token = scanToken(scanner) === COMMA ? scanToken(scanner) : END;
  }
  return found;
}

function locateItem(text: string, span: Span, index: number): Span | undefined {
  const scanner = scannerAt(text, span);
  if (scanToken(scanner) !== OPENING_BRACKET) return undefined;
  for (let position = 0; scanner.getPosition() < span.end; position++) {
    const start = scanner.getPosition();
    const end = skipValue(scanner);
    if (position === index) return { start, end };
    if (scanToken(scanner) !== COMMA) return undefined;
  }
  return undefined;
}

/** Reads over the next value and gives the offset behind it. */
function skipValue(scanner: JSONScanner): number {
  let depth = 0;
  do {
    const token = scanToken(scanner);
    if (token === END) break;
    if (isOpening(token)) depth++;
    else if (isClosing(token)) depth--;
  } while (depth > 0);
  return scanner.getPosition();
}

function scannerAt(text: string, span: Span): JSONScanner {
  const scanner = createScanner(text, true);
  scanner.setPosition(span.start);
  return scanner;
}

function trimSpan(text: string, span: Span): Span {
  const value = text.slice(span.start, span.end);
  const start = span.start + (value.length - value.trimStart().length);
  return { start, end: start + value.trim().length };
}

// The package's enum exists in its types only, so its numbers are named here.
function scanToken(scanner: JSONScanner): number {
  return scanner.scan();
}

function isOpening(token: number): boolean {
  return token === OPENING_BRACE || token === OPENING_BRACKET;
}

function isClosing(token: number): boolean {
  return token === CLOSING_BRACE || token === CLOSING_BRACKET;
}

const OPENING_BRACE = 1;
const CLOSING_BRACE = 2;
const OPENING_BRACKET = 3;
const CLOSING_BRACKET = 4;
const COMMA = 5;
const STRING = 10;
const END = 17;
