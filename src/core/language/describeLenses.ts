import type { RequestFile } from '../syntax/nodes';
import type { Span } from '../text/span';

/** Where an editor offers to send, one for each block that holds a request. */
export interface RequestLens {
  /** The request line's first character, in document coordinates. */
  readonly span: Span;
  /** Document offset of the block, the argument of a send. */
  readonly blockStart: number;
  /** For the status of the last answer; `undefined` when the request has no name. */
  readonly name: string | undefined;
}

/** In the order of the document. */
export function describeLenses(file: RequestFile): readonly RequestLens[] {
  const lenses: RequestLens[] = [];
  file.blocks.forEach((block, index) => {
    if (!block.request) return;
    const blockStart = file.starts[index] ?? 0;
    const offset = blockStart + block.request.span.start;
    lenses.push({ span: { start: offset, end: offset }, blockStart, name: block.name?.text });
  });
  return lenses;
}
