import { kindOfFirstLine, isFileLine, isGraphqlDocument, type BodyKind } from './bodyKind';
import {
  addPlainNode,
  isCommentLine,
  isVariableLine,
  leadsToRequest,
  lineAt,
  type BlockParse,
  type Line,
  type RequestDraft,
} from '../blockParse';
import { parseBlockComment, parseCommentLine } from '../parseComment';
import { parseVariableLine } from '../parseDeclaration';
import { isClosedBraceScript, matchScript } from '../script/parseScript';
import { isTailLine } from '../parseTail';
import { opensRequest } from '../requestLine';

/**
 * Blank lines, and comments and declarations where they cannot be meant as data. Gives the kind of the body that
 * starts at the next line, or `undefined` when there is none.
 */
export function parseBeforeBody(parse: BlockParse, request: RequestDraft): BodyKind | undefined {
  const { text } = parse;
  const { kind: declared } = request.bodyHeaders;
  let kind: BodyKind | undefined;
  while (parse.offset < text.length) {
    const line = lineAt(text, parse.offset);
    if (line.first === line.end) {
      addPlainNode(parse, 'blank', line.next);
      continue;
    }
    if (declared === 'text' && isBehindBody(parse, line) && isPlainTail(text, line)) return undefined;
    if (declared === 'text' || declared === 'multipart') return declared;
    const isComment = isCommentLine(text, line);
    if (isComment || isVariableLine(text, line)) {
      if (leadsToRequest(parse, line.start, true)) return stopAtRequest(parse);
      kind ??= kindBehindComments(parse, request, line);
      if (kind === 'other' || kind === 'graphql') return kind;
      if (isComment) parseCommentLine(parse, line);
      else parseVariableLine(parse, line);
      continue;
    }
    if (declared !== 'graphql' && opensRequest(text, line.first, line.end)) return stopAtRequest(parse);
    if (isBehindBody(parse, line)) return undefined;
    if (text.startsWith('/*', line.first)) {
      parseBlockComment(parse, line);
      continue;
    }
    return kindOfLine(parse, request, line);
  }
  return undefined;
}

function stopAtRequest(parse: BlockParse): undefined {
  parse.stopped = true;
  return undefined;
}

/** What follows a run of comments: a kind in which they cannot be data, `other`, or `json` when nothing follows. */
function kindBehindComments(parse: BlockParse, request: RequestDraft, from: Line): BodyKind {
  const { text } = parse;
  let line = from;
  while (line.first === line.end || isCommentLine(text, line) || isVariableLine(text, line)) {
    if (line.next >= text.length) return 'json';
    line = lineAt(text, line.next);
  }
  if (isBehindBody(parse, line) || text.startsWith('/*', line.first)) return 'json';
  const kind = kindOfLine(parse, request, line);
  return kind === 'other' && isFileLine(text, line) ? 'json' : kind;
}

function kindOfLine(parse: BlockParse, request: RequestDraft, line: Line): BodyKind {
  const { kind } = request.bodyHeaders;
  if (kind === undefined) return kindOfFirstLine(parse.text, line, parse.directives);
  return kind === 'json' && isGraphqlDocument(parse.text, line, parse.directives) ? 'graphql' : kind;
}

/** In a text only what cannot be quoting or prose ends the body. */
export function isPlainTail(text: string, line: Line): boolean {
  if (matchScript(text, line)?.endsWith('code')) return true;
  return !text.startsWith('>', line.first) || text.startsWith('>>! ', line.first);
}

/** True for a line that stands behind a body: an operator, a script, a recorded response. */
export function isBehindBody(parse: BlockParse, line: Line): boolean {
  if (isTailLine(parse.text, line)) return true;
  const script = matchScript(parse.text, line);
  return script === 'before-code' || (script === 'braces' && isClosedBraceScript(parse, line));
}
