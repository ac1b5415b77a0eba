import type { Span } from '../../text/span';
import type { Template } from '../../text/template';

/** The text a template means, and where in the file each piece of it stands. */
export interface WrittenText {
  readonly text: string;
  /** What stands in the file for the characters from `start` to `end` of the text. */
  readonly spanOf: (start: number, end: number) => Span;
}

/** Stands for a placeholder: no pattern of a value takes it. */
export const GAP = '\uFFFC';

/**
 * Quotes and escapes of a command are no part of what is meant, and an option may stand for a piece of it. With the
 * `source`, its characters are taken instead: a form is written over several lines there.
 */
export function readWrittenText({ parts }: Template, source?: string): WrittenText {
  const pieces: Piece[] = [];
  let text = '';
  for (const part of parts) {
    const meant = part.kind === 'placeholder' ? GAP : (source?.slice(part.span.start, part.span.end) ?? part.text);
    pieces.push({ start: text.length, end: text.length + meant.length, span: part.span });
    text += meant;
  }
  const offsetOf = (at: number, isEnd: boolean): number => {
    const piece = pieceAt(pieces, isEnd ? at - 1 : at);
    if (!piece) return 0;
    const { start, end, span } = piece;
    // What is written with escapes can only be taken as a whole.
    if (end - start !== span.end - span.start) return isEnd ? span.end : span.start;
    return span.start + at - start;
  };
  return { text, spanOf: (start, end) => ({ start: offsetOf(start, false), end: offsetOf(end, true) }) };
}

function pieceAt(pieces: readonly Piece[], at: number): Piece | undefined {
  let low = 0;
  for (let high = pieces.length - 1; low < high;) {
    const middle = (low + high) >> 1;
    if ((pieces[middle]?.end ?? 0) > at) high = middle;
    else low = middle + 1;
  }
  return pieces[low];
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
}
