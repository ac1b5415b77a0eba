import type { Problem, ProblemFix, ProblemSeverity } from '../text/problem';
import type { Span, Token } from '../text/span';
import type { Template } from '../text/template';
import type { BodyHeaders } from './body/bodyKind';
import { isBlankUnit, lineContentEnd, lineEndOf, nextLineStart, skipBlanks, trimEnd } from './lines';
import type {
  BlockNode,
  CurlSettings,
  Directive,
  HeaderField,
  MessageBody,
  PlainNode,
  RequestKind,
  VariableDeclaration,
} from './nodes';
import { opensRequest } from './requestLine';

/** What is known of a block while it is read, line by line from its start. */
export interface BlockParse {
  readonly text: string;
  /** Start of the line to read next; all before it belongs to a node. */
  offset: number;
  readonly nodes: BlockNode[];
  readonly directives: Directive[];
  readonly variables: VariableDeclaration[];
  readonly problems: Problem[];
  title: Token | undefined;
  request: RequestDraft | undefined;
  /** Set when a second request opens here: the block ends, and its text may go on in the next. */
  stopped: boolean;
  /** Answers that are remembered, so that hostile texts cost one search and not one for each line. */
  readonly searches: { readonly codeEnd: Search; readonly braceEnd: Search; readonly commentEnd: Search };
  run: LineRun;
  /** The line end of the first line, once it was asked for. */
  lineEnd: string | undefined;
}

/** A request message that is not complete yet. */
export interface RequestDraft {
  kind: RequestKind;
  readonly start: number;
  end: number;
  method: Token | undefined;
  target: Template;
  version: Token | undefined;
  readonly headers: HeaderField[];
  bodyHeaders: BodyHeaders;
  body: MessageBody | undefined;
  command: Template | undefined;
  curl: CurlSettings | undefined;
}

/** `found` is the first hit at or behind `from`, or -1. */
export interface Search {
  from: number;
  found: number;
}

interface LineRun {
  readonly start: number;
  readonly end: number;
  readonly crossesBlanks: boolean;
  readonly opens: boolean;
}

/** One line; `first` is its first character that is not blank, `end` stands before the line end, `next` behind it. */
export interface Line {
  readonly start: number;
  readonly first: number;
  readonly end: number;
  readonly next: number;
}

/** Nothing read yet. */
export function startBlockParse(text: string): BlockParse {
  return {
    text,
    offset: 0,
    nodes: [],
    directives: [],
    variables: [],
    problems: [],
    title: undefined,
    request: undefined,
    stopped: false,
    searches: {
      codeEnd: { from: 0, found: -2 },
      braceEnd: { from: 0, found: -2 },
      commentEnd: { from: 0, found: -2 },
    },
    run: { start: 0, end: 0, crossesBlanks: false, opens: false },
    lineEnd: undefined,
  };
}

/** The line that starts at `start`. */
export function lineAt(text: string, start: number): Line {
  const end = lineContentEnd(text, start);
  return { start, first: skipBlanks(text, start, end), end, next: nextLineStart(text, end) };
}

/** Appends a node and goes on behind it. */
export function addNode(parse: BlockParse, node: BlockNode): void {
  parse.nodes.push(node);
  parse.offset = node.span.end;
}

/** Appends lines without structure; lines of the same kind in a row become one node. */
export function addPlainNode(parse: BlockParse, kind: PlainNode['kind'], end: number): void {
  if (end <= parse.offset) return;
  const last = parse.nodes.at(-1);
  const start = last?.kind === kind && joinedKinds.has(kind) ? last.span.start : parse.offset;
  if (start !== parse.offset) parse.nodes.pop();
  addNode(parse, { kind, span: { start, end } });
}

/** Says something about the block; `fixes` are left out when there is none. */
export function addProblem(
  parse: BlockParse,
  severity: ProblemSeverity,
  about: {
    readonly code: string;
    readonly span: Span;
    readonly message: string;
    readonly fixes?: readonly ProblemFix[];
  },
): void {
  parse.problems.push({ severity, ...about });
}

/** A fix that inserts a line before the line that starts at `offset`. */
export function insertLineFix(parse: BlockParse, offset: number, line: string): ProblemFix {
  parse.lineEnd ??= lineEndOf(parse.text);
  return {
    kind: 'replace',
    title: line === '' ? 'Insert a blank line' : `Insert ‘${line}’`,
    span: { start: offset, end: offset },
    text: line + parse.lineEnd,
  };
}

/** The line without the blanks at its ends. */
export function lineSpan(text: string, line: Line): Span {
  return { start: line.first, end: trimEnd(text, line.first, line.end) };
}

/** `#` or `//`, perhaps indented. */
export function isCommentLine(text: string, line: Line): boolean {
  const unit = text.charCodeAt(line.first);
  if (line.first >= line.end) return false;
  return unit === HASH || (unit === SLASH && text.charCodeAt(line.first + 1) === SLASH && line.first + 1 < line.end);
}

/** `@name = …`, perhaps indented. */
export function isVariableLine(text: string, line: Line): boolean {
  if (text.charCodeAt(line.first) !== AT_SIGN || isBlankUnit(text.charCodeAt(line.first + 1))) return false;
  for (let offset = line.first + 1; offset < line.end; offset++) {
    if (text.charCodeAt(offset) === EQUALS_SIGN) return true;
  }
  return false;
}

/** `HTTP/1.1 200 …`: a response that was recorded into the file. */
export function isStatusLine(text: string, line: Line): boolean {
  if (!text.startsWith('HTTP/', line.first)) return false;
  return /^HTTP\/[\d.]{1,8}[ \t]+\d{3}(?!\d)/.test(text.slice(line.first, Math.min(line.end, line.first + 32)));
}

/**
 * True when the line at `from`, or the first behind a run of comments and declarations (and blank lines, if it
 * `crossesBlanks`), opens a request: the run then introduces that request.
 */
export function leadsToRequest(parse: BlockParse, from: number, crossesBlanks: boolean): boolean {
  const { run } = parse;
  if (run.crossesBlanks === crossesBlanks && from >= run.start && from < run.end) return run.opens;
  const { text } = parse;
  let offset = from;
  let opens = false;
  while (offset < text.length) {
    const line = lineAt(text, offset);
    const goesOn = line.first === line.end ? crossesBlanks : isCommentLine(text, line) || isVariableLine(text, line);
    if (!goesOn) {
      opens = opensRequest(text, line.first, line.end);
      break;
    }
    offset = line.next;
  }
  parse.run = { start: from, end: offset, crossesBlanks, opens };
  return opens;
}

/** Looks for `find` from `from` on, or answers from an earlier search. */
export function searchOnce(search: Search, from: number, find: (from: number) => number): number {
  const isKnown = search.found !== -2 && from >= search.from && (search.found === -1 || search.found >= from);
  if (!isKnown) {
    search.found = find(from);
    search.from = from;
  }
  return search.found;
}

/** Kinds whose lines follow each other in one node. */
const joinedKinds: ReadonlySet<PlainNode['kind']> = new Set(['blank', 'unknown', 'recorded-response']);

const HASH = 35;
const SLASH = 47;
const AT_SIGN = 64;
const EQUALS_SIGN = 61;
