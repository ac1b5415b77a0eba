import type { Token } from '../text/span';
import { directiveKey, type Directive, type RequestBlock, type RequestFile } from './nodes';

/** `# @ref login` or `# @forceRef login`: a request that has to be sent before. */
export interface BlockRef {
  /** Without the `#` that may stand before it. */
  readonly name: Token;
  readonly forced: boolean;
  readonly directive: Directive;
}

/** In the order of the block. */
export function readRefs({ directives }: RequestBlock): readonly BlockRef[] {
  return directives.flatMap((directive) => {
    const key = directiveKey(directive.name.text);
    const { value } = directive;
    if ((key !== 'ref' && key !== 'forceref') || !value) return [];
    const start = value.text.startsWith('#') ? 1 : 0;
    const span = { start: value.span.start + start, end: value.span.end };
    return [{ name: { span, text: value.text.slice(start) }, forced: key === 'forceref', directive }];
  });
}

/** A request with a name, and the place of its block in the file. */
export interface NamedBlock {
  readonly block: RequestBlock;
  readonly index: number;
}

/** The requests of a file by name, those of the same name in their order. */
export function findNamedBlocks({ blocks }: RequestFile): ReadonlyMap<string, readonly NamedBlock[]> {
  const names = new Map<string, NamedBlock[]>();
  for (const [index, block] of blocks.entries()) {
    if (!block.name || !block.request) continue;
    const list = names.get(block.name.text) ?? [];
    list.push({ block, index });
    names.set(block.name.text, list);
  }
  return names;
}

/** Of requests of the same name the nearest one above block `before`, else the first one below; without it the last one. */
export function nearestBlock(found: readonly NamedBlock[], before?: number): NamedBlock | undefined {
  if (before === undefined) return found.at(-1);
  return (
    found.findLast(({ index }) => index < before) ??
    found.find(({ index }) => index > before) ??
    // A request that refers to itself is a cycle of one.
    found[0]
  );
}
