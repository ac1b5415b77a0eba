import { findJsonErrors, type JsonError } from '../../environment/files/findJsonErrors';
import type { HeaderField, RequestBlock } from '../../syntax/nodes';
import type { Problem, ProblemFix } from '../../text/problem';
import { templateLiteral } from '../../text/template';

/**
 * The first place at which a JSON body is not JSON, whatever its placeholders come to; further ones mostly follow from
 * it. It is sent all the same: a request may be wrong on purpose. Block coordinates.
 */
export function findJsonProblems(block: RequestBlock): readonly Problem[] {
  const body = block.request?.body;
  if (!body || !isJsonBody(block)) return [];
  const standIn = buildStandIn(block);
  // What a placeholder comes to may bring a comma, a colon or a bracket with it.
  const error =
    standIn && findJsonErrors(standIn.text, MOST_ERRORS).find((candidate) => !isBesidePlaceholder(standIn, candidate));
  if (!error) return [];
  const { start } = body.span;
  const fixes = findFixes(standIn.text, error, start);
  return [
    {
      code: 'malformed-json',
      severity: 'warning',
      span: { start: start + error.span.start, end: start + error.span.end },
      message: `The body is not JSON. ${error.message}`,
      ...(fixes.length > 0 && { fixes }),
    },
  ];
}

/** The media type says JSON; or none is given, and the body opens like JSON. */
export function isJsonBody({ text, request }: RequestBlock): boolean {
  const body = request?.body;
  if (!request || request.kind !== 'http' || !body || body.graphql || body.parts.some(({ kind }) => kind === 'file')) {
    return false;
  }
  if (body.span.end - body.span.start > LONGEST_BODY) return false;
  const types = request.headers.filter(({ name }) => name.text === '' || name.text.toLowerCase() === 'content-type');
  if (types.length > 0) return types.every(isJsonType);
  return /^\s*(?:\{(?!\{)|\[)/.test(text.slice(body.span.start, body.span.start + LONGEST_GAP));
}

/** One document of JSON; formats of one value a line have other names. */
function isJsonType({ name, value }: HeaderField): boolean {
  const text = name.text === '' ? undefined : templateLiteral(value);
  return text !== undefined && /^application\/(?:json|[^/;\s]+\+json)\s*(?:;|$)/i.test(text);
}

/** As long as the body, character for character, with a text or blanks for each placeholder. */
interface StandIn {
  readonly text: string;
  /** Starts and ends of what stands for placeholders. */
  readonly starts: ReadonlySet<number>;
  readonly ends: ReadonlySet<number>;
}

function buildStandIn(block: RequestBlock): StandIn | undefined {
  const body = block.request?.body;
  if (!body) return undefined;
  const { start, end } = body.span;
  const source = block.text.slice(start, end);
  const holes = findHoles(block, start);
  const comments = findComments(block, start, end);
  const pieces: string[] = [];
  const walk = { starts: new Set<number>(), ends: new Set<number>() };
  let inString = false;
  let offset = 0;
  while (offset < source.length) {
    const comment = inString ? undefined : comments.get(offset);
    const hole = holes.get(offset);
    const unit = source.charAt(offset);
    if (comment !== undefined) {
      pieces.push(' '.repeat(comment - offset));
      offset = comment;
    } else if (hole !== undefined && inString) {
      pieces.push('x'.repeat(hole - offset));
      offset = hole;
    } else if (!inString && (hole !== undefined || isBare(unit))) {
      offset = pushBare({ source, holes, pieces, walk }, offset);
    } else {
      const length = inString && unit === '\\' && !holes.has(offset + 1) ? Math.min(2, source.length - offset) : 1;
      pieces.push(source.slice(offset, offset + length));
      if (unit === '"') inString = !inString;
      if (unit === '\n' || unit === '\r') inString = false;
      offset += length;
    }
  }
  return { text: pieces.join(''), ...walk };
}

interface BareText {
  readonly source: string;
  readonly holes: ReadonlyMap<number, number>;
  readonly pieces: string[];
  readonly walk: { readonly starts: Set<number>; readonly ends: Set<number> };
}

/** `12`, `{{id}}`, `-{{n}}.5`: one run of characters. With a placeholder in it, it may come to anything. */
function pushBare({ source, holes, pieces, walk }: BareText, start: number): number {
  let offset = start;
  let hasHole = false;
  while (offset < source.length) {
    const hole = holes.get(offset);
    if (hole === undefined && !isBare(source.charAt(offset))) break;
    hasHole ||= hole !== undefined;
    offset = hole ?? offset + 1;
  }
  if (!hasHole) {
    pieces.push(source.slice(start, offset));
    return offset;
  }
  walk.starts.add(start);
  walk.ends.add(offset);
  // Beside a quote it goes on a text that is written out.
  const isText = source[start - 1] !== '"' && source[offset] !== '"';
  pieces.push(isText ? `"${'x'.repeat(offset - start - 2)}"` : ' '.repeat(offset - start));
  return offset;
}

/** From the start of each placeholder and each escaped pair of braces to its end, in the coordinates of the body. */
function findHoles(block: RequestBlock, start: number): ReadonlyMap<number, number> {
  const holes = new Map<number, number>();
  for (const part of block.request?.body?.parts ?? []) {
    for (const piece of part.kind === 'text' ? part.content.parts : []) {
      const length = piece.span.end - piece.span.start;
      if (piece.kind === 'placeholder' || piece.text.length !== length) {
        holes.set(piece.span.start - start, piece.span.end - start);
      }
    }
  }
  return holes;
}

/** Whole lines that are left out of what is sent. */
function findComments(block: RequestBlock, start: number, end: number): ReadonlyMap<number, number> {
  const comments = new Map<number, number>();
  for (const { kind, span } of block.nodes) {
    if (kind === 'body-comment') comments.set(Math.max(span.start, start) - start, Math.min(span.end, end) - start);
  }
  return comments;
}

/** Neither blank nor a mark of JSON. */
function isBare(unit: string): boolean {
  return !/[\s{}[\],:"]/.test(unit);
}

function isBesidePlaceholder({ text, starts, ends }: StandIn, { span }: JsonError): boolean {
  if (starts.size === 0) return false;
  let before = span.start;
  while (before > 0 && /\s/.test(text.charAt(before - 1))) before--;
  let behind = span.start;
  while (behind < text.length && /\s/.test(text.charAt(behind))) behind++;
  return [before, span.start, span.end, behind].some((at) => starts.has(at) || ends.has(at));
}

function findFixes(text: string, error: JsonError, start: number): readonly ProblemFix[] {
  if (error.kind === 'other') return [];
  let offset = error.span.start;
  while (offset > 0 && /\s/.test(text.charAt(offset - 1))) offset--;
  const at = start + offset;
  return error.kind === 'comma-missing'
    ? [{ kind: 'replace', title: 'Insert a comma', span: { start: at, end: at }, text: ',' }]
    : [{ kind: 'replace', title: 'Remove the comma', span: { start: at - 1, end: at }, text: '' }];
}

const MOST_ERRORS = 50;
const LONGEST_BODY = 1_000_000;
const LONGEST_GAP = 200;
