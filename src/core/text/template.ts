import type { Span, Token } from './span';

/** Text with `{{expression}}` in it. The parts stand in the order of the document. */
export interface Template {
  readonly span: Span;
  readonly parts: readonly TemplatePart[];
}

export type TemplatePart = Literal | Placeholder;

/** `text` is what is meant: `\{\{` stands for two braces, and a folded line end is not in it. */
export interface Literal {
  readonly kind: 'literal';
  readonly span: Span;
  readonly text: string;
}

/** `{{ expression }}` with its braces; the expression is trimmed and may be empty. */
export interface Placeholder {
  readonly kind: 'placeholder';
  readonly span: Span;
  readonly expression: Token;
  /** Written as `%7B%7Bname%7D%7D`: the text that is meant when no variable has that name. */
  readonly literal?: string;
  /** The value is data of a form: it is percent-encoded, a space as `+`. */
  readonly encodes?: 'form';
}

/** Which spellings of a placeholder count besides `{{…}}`. */
export interface TemplateOptions {
  /** `%7B%7Bname%7D%7D`, as tools that encode a whole address or form write it. */
  readonly percentEncodedBraces?: boolean;
}

/**
 * The only code that looks for `{{`. Reads `text` from `span.start` to `span.end`; spans are offsets into `text`.
 * A placeholder stays on one line and holds no brace; any other `{{` is literal text, and `\{\{…\}\}` means braces.
 * Linear in the length of the span, whatever stands there and however long `text` is.
 */
export function parseTemplate(text: string, span: Span, options?: TemplateOptions): Template {
  const parts: TemplatePart[] = [];
  const percentEncodedBraces = options?.percentEncodedBraces === true;
  let literalStart = span.start;
  let offset = span.start;
  while (offset < span.end) {
    const unit = text.charCodeAt(offset);
    if (unit !== OPENING_BRACE && unit !== BACKSLASH && unit !== PERCENT) {
      offset++;
      continue;
    }
    const part =
      unit === OPENING_BRACE
        ? readPlaceholder(text, offset, span.end)
        : unit === BACKSLASH
          ? readEscapedBraces(text, offset, span.end)
          : unit === PERCENT && percentEncodedBraces
            ? readPercentPlaceholder(text, offset, span.end)
            : undefined;
    if (part === undefined) {
      offset++;
      continue;
    }
    if (offset > literalStart) parts.push(literalAt(text, literalStart, offset));
    parts.push(part);
    literalStart = offset = part.span.end;
  }
  if (literalStart === span.start && span.end > span.start) {
    // Most texts hold no placeholder: one span is enough for both.
    parts.push({ kind: 'literal', span, text: text.slice(span.start, span.end) });
  } else if (span.end > literalStart) parts.push(literalAt(text, literalStart, span.end));
  return { span, parts };
}

/** A template that stands for exactly `text`: values that came from outside are never read as placeholders. */
export function literalTemplate(text: string): Template {
  const span = { start: 0, end: text.length };
  return { span, parts: text === '' ? [] : [{ kind: 'literal', span, text }] };
}

/** The template as it was written, placeholders unresolved; a folded or escaped literal shows what it means. */
export function templateSource(template: Template): string {
  return template.parts
    .map((part) => (part.kind === 'literal' ? part.text : (part.literal ?? `{{${part.expression.text}}}`)))
    .join('');
}

/**
 * What to write into a file so that it is read as exactly this text, its double braces escaped; `undefined` for the few
 * texts that cannot be written, those that hold an escape themselves.
 */
export function literalSource(text: string): string | undefined {
  const { parts } = parseTemplate(text, { start: 0, end: text.length });
  const source = parts
    .map((part) =>
      part.kind === 'literal'
        ? text.slice(part.span.start, part.span.end)
        : `\\{\\{${text.slice(part.span.start + 2, part.span.end - 2)}\\}\\}`,
    )
    .join('');
  return templateLiteral(parseTemplate(source, { start: 0, end: source.length })) === text ? source : undefined;
}

/** The text when there is no placeholder in it, else `undefined`. */
export function templateLiteral(template: Template): string | undefined {
  let text = '';
  for (const part of template.parts) {
    if (part.kind === 'placeholder') return undefined;
    text += part.text;
  }
  return text;
}

/** Where the placeholder that opens at `start` ends, or `undefined` when none opens there. */
export function placeholderEnd(text: string, start: number, end: number): number | undefined {
  if (start + 4 > end || text.charCodeAt(start + 1) !== OPENING_BRACE) return undefined;
  const stop = findExpressionEnd(text, start + 2, end);
  return stop + 2 <= end && isClosingPair(text, stop) ? stop + 2 : undefined;
}

function readPlaceholder(text: string, start: number, end: number): Placeholder | undefined {
  const stop = placeholderEnd(text, start, end);
  if (stop === undefined) return undefined;
  return { kind: 'placeholder', span: { start, end: stop }, expression: trimmedToken(text, start + 2, stop - 2) };
}

function readEscapedBraces(text: string, start: number, end: number): Literal | undefined {
  if (!text.startsWith('\\{\\{', start)) return undefined;
  const stop = findExpressionEnd(text, start + 4, end);
  // The backslash before the first closing brace belongs to the escape, not to the content.
  if (stop + 3 > end || stop - 1 < start + 4 || !text.startsWith('\\}\\}', stop - 1)) return undefined;
  return { kind: 'literal', span: { start, end: stop + 3 }, text: `{{${text.slice(start + 4, stop - 1)}}}` };
}

function readPercentPlaceholder(text: string, start: number, end: number): Placeholder | undefined {
  if (!isPercentPair(text, start, LETTER_B)) return undefined;
  let stop = start + 6;
  while (stop < end && isNameUnit(text.charCodeAt(stop))) stop++;
  if (stop === start + 6 || stop + 6 > end || !isPercentPair(text, stop, LETTER_D)) return undefined;
  return {
    kind: 'placeholder',
    span: { start, end: stop + 6 },
    expression: trimmedToken(text, start + 6, stop),
    literal: text.slice(start, stop + 6),
  };
}

/** Ends at the first brace or line end: an expression has none of them. */
function findExpressionEnd(text: string, start: number, end: number): number {
  let offset = start;
  while (offset < end) {
    const unit = text.charCodeAt(offset);
    if (unit === OPENING_BRACE || unit === CLOSING_BRACE || unit === LINE_FEED || unit === CARRIAGE_RETURN) break;
    offset++;
  }
  return offset;
}

function isClosingPair(text: string, offset: number): boolean {
  return text.charCodeAt(offset) === CLOSING_BRACE && text.charCodeAt(offset + 1) === CLOSING_BRACE;
}

/** `%7B%7B` or `%7D%7D`, the letter in either case. */
function isPercentPair(text: string, offset: number, letter: number): boolean {
  return (
    text.startsWith('%7', offset) &&
    (text.charCodeAt(offset + 2) | 32) === letter &&
    text.startsWith('%7', offset + 3) &&
    (text.charCodeAt(offset + 5) | 32) === letter
  );
}

/** Letters, digits, `_`, `.`, `-` and `$`: what a name holds that an encoder leaves alone. */
function isNameUnit(unit: number): boolean {
  return (
    (unit >= 48 && unit <= 57) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 97 && unit <= 122) ||
    unit === 95 ||
    unit === 46 ||
    unit === 45 ||
    unit === 36
  );
}

function literalAt(text: string, start: number, end: number): Literal {
  return { kind: 'literal', span: { start, end }, text: text.slice(start, end) };
}

function trimmedToken(text: string, start: number, end: number): Token {
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { span: { start, end }, text: text.slice(start, end) };
}

function isBlank(unit: number): boolean {
  return unit === 32 || unit === 9;
}

const OPENING_BRACE = 123;
const CLOSING_BRACE = 125;
const BACKSLASH = 92;
const PERCENT = 37;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const LETTER_B = 98;
const LETTER_D = 100;
