import type { RequestBlock, RequestFile } from '../syntax/nodes';

/** The names of the requests of a file in their order, one that occurs twice twice. */
export function findRequestNames(file: RequestFile): readonly string[] {
  const names: string[] = [];
  for (const block of file.blocks) {
    const name = nameOf(block);
    if (name !== undefined) names.push(name);
  }
  return names;
}

const namesOfBlocks = new WeakMap<RequestBlock, string | false>();

function nameOf(block: RequestBlock): string | undefined {
  const known = namesOfBlocks.get(block) ?? ((block.request && block.name?.text) || false);
  namesOfBlocks.set(block, known);
  return known === false ? undefined : known;
}
