import type { Problem, ProblemFix } from '../text/problem';
import { shiftSpan } from '../text/span';
import { withBodyComments, type BodyComments } from './bodyComments';
import { lineEndOf } from './lines';
import type { RequestBlock, RequestFile } from './nodes';

/**
 * Every problem of the file in document coordinates: those of its blocks, and those between two blocks. `comments` is
 * what holds for bodies that do not say it themselves.
 */
export function fileProblems(file: RequestFile, comments?: BodyComments): readonly Problem[] {
  const problems: Problem[] = [];
  const names = new Set<string>();
  const variables = new Set<string>();
  for (const [index, block] of file.blocks.entries()) {
    const start = file.starts[index] ?? 0;
    for (const problem of betweenBlocks(block, index, { names, variables })) problems.push(toDocument(problem, start));
    for (const problem of withBodyComments(block, comments)) problems.push(toDocument(problem, start));
  }
  return problems;
}

/** The same problem in document coordinates, its fixes included. */
export function toDocument(problem: Problem, start: number): Problem {
  if (start === 0) return problem;
  const span = shiftSpan(problem.span, start);
  if (problem.fixes === undefined) return { ...problem, span };
  return { ...problem, span, fixes: problem.fixes.map((fix) => shiftFix(fix, start)) };
}

function shiftFix(fix: ProblemFix, start: number): ProblemFix {
  return 'span' in fix ? { ...fix, span: shiftSpan(fix.span, start) } : fix;
}

interface NamesAbove {
  readonly names: Set<string>;
  readonly variables: Set<string>;
}

function betweenBlocks(block: RequestBlock, index: number, { names, variables }: NamesAbove): readonly Problem[] {
  const problems: Problem[] = [];
  if (index > 0 && !block.text.startsWith('###') && block.request !== undefined) {
    problems.push({
      code: 'missing-separator',
      severity: 'information',
      span: block.request.method?.span ?? block.request.target.span,
      message: 'A new request is taken to start here. A line of ‘###’ belongs between two requests.',
      fixes: [
        {
          kind: 'replace',
          title: 'Insert ‘###’',
          span: { start: 0, end: 0 },
          text: `###${lineEndOf(block.text)}`,
        },
      ],
    });
  }
  if (block.name !== undefined && block.request !== undefined) {
    const { text, span } = block.name;
    if (names.has(text)) {
      problems.push({
        code: 'duplicate-name',
        severity: 'warning',
        span,
        message: `Another request above is called ‘${text}’ too. A placeholder means the nearest one above it.`,
      });
    }
    names.add(text);
  }
  for (const { name } of block.variables) {
    if (variables.has(name.text)) {
      problems.push({
        code: 'duplicate-variable',
        severity: 'information',
        span: name.span,
        message: `‘${name.text}’ is defined above as well. From here on this value counts.`,
      });
    }
    variables.add(name.text);
  }
  return problems;
}
