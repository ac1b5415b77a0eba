import { isTokenUnit } from '../syntax/lines';
import type { RequestBlock } from '../syntax/nodes';
import type { Span } from '../text/span';

/** What a cursor in a request file is about to write; spans are offsets into its line. */
export type CursorPlace =
  /** Between braces; `suffix` are the closing ones where they are missing. */
  | { readonly kind: 'placeholder'; readonly span: Span; readonly typed: string; readonly suffix: string }
  /** The name of a `# @…`. `hasValue` is true when something stands behind it already. */
  | { readonly kind: 'directive'; readonly span: Span; readonly hasValue: boolean }
  | { readonly kind: 'directive-value'; readonly name: string; readonly span: Span }
  /** Behind the `=` of a `# @capture`. */
  | { readonly kind: 'capture-path'; readonly span: Span; readonly lead: string }
  /** The first word of a request line. */
  | { readonly kind: 'method'; readonly span: Span; readonly hasTarget: boolean }
  | { readonly kind: 'header-name'; readonly span: Span; readonly hasColon: boolean; readonly isPart: boolean }
  /** `lead` is the blank between colon and value where it is missing; `others` are the other elements of the list. */
  | {
      readonly kind: 'header-value';
      readonly name: string;
      readonly span: Span;
      readonly lead: string;
      readonly others: readonly string[];
    }
  /** `written` is all of the path up to the cursor; the span is its last name. */
  | {
      readonly kind: 'path';
      readonly of: 'body' | 'request-file' | 'script' | 'folder';
      readonly written: string;
      readonly span: Span;
    };

/** The line of a cursor and where in it the cursor stands. */
export interface CursorLine {
  readonly line: string;
  readonly column: number;
  /** Offset of the line in its block. */
  readonly start: number;
}

/** `offset` counts in the block. `undefined` where there is nothing to offer, such as in the text of a body. */
export function cursorPlaceAt(block: RequestBlock, offset: number): CursorPlace | undefined {
  const at = cursorLine(block.text, offset);
  if (at.line.length > LONGEST_LINE) return undefined;
  const placeholder = placeholderPlace(at.line, at.column);
  if (placeholder) return placeholder;
  const section = sectionBefore(block, at.start);
  if (section === 'body') return bodyPlace(block, at);
  if (/^\s*(?:#|\/\/)/.test(at.line)) return directivePlace(at);
  return pathPlace(at, section) ?? (section === 'head' ? methodPlace(at) : headerPlace(at, false));
}

/** The line around an offset, without its line end. */
export function cursorLine(text: string, offset: number): CursorLine {
  // An index below 0 would be taken for 0.
  const before = offset === 0 ? -1 : Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1));
  const start = before + 1;
  const [rest = ''] = /^[^\r\n]*/.exec(text.slice(offset, offset + LONGEST_LINE + 1)) ?? [];
  return { line: text.slice(start, offset) + rest, column: offset - start, start };
}

/** What is written between the braces around a column, whether they are closed or not. */
export function placeholderPlace(
  line: string,
  column: number,
): Extract<CursorPlace, { readonly kind: 'placeholder' }> | undefined {
  const opening = line.lastIndexOf('{{', column - 2);
  if (opening < 0 || /[{}]/.test(line.slice(opening + 2, column))) return undefined;
  // Three braces in a row: the last two of them open.
  const typed = line.slice(opening + 2, column).trimStart();
  const rest = restOfExpression(line, column);
  const span = { start: column - typed.length, end: column + (rest?.length ?? 0) };
  return { kind: 'placeholder', span, typed, suffix: rest === undefined ? missingBraces(line, column) : '' };
}

/** What is written behind the cursor up to the closing braces, or `undefined` when they are missing. */
function restOfExpression(line: string, column: number): string | undefined {
  const closing = line.indexOf('}', column);
  if (closing < 0 || line[closing + 1] !== '}') return undefined;
  const rest = line.slice(column, closing);
  return rest.includes('{') ? undefined : rest.trimEnd();
}

function missingBraces(line: string, column: number): string {
  return line[column] === '}' ? '}' : '}}';
}

type Section = 'head' | 'headers' | 'body';

/** Where the line at `start` stands, told from the lines before it: the line itself is being written. */
function sectionBefore(block: RequestBlock, start: number): Section {
  let section: Section = 'head';
  for (const node of block.nodes) {
    if (node.span.start >= start) break;
    switch (node.kind) {
      case 'request-line':
        section = 'headers';
        break;
      case 'blank':
        if (section === 'headers') section = 'body';
        break;
      case 'body':
      case 'body-file':
        // One that goes on over the line that is written counts only for the lines before it.
        section = 'body';
        break;
      default:
    }
  }
  return section;
}

/** `# @na|me`, `# @env st|age`. */
function directivePlace(at: CursorLine): CursorPlace | undefined {
  const { line, column } = at;
  const [, lead = '', name = '', gap = '', value = ''] = /^(\s*(?:#+|\/{2,})\s*@)([\w.-]*)(\s*)(.*)$/.exec(line) ?? [];
  if (lead === '' || column < lead.length) return undefined;
  const nameEnd = lead.length + name.length;
  if (column <= nameEnd) {
    return { kind: 'directive', span: { start: lead.length, end: nameEnd }, hasValue: value !== '' };
  }
  const valueStart = nameEnd + gap.length;
  if (gap === '' || column < nameEnd + 1) return undefined;
  if (name.toLowerCase() === 'import') return pathPlace(at, 'head');
  const end = Math.max(column, valueStart + value.trimEnd().length);
  if (name.toLowerCase() === 'capture') return capturePlace({ start: valueStart, end }, value, column);
  const span = { start: Math.min(column, valueStart), end: valueStart + value.trimEnd().length };
  return { kind: 'directive-value', name, span: { start: span.start, end: Math.max(span.end, column) } };
}

/** `# @capture userID = resp|onse.status`; the name before it is of the person's own. */
function capturePlace({ start, end }: Span, value: string, column: number): CursorPlace | undefined {
  const [, name = '', blank = ''] = /^([^=]+=)([ \t]*)/.exec(value) ?? [];
  const equals = start + name.length;
  if (name === '' || column < equals) return undefined;
  const span = { start: Math.min(column, equals + blank.length), end };
  return { kind: 'capture-path', span, lead: column === equals && blank === '' ? ' ' : '' };
}

/** `< ./us|er.json`, `import ./ot|her.http`, `# @import ./ot|her.http`, `>> ./ou|t/answer.json`. */
function pathPlace({ line, column }: CursorLine, section: Section): CursorPlace | undefined {
  const match = /^(\s*(<@?[A-Za-z][\w-]*|<@?|<>|>>!?|>|import|run|(?:#+|\/{2,})[ \t]*@import)[ \t]+)(.*)$/.exec(line);
  const [, lead = '', word = '', path = ''] = match ?? [];
  if (!match || column < lead.length) return undefined;
  if ((word === 'import' || word === 'run') && section !== 'head') return undefined;
  // An element of XML, or the code of a script.
  if (/^<[A-Za-z]/.test(word) || path.startsWith('{%')) return undefined;
  const written = line.slice(lead.length, column);
  const nameStart = lead.length + Math.max(written.lastIndexOf('/'), written.lastIndexOf('\\')) + 1;
  const [rest = ''] = /^[^/\\]*/.exec(line.slice(column).trimEnd()) ?? [];
  // What `>>` writes has a new name; `>>!` may replace what is there.
  const of = PATH_KINDS[word[0] === '<' || word === '>>!' ? '<' : word] ?? 'request-file';
  return { kind: 'path', of, written, span: { start: nameStart, end: column + rest.length } };
}

const PATH_KINDS: Readonly<Record<string, Extract<CursorPlace, { readonly kind: 'path' }>['of']>> = {
  '<': 'body',
  '>': 'script',
  '>>': 'folder',
};

function bodyPlace(block: RequestBlock, at: CursorLine): CursorPlace | undefined {
  const path = pathPlace(at, 'body');
  if (path) return path;
  return isInPartHeaders(block.text, at.start) ? headerPlace(at, true) : undefined;
}

/** True between a boundary line of a multipart body and the next blank line. */
function isInPartHeaders(text: string, start: number): boolean {
  let end = start;
  for (let count = 0; count < MOST_PART_HEADERS && end > 0; count++) {
    const lineEnd = text[end - 1] === '\n' && text[end - 2] === '\r' ? end - 2 : end - 1;
    const lineStart = Math.max(text.lastIndexOf('\n', lineEnd - 1), text.lastIndexOf('\r', lineEnd - 1)) + 1;
    const line = text.slice(lineStart, lineEnd);
    if (/^--[^\s-]/.test(line)) return !line.trimEnd().endsWith('--');
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+[ \t]*:/.test(line)) return false;
    end = lineStart;
  }
  return false;
}

/** The word that the cursor stands in or behind. */
function methodPlace({ line, column }: CursorLine): CursorPlace | undefined {
  const first = line.length - line.trimStart().length;
  let end = first;
  while (end < line.length && isTokenUnit(line.charCodeAt(end))) end++;
  if (column < first || column > end || !/^(?:\s|$)/.test(line.slice(end))) return undefined;
  return { kind: 'method', span: { start: first, end }, hasTarget: line.slice(end).trim() !== '' };
}

function headerPlace({ line, column }: CursorLine, isPart: boolean): CursorPlace | undefined {
  const first = line.length - line.trimStart().length;
  if (/^[?&]/.test(line.slice(first))) return undefined;
  let nameEnd = first;
  while (nameEnd < line.length && isTokenUnit(line.charCodeAt(nameEnd))) nameEnd++;
  const [colon] = /^[ \t]*:/.exec(line.slice(nameEnd)) ?? [];
  if (column >= first && column <= nameEnd) {
    const behind = line.slice(nameEnd).trim();
    if (colon === undefined && behind !== '') return undefined;
    return { kind: 'header-name', span: { start: first, end: nameEnd }, hasColon: colon !== undefined, isPart };
  }
  if (colon === undefined || nameEnd === first) return undefined;
  const valueStart = nameEnd + colon.length;
  if (column < valueStart) return undefined;
  const name = line.slice(first, nameEnd);
  return { kind: 'header-value', name, ...valueAround(line, column, { start: valueStart, end: line.length }) };
}

/** The element of the list in which the cursor stands, blanks left out; commas in quotes do not count. */
function valueAround(
  line: string,
  column: number,
  field: Span,
): { readonly span: Span; readonly lead: string; readonly others: readonly string[] } {
  // As long as the value, its quoted texts without commas.
  const outline = line.slice(0, field.end).replace(/"(?:[^"\\]|\\.)*"?/g, (quoted) => '_'.repeat(quoted.length));
  const elementStart = Math.max(field.start, outline.lastIndexOf(',', column - 1) + 1);
  const comma = outline.indexOf(',', column);
  const typed = line.slice(elementStart, column).trimStart();
  const rest = line.slice(column, comma < 0 ? field.end : comma);
  const start = column - typed.length;
  const around = [line.slice(field.start, elementStart), comma < 0 ? '' : line.slice(comma, field.end)];
  const others = around.flatMap((text) => text.split(',')).map((text) => text.trim());
  return {
    span: { start, end: column + rest.trimEnd().length },
    others: others.filter((text) => text !== ''),
    lead: start === elementStart && typed === '' ? ' ' : '',
  };
}

/** Longer lines are data. */
const LONGEST_LINE = 20_000;
const MOST_PART_HEADERS = 20;
