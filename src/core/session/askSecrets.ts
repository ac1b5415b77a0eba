import type { EnvironmentSet } from '../environment/environmentSet';
import type { Prompt } from '../environment/ports';
import { fillSecrets, secretKey, type SecretReference, type SecretStore } from '../environment/secrets/storedSecrets';
import type { VariableScope } from '../environment/variable';
import type { Problem } from '../text/problem';

/** Where secrets are kept, and who is asked for one that is not there. */
export interface SecretPorts {
  /** Left out where there is no such place: then a secret in it is an error. */
  readonly secrets?: SecretStore | undefined;
  readonly prompt?: Prompt | undefined;
}

/**
 * The secrets whose absence is all that keeps something from being sent, in the order in which they were needed.
 * `scope` is the one it was resolved with; where something else is wrong too, nobody is asked for nothing.
 */
export function findMissingSecrets(scope: VariableScope, problems: readonly Problem[]): readonly SecretReference[] {
  if (problems.some(({ code, severity }) => severity === 'error' && !CAN_BE_HAD.has(code))) return [];
  const missing: SecretReference[] = [];
  for (const [{ stored }, value] of scope.evaluated ?? []) {
    if (stored && value.kind === 'failure' && value.code === 'secret-not-set') missing.push(stored);
  }
  return missing;
}

/**
 * The environments with the values of these secrets: from the store, which may have got them since it was read, else
 * from the person, whose answer is kept. `turned-away` when one was not given; `unknown` when nobody can be asked.
 */
export async function askSecrets(
  { secrets, prompt }: SecretPorts,
  environments: EnvironmentSet,
  missing: readonly SecretReference[],
  signal: AbortSignal,
): Promise<EnvironmentSet | 'turned-away' | 'unknown'> {
  if (!secrets || missing.length === 0) return 'unknown';
  const values = new Map<string, string>();
  for (const reference of missing) {
    if (signal.aborted) return 'turned-away';
    const kept = await secrets.read(reference);
    if (kept === undefined && !prompt) continue;
    const value = kept ?? (await prompt?.(secrets.describeQuestion(reference), true));
    if (value === undefined || value === '') return 'turned-away';
    if (kept === undefined) await secrets.keep(reference, value);
    values.set(secretKey('', reference), value);
  }
  if (values.size === 0) return 'unknown';
  return fillSecrets(environments, (reference) => values.get(secretKey('', reference)));
}

/** A token may need a secret, and is fetched behind it. */
const CAN_BE_HAD: ReadonlySet<string> = new Set(['secret-not-set', 'token-not-fetched']);
