import { overBlocks, type FileBlocks } from '../../syntax/overBlocks';

/** The names of the requests of a file in their order, one that occurs twice twice. The same list until one changes. */
export const findRequestNames: (file: FileBlocks) => readonly string[] = overBlocks(
  (block) => block.request && block.name?.text,
  Object.is,
  (names) => names.filter((name) => name !== undefined),
);
