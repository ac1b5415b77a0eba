import type { RequestBlock, RequestFile } from './nodes';
import { splitBlocks } from './splitBlocks';

/** Every text is a requests file: what is wrong with it is said in the problems of its blocks. */
export function parseRequestFile(text: string): RequestFile {
  return buildRequestFile(splitBlocks(text));
}

/** A file of blocks that follow each other. */
export function buildRequestFile(blocks: readonly RequestBlock[]): RequestFile {
  const starts: number[] = [];
  let length = 0;
  for (const block of blocks) {
    starts.push(length);
    length += block.text.length;
  }
  return { blocks, starts, length };
}
