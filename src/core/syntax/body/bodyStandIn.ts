import type { Span } from '../../text/span';
import type { MessageBody } from '../nodes';

/** A text as long as the body, with something harmless where a placeholder stands. */
export interface BodyStandIn {
  readonly text: string;
  /** Where the text starts in the block. */
  readonly start: number;
  /** Starts, in the stand-in, of placeholders that no quotes are round. */
  readonly placeholders: ReadonlySet<number>;
}

/** Comments and files become blanks; a placeholder a string, or a part of the string that it stands in. */
export function bodyStandIn(blockText: string, { span, parts }: MessageBody): BodyStandIn {
  const pieces: string[] = [];
  const placeholders = new Set<number>();
  let offset = span.start;
  let isInside = false;
  const add = (piece: Span, text: string): void => {
    if (piece.start > offset) pieces.push(blank(blockText.slice(offset, piece.start)));
    pieces.push(text);
    offset = piece.end;
  };
  for (const part of parts) {
    if (part.kind === 'file') {
      add(part.span, ' '.repeat(part.span.end - part.span.start));
      continue;
    }
    for (const piece of part.content.parts) {
      const size = piece.span.end - piece.span.start;
      const written = blockText.slice(piece.span.start, piece.span.end);
      if (piece.kind === 'placeholder') {
        if (!isInside) placeholders.add(piece.span.start - span.start);
        add(piece.span, isInside ? '_'.repeat(size) : `"${'_'.repeat(size - 2)}"`);
      } else if (written.startsWith('\\{\\{') && piece.text.length !== size) {
        add(piece.span, '_'.repeat(size));
      } else {
        isInside = endsInside(written, isInside);
        add(piece.span, written);
      }
    }
  }
  return { text: pieces.join(''), start: span.start, placeholders };
}

/** A string of JSON ends with its line at the latest. */
function endsInside(text: string, isInside: boolean): boolean {
  let inside = isInside;
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === LINE_FEED || unit === CARRIAGE_RETURN) inside = false;
    else if (unit === QUOTE) inside = !inside;
    else if (unit === BACKSLASH && inside) offset++;
  }
  return inside;
}

/** Line ends stay, so that what ends with a line still does. */
function blank(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}

const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;
const QUOTE = 34;
const BACKSLASH = 92;
