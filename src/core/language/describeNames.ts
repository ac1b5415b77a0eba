import { readImports } from '../syntax/blockImports';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { templateSource } from '../text/template';
import { findBlockNames } from './blockNames';

/**
 * All that one block of the file can change in the meaning of names in another: while this text stays the same, what
 * was found in a block that stays the same holds.
 */
export function describeNames(file: RequestFile): string {
  return file.blocks.map(describeBlock).join('');
}

function describeBlock(block: RequestBlock): string {
  const known = describedBlocks.get(block);
  if (known !== undefined) return known;
  const values = block.variables.map(({ name, value }) => [name.text, templateSource(value)]);
  const names = findBlockNames(block).definitions.map(({ form, name }) => [form, name.text]);
  const imports = readImports(block).map(templateSource);
  const isEmpty = values.length + names.length + imports.length === 0;
  const described = isEmpty ? '' : JSON.stringify([values, names, imports]);
  describedBlocks.set(block, described);
  return described;
}

const describedBlocks = new WeakMap<RequestBlock, string>();
