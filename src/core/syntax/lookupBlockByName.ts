import { placeBlock, type PlacedBlock } from './blockAtOffset';
import type { RequestFile } from './nodes';

/**
 * The block with that name. Where a name occurs more than once the nearest one before block `beforeIndex` counts, else
 * the first behind it; without `beforeIndex` the last one of the file.
 */
export function lookupBlockByName(file: RequestFile, name: string, beforeIndex?: number): PlacedBlock | undefined {
  const before = beforeIndex ?? file.blocks.length;
  for (let index = before - 1; index >= 0; index--) {
    if (isNamed(file, index, name)) return placeBlock(file, index);
  }
  for (let index = before; index < file.blocks.length; index++) {
    if (isNamed(file, index, name)) return placeBlock(file, index);
  }
  return undefined;
}

/** Most blocks need not be read to know that they have another name. */
function isNamed(file: RequestFile, index: number, name: string): boolean {
  const block = file.blocks[index];
  return block !== undefined && block.text.includes(name) && block.name?.text === name;
}
