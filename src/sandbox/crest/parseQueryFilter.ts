import { parseJsonPointer, type JsonPointer } from './jsonPointer';

/** A `_queryFilter` as a tree. */
export type QueryFilter =
  | { readonly kind: 'literal'; readonly value: boolean }
  | { readonly kind: 'present'; readonly pointer: JsonPointer }
  | { readonly kind: 'compare'; readonly pointer: JsonPointer; readonly operator: string; readonly value: FilterValue }
  | { readonly kind: 'not'; readonly operand: QueryFilter }
  | { readonly kind: 'logic'; readonly operator: 'and' | 'or'; readonly operands: readonly QueryFilter[] };

export type FilterValue = string | number | boolean;

export type QueryFilterReading =
  | { readonly kind: 'filter'; readonly filter: QueryFilter }
  /** 500 where a pointer holds characters no URI has, as the reference server does; 400 for everything else. */
  | { readonly kind: 'malformed'; readonly status: 400 | 500; readonly message: string };

/** Parentheses inside each other. */
export const maximumQueryFilterDepth = 256;

/**
 * Reads CREST's filter language: `!` binds stronger than `and`, `and` stronger than `or`; keywords in any case; only
 * the space separates. Linear in the text.
 */
export function parseQueryFilter(text: string): QueryFilterReading {
  const reader: Reader = { text, offset: 0, depth: 0, failure: undefined };
  const filter = parseLogic(reader, 'or');
  if (filter && !reader.failure && readToken(reader) !== undefined)
    fail(reader, 400, 'unexpected text behind the filter');
  if (filter && !reader.failure) return { kind: 'filter', filter };
  const { status, message } = reader.failure ?? { status: 400 as const, message: 'it is empty' };
  return { kind: 'malformed', status, message: `Invalid query filter: ${message}` };
}

interface Reader {
  readonly text: string;
  offset: number;
  depth: number;
  failure: { readonly status: 400 | 500; readonly message: string } | undefined;
}

type Token =
  | { readonly kind: 'word'; readonly text: string }
  | { readonly kind: 'string'; readonly text: string }
  | { readonly kind: '(' | ')' | '!' };

function parseLogic(reader: Reader, operator: 'and' | 'or'): QueryFilter | undefined {
  const operands: QueryFilter[] = [];
  do {
    const operand = operator === 'or' ? parseLogic(reader, 'and') : parseNot(reader);
    if (!operand) return undefined;
    operands.push(operand);
  } while (acceptKeyword(reader, operator));
  const [only] = operands;
  return operands.length === 1 ? only : { kind: 'logic', operator, operands };
}

function parseNot(reader: Reader): QueryFilter | undefined {
  const start = reader.offset;
  if (readToken(reader)?.kind === '!') {
    const operand = parsePrimary(reader);
    return operand && { kind: 'not', operand };
  }
  reader.offset = start;
  return parsePrimary(reader);
}

function parsePrimary(reader: Reader): QueryFilter | undefined {
  const token = readToken(reader);
  if (token?.kind === '(') return parseParenthesis(reader);
  if (token?.kind !== 'word') return fail(reader, 400, `a field or "(" is missing at character ${reader.offset + 1}`);
  const keyword = token.text.toLowerCase();
  if (keyword === 'true' || keyword === 'false') return { kind: 'literal', value: keyword === 'true' };
  const pointer = parseJsonPointer(token.text);
  if (!pointer) return fail(reader, 500, `'${token.text}' is not a valid JSON pointer`);
  return parseComparison(reader, pointer, token.text);
}

function parseParenthesis(reader: Reader): QueryFilter | undefined {
  if (++reader.depth > maximumQueryFilterDepth) {
    return fail(reader, 400, `it is nested deeper than ${maximumQueryFilterDepth} levels`);
  }
  const filter = parseLogic(reader, 'or');
  if (!filter) return undefined;
  reader.depth--;
  return readToken(reader)?.kind === ')' ? filter : fail(reader, 400, 'a closing ")" is missing');
}

function parseComparison(reader: Reader, pointer: JsonPointer, name: string): QueryFilter | undefined {
  const token = readToken(reader);
  if (token?.kind !== 'word' || !/^[A-Za-z0-9_.]+$/.test(token.text)) {
    return fail(reader, 400, `an operator is missing behind '${name}'`);
  }
  const operator = token.text.toLowerCase();
  if (operator === 'pr') return { kind: 'present', pointer };
  const value = readToken(reader);
  if (value?.kind === 'string') return { kind: 'compare', pointer, operator, value: value.text };
  const plain = value?.kind === 'word' ? toPlainValue(value.text) : undefined;
  if (plain === undefined) {
    return fail(reader, 400, `a value is missing behind '${name} ${token.text}': quoted text, a number, true or false`);
  }
  return { kind: 'compare', pointer, operator, value: plain };
}

function toPlainValue(text: string): FilterValue | undefined {
  const word = text.toLowerCase();
  if (word === 'true' || word === 'false') return word === 'true';
  return /^[+-]?\d{1,300}(?:\.\d{1,300})?$/.test(text) ? Number(text) : undefined;
}

function acceptKeyword(reader: Reader, keyword: string): boolean {
  const start = reader.offset;
  const token = readToken(reader);
  if (token?.kind === 'word' && token.text.toLowerCase() === keyword) return true;
  reader.offset = start;
  return false;
}

function readToken(reader: Reader): Token | undefined {
  const { text } = reader;
  while (text[reader.offset] === ' ') reader.offset++;
  const start = reader.offset;
  const first = text[start];
  if (first === undefined) return undefined;
  const next = text[start + 1];
  if (first === '(' || first === ')') {
    reader.offset++;
    return { kind: first };
  }
  // Without a blank or a parenthesis behind it, `!` is the first character of a field's name.
  if (first === '!' && (next === ' ' || next === '(')) {
    reader.offset++;
    return { kind: '!' };
  }
  if (first === '"' || first === "'") return readString(reader, first);
  let end = start;
  while (end < text.length && !' ()'.includes(text[end] ?? '')) end++;
  reader.offset = end;
  return { kind: 'word', text: text.slice(start, end) };
}

/** A backslash drops itself and keeps the character behind it. */
function readString(reader: Reader, quote: string): Token | undefined {
  const parts: string[] = [];
  for (let offset = reader.offset + 1; offset < reader.text.length; offset++) {
    const character = reader.text[offset] ?? '';
    if (character === quote) {
      reader.offset = offset + 1;
      return { kind: 'string', text: parts.join('') };
    }
    parts.push(character === '\\' ? (reader.text[++offset] ?? '') : character);
  }
  return fail(reader, 400, 'a string is not closed');
}

function fail(reader: Reader, status: 400 | 500, message: string): undefined {
  reader.failure ??= { status, message };
  return undefined;
}
