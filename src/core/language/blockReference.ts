import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { templateSource } from '../text/template';

/** Finds a block again after edits, or after a reload: by name, else by title, else by request line and place. */
export interface BlockReference {
  readonly name: string | undefined;
  readonly title: string | undefined;
  readonly requestLine: string;
  readonly index: number;
}

/** For the block at `index`; one without a request has an empty request line. */
export function describeBlockReference(file: RequestFile, index: number): BlockReference {
  const block = file.blocks[index];
  return {
    name: block?.name?.text,
    title: block?.title?.text,
    requestLine: block ? requestLine(block) : '',
    index,
  };
}

/** The index of the block that is meant, or `undefined` when it is gone or two could be meant. */
export function findReferencedBlock(file: RequestFile, reference: BlockReference): number | undefined {
  if (reference.name !== undefined) return soleIndex(file, reference, (block) => block.name?.text === reference.name);
  if (reference.title !== undefined)
    return soleIndex(file, reference, (block) => block.title?.text === reference.title);
  return soleIndex(file, reference, (block) => requestLine(block) === reference.requestLine);
}

/**
 * The block that stood at `start` when it was described. A button above a request goes with it while somebody types,
 * but what it says of its place is as old as the button, and another request may stand there by now. `undefined` when
 * it cannot be told which one is meant.
 */
export function findShownBlock(file: RequestFile, start: number, reference: BlockReference): number | undefined {
  const { index } = reference;
  const inPlace = describeBlockReference(file, index);
  // Its own target may be what was changed.
  if (file.starts[index] === start && isAlike(inPlace, reference, methodOf)) return index;
  const found = file.blocks.flatMap((_, other) =>
    isAlike(describeBlockReference(file, other), reference, (line) => line) ? [other] : [],
  );
  return found.length === 1 ? found[0] : undefined;
}

function isAlike(one: BlockReference, other: BlockReference, part: (requestLine: string) => string): boolean {
  return one.name === other.name && one.title === other.title && part(one.requestLine) === part(other.requestLine);
}

function methodOf(line: string): string {
  return line.split(' ', 1)[0] ?? '';
}

function soleIndex(
  file: RequestFile,
  reference: BlockReference,
  accepts: (block: RequestBlock) => boolean,
): number | undefined {
  const found = file.blocks.flatMap((block, index) => (block.request && accepts(block) ? [index] : []));
  // Of several that look alike the one at the old place is meant, if it still is one of them.
  return found.length > 1 ? found.find((index) => index === reference.index) : found[0];
}

function requestLine(block: RequestBlock): string {
  if (!block.request) return '';
  return `${block.request.method?.text ?? 'GET'} ${templateSource(block.request.target)}`;
}
