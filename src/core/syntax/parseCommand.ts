import { parseTemplate } from '../text/template';
import { nextLineStart, tokenAt } from './lines';
import { addPlainNode, addProblem, type BlockParse, type Line } from './blockParse';
import { startBodyHeaders } from './bodyKind';

/** The command, to the first line end that is neither quoted nor behind a continuation mark. */
export function parseCommand(parse: BlockParse, line: Line): void {
  const { text } = parse;
  const { end, quote } = findCommandEnd(text, line.first);
  const span = { start: line.first, end: line.first + text.slice(line.first, end).trimEnd().length };
  if (quote !== undefined) {
    addProblem(parse, 'error', {
      code: 'unclosed-quote',
      span: { start: quote, end: quote + 1 },
      message: `This quote has no end: write ‘${text.charAt(quote)}’ behind the argument.`,
    });
  }
  parse.request = {
    kind: 'curl',
    start: span.start,
    end: span.end,
    method: tokenAt(text, line.first, line.first + 4),
    target: { span: { start: line.first + 4, end: line.first + 4 }, parts: [] },
    version: undefined,
    headers: [],
    bodyHeaders: startBodyHeaders('curl'),
    body: undefined,
    command: parseTemplate(text, span),
  };
  addPlainNode(parse, 'request-line', nextLineStart(text, end));
}

/** Quotes as a POSIX shell reads them; `\`, `^` and a backtick at the end of a line continue it. */
function findCommandEnd(text: string, start: number): { readonly end: number; readonly quote: number | undefined } {
  let quote: number | undefined;
  for (let offset = start; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (quote !== undefined) {
      const isEscape = unit === BACKSLASH && (text.charCodeAt(quote) === DOUBLE_QUOTE || isAnsiQuote(text, quote));
      if (isEscape) offset++;
      else if (unit === text.charCodeAt(quote)) quote = undefined;
    } else if (unit === BACKSLASH) {
      offset = escapedEnd(text, offset);
    } else if (unit === SINGLE_QUOTE || unit === DOUBLE_QUOTE) {
      quote = offset;
    } else if (isLineEndUnit(unit)) {
      return { end: offset, quote };
    } else if ((unit === CARET || unit === BACKTICK) && isLineEndUnit(text.charCodeAt(offset + 1))) {
      offset = escapedEnd(text, offset);
    }
  }
  return { end: text.length, quote };
}

/** Last unit of what a mark takes along: a line end may be two units. */
function escapedEnd(text: string, offset: number): number {
  return isLineEndUnit(text.charCodeAt(offset + 1)) ? nextLineStart(text, offset + 1) - 1 : offset + 1;
}

function isLineEndUnit(unit: number): boolean {
  return unit === LINE_FEED || unit === CARRIAGE_RETURN;
}

function isAnsiQuote(text: string, quote: number): boolean {
  return text.charCodeAt(quote) === SINGLE_QUOTE && text.charCodeAt(quote - 1) === DOLLAR;
}

const BACKSLASH = 92;
const SINGLE_QUOTE = 39;
const DOUBLE_QUOTE = 34;
const BACKTICK = 96;
const CARET = 94;
const DOLLAR = 36;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
