import { parseTemplate, placeholderEnd } from '../../text/template';
import { lineContentEnd, nextLineStart, skipBlanks, trimEnd } from '../lines';
import type { BodyPart, GraphqlBody } from '../nodes';

/**
 * Tells the document from its variables: they are the braces that start a line behind a blank line, once the document
 * has a closed pair of braces of its own or comes from a file.
 */
export function splitGraphqlBody(text: string, parts: readonly BodyPart[]): GraphqlBody {
  const last = parts.at(-1);
  if (last?.kind !== 'text') return { query: parts, variables: undefined };
  const { start, end } = last.span;
  const variables = findVariables(text, start, end, parts.length > 1);
  if (variables === undefined) return { query: parts, variables: undefined };
  const queryEnd = trimLines(text, start, variables);
  const span = { start, end: queryEnd };
  const query: BodyPart[] = parts.slice(0, -1);
  if (queryEnd > start) query.push({ kind: 'text', span, content: parseTemplate(text, span) });
  return { query, variables: parseTemplate(text, { start: variables, end }) };
}

function findVariables(text: string, start: number, end: number, hasDocument: boolean): number | undefined {
  let depth = 0;
  let isClosed = hasDocument;
  let isBehindBlank = false;
  for (let line = start; line < end; line = nextLineStart(text, lineContentEnd(text, line))) {
    const stop = Math.min(end, lineContentEnd(text, line));
    const first = skipBlanks(text, line, stop);
    if (first === stop) {
      isBehindBlank = true;
      continue;
    }
    const opens = text.charCodeAt(first) === OPENING_BRACE && text.charCodeAt(first + 1) !== OPENING_BRACE;
    if (depth === 0 && isClosed && isBehindBlank && opens) return first;
    isBehindBlank = false;
    const after = countBraces(text, first, stop, depth);
    if (depth > 0 && after === 0) isClosed = true;
    if (depth === 0 && after === 0 && opens) isClosed = true;
    if (depth === 0 && after === 0 && text.charCodeAt(trimEnd(text, first, stop) - 1) === CLOSING_BRACE)
      isClosed = true;
    depth = after;
  }
  return undefined;
}

/** Strings, comments and placeholders hold no braces that count. */
function countBraces(text: string, start: number, end: number, depth: number): number {
  let isInString = false;
  for (let offset = start; offset < end; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === QUOTE) isInString = !isInString;
    else if (isInString) {
      if (unit === BACKSLASH) offset++;
    } else if (unit === HASH) break;
    else if (unit === OPENING_BRACE) {
      const stop = placeholderEnd(text, offset, end);
      if (stop === undefined) depth++;
      else offset = stop - 1;
    } else if (unit === CLOSING_BRACE && depth > 0) depth--;
  }
  return depth;
}

/** Back over blanks and line ends. */
function trimLines(text: string, start: number, end: number): number {
  while (end > start && /\s/.test(text.charAt(end - 1))) end--;
  return end;
}

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const QUOTE = 34;
const BACKSLASH = 92;
const HASH = 35;
