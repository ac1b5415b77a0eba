import { memberAtPath, type JsonObject } from '../json';
import { findUnsatisfiedRequirements, noPassword, withPassword, type PasswordState } from './passwordState';
import type { PingoneContext } from './pingoneContext';
import type { ErrorDetail } from './pingoneErrors';
import { invalidValue, requiredValue } from './userAttributes';

/** The `password` of an import: a clear text value; encoded ones and gateways are refused with a reason. */
export function readImportedPassword(
  context: PingoneContext,
  body: JsonObject,
): { readonly state: PasswordState; readonly details: readonly ErrorDetail[] } {
  const password = memberAtPath(body, 'password') ?? null;
  if (password === null) return { state: noPassword, details: [] };
  const value = memberAtPath(password, 'value') ?? null;
  if (value === null) return { state: noPassword, details: [requiredValue('password.value')] };
  if (typeof value !== 'string') {
    return { state: noPassword, details: [invalidValue('password.value', 'must be a string')] };
  }
  if (/^\{[A-Z0-9_]+\}/.test(value)) {
    const message = 'The sandbox cannot check encoded passwords; import a clear text value';
    return { state: noPassword, details: [invalidValue('password.value', message)] };
  }
  const unsatisfied = findUnsatisfiedRequirements(noPassword, value, []);
  if (unsatisfied.length > 0) return { state: noPassword, details: [policyViolation('password.value', unsatisfied)] };
  const mustChange = memberAtPath(password, 'forceChange') === true;
  return {
    state: withPassword(noPassword, value, { salt: context.ports.newId(), mustChange, now: context.now }),
    details: [],
  };
}

/** A password the policy does not take; `unsatisfiedRequirements` names what it lacks. */
export function policyViolation(target: string, unsatisfiedRequirements: readonly string[]): ErrorDetail {
  const message = 'User password did not satisfy password policy requirements';
  return invalidValue(target, message, { unsatisfiedRequirements });
}
