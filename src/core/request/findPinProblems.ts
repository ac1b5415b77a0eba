import type { EnvironmentSet } from '../environment/environmentSet';
import { findNearMisses } from '../environment/findNearMisses';
import { sandboxName } from '../environment/sandboxName';
import { describeUnknown } from '../environment/unknownEnvironment';
import type { RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { findEnvironmentPin } from './pinnedEnvironment';

/**
 * What is wrong with the `# @env` of a file, in document coordinates; also that it names what there is not, which
 * nobody knows while `environments` is `undefined`.
 */
export function findPinProblems(
  file: RequestFile,
  environments: Pick<EnvironmentSet, 'names' | 'lookup'> | undefined,
): readonly Problem[] {
  const { name, nameSpan: span, problems } = findEnvironmentPin(file);
  if (name === undefined || !span || !environments || name === sandboxName || environments.lookup(name))
    return problems;
  const fixes = findNearMisses(name, [...environments.names, sandboxName]).map(
    (text) => ({ kind: 'replace', title: `Change to '${text}'`, span, text }) as const,
  );
  const message = describeUnknown(environments, name);
  return [...problems, { code: 'unknown-environment', severity: 'error', span, message, fixes }];
}
