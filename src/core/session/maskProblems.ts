import type { VariableScope } from '../environment/variable';
import { buildRedactor } from '../exchange/redaction';
import type { Problem } from '../text/problem';

/**
 * Problems to be shown: a sentence about a URL that is none quotes it with the values in it. `scope` is the one the
 * request was resolved with.
 */
export function maskProblems(problems: readonly Problem[], scope: VariableScope): readonly Problem[] {
  const values = [...(scope.evaluated?.values() ?? [])];
  const secrets = values.flatMap((value) => (value.kind === 'text' ? value.secrets : []));
  if (secrets.length === 0) return problems;
  const { text } = buildRedactor(secrets);
  return problems.map((problem) => ({ ...problem, message: text(problem.message) }));
}
