import { positionAtOffset } from '../core/text/lineIndex';
import type { LineIndex } from '../core/text/lineIndex';
import type { Problem } from '../core/text/problem';
import { escapeLine } from './terminal';

/** Where a problem's span counts: the file as the person called it, and its lines. */
export interface ProblemPlace {
  readonly shownPath: string;
  readonly lines: LineIndex;
}

/** `FILE:line:column: code: message`, counted from 1, safe to print. The span is in document coordinates. */
export function problemLine({ shownPath, lines }: ProblemPlace, problem: Problem): string {
  const { line, character } = positionAtOffset(lines, problem.span.start);
  return escapeLine(`${shownPath}:${line + 1}:${character + 1}: ${problem.code}: ${problem.message}`);
}

/** What a person has to know to get on; hints and information are for editors. */
export function isWorthPrinting(problem: Problem): boolean {
  return problem.severity === 'error' || problem.severity === 'warning';
}
