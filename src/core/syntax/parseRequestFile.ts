import type { RequestFile } from './nodes';
import { splitBlocks } from './splitBlocks';

/** Every text is a requests file: what is wrong with it is said in the problems of its blocks. */
export function parseRequestFile(text: string): RequestFile {
  const blocks = splitBlocks(text);
  const starts: number[] = [];
  let length = 0;
  for (const block of blocks) {
    starts.push(length);
    length += block.text.length;
  }
  return { blocks, starts, length };
}
