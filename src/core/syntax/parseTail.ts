import { parseTemplate } from '../text/template';
import { opensBody } from './body/bodyKind';
import { isBlankUnit, skipBlanks, tokenAt, trimmedSpan } from './lines';
import {
  addNode,
  addPlainNode,
  addProblem,
  insertLineFix,
  isCommentLine,
  isStatusLine,
  isVariableLine,
  leadsToRequest,
  lineAt,
  lineSpan,
  type BlockParse,
  type Line,
} from './blockParse';
import { parseBlockComment, parseCommentLine } from './parseComment';
import { parseVariableLine } from './parseDeclaration';
import { matchScript, parseScript } from './script/parseScript';
import { opensRequest } from './requestLine';

/**
 * Everything behind the body: scripts, assertions, where the response goes, comments, declarations. True where the body
 * only begins: httpYac takes assertions before it.
 */
export function parseTail(parse: BlockParse): boolean {
  const { text } = parse;
  while (parse.offset < text.length) {
    const line = lineAt(text, parse.offset);
    if (line.first === line.end) addPlainNode(parse, 'blank', line.next);
    else if (isCommentLine(text, line) || isVariableLine(text, line)) {
      if (leadsToRequest(parse, line.start, true)) {
        parse.stopped = true;
        return false;
      }
      if (isVariableLine(text, line)) parseVariableLine(parse, line);
      else parseCommentLine(parse, line);
    } else if (opensRequest(text, line.first, line.end)) {
      parse.stopped = true;
      return false;
    } else if (text.startsWith('/*', line.first)) parseBlockComment(parse, line);
    else if (!parseTailLine(parse, line)) {
      if (opensLateBody(parse, line)) return true;
      parseUnexpectedLine(parse, line);
    }
  }
  return false;
}

/** Whether a request without a body so far gets one here, behind an assertion. */
function opensLateBody({ text, request, nodes }: BlockParse, line: Line): boolean {
  if (!request || request.body || request.command || !opensBody(text, line, request.bodyHeaders)) return false;
  return nodes.findLast(({ kind }) => kind !== 'blank' && kind !== 'comment')?.kind === 'assertion';
}

/** True for a line that can only stand behind a body, never in it. */
export function isTailLine(text: string, line: Line): boolean {
  switch (text.charCodeAt(line.first)) {
    case GREATER_THAN:
    case LESS_THAN:
    case QUESTION_MARK:
      return matchOperator(text, line) !== undefined || matchScript(text, line)?.startsWith('after') === true;
    case LETTER_H:
      return isStatusLine(text, line);
    default:
      return false;
  }
}

/** Reads one such line, or a script of any kind; false when it is none. */
export function parseTailLine(parse: BlockParse, line: Line): boolean {
  const { text } = parse;
  if (isStatusLine(text, line)) {
    addPlainNode(parse, 'recorded-response', text.length);
    return true;
  }
  const script = matchScript(text, line);
  if (script !== undefined) {
    parseScript(parse, line, script);
    return true;
  }
  const operator = matchOperator(text, line);
  if (operator === undefined) return false;
  const span = { start: line.start, end: line.next };
  const rest = trimmedSpan(text, line.first + operator.length, line.end);
  switch (operator) {
    case '>>':
    case '>>!': {
      const path = parseTemplate(text, rest);
      addNode(parse, { kind: 'response-redirection', span, path, overwrites: operator === '>>!' });
      return true;
    }
    case '<>':
      addNode(parse, { kind: 'response-reference', span, path: parseTemplate(text, rest) });
      return true;
    case '??':
      addProblem(parse, 'hint', {
        code: 'assertion-not-run',
        span: lineSpan(text, line),
        message: 'Assertions are not run.',
      });
      addNode(parse, { kind: 'assertion', span, condition: tokenAt(text, rest.start, rest.end) });
      return true;
  }
}

type TailOperator = '>>' | '>>!' | '<>' | '??';

function matchOperator(text: string, line: Line): TailOperator | undefined {
  const operator = operatorAt(text, line.first);
  if (operator === undefined) return undefined;
  const rest = line.first + operator.length;
  // An operator needs a blank and something behind it; `>>` alone is text.
  return isBlankUnit(text.charCodeAt(rest)) && skipBlanks(text, rest, line.end) < line.end ? operator : undefined;
}

function operatorAt(text: string, offset: number): TailOperator | undefined {
  if (text.startsWith('>>', offset)) return text.charCodeAt(offset + 2) === EXCLAMATION_MARK ? '>>!' : '>>';
  if (text.startsWith('<>', offset)) return '<>';
  return text.startsWith('??', offset) ? '??' : undefined;
}

/**
 * An error, since it may be meant as body; behind complete JSON it cannot be, and a ruled line is none, so that those are
 * only passed over.
 */
function parseUnexpectedLine(parse: BlockParse, line: Line): void {
  const { request } = parse;
  const isBehindJson = request?.body !== undefined && request.bodyHeaders.kind === 'json';
  const isPassedOver = isBehindJson || /^([-=*_~])\1{2,}\s*$/.test(parse.text.slice(line.first, line.end));
  addProblem(parse, isPassedOver ? 'warning' : 'error', {
    code: 'unexpected-line',
    span: lineSpan(parse.text, line),
    message: isPassedOver
      ? 'This line stands behind the request and is not sent. Start a new request with ‘###’ or make it a comment.'
      : 'This line belongs to no request: the body has ended above it. Start a new request with ‘###’ or make it a comment.',
    fixes: [
      insertLineFix(parse, line.start, '###'),
      { kind: 'replace', title: 'Make it a comment', span: { start: line.first, end: line.first }, text: '# ' },
    ],
  });
  addPlainNode(parse, 'unknown', line.next);
}

const GREATER_THAN = 62;
const LESS_THAN = 60;
const QUESTION_MARK = 63;
const LETTER_H = 72;
const EXCLAMATION_MARK = 33;
