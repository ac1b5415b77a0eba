import { evaluateVariable } from '../environment/evaluateTemplate';
import type { Environment, VariableScope } from '../environment/variable';

/** True when a value of the environment names the host of the URL: an environment can vouch for no other one. */
export function vouchesForHost(
  { environment, scope }: { readonly environment: Environment; readonly scope: VariableScope },
  url: string,
): boolean {
  const host = /^https?:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
  return environment.variables.some((variable) => {
    const value = evaluateVariable(variable, scope);
    return value.kind === 'text' && namesHost(value.text, host);
  });
}

function namesHost(text: string, host: string): boolean {
  const authority = /^\s*(?:https?:\/\/)?(?:[^/?#@]*@)?([^/?#\s]+)/i.exec(text)?.[1]?.toLowerCase();
  return authority === host || authority === `${host}:443`;
}
