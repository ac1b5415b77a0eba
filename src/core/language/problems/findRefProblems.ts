import { findNearMisses } from '../../environment/findNearMisses';
import { readRefs } from '../../syntax/blockRefs';
import type { RequestBlock } from '../../syntax/nodes';
import type { Problem, ProblemFix } from '../../text/problem';

/**
 * `# @ref` lines of a block that lead to no request, in block coordinates. `names` are those of the requests in the
 * file and in all it imports; `answered` those with an answer, which a plain `# @ref` takes without the request. Where
 * `mayBeElsewhere`, an import was not read that other tools would read, and no alarm is given.
 */
export function findRefProblems(
  block: RequestBlock,
  names: ReadonlySet<string>,
  answered: ReadonlySet<string>,
  mayBeElsewhere = false,
): readonly Problem[] {
  const problems: Problem[] = [];
  const unread = mayBeElsewhere ? ', as far as that was read' : '';
  for (const { name, forced } of readRefs(block)) {
    const { text: ref, span } = name;
    if (names.has(ref) || (!forced && answered.has(ref))) continue;
    const near = findNearMisses(ref, names);
    const meant = near.length === 0 ? '' : ` Did you mean ${near.map((text) => `'${text}'`).join(' or ')}?`;
    problems.push({
      code: 'unknown-ref',
      severity: mayBeElsewhere ? 'information' : 'error',
      span,
      message: `There is no request named '${ref}' in this file or in what it imports${unread}.${meant}`,
      fixes: near.map((text): ProblemFix => ({ kind: 'replace', title: `Change to '${text}'`, span, text })),
    });
  }
  return problems;
}
