import type { BodyComments } from '../syntax/body/bodyComments';
import { parseFormTemplate } from '../syntax/body/formTemplate';
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
  const last = [...parts.map(({ span }) => span), ...left].reduce((most, { start }) => Math.max(most, start), 0);
  const kept = left.map((span) => (span.start < last ? span : { start: span.start, end: trimLines(text, span) }));
  return kept.length === 0 ? parts : joinNeighbours([...parts, ...kept.map((span) => ({ span }))], toText);
}

/** Texts with nothing but blank lines between them are one. What has no kind is a comment, and text like the rest. */
function joinNeighbours(
  parts: readonly (BodyPart | { readonly kind?: never; readonly span: Span })[],
  toText: (span: Span) => BodyPart,
): readonly BodyPart[] {
  const joined: BodyPart[] = [];
  let open: Span | undefined;
  // A text is read once it is whole: read after each of its parts it would cost the square of their number.
  const close = (): void => {
    if (open) joined.push(toText(open));
    open = undefined;
  };
  for (const part of parts.toSorted((one, other) => one.span.start - other.span.start)) {
    if (part.kind === 'file') {
      close();
      joined.push(part);
    } else open = { start: open?.start ?? part.span.start, end: part.span.end };
  }
  close();
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
