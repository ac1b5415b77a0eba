import type { RequestFile } from './nodes';

/** The document's text, character by character what was parsed. */
export function printRequestFile(file: RequestFile): string {
  return file.blocks.map((block) => block.text).join('');
}
