import { readImports } from '../../syntax/blockImports';
import { readNotRunNames } from '../../syntax/script/findNotRunNames';
import type { RequestBlock } from '../../syntax/nodes';
import { overBlocks, type FileBlocks } from '../../syntax/overBlocks';
import { templateSource } from '../../text/template';
import { findBlockNames } from './blockNames';

/**
 * All that one block of the file can change in the meaning of names in another: while this text stays the same, what
 * was found in a block that stays the same holds.
 */
export const describeNames: (file: FileBlocks) => string = overBlocks(describeBlock, Object.is, (names) =>
  names.join(''),
);

function describeBlock(block: RequestBlock): string {
  const values = block.variables.map(({ name, value }) => [name.text, templateSource(value)]);
  const names = findBlockNames(block).definitions.map(({ form, name }) => [form, name.text]);
  const imports = readImports(block).map(templateSource);
  const { everywhere, hasUnread } = readNotRunNames(block);
  const notRun = everywhere.map(({ name, by }) => [name, by]);
  const isEmpty = values.length + names.length + imports.length + notRun.length === 0 && !hasUnread;
  return isEmpty ? '' : JSON.stringify([values, names, imports, notRun, hasUnread]);
}
