import type { EnvironmentSet } from '../core/environment/environmentSet';
import {
  describeSecret,
  findSecretReferences,
  secretKey,
  type SecretReference,
  type SecretStore,
} from '../core/environment/secrets/storedSecrets';

/**
 * Secrets from variables of the process, `IDENTITY_HTTP_SECRET_<ENVIRONMENT>_<NAME>`; what a person answers on the
 * terminal is known until the run ends and is written nowhere. Where two secrets of the folder would be read from one
 * variable, neither is: the secret of one environment must not reach the hosts of another.
 */
export function processSecrets(
  variables: Readonly<Record<string, string | undefined>>,
  environments: EnvironmentSet,
): SecretStore {
  const users = new Map<string, SecretReference[]>();
  for (const reference of findSecretReferences(environments)) {
    const name = processVariableName(reference);
    users.set(name, [...(users.get(name) ?? []), reference]);
  }
  const answers = new Map<string, string>();
  const rivalsOf = (reference: SecretReference): readonly SecretReference[] => {
    const all = users.get(processVariableName(reference)) ?? [];
    return all.filter((other) => secretKey('', other) !== secretKey('', reference));
  };
  return {
    read: (reference) => {
      const value = rivalsOf(reference).length > 0 ? undefined : variables[processVariableName(reference)];
      return Promise.resolve(answers.get(secretKey('', reference)) ?? (value === '' ? undefined : value));
    },
    keep: (reference, value) => {
      answers.set(secretKey('', reference), value);
      return Promise.resolve();
    },
    describeQuestion: (reference) => `Secret ${describeSecret(reference)}, for this run only`,
    describeUnset: (reference) => {
      const [rival] = rivalsOf(reference);
      const name = processVariableName(reference);
      if (rival) {
        return `${describeSecret(reference)} and ${describeSecret(rival)} would both be read from ${name}, so neither is. Rename one of them.`;
      }
      return `${describeSecret(reference)} is not set. Put it into the process variable ${name}, or run the command on a terminal to be asked.`;
    },
  };
}

/** In upper case; every character that is no letter A to Z, no digit and no `_` becomes `_`. */
export function processVariableName({ environment, name }: SecretReference): string {
  return `IDENTITY_HTTP_SECRET_${environment}_${name}`.toUpperCase().replace(/[^A-Z0-9_]/g, '_');
}
