import { parseTemplate } from '../../text/template';
import type { Span } from '../../text/span';
import type { BodyKind } from './bodyKind';
import { filePathStart } from './bodyKind';
import { graphqlFilePath } from './graphqlFile';
import { parseFormTemplate } from './formTemplate';
import { tokenAt, trimEnd, trimmedSpan } from '../lines';
import type { BodyFileNode, BodyPart } from '../nodes';
import { addNode, addPlainNode, type BlockParse, type Line } from '../blockParse';

/** The parts and nodes of a body while it is read. Blank lines count only once something stands behind them. */
export interface BodyDraft {
  readonly kind: BodyKind;
  readonly parts: BodyPart[];
  /** Where the text starts that is in no part yet. */
  textStart: number | undefined;
  /** Where the last line of that text ends, its line end not counted. */
  textEnd: number;
  /** Where a comment, or more of them, interrupts that text. */
  cut: number | undefined;
  /** Behind the lines of text that are in no node yet. */
  nodeEnd: number;
  /** Blank lines go from `nodeEnd` to here. */
  blankEnd: number;
}

/** Nothing read yet. */
export function startBodyDraft(parse: BlockParse, kind: BodyKind): BodyDraft {
  const { offset } = parse;
  return { kind, parts: [], textStart: undefined, textEnd: 0, cut: undefined, nodeEnd: offset, blankEnd: offset };
}

/** The line that is to be read next stands behind the blank lines. */
export function nextBodyOffset(draft: BodyDraft): number {
  return draft.blankEnd;
}

/** A line of text. */
export function addBodyLine(parse: BlockParse, draft: BodyDraft, line: Line): void {
  // Blank lines behind a file or a comment are nodes of their own, blank lines in text are text.
  if (draft.nodeEnd === parse.offset && draft.blankEnd > parse.offset) flushBodyNodes(parse, draft);
  if (draft.textStart === undefined) draft.textStart = line.start;
  else if (draft.cut !== undefined) {
    pushText(parse.text, draft, draft.cut);
    draft.textStart = line.start;
  }
  draft.cut = undefined;
  draft.textEnd = line.end;
  draft.nodeEnd = draft.blankEnd = line.next;
}

/** A blank line. */
export function addBodyBlank(draft: BodyDraft, line: Line): void {
  draft.blankEnd = line.next;
}

/** A comment, which is in no part; the caller adds its node. */
export function cutBody(parse: BlockParse, draft: BodyDraft, line: Line): void {
  if (draft.textStart !== undefined && draft.cut === undefined) draft.cut = line.start;
  flushBodyNodes(parse, draft);
}

/** `< path`: a part of its own. The text round it keeps the line ends that touch it. */
export function addBodyFile(parse: BlockParse, draft: BodyDraft, line: Line): void {
  const { text } = parse;
  if (draft.textStart !== undefined) {
    pushText(text, draft, draft.cut ?? line.start);
    // Blank lines between text and a file are sent.
    if (draft.nodeEnd > parse.offset) draft.nodeEnd = draft.blankEnd;
  }
  flushBodyNodes(parse, draft);
  const file = readFileLine(text, line);
  draft.parts.push(file);
  const node: BodyFileNode = { kind: 'body-file', span: { start: line.start, end: line.next }, path: file.path };
  addNode(parse, node);
  draft.textStart = line.end;
  draft.textEnd = line.end;
  draft.cut = undefined;
  draft.nodeEnd = draft.blankEnd = parse.offset;
}

/** Puts the lines read so far into nodes. */
export function flushBodyNodes(parse: BlockParse, draft: BodyDraft): void {
  addPlainNode(parse, 'body', draft.nodeEnd);
  addPlainNode(parse, 'blank', draft.blankEnd);
  draft.nodeEnd = draft.blankEnd = parse.offset;
}

/** All lines are read: what is left becomes the last part. */
export function finishBodyParts(parse: BlockParse, draft: BodyDraft): readonly BodyPart[] {
  flushBodyNodes(parse, draft);
  if (draft.textStart !== undefined) pushText(parse.text, draft, draft.textEnd);
  return draft.parts;
}

function pushText(text: string, draft: BodyDraft, end: number): void {
  const start = draft.textStart ?? end;
  if (end <= start) return;
  const span: Span = { start, end };
  const content = draft.kind === 'form' ? parseFormTemplate(text, span) : parseTemplate(text, span);
  draft.parts.push({ kind: 'text', span, content });
}

function readFileLine(text: string, line: Line): BodyPart & { readonly kind: 'file' } {
  const graphql = graphqlFilePath(text, line);
  if (graphql) {
    const span = trimmedSpan(text, line.first, line.end);
    const path = parseTemplate(text, graphql.path);
    return { kind: 'file', span, path, substitutes: true, encoding: undefined };
  }
  const pathStart = filePathStart(text, line) ?? line.end;
  const markEnd = trimEnd(text, line.first, pathStart);
  const substitutes = markEnd > line.first + 1;
  return {
    kind: 'file',
    span: trimmedSpan(text, line.first, line.end),
    path: parseTemplate(text, trimmedSpan(text, pathStart, line.end)),
    substitutes,
    encoding: markEnd > line.first + 2 ? tokenAt(text, line.first + 2, markEnd) : undefined,
  };
}
