import { findNamedBlocks, nearestBlock, readRefs, type BlockRef } from '../../syntax/blockRefs';
import type { RequestBlock, RequestFile } from '../../syntax/nodes';
import { eachBlock } from '../../syntax/overBlocks';
import { describeCycle, findCycles, type CycleEdge } from '../../text/findCycles';
import type { Problem } from '../../text/problem';

/**
 * Every `# @ref` line of a file that leads back to its own request, with the way it takes, in the coordinates of its
 * block. A request of another file cannot lead back here, so no other file is looked at.
 */
export function findRefCycles(file: RequestFile): ReadonlyMap<RequestBlock, readonly Problem[]> {
  const problems = new Map<RequestBlock, readonly Problem[]>();
  const marked = new Set<BlockRef>();
  for (const cycle of findCycles(findEdges(file))) {
    const names = cycle.map(({ from }) => from.name?.text ?? '');
    cycle.forEach(({ from, ref }, at) => {
      if (marked.has(ref)) return;
      marked.add(ref);
      problems.set(from, [...(problems.get(from) ?? []), toProblem(ref, describeCycle(names, at))]);
    });
  }
  return problems;
}

interface RefEdge extends CycleEdge<RequestBlock> {
  readonly ref: BlockRef;
}

function findEdges(file: RequestFile): ReadonlyMap<RequestBlock, readonly RefEdge[]> {
  const edges = new Map<RequestBlock, readonly RefEdge[]>();
  const refs = findRefs(file);
  if (!refs.some((own) => own !== undefined)) return edges;
  const names = findNamedBlocks(file);
  for (const [index, block] of file.blocks.entries()) {
    const own = (refs[index] ?? []).flatMap((ref): RefEdge[] => {
      const target = nearestBlock(names.get(ref.name.text) ?? [], index);
      return target ? [{ from: block, ref, to: target.block }] : [];
    });
    if (own.length > 0) edges.set(block, own);
  }
  return edges;
}

function toProblem({ directive: { span } }: BlockRef, way: string): Problem {
  const message = `The requests need each other: ${way}. Remove one of these '# @ref' lines.`;
  return { code: 'cyclic-ref', severity: 'error', span, message };
}

/** Most blocks have none. */
const findRefs = eachBlock((block): readonly BlockRef[] | undefined => {
  const refs = readRefs(block);
  return refs.length > 0 ? refs : undefined;
});
