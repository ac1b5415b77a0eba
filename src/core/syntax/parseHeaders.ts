import { isCommonHeaderName } from './commonHeaders';
import { parseTemplate, placeholderEnd } from '../text/template';
import { isBlankUnit, skipBlanks, tokenAt, tokenEnd, trimEnd, trimmedSpan } from './lines';
import type { HeaderField } from './nodes';
import {
  addNode,
  addPlainNode,
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
} from './blockParse';
import { opensBody, readBodyHeaders } from './body/bodyKind';
import { parseBlockComment, parseCommentLine } from './parseComment';
import { matchScript, parseScript } from './script/parseScript';
import { isTailLine } from './parseTail';
import { isHeaderLine } from './parseTarget';
import { opensRequest } from './requestLine';

/** What ended the header section. */
export type HeadersEnd = 'blank-line' | 'body' | 'tail' | 'request' | 'end';

/** The header section, up to a blank line or a line that has to be something else. */
export function parseHeaders(parse: BlockParse, draft: RequestDraft): HeadersEnd {
  const { text } = parse;
  while (parse.offset < text.length) {
    const line = lineAt(text, parse.offset);
    if (line.first === line.end) return 'blank-line';
    if (isCommentLine(text, line) || isVariableLine(text, line)) {
      if (leadsToRequest(parse, line.start, false)) return 'request';
      if (isCommentLine(text, line)) parseCommentLine(parse, line);
      else parseVariableInHeaders(parse, line);
      continue;
    }
    if (opensRequest(text, line.first, line.end)) return 'request';
    if (isTailLine(text, line)) return 'tail';
    if (isHeaderLine(text, line)) {
      parseHeader(parse, draft, line);
      continue;
    }
    if (text.startsWith('/*', line.first)) {
      parseBlockComment(parse, line);
      continue;
    }
    const script = matchScript(text, line);
    if (script === 'before-code' || script === 'braces') {
      parseScript(parse, line, script);
      continue;
    }
    if (parseSpread(parse, line) || parseWholeField(parse, draft, line)) continue;
    if (opensBody(text, line, draft.bodyHeaders)) return 'body';
    parseMalformedHeader(parse, draft, line);
  }
  return 'end';
}

function parseHeader(parse: BlockParse, draft: RequestDraft, line: Line): void {
  const { text } = parse;
  const nameEnd = tokenEnd(text, line.first, line.end);
  const colon = skipBlanks(text, nameEnd, line.end);
  const value = trimmedSpan(text, colon + 1, line.end);
  const header: HeaderField = {
    span: lineSpan(text, line),
    name: tokenAt(text, line.first, nameEnd),
    value: parseTemplate(text, value),
  };
  addField(parse, draft, line, header);
  if (colon > nameEnd) {
    const span = { start: nameEnd, end: colon };
    addProblem(parse, 'hint', {
      code: 'blank-before-colon',
      span,
      message: 'Blanks between the name of a header field and its colon are left out.',
      fixes: [{ kind: 'replace', title: 'Remove the blanks', span, text: '' }],
    });
  }
  if (text.charCodeAt(colon + 1) === COLON) {
    const span = { start: colon + 1, end: colon + 2 };
    addProblem(parse, 'warning', {
      code: 'doubled-colon',
      span,
      message: `The value of ‘${header.name.text}’ starts with a colon. One colon is enough.`,
      fixes: [{ kind: 'replace', title: 'Remove the second colon', span, text: '' }],
    });
  }
}

/** A line that is one placeholder and nothing else may turn out to be a whole field. */
function parseWholeField(parse: BlockParse, draft: RequestDraft, line: Line): boolean {
  const { text } = parse;
  const span = lineSpan(text, line);
  if (text.charCodeAt(span.start) !== OPENING_BRACE || placeholderEnd(text, span.start, span.end) !== span.end) {
    return false;
  }
  addField(parse, draft, line, {
    span,
    name: tokenAt(text, span.start, span.start),
    value: parseTemplate(text, span),
  });
  return true;
}

function addField(parse: BlockParse, draft: RequestDraft, line: Line, header: HeaderField): void {
  draft.headers.push(header);
  draft.bodyHeaders = readBodyHeaders(draft.bodyHeaders, header);
  draft.end = header.span.end;
  addNode(parse, { kind: 'header', span: { start: line.start, end: line.next }, header });
}

function parseSpread(parse: BlockParse, line: Line): boolean {
  const { text } = parse;
  if (!text.startsWith('...', line.first)) return false;
  const name = trimmedSpan(text, line.first + 3, line.end);
  if (name.start === name.end) return false;
  addNode(parse, {
    kind: 'header-spread',
    span: { start: line.start, end: line.next },
    name: tokenAt(text, name.start, name.end),
  });
  return true;
}

function parseVariableInHeaders(parse: BlockParse, line: Line): void {
  addProblem(parse, 'error', {
    code: 'variable-in-headers',
    span: lineSpan(parse.text, line),
    message: 'A variable cannot be defined between the header fields. Move it above the request line.',
    fixes: [commentFix(line)],
  });
  addPlainNode(parse, 'unknown', line.next);
}

function parseMalformedHeader(parse: BlockParse, draft: RequestDraft, line: Line): void {
  const { text } = parse;
  const span = lineSpan(text, line);
  const fixes = [insertLineFix(parse, line.start, ''), insertLineFix(parse, line.start, '###')];
  const previous = draft.headers.at(-1);
  if (line.first > line.start && previous !== undefined) {
    addProblem(parse, 'error', {
      code: 'header-continuation',
      span,
      message: `A value cannot go on in the next line. Write it behind ‘${previous.name.text}:’, or insert a blank line if the body starts here.`,
      fixes: [
        {
          kind: 'replace',
          title: 'Join with the line above',
          span: { start: previous.span.end, end: line.first },
          text: ' ',
        },
        ...fixes,
      ],
    });
  } else if (text.slice(span.start, span.end).includes('{{') && hasColonBehindPlaceholder(text, line)) {
    addProblem(parse, 'error', {
      code: 'placeholder-in-header-name',
      span,
      message: 'The name of a header field cannot hold a placeholder. Write the name out.',
    });
  } else {
    const colon = colonFix(text, line);
    const colonFirst = colon !== undefined && isCommonHeaderName(text, span.start, span.end);
    addProblem(parse, 'error', {
      code: 'missing-colon',
      span,
      message:
        'A header field is written ‘Name: value’. If the body starts here, insert a blank line; if a new request does, insert ‘###’.',
      fixes: colonFirst ? [colon, ...fixes] : colon ? [...fixes, colon] : fixes,
    });
  }
  addPlainNode(parse, 'unknown', line.next);
}

function hasColonBehindPlaceholder(text: string, line: Line): boolean {
  let offset = line.first;
  while (offset < line.end && !isBlankUnit(text.charCodeAt(offset)) && text.charCodeAt(offset) !== COLON) {
    offset =
      (text.charCodeAt(offset) === OPENING_BRACE ? placeholderEnd(text, offset, line.end) : undefined) ?? offset + 1;
  }
  return text.charCodeAt(offset) === COLON && offset < line.end;
}

/** For `Accept application/json`: two words, the first of them a token. */
function colonFix(text: string, line: Line) {
  const nameEnd = tokenEnd(text, line.first, line.end);
  const isField = nameEnd > line.first && nameEnd < trimEnd(text, nameEnd, line.end);
  if (!isField || !isBlankUnit(text.charCodeAt(nameEnd))) return undefined;
  const span = { start: nameEnd, end: nameEnd };
  return { kind: 'replace', title: 'Insert a colon behind the first word', span, text: ':' } as const;
}

function commentFix(line: Line) {
  return {
    kind: 'replace',
    title: 'Make it a comment',
    span: { start: line.first, end: line.first },
    text: '# ',
  } as const;
}

const COLON = 58;
const OPENING_BRACE = 123;
