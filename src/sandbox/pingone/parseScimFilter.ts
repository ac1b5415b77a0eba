import type { JsonValue } from '../json';

/** The part of SCIM's filter language (RFC 7644 section 3.4.2.2) that PingOne documents. */
export type ScimFilter =
  | { readonly kind: 'compare'; readonly attribute: string; readonly operator: string; readonly value: JsonValue }
  /** `attribute[…]`: an element of a list for which the inner filter is true. */
  | { readonly kind: 'element'; readonly attribute: string; readonly filter: ScimFilter }
  | { readonly kind: 'logic'; readonly operator: 'and' | 'or'; readonly operands: readonly ScimFilter[] };

export type ScimFilterReading =
  { readonly kind: 'filter'; readonly filter: ScimFilter } | { readonly kind: 'malformed'; readonly message: string };

/** `or` binds weaker than `and`; parentheses nest up to `maximumFilterDepth`. One pass, linear in the text. */
export function parseScimFilter(text: string): ScimFilterReading {
  const reader: Reader = { text, offset: 0, depth: 0, failure: undefined };
  const filter = parseLogic(reader, 'or');
  skipBlanks(reader);
  if (!reader.failure && reader.offset < text.length) fail(reader, 'the end of the filter');
  if (!filter || reader.failure) return { kind: 'malformed', message: reader.failure ?? 'The filter cannot be read.' };
  return { kind: 'filter', filter };
}

/** Parentheses and brackets inside each other. */
export const maximumFilterDepth = 50;

interface Reader {
  readonly text: string;
  offset: number;
  depth: number;
  failure: string | undefined;
}

function parseLogic(reader: Reader, operator: 'and' | 'or'): ScimFilter | undefined {
  const operands: ScimFilter[] = [];
  do {
    const operand = operator === 'or' ? parseLogic(reader, 'and') : parsePrimary(reader);
    if (!operand) return undefined;
    operands.push(operand);
  } while (acceptWord(reader, operator));
  const [only] = operands;
  return operands.length === 1 ? only : { kind: 'logic', operator, operands };
}

function parsePrimary(reader: Reader): ScimFilter | undefined {
  if (accept(reader, '(')) return parseEnclosed(reader, ')');
  const attribute = match(reader, /[A-Za-z][\w.$-]*/y);
  if (attribute === undefined) return fail(reader, 'an attribute name or "("');
  if (reader.text[reader.offset] === '[') {
    reader.offset++;
    const filter = parseEnclosed(reader, ']');
    return filter && { kind: 'element', attribute, filter };
  }
  const operator = match(reader, /[A-Za-z]+/y)?.toLowerCase();
  if (operator === undefined) return fail(reader, `an operator behind '${attribute}'`);
  if (operator === 'pr') return { kind: 'compare', attribute, operator, value: true };
  const value = parseValue(reader);
  return value === undefined ? undefined : { kind: 'compare', attribute, operator, value };
}

function parseEnclosed(reader: Reader, closing: string): ScimFilter | undefined {
  if (++reader.depth > maximumFilterDepth) return fail(reader, `at most ${maximumFilterDepth} levels of parentheses`);
  const filter = parseLogic(reader, 'or');
  if (!filter) return undefined;
  reader.depth--;
  return accept(reader, closing) ? filter : fail(reader, `"${closing}"`);
}

function parseValue(reader: Reader): JsonValue | undefined {
  const literal = match(reader, /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?|true|false/y);
  if (literal === undefined) return fail(reader, 'a value: text in double quotes, a number, true or false');
  try {
    // The pattern admits only these four kinds, so nothing else can come out.
    return JSON.parse(literal) as JsonValue;
  } catch {
    return fail(reader, 'a value with valid JSON escapes');
  }
}

function accept(reader: Reader, text: string): boolean {
  skipBlanks(reader);
  if (!reader.text.startsWith(text, reader.offset)) return false;
  reader.offset += text.length;
  return true;
}

function acceptWord(reader: Reader, word: string): boolean {
  skipBlanks(reader);
  const end = reader.offset + word.length;
  const isWord = reader.text.slice(reader.offset, end).toLowerCase() === word && !/\w/.test(reader.text[end] ?? '');
  if (isWord) reader.offset = end;
  return isWord;
}

function match(reader: Reader, pattern: RegExp): string | undefined {
  skipBlanks(reader);
  pattern.lastIndex = reader.offset;
  const found = pattern.exec(reader.text)?.[0];
  reader.offset += found?.length ?? 0;
  return found;
}

function skipBlanks(reader: Reader): void {
  while (reader.text[reader.offset] === ' ') reader.offset++;
}

function fail(reader: Reader, expected: string): undefined {
  reader.failure ??= `The filter needs ${expected} at character ${reader.offset + 1}.`;
  return undefined;
}
