import type { RequestBlock } from '../../syntax/nodes';
import type { Span } from '../../text/span';

/** A token of JSON, RFC 8259, or a comment line that is left out of the body that is sent. */
export interface JsonToken {
  /** A mark stands for itself. `placeholder` is a value outside quotes with a placeholder in it, such as `{{id}}`. */
  readonly kind: '{' | '}' | '[' | ']' | ',' | ':' | 'string' | 'literal' | 'placeholder' | 'comment';
  readonly span: Span;
}

/**
 * The body as tokens of JSON, or `undefined` when it is anything but one object or array. A placeholder may stand in
 * a string, for a value, for a name, for part of a number and for a whole member. Linear in the length of the body.
 */
export function readJsonTokens(block: RequestBlock): readonly JsonToken[] | undefined {
  const body = block.request?.body;
  // In a command it stands between quotes of the shell.
  if (!body || body.graphql || block.request.kind === 'curl' || body.parts.some((part) => part.kind === 'file')) {
    return undefined;
  }
  const text = { text: block.text, end: body.span.end, pieces: findPieces(block), comments: findComments(block) };
  const tokens: JsonToken[] = [];
  let offset = body.span.start;
  while (offset < text.end) {
    if (isSpace(block.text.charCodeAt(offset))) {
      offset++;
      continue;
    }
    const token = readToken(text, offset);
    if (token === undefined) return undefined;
    tokens.push(token);
    offset = token.span.end;
  }
  return isObjectOrArray(tokens) ? tokens : undefined;
}

interface BodyText {
  readonly text: string;
  readonly end: number;
  /** Where placeholders and escaped braces start. */
  readonly pieces: ReadonlyMap<number, Piece>;
  /** Start to end of the comments. */
  readonly comments: ReadonlyMap<number, number>;
}

interface Piece {
  readonly kind: 'placeholder' | 'escape';
  readonly end: number;
}

function findPieces(block: RequestBlock): ReadonlyMap<number, Piece> {
  const pieces = new Map<number, Piece>();
  for (const part of block.request?.body?.parts ?? []) {
    for (const piece of part.kind === 'text' ? part.content.parts : []) {
      const { start, end } = piece.span;
      if (piece.kind === 'placeholder') pieces.set(start, { kind: 'placeholder', end });
      else if (piece.text.length !== end - start) pieces.set(start, { kind: 'escape', end });
    }
  }
  return pieces;
}

function findComments(block: RequestBlock): ReadonlyMap<number, number> {
  const comments = new Map<number, number>();
  for (const { kind, span } of block.nodes) {
    if (kind !== 'body-comment') continue;
    const line = block.text.slice(span.start, span.end);
    comments.set(span.start + line.length - line.trimStart().length, span.start + line.trimEnd().length);
  }
  return comments;
}

function readToken(body: BodyText, start: number): JsonToken | undefined {
  const comment = body.comments.get(start);
  if (comment !== undefined) return { kind: 'comment', span: { start, end: comment } };
  if (!body.pieces.has(start)) {
    const mark = body.text.charAt(start);
    switch (mark) {
      case '{':
      case '}':
      case '[':
      case ']':
      case ',':
      case ':':
        return { kind: mark, span: { start, end: start + 1 } };
      case '"':
        return readString(body, start);
    }
  }
  return readBareValue(body, start);
}

function readString({ text, end, pieces }: BodyText, start: number): JsonToken | undefined {
  let offset = start + 1;
  while (offset < end) {
    const piece = pieces.get(offset);
    const unit = text.charCodeAt(offset);
    if (piece !== undefined) offset = piece.end;
    else if (unit === QUOTE) return { kind: 'string', span: { start, end: offset + 1 } };
    else if (isLineEnd(unit)) return undefined;
    else if (unit === BACKSLASH && !pieces.has(offset + 1) && !isLineEnd(text.charCodeAt(offset + 1))) offset += 2;
    else offset++;
  }
  return undefined;
}

/** `true`, a number, `{{count}}`, `-{{count}}.5`. */
function readBareValue({ text, end, pieces }: BodyText, start: number): JsonToken | undefined {
  let offset = start;
  let kind: 'literal' | 'placeholder' = 'literal';
  while (offset < end) {
    const piece = pieces.get(offset);
    if (piece?.kind === 'escape') return undefined;
    if (piece !== undefined) {
      kind = 'placeholder';
      offset = piece.end;
    } else if (isBareUnit(text.charCodeAt(offset))) offset++;
    else break;
  }
  if (offset === start) return undefined;
  if (kind === 'literal' && !literalPattern.test(text.slice(start, offset))) return undefined;
  return { kind, span: { start, end: offset } };
}

type Expectation =
  'value' | 'value-or-end' | 'member' | 'member-or-end' | 'colon' | 'colon-or-next' | 'next' | 'nothing';

function isObjectOrArray(tokens: readonly JsonToken[]): boolean {
  const open: ('{' | '[')[] = [];
  let expected: Expectation = 'value';
  for (const { kind } of tokens) {
    if (kind === 'comment') continue;
    if (open.length === 0 && (expected !== 'value' || (kind !== '{' && kind !== '['))) return false;
    const next = takeToken(kind, expected, open);
    if (next === undefined) return false;
    expected = next;
  }
  return expected === 'nothing';
}

/** What may stand behind the token, or `undefined` when it must not stand here. */
function takeToken(
  kind: Exclude<JsonToken['kind'], 'comment'>,
  expected: Expectation,
  open: ('{' | '[')[],
): Expectation | undefined {
  const isValue = expected === 'value' || expected === 'value-or-end';
  const isMember = expected === 'member' || expected === 'member-or-end';
  const isBehindValue = expected === 'next' || expected === 'colon-or-next';
  switch (kind) {
    case '{':
    case '[':
      if (!isValue || open.length === deepestNesting) return undefined;
      open.push(kind);
      return kind === '{' ? 'member-or-end' : 'value-or-end';
    case '}':
      if (open.pop() !== '{' || (!isBehindValue && expected !== 'member-or-end')) return undefined;
      return open.length === 0 ? 'nothing' : 'next';
    case ']':
      if (open.pop() !== '[' || (!isBehindValue && expected !== 'value-or-end')) return undefined;
      return open.length === 0 ? 'nothing' : 'next';
    case ',':
      if (!isBehindValue) return undefined;
      return open.at(-1) === '{' ? 'member' : 'value';
    case ':':
      return expected === 'colon' || expected === 'colon-or-next' ? 'value' : undefined;
    case 'string':
      return isValue ? 'next' : isMember ? 'colon' : undefined;
    case 'literal':
      return isValue ? 'next' : undefined;
    case 'placeholder':
      return isValue ? 'next' : isMember ? 'colon-or-next' : undefined;
  }
}

function isSpace(unit: number): boolean {
  return unit === 32 || unit === 9 || isLineEnd(unit);
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** Letters, digits, `+`, `-` and `.`: what literals and numbers are made of. */
function isBareUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 43 ||
    unit === 45 ||
    unit === 46
  );
}

const literalPattern = /^(?:true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?)$/;

/** Deeper, and indenting would make the text many times as long. */
const deepestNesting = 200;

const QUOTE = 34;
const BACKSLASH = 92;
