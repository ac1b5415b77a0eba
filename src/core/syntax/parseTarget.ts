import { parseTemplate, type Template, type TemplatePart } from '../text/template';
import type { Span } from '../text/span';
import { isBlankUnit, skipBlanks, tokenAt, tokenEnd, trimEnd } from './lines';
import type { RequestKind } from './nodes';
import {
  addNode,
  addPlainNode,
  addProblem,
  isCommentLine,
  isVariableLine,
  leadsToRequest,
  lineAt,
  type BlockParse,
  type Line,
  type RequestDraft,
} from './blockParse';
import { opensBody, startBodyHeaders } from './body/bodyKind';
import { parseCommentLine } from './parseComment';
import { matchScript } from './script/parseScript';
import { isTailLine } from './parseTail';
import { knownMethods } from './requestMethods';
import { matchRequestLine, opensRequest, trailingVersion, type RequestLine } from './requestLine';

/** The request line and the lines that continue its target; stops before the first line that is something else. */
export function parseTarget(parse: BlockParse, line: Line, requestLine: RequestLine): RequestDraft {
  const { text } = parse;
  const { method, target } = requestLine;
  const segments: Span[] = [target];
  let version = requestLine.version;
  const kind = requestKind(text, requestLine);
  const draft: RequestDraft = {
    kind,
    start: (method ?? target).start,
    end: trimEnd(text, line.first, line.end),
    method: method && tokenAt(text, method.start, method.end),
    target: { span: target, parts: [] },
    version: undefined,
    headers: [],
    bodyHeaders: startBodyHeaders(kind),
    body: undefined,
    command: undefined,
    curl: undefined,
  };
  parse.request = draft;
  addPlainNode(parse, 'request-line', line.next);
  for (;;) {
    const next = parse.offset < text.length ? lineAt(text, parse.offset) : undefined;
    if (next === undefined || next.first === next.end) break;
    if (isCommentLine(text, next)) {
      if (leadsToRequest(parse, next.start, false)) break;
      parseCommentLine(parse, next);
      continue;
    }
    const startsTarget = next.first > next.start && segments.every(isEmptySpan) && isBareAddress(text, next);
    if (!startsTarget && !continuesTarget(text, next)) break;
    const found = trailingVersion(text, next.first, trimEnd(text, next.first, next.end));
    segments.push({ start: next.first, end: trimEnd(text, next.first, found?.start ?? next.end) });
    version = found ?? version;
    draft.end = trimEnd(text, next.first, next.end);
    addNode(parse, { kind: 'target-continuation', span: { start: next.start, end: next.next } });
  }
  draft.target = joinSegments(text, segments);
  draft.version = version && tokenAt(text, version.start, version.end);
  checkTarget(parse, draft);
  return draft;
}

/** Lines that begin with `?`, `&` or `/`, and indented lines that are not a header, a body or something else. */
function continuesTarget(text: string, line: Line): boolean {
  if (opensRequest(text, line.first, line.end) || isTailLine(text, line) || text.startsWith('/*', line.first)) {
    return false;
  }
  const unit = text.charCodeAt(line.first);
  if (unit === QUESTION_MARK || unit === AMPERSAND || unit === SLASH) return true;
  if (line.first === line.start || isVariableLine(text, line)) return false;
  if (isHeaderLine(text, line) || opensBody(text, line, undefined) || text.startsWith('...', line.first)) return false;
  return matchScript(text, line) === undefined;
}

/** Below a method that stands alone the indented address is its target, not a request of its own. */
function isBareAddress(text: string, line: Line): boolean {
  const requestLine = matchRequestLine(text, line.first, line.end);
  return requestLine !== undefined && requestLine.method === undefined && opensRequest(text, line.first, line.end);
}

function isEmptySpan(span: Span): boolean {
  return span.start === span.end;
}

/** `token:`, blanks before the colon allowed, and no scheme of an address. */
export function isHeaderLine(text: string, line: Line): boolean {
  const nameEnd = tokenEnd(text, line.first, line.end);
  if (nameEnd === line.first) return false;
  const colon = skipBlanks(text, nameEnd, line.end);
  return colon < line.end && text.charCodeAt(colon) === COLON && !text.startsWith('://', colon);
}

function joinSegments(text: string, segments: readonly Span[]): Template {
  const parts: TemplatePart[] = [];
  let end = segments[0]?.end ?? 0;
  for (const segment of segments) {
    for (const part of parseTemplate(text, segment, { percentEncodedBraces: true }).parts) parts.push(part);
    if (segment.end > segment.start) end = segment.end;
  }
  const first = segments.find((segment) => segment.end > segment.start) ?? segments[0];
  return { span: { start: first?.start ?? 0, end }, parts };
}

function checkTarget(parse: BlockParse, draft: RequestDraft): void {
  const { version, target } = draft;
  if (target.parts.length === 0 && draft.kind !== 'other') {
    addProblem(parse, 'error', {
      code: 'missing-target',
      span: draft.method?.span ?? target.span,
      message: `Write the address behind ‘${draft.method?.text ?? 'GET'}’, as in ‘GET https://example.com/users’.`,
    });
  }
  if (version !== undefined && !/^http\/(?:1\.0|1\.1|2|2\.0|3)$/i.test(version.text)) {
    addProblem(parse, 'error', {
      code: 'unsupported-http-version',
      span: version.span,
      message: `‘${version.text}’ is not a version of HTTP. Use HTTP/1.0, HTTP/1.1, HTTP/2 or HTTP/3, or leave it out.`,
      fixes: [
        { kind: 'replace', title: 'Use HTTP/1.1', span: version.span, text: 'HTTP/1.1' },
        {
          kind: 'replace',
          title: 'Remove the version',
          span: { start: blanksBefore(parse.text, version.span.start), end: version.span.end },
          text: '',
        },
      ],
    });
  }
  hintAtPercentBraces(parse, target);
}

/** Says where `%7B%7Bname%7D%7D` is read as a placeholder. */
export function hintAtPercentBraces(parse: BlockParse, template: Template): void {
  for (const part of template.parts) {
    if (part.kind !== 'placeholder' || part.literal === undefined) continue;
    const name = part.expression.text;
    addProblem(parse, 'hint', {
      code: 'percent-encoded-braces',
      span: part.span,
      message: `Read as {{${name}}} when there is a variable ‘${name}’; else it is sent as it stands.`,
      fixes: [{ kind: 'replace', title: `Write {{${name}}}`, span: part.span, text: `{{${name}}}` }],
    });
  }
}

function requestKind(text: string, line: RequestLine): RequestKind {
  if (line.method !== undefined) {
    return knownMethods.get(text.slice(line.method.start, line.method.end).toUpperCase()) ?? 'http';
  }
  return /^wss?:/i.test(text.slice(line.target.start, line.target.start + 4)) ? 'websocket' : 'http';
}

function blanksBefore(text: string, offset: number): number {
  while (offset > 0 && isBlankUnit(text.charCodeAt(offset - 1))) offset--;
  return offset;
}

const QUESTION_MARK = 63;
const AMPERSAND = 38;
const SLASH = 47;
const COLON = 58;
