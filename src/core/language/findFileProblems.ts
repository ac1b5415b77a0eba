import type { RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { shiftSpan } from '../text/span';

/** What the parser found, in the order and the coordinates of the document. */
export function findFileProblems(file: RequestFile): readonly Problem[] {
  return file.blocks.flatMap((block, index) => {
    const start = file.starts[index] ?? 0;
    return block.problems.map((problem) => shiftProblem(problem, start));
  });
}

/** The same problem with its span and its fixes' spans `offset` units further on: from block to document coordinates. */
export function shiftProblem(problem: Problem, offset: number): Problem {
  const moved = { ...problem, span: shiftSpan(problem.span, offset) };
  if (!problem.fixes) return moved;
  const fixes = problem.fixes.map((fix) =>
    fix.kind === 'replace' ? { ...fix, span: shiftSpan(fix.span, offset) } : fix,
  );
  return { ...moved, fixes };
}
