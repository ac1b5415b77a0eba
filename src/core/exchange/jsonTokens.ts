/** What a token of JSON text is. `unknown` is anything JSON has no name for; `blank` is white space between tokens. */
export type JsonTokenKind = 'open' | 'close' | 'colon' | 'comma' | 'string' | 'number' | 'word' | 'blank' | 'unknown';

/** Reads JSON text token by token and keeps no tree, so that depth and damage do not matter. */
export interface JsonScanner {
  /** The kind of the next token, or `undefined` at the end. `start` and `end` then say where it stands. */
  readonly next: () => JsonTokenKind | undefined;
  readonly start: () => number;
  readonly end: () => number;
  /** False when the token is a string that the text breaks off. */
  readonly closed: () => boolean;
}

/**
 * A scanner of one pass. The tokens cover the text without gap. It is ours because the response view needs the
 * text's own numbers, keys and tails back, and no values.
 */
export function buildJsonScanner(text: string): JsonScanner {
  let start = 0;
  let end = 0;
  let closed = true;
  const next = (): JsonTokenKind | undefined => {
    start = end;
    if (start >= text.length) return undefined;
    const unit = text.charCodeAt(start);
    switch (unit) {
      case 0x7b: // {
      case 0x5b: // [
        end = start + 1;
        return 'open';
      case 0x7d: // }
      case 0x5d: // ]
        end = start + 1;
        return 'close';
      case 0x3a: // :
        end = start + 1;
        return 'colon';
      case 0x2c: // ,
        end = start + 1;
        return 'comma';
      case 0x22: // "
        end = stringEnd(text, start);
        closed = end >= 0;
        if (end < 0) end = text.length;
        return 'string';
      default:
        break;
    }
    const kind = kindOf(unit);
    end = start + 1;
    while (end < text.length && continues(kind, text.charCodeAt(end))) end++;
    return kind;
  };
  return { next, start: () => start, end: () => end, closed: () => closed };
}

/** The string a JSON string token means, quotes and escapes removed; what cannot be read stays as it is written. */
export function jsonStringValue(token: string): string {
  if (!token.includes('\\')) return token.slice(1, token.endsWith('"') && token.length > 1 ? -1 : undefined);
  try {
    const value: unknown = JSON.parse(token);
    if (typeof value === 'string') return value;
  } catch {
    // A broken escape or a raw control character: the text itself is the best there is.
  }
  return token.slice(1, token.endsWith('"') ? -1 : undefined);
}

/** Behind the closing quote, or -1. A quote is escaped when an odd number of backslashes stands before it. */
function stringEnd(text: string, start: number): number {
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) return -1;
    let backslashes = 0;
    while (quote - backslashes - 1 >= from && text.charCodeAt(quote - backslashes - 1) === 0x5c) backslashes++;
    if (backslashes % 2 === 0) return quote + 1;
    from = quote + 1;
  }
}

function kindOf(unit: number): 'blank' | 'number' | 'word' | 'unknown' {
  if (isBlank(unit)) return 'blank';
  if (unit === 0x2d || (unit >= 0x30 && unit <= 0x39)) return 'number';
  return isLetter(unit) ? 'word' : 'unknown';
}

function continues(kind: 'blank' | 'number' | 'word' | 'unknown', unit: number): boolean {
  if (kind === 'blank') return isBlank(unit);
  if (isBlank(unit) || isPunctuation(unit)) return false;
  return kind === 'number' ? isNumberUnit(unit) : true;
}

function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x0a || unit === 0x0d || unit === 0x09;
}

function isPunctuation(unit: number): boolean {
  return (
    unit === 0x7b || unit === 0x7d || unit === 0x5b || unit === 0x5d || unit === 0x3a || unit === 0x2c || unit === 0x22
  );
}

function isLetter(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a);
}

function isNumberUnit(unit: number): boolean {
  // Digits, sign, point, exponent.
  return (
    (unit >= 0x30 && unit <= 0x39) || unit === 0x2b || unit === 0x2d || unit === 0x2e || unit === 0x45 || unit === 0x65
  );
}
