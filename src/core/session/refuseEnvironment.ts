import { splitEnvironmentName } from '../environment/environmentNames';
import type { EnvironmentSet } from '../environment/environmentSet';
import { findEnvironmentPin } from '../request/pinnedEnvironment';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';

/**
 * Why nothing of the file can be sent in this environment, at the block's target; `undefined` when nothing speaks
 * against it. Values of another environment, or none, could go to the wrong host.
 */
export function refuseEnvironment(
  { file, block }: { readonly file: RequestFile; readonly block: RequestBlock },
  environments: EnvironmentSet,
  environmentName: string | undefined,
): Problem | undefined {
  const span = block.request?.target.span ?? { start: 0, end: 0 };
  const pin = findEnvironmentPin(file);
  const conflict = pin.problems.find(({ severity }) => severity === 'error');
  if (conflict) return { code: conflict.code, severity: 'error', span, message: conflict.message };
  if (pin.name !== undefined && pin.name !== environmentName) {
    const chosen = environmentName === undefined ? 'none was chosen' : `'${environmentName}' was chosen`;
    const message = `This file is pinned to the environment '${pin.name}' by '# @env', and ${chosen}.`;
    return { code: 'conflicting-environments', severity: 'error', span, message };
  }
  if (environmentName === undefined || environments.lookup(environmentName)) return undefined;
  return {
    code: 'unknown-environment',
    severity: 'error',
    span,
    message: describeUnknown(environments, environmentName),
  };
}

/** Says which environment there is not, and which ones there are. */
export function describeUnknown({ names, lookup }: Pick<EnvironmentSet, 'names' | 'lookup'>, name: string): string {
  const missing = splitEnvironmentName(name).find((part) => !lookup(part)) ?? name;
  const known = names.length === 0 ? 'There are none for this file' : `There are: ${names.slice(0, 20).join(', ')}`;
  return `No environment file defines '${missing}'. ${known}.${suggestTogether(names, missing)}`;
}

/** `staging, eu` where both of them exist. */
export function suggestTogether(names: readonly string[], wanted: string): string {
  const parts = wanted.split(/[\s,;]+/).filter((part) => part !== '');
  const areKnown = parts.length > 1 && parts.every((part) => names.includes(part));
  return areKnown ? ` For several together write '${parts.join('+')}'.` : '';
}
