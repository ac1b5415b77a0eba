import type { RequestBlock } from '../../syntax/nodes';
import type { PlacedBlock } from '../../syntax/blockAtOffset';
import { readBodyTree } from '../../syntax/body/readBodyTree';
import { shiftSpan, spanTouches, type Span } from '../../text/span';
import { cursorLine } from '../cursorPlace';
import { readJsonTokens, type JsonToken } from './jsonBodyTokens';
import { placeholderAtOffset } from '../names/placeholderAtOffset';

/**
 * What a selection grows to, innermost first, in document coordinates: a placeholder, a piece of a line, the line, the
 * values of a JSON, XML or form body one around the other, the body, the request, the block. Each holds the one before.
 */
export function findSelectionSpans({ block, start }: PlacedBlock, documentOffset: number): readonly Span[] {
  const offset = documentOffset - start;
  const candidates = [
    ...placeholderSpans(block, offset),
    ...requestSpans(block, offset),
    ...jsonSpans(block, offset),
    lineSpan(block, offset),
    ...blockSpans(block),
  ].filter((span) => span.end > span.start && spanTouches(span, offset));
  candidates.sort((one, other) => one.end - one.start - (other.end - other.start));
  const spans: Span[] = [];
  for (const span of candidates) {
    const inner = spans.at(-1);
    const isLarger = !inner || span.end - span.start > inner.end - inner.start;
    if (isLarger && (!inner || (span.start <= inner.start && inner.end <= span.end))) spans.push(span);
  }
  return spans.map((span) => shiftSpan(span, start));
}

function placeholderSpans(block: RequestBlock, offset: number): readonly Span[] {
  const placeholder = placeholderAtOffset(block, offset);
  return placeholder ? [placeholder.expression.span, placeholder.span] : [];
}

function requestSpans(block: RequestBlock, offset: number): readonly Span[] {
  const spans: Span[] = [];
  const { request } = block;
  for (const { span, name, value } of block.directives) {
    spans.push(span, name.span);
    if (value) spans.push(value.span);
  }
  for (const { span, name, value } of block.variables) spans.push(span, name.span, value.span);
  if (block.title) spans.push(block.title.span);
  if (!request) return spans;
  spans.push(request.span, request.target.span);
  if (request.method) spans.push(request.method.span);
  if (request.version) spans.push(request.version.span);
  for (const { span, name, value } of request.headers) {
    if (spanTouches(span, offset)) spans.push(span, name.span, value.span);
  }
  const [first] = request.headers;
  const last = request.headers.at(-1);
  if (first && last) spans.push({ start: first.span.start, end: last.span.end });
  if (request.body) {
    spans.push(request.body.span);
    for (const part of request.body.parts) spans.push(part.kind === 'file' ? part.path.span : part.span);
  }
  return spans;
}

function lineSpan(block: RequestBlock, offset: number): Span {
  const { line, start } = cursorLine(block.text, offset);
  const end = start + line.trimEnd().length;
  return { start: Math.min(start + line.length - line.trimStart().length, end), end };
}

function blockSpans({ text }: RequestBlock): readonly Span[] {
  return [
    { start: 0, end: text.trimEnd().length },
    { start: 0, end: text.length },
  ];
}

/** Strings with and without their quotes, members, and objects and lists with and without their brackets. */
function jsonSpans(block: RequestBlock, offset: number): readonly Span[] {
  const body = block.request?.body;
  if (!body || !spanTouches(body.span, offset)) return [];
  const spans: Span[] = [];
  for (const span of structureOf(block)) if (spanTouches(span, offset)) spans.push(span);
  return spans;
}

const structures = new WeakMap<RequestBlock, readonly Span[]>();

function structureOf(block: RequestBlock): readonly Span[] {
  const known = structures.get(block);
  if (known) return known;
  const tokens = readJsonTokens(block);
  const spans = tokens ? findStructure(tokens) : findTreeSpans(block);
  structures.set(block, spans);
  return spans;
}

/** Elements, attributes and pairs, each with and without what encloses it. */
function findTreeSpans(block: RequestBlock): readonly Span[] {
  const spans: Span[] = [];
  const pending = [readBodyTree(block)?.roots ?? []];
  for (let nodes = pending.pop(); nodes; nodes = pending.pop()) {
    for (const { span, name, content, children } of nodes) {
      spans.push(span);
      for (const inner of [name, content]) if (inner) spans.push(inner);
      pending.push(children);
    }
  }
  return spans;
}

interface OpenValue {
  readonly start: number;
  /** Where the member that is being read begins: at its name, or at its value in a list. */
  member: number | undefined;
}

/** One pass over the tokens of a body that is one object or list. */
function findStructure(tokens: readonly JsonToken[]): readonly Span[] {
  const spans: Span[] = [];
  const open: OpenValue[] = [];
  let end = 0;
  const endMember = (): void => {
    const inner = open.at(-1);
    if (inner?.member !== undefined) spans.push({ start: inner.member, end });
    if (inner) inner.member = undefined;
  };
  for (const { kind, span } of tokens) {
    if (kind === 'comment') continue;
    if (kind === ',') endMember();
    else if (kind === '}' || kind === ']') {
      endMember();
      const value = open.pop();
      if (value) spans.push({ start: value.start + 1, end: span.start }, { start: value.start, end: span.end });
    } else if (kind !== ':') {
      const inner = open.at(-1);
      if (inner) inner.member ??= span.start;
      if (kind === '{' || kind === '[') open.push({ start: span.start, member: undefined });
      else spans.push(span);
      if (kind === 'string') spans.push({ start: span.start + 1, end: span.end - 1 });
    }
    if (kind !== ',') ({ end } = span);
  }
  return spans;
}
