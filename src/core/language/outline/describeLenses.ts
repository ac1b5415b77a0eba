import { findBlocksNear, findPlacedBlocks } from '../../syntax/blockAtOffset';
import type { RequestBlock, RequestFile } from '../../syntax/nodes';
import type { Span } from '../../text/span';

/** Where an editor offers to send, one for each block that holds a request. */
export interface RequestLens {
  /** The request line's first character, in document coordinates. */
  readonly span: Span;
  /** Document offset of the block, the argument of a send. */
  readonly blockStart: number;
  /** Of the block in the file. */
  readonly index: number;
  /** `undefined` when the request has none. */
  readonly name: string | undefined;
}

/** In the order of the document. With `near`, those of the blocks that touch one of these places. */
export function describeLenses(file: RequestFile, near?: readonly Span[]): readonly RequestLens[] {
  const lenses: RequestLens[] = [];
  for (const { block, start: blockStart, index } of near ? findBlocksNear(file, near) : findPlacedBlocks(file)) {
    const about = describeBlock(block);
    if (about.line === undefined) continue;
    const offset = blockStart + about.line;
    lenses.push({ span: { start: offset, end: offset }, blockStart, index, name: about.name });
  }
  return lenses;
}

/** What stays the same wherever a block stands; `line` is the offset of its request line. */
interface BlockLens {
  readonly line: number | undefined;
  readonly name: string | undefined;
}

const lensesOfBlocks = new WeakMap<RequestBlock, BlockLens>();

function describeBlock(block: RequestBlock): BlockLens {
  const known = lensesOfBlocks.get(block);
  if (known) return known;
  const lens = { line: block.request?.span.start, name: block.name?.text };
  lensesOfBlocks.set(block, lens);
  return lens;
}
