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
}

/**
 * The only code that looks for `{{`. Reads `text` from `span.start` to `span.end`; spans are offsets into `text`.
 * A placeholder stays on one line and holds no brace; any other `{{` is literal text, and `\{\{…\}\}` means braces.
 * Linear in the length of the span, whatever stands there.
 */
export function parseTemplate(text: string, span: Span): Template {
  const parts: TemplatePart[] = [];
  let literalStart = span.start;
  let offset = span.start;
  while (offset < span.end) {
    const opening = text.indexOf('{', offset);
    if (opening < 0 || opening >= span.end) break;
    if (text.startsWith('\\{\\{', opening - 1) && opening > literalStart) {
      const escaped = parseEscapedBraces(text, opening - 1, span.end);
      if (escaped) {
        pushLiteral(parts, text, literalStart, opening - 1);
        parts.push(escaped);
        literalStart = offset = escaped.span.end;
        continue;
      }
    }
    if (text.charCodeAt(opening + 1) !== OPENING_BRACE || opening + 2 > span.end) {
      offset = opening + 1;
      continue;
    }
    const stop = findExpressionEnd(text, opening + 2, span.end);
    if (!text.startsWith('}}', stop) || stop + 2 > span.end) {
      // In `{{{{x}}` the innermost pair is the placeholder, so go on behind one brace only when braces follow each other.
      offset =
        stop === opening + 2 && text.charCodeAt(stop) === OPENING_BRACE ? opening + 1 : Math.max(stop, opening + 2);
      continue;
    }
    pushLiteral(parts, text, literalStart, opening);
    parts.push({
      kind: 'placeholder',
      span: { start: opening, end: stop + 2 },
      expression: trimmedToken(text, opening + 2, stop),
    });
    literalStart = offset = stop + 2;
  }
  pushLiteral(parts, text, literalStart, span.end);
  return { span, parts };
}

/** A template that stands for exactly `text`: values that came from outside are never read as placeholders. */
export function literalTemplate(text: string): Template {
  const span = { start: 0, end: text.length };
  return { span, parts: text === '' ? [] : [{ kind: 'literal', span, text }] };
}

/** The template as it was written, placeholders unresolved; a folded or escaped literal shows what it means. */
export function templateSource(template: Template): string {
  return template.parts.map((part) => (part.kind === 'literal' ? part.text : `{{${part.expression.text}}}`)).join('');
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

function parseEscapedBraces(text: string, start: number, end: number): Literal | undefined {
  const stop = findExpressionEnd(text, start + 4, end);
  // The backslash before the first closing brace belongs to the escape, not to the content.
  if (!text.startsWith('\\}\\}', stop - 1) || stop + 3 > end) return undefined;
  const span = { start, end: stop + 3 };
  return { kind: 'literal', span, text: `{{${text.slice(start + 4, stop - 1)}}}` };
}

function pushLiteral(parts: TemplatePart[], text: string, start: number, end: number): void {
  if (end > start) parts.push({ kind: 'literal', span: { start, end }, text: text.slice(start, end) });
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
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
