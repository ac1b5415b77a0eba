import type { Problem, ProblemFix } from '../core/text/problem';
import { sandboxName } from './sandboxName';

/** The fixes that can be carried out here: nobody can write into the built-in environment. */
export function usableFixes(problem: Problem): readonly ProblemFix[] {
  return (problem.fixes ?? []).filter((fix) => fix.kind !== 'define-variable' || fix.environmentName !== sandboxName);
}

/** The same for a button, which has no room for the name that stands in the message beside it. */
export function shortFixTitle(fix: ProblemFix): string {
  if (fix.kind === 'replace') return fix.title;
  return `Define in ${fix.environmentName ?? 'File'}`;
}

/** What a person reads on the fix. */
export function fixTitle(fix: ProblemFix): string {
  if (fix.kind === 'replace') return fix.title;
  const place = fix.environmentName === undefined ? 'this file' : `environment '${fix.environmentName}'`;
  return `Define '${fix.name}' in ${place}`;
}
