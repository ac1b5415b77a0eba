import { evaluateTemplate } from '../environment/evaluateTemplate';
import type { VariableScope } from '../environment/variable';
import type { RequestBlock } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { findTemplates } from './findTemplates';

/**
 * Placeholders of a block that would stop its send, each once, in block coordinates. Those that may still get their
 * value, from an answer or a question, are no problem while one writes.
 */
export function findVariableProblems(block: RequestBlock, scope: VariableScope): readonly Problem[] {
  const problems = new Map<number, Problem>();
  for (const template of findTemplates(block)) {
    if (!template.parts.some((part) => part.kind === 'placeholder')) continue;
    for (const problem of evaluateTemplate(template, scope).problems) {
      if (LIVE_CODES.has(problem.code) && !problems.has(problem.span.start)) problems.set(problem.span.start, problem);
    }
  }
  return [...problems.values()];
}

/** A request that was not sent yet, or a variable of the process, is nobody's mistake in the file. */
const LIVE_CODES: ReadonlySet<string> = new Set([
  'undefined-variable',
  'empty-variable',
  'empty-placeholder',
  'cyclic-variable',
  'unknown-dynamic-variable',
  'invalid-argument',
]);
