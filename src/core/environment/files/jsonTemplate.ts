import { createScanner } from 'jsonc-parser';
import type { Span } from '../../text/span';
import { parseTemplate, type Template, type TemplatePart } from '../../text/template';

/**
 * The template in a JSON string: escapes are decoded before placeholders are looked for, and the parts' spans are
 * places in `text`. `span` is the content between the quotes.
 */
export function stringTemplate(text: string, span: Span): Template {
  return escapedTemplate(text, span, (escape) =>
    escape.length === 6
      ? String.fromCharCode(Number.parseInt(escape.slice(2), 16))
      : (ESCAPES[escape.slice(1)] ?? escape.slice(1)),
  );
}

/** The same for other kinds of quoted text; `decode` is given each backslash with the letter, or `uXXXX`, behind it. */
export function escapedTemplate(text: string, span: Span, decode: (escape: string) => string): Template {
  const source = text.slice(span.start, span.end);
  if (!source.includes('\\')) return parseTemplate(text, span);
  const writer = startMappedText();
  let copied = 0;
  const escape = /\\(?:u[0-9A-Fa-f]{4}|[^u])/g;
  for (let match = escape.exec(source); match; match = escape.exec(source)) {
    const [whole] = match;
    writer.push(source.slice(copied, match.index), span.start + copied);
    writer.push(decode(whole), span.start + match.index);
    copied = match.index + whole.length;
  }
  writer.push(source.slice(copied), span.start + copied);
  return mappedTemplate(writer, span);
}

/** A value inside of another that a variable of its own stands for. */
export interface NamedPart {
  readonly span: Span;
  readonly name: string;
}

/**
 * The template in an object, list or other value as compact JSON: comments, blanks and line ends are left out. In the
 * place of `named` parts, which are in their order, stands a placeholder in quotes.
 */
export function valueTemplate(text: string, span: Span, named: readonly NamedPart[] = []): Template {
  const scanner = createScanner(text, true);
  scanner.setPosition(span.start);
  const writer = startMappedText();
  let next = 0;
  while (scanner.scan() !== END_OF_TEXT && scanner.getPosition() <= span.end) {
    const start = scanner.getTokenOffset();
    const part = named[next];
    if (part && start >= part.span.start) {
      // A name that could end its own braces is one that nothing has.
      writer.push(`"{{${part.name.replace(/[{}\\]/g, '_')}}}"`, start);
      scanner.setPosition(part.span.end);
      next++;
      continue;
    }
    writer.push(text.slice(start, start + scanner.getTokenLength()), start);
  }
  return mappedTemplate(writer, span);
}

/** Text put together from pieces of a document; remembers for every piece where it stood. */
interface MappedText {
  readonly pieces: string[];
  readonly starts: number[];
  readonly sources: number[];
  readonly push: (piece: string, source: number) => void;
}

function startMappedText(): MappedText {
  const pieces: string[] = [];
  const starts: number[] = [];
  const sources: number[] = [];
  let length = 0;
  const push = (piece: string, source: number): void => {
    if (piece === '') return;
    pieces.push(piece);
    starts.push(length);
    sources.push(source);
    length += piece.length;
  };
  return { pieces, starts, sources, push };
}

function mappedTemplate(mapped: MappedText, span: Span): Template {
  const text = mapped.pieces.join('');
  const template = parseTemplate(text, { start: 0, end: text.length });
  const place = (inner: Span): Span => ({
    start: sourceOffset(mapped, inner.start),
    // The end belongs to the character before it: what follows may come from somewhere else.
    end: inner.end > inner.start ? sourceOffset(mapped, inner.end - 1) + 1 : sourceOffset(mapped, inner.start),
  });
  const parts = template.parts.map((part): TemplatePart =>
    part.kind === 'literal'
      ? { ...part, span: place(part.span) }
      : { ...part, span: place(part.span), expression: { ...part.expression, span: place(part.expression.span) } },
  );
  return { span, parts };
}

function sourceOffset({ starts, sources }: MappedText, offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return (sources[low] ?? 0) + offset - (starts[low] ?? 0);
}

const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
const END_OF_TEXT = 17;
