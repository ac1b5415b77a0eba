import { isCompleteBody, startBodyProgress, advanceJson, advanceXml, type BodyProgress } from './bodyProgress';
import {
  addBodyBlank,
  addBodyFile,
  addBodyLine,
  cutBody,
  finishBodyParts,
  flushBodyNodes,
  nextBodyOffset,
  startBodyDraft,
  type BodyDraft,
} from './bodyDraft';
import { isFileLine } from './bodyKind';
import {
  addNode,
  addProblem,
  insertLineFix,
  isCommentLine,
  isVariableLine,
  leadsToRequest,
  lineAt,
  lineSpan,
  type BlockParse,
  type Line,
  type RequestDraft,
} from '../blockParse';
import { splitGraphqlBody } from './graphqlBody';
import { graphqlFilePath } from './graphqlFile';
import { isSpaceUnit } from '../lines';
import { declareVariable, readDeclaration } from '../parseDeclaration';
import { isBehindBody, isPlainTail, parseBeforeBody } from './parseBeforeBody';
import { hintAtPercentBraces, isHeaderLine } from '../parseTarget';
import { opensRequest } from '../requestLine';
import { isCommonHeaderName } from '../commonHeaders';

/** The body and what stands before its first line; stops at the tail, at a second request or at the end. */
export function parseBody(parse: BlockParse, request: RequestDraft, opensWithoutBlankLine: boolean): void {
  const kind = parseBeforeBody(parse, request);
  if (kind === undefined) return;
  const { text } = parse;
  const first = lineAt(text, parse.offset);
  if (opensWithoutBlankLine) hintAtMissingBlankLine(parse, first);
  else if (kind !== 'text' && kind !== 'multipart') warnOfHeaderInBody(parse, first);
  const body: BodyRead = {
    draft: startBodyDraft(parse, kind),
    progress: startBodyProgress(),
    boundary: request.bodyHeaders.boundary ?? (kind === 'multipart' ? boundaryOf(text, first) : undefined),
    isPasted: opensWithoutBlankLine,
    isClosed: false,
    hasText: false,
    isBehindBlank: false,
  };
  while (nextBodyOffset(body.draft) < text.length) {
    if (!parseBodyLine(parse, body, lineAt(text, nextBodyOffset(body.draft)))) break;
  }
  const parts = finishBodyParts(parse, body.draft);
  const start = parts[0]?.span.start;
  const end = parts.at(-1)?.span.end;
  if (start === undefined || end === undefined) return;
  request.end = end;
  const bodyMembers = { span: { start, end }, parts, opensWithoutBlankLine };
  request.body = kind === 'graphql' ? { ...bodyMembers, graphql: splitGraphqlBody(text, parts) } : bodyMembers;
  if (kind === 'graphql' && request.kind === 'http') request.kind = 'graphql';
  for (const part of kind === 'form' ? parts : []) if (part.kind === 'text') hintAtPercentBraces(parse, part.content);
}

interface BodyRead {
  readonly draft: BodyDraft;
  readonly progress: BodyProgress;
  readonly boundary: string | undefined;
  /** Blank lines were lost, as they are when text is copied from a page. */
  readonly isPasted: boolean;
  /** The closing boundary of a multipart body was read. */
  isClosed: boolean;
  /** There is more in it than files and comments. */
  hasText: boolean;
  isBehindBlank: boolean;
}

/** False when the line is not part of the body, which ends before it. */
function parseBodyLine(parse: BlockParse, body: BodyRead, line: Line): boolean {
  const { text } = parse;
  const { draft } = body;
  if (isBlankBodyLine(text, line)) {
    addBodyBlank(draft, line);
    body.isBehindBlank = true;
    return true;
  }
  const isBehindBlank = body.isBehindBlank;
  body.isBehindBlank = false;
  const isComplete = isCompleteRead(body);
  if (isComplete || (isBehindBlank && !isInsideBody(body)) || isOutsideString(body)) {
    if (isBehindBody(parse, line) && (draft.kind !== 'text' || isPlainTail(text, line))) return false;
  }
  const isComment = isCommentLine(text, line);
  const isVariable = !isComment && isVariableLine(text, line);
  const splits = isComplete || draft.kind === 'form';
  if (splits) {
    const opens =
      isComment || isVariable ? leadsToRequest(parse, line.start, true) : opensRequest(text, line.first, line.end);
    if (opens) return endAtRequest(parse, draft);
  }
  if (isComment && parseCommentInBody(parse, body, line, isComplete)) return true;
  if (isComplete && (isBehindBlank || body.isPasted) && !isVariable && isProseBehindJson(parse, line)) return false;
  if (isVariable && isComplete) warnOfVariableBehindBody(parse, line);
  const isFile = isFileLine(text, line) || (draft.kind === 'graphql' && graphqlFilePath(text, line) !== undefined);
  if (isFile && body.progress.inside === '') {
    addBodyFile(parse, draft, line);
    return true;
  }
  readBodyText(parse, body, line);
  return true;
}

function readBodyText(parse: BlockParse, body: BodyRead, line: Line): void {
  const { text } = parse;
  const { draft, progress, boundary } = body;
  body.hasText = true;
  if (draft.kind === 'json') advanceJson(progress, text, line.first, line.end);
  else if (draft.kind === 'xml') advanceXml(progress, text, line.first, line.end);
  else if (boundary !== undefined && closesBoundary(text, line, boundary)) body.isClosed = true;
  addBodyLine(parse, draft, line);
}

function endAtRequest(parse: BlockParse, draft: BodyDraft): boolean {
  flushBodyNodes(parse, draft);
  parse.stopped = true;
  return false;
}

/** True when the comment was left out of the body. */
function parseCommentInBody(parse: BlockParse, body: BodyRead, line: Line, isComplete: boolean): boolean {
  const { draft, progress } = body;
  const isData = draft.kind === 'json' ? progress.inside !== '' : !isComplete;
  if (isData) {
    if (draft.kind === 'form' || draft.kind === 'other') {
      addProblem(parse, 'hint', {
        code: 'comment-in-body',
        span: lineSpan(parse.text, line),
        message: 'This line is sent: only a JSON body can hold comments. Remove it if it is one.',
        fixes: [{ kind: 'replace', title: 'Remove the line', span: { start: line.start, end: line.next }, text: '' }],
      });
    }
    return false;
  }
  addProblem(parse, 'information', {
    code: 'body-comment-left-out',
    span: lineSpan(parse.text, line),
    message: 'This comment is left out of the body that is sent.',
  });
  cutBody(parse, draft, line);
  addNode(parse, { kind: 'body-comment', span: { start: line.start, end: line.next } });
  draft.nodeEnd = draft.blankEnd = parse.offset;
  return true;
}

function isCompleteRead(body: BodyRead): boolean {
  if (body.draft.parts.length > 0 && !body.hasText) return true;
  switch (body.draft.kind) {
    case 'json':
    case 'xml':
      return isCompleteBody(body.progress);
    case 'multipart':
      return body.isClosed;
    default:
      return false;
  }
}

/**
 * Behind a complete value (and a blank line, unless those were lost) a body that is declared as JSON cannot go on with
 * a word: it is what stood below the request on the page it was copied from.
 */
function isProseBehindJson(parse: BlockParse, line: Line): boolean {
  if (parse.request?.bodyHeaders.kind !== 'json') return false;
  return !/^(?:[{}[\]",:<\d-]|true\b|false\b|null\b)/.test(parse.text.slice(line.first, line.first + 8));
}

/** Where even a blank line does not end the body. */
function isInsideBody(body: BodyRead): boolean {
  return body.draft.kind === 'multipart' ? !body.isClosed : body.progress.inside !== '';
}

/** No line of JSON starts as a script or an operator does, so that one ends the body even when a bracket is missing. */
function isOutsideString(body: BodyRead): boolean {
  return body.draft.kind === 'json' && body.progress.inside === '';
}

function isBlankBodyLine(text: string, line: Line): boolean {
  for (let offset = line.start; offset < line.end; offset++) {
    if (!isSpaceUnit(text.charCodeAt(offset))) return false;
  }
  return true;
}

/** A multipart body without a boundary in its header field shows it in its first line. */
function boundaryOf(text: string, line: Line): string | undefined {
  const span = lineSpan(text, line);
  return text.startsWith('--', span.start) && span.end - span.start < 200
    ? text.slice(span.start + 2, span.end)
    : undefined;
}

function closesBoundary(text: string, line: Line, boundary: string): boolean {
  const end = line.first + boundary.length + 4;
  if (end > line.end || !text.startsWith('--', line.first) || !text.startsWith('--', end - 2)) return false;
  return text.startsWith(boundary, line.first + 2) && lineSpan(text, line).end === end;
}

function hintAtMissingBlankLine(parse: BlockParse, line: Line): void {
  addProblem(parse, 'information', {
    code: 'missing-blank-line',
    span: lineSpan(parse.text, line),
    message: 'The body is taken to start here. A blank line belongs between the header fields and the body.',
    fixes: [insertLineFix(parse, line.start, '')],
  });
}

function warnOfHeaderInBody(parse: BlockParse, line: Line): void {
  const { text } = parse;
  if (!isHeaderLine(text, line) || !isCommonHeaderName(text, line.first, line.end)) return;
  const blanks = parse.nodes.at(-1);
  addProblem(parse, 'warning', {
    code: 'header-after-blank-line',
    span: lineSpan(text, line),
    message: 'This looks like a header field, but the blank line above it starts the body. Remove the blank line.',
    fixes:
      blanks?.kind === 'blank'
        ? [{ kind: 'replace', title: 'Remove the blank line', span: blanks.span, text: '' }]
        : [],
  });
}

/** Sent, since no rule tells it from data; known as a variable as well, since that is what its author meant. */
function warnOfVariableBehindBody(parse: BlockParse, line: Line): void {
  declareVariable(parse, readDeclaration(parse.text, line.first, line.end));
  addProblem(parse, 'warning', {
    code: 'variable-behind-body',
    span: lineSpan(parse.text, line),
    message: 'This line is sent as part of the body. Insert ‘###’ above it if it defines a variable.',
    fixes: [insertLineFix(parse, line.start, '###')],
  });
}
