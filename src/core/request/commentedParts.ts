import type { BodyComments } from '../syntax/bodyComments';
import { parseFormTemplate } from '../syntax/formTemplate';
import type { BodyPart, RequestBlock } from '../syntax/nodes';
import type { Span } from '../text/span';
import { parseTemplate } from '../text/template';

/** The parts of a body as they are sent. Of a GraphQL document or a command nothing changes. */
export function commentedParts(
  { text, nodes }: RequestBlock,
  parts: readonly BodyPart[],
  { comments, isForm }: { readonly comments: BodyComments; readonly isForm: boolean },
): readonly BodyPart[] {
  if (comments === 'auto') return parts;
  const toText = (span: Span): BodyPart => {
    return { kind: 'text', span, content: isForm ? parseFormTemplate(text, span) : parseTemplate(text, span) };
  };
  if (comments === 'strip') {
    return parts.flatMap((part) => (part.kind === 'text' ? linesLeft(text, part.span, isForm).map(toText) : [part]));
  }
  const left = nodes.filter(({ kind }) => kind === 'body-comment').map(({ span }) => span);
  // Behind the last comment of a body its line does not end.
  const last = Math.max(...parts.map((part) => part.span.start), ...left.map(({ start }) => start));
  const kept = left.map((span) => toText(span.start < last ? span : { start: span.start, end: trimLines(text, span) }));
  return kept.length === 0 ? parts : joinNeighbours([...parts, ...kept], toText);
}

/** Texts with nothing but blank lines between them are one. */
function joinNeighbours(parts: readonly BodyPart[], toText: (span: Span) => BodyPart): readonly BodyPart[] {
  const joined: BodyPart[] = [];
  for (const part of parts.toSorted((one, other) => one.span.start - other.span.start)) {
    const last = joined.at(-1);
    if (last?.kind === 'text' && part.kind === 'text') {
      joined[joined.length - 1] = toText({ start: last.span.start, end: part.span.end });
    } else joined.push(part);
  }
  return joined;
}

/** The span without the lines that are comments, and without the line ends that then end it or touch an `&`. */
function linesLeft(text: string, { start, end }: Span, isForm: boolean): readonly Span[] {
  const spans: Span[] = [];
  let from = start;
  for (const match of text.slice(start, end).matchAll(COMMENT_LINE)) {
    const at = start + match.index;
    if (at > from) spans.push({ start: from, end: at });
    from = at + match[0].length;
  }
  if (from < end) spans.push({ start: from, end });
  return spans.map((span, index) => {
    const next = spans[index + 1];
    const isJoined =
      isForm &&
      next &&
      (/^\s*&/.test(text.slice(next.start, next.end)) || /&\s*$/.test(text.slice(span.start, span.end)));
    return isJoined || (!next && span.end < end) ? { start: span.start, end: trimLines(text, span) } : span;
  });
}

function trimLines(text: string, { start, end }: Span): number {
  while (end > start && /[\r\n]/.test(text.charAt(end - 1))) end--;
  return end;
}

const COMMENT_LINE = /^[ \t]*(?:#|\/\/).*(?:\r\n|[\r\n]|$)/gm;
