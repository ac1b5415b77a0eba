import type { EnvironmentSet } from '../environment/environmentSet';
import { describeUnknown } from '../environment/unknownEnvironment';
import { findEnvironmentPin } from '../request/pinnedEnvironment';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';

/**
 * Why nothing of the file can be sent in this environment, at the block's target or the name it is pinned to; `undefined` when nothing speaks
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
    span: pin.nameSpan ?? span,
    message: describeUnknown(environments, environmentName),
  };
}
