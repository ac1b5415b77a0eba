/** Half-open range of UTF-16 offsets. Inside a request block it counts from the block's first character. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A piece of a document: `text` is what stands at `span`, trimmed of nothing. */
export interface Token {
  readonly span: Span;
  readonly text: string;
}

/** The same span, `offset` UTF-16 units further on: from block coordinates to document coordinates, or back. */
export function shiftSpan(span: Span, offset: number): Span {
  return { start: span.start + offset, end: span.end + offset };
}

/** True when `offset` lies inside the span or at either end, as a text cursor does. */
export function spanTouches(span: Span, offset: number): boolean {
  return span.start <= offset && offset <= span.end;
}
