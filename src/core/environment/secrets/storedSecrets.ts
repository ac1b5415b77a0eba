import { literalTemplate } from '../../text/template';
import { authVariables, mapAuthVariables } from '../authSettings';
import type { EnvironmentSet } from '../environmentSet';
import { SHARED_SECTION } from '../environmentSource';
import type { SecretStorage } from './secretStorage';
import type { Environment, Variable } from '../variable';

/** The value of the member `provider` that says: the value is in the secret storage, and only its name is here. */
export const SECRET_STORAGE_PROVIDER = 'SecretStorage';

/** Which secret: the section of an environment file (`$shared` among them) and the name in it. Nothing in it is secret. */
export interface SecretReference {
  readonly environment: string;
  readonly name: string;
}

/** The secrets that belong to one folder. It does not ask anybody. */
export interface SecretStore {
  /** `undefined` when nobody gave it a value yet. */
  readonly read: (reference: SecretReference) => PromiseLike<string | undefined>;
  readonly keep: (reference: SecretReference, value: string) => PromiseLike<void>;
  /** What a person is asked for one without a value, with what becomes of the answer. */
  readonly describeQuestion: (reference: SecretReference) => string;
  /** The sentence about one without a value: what to do about it where this store is used. */
  readonly describeUnset: (reference: SecretReference) => string;
}

/**
 * The key of a secret in a storage that all folders share. `folder` names one folder and no other, so a folder never
 * reads what was given to another one; JSON keeps the three parts apart whatever characters are in them.
 */
export function secretKey(folder: string, { environment, name }: SecretReference): string {
  return `secret/${JSON.stringify([folder, environment, name])}`;
}

/** The part of a storage that belongs to `folder`. */
export function folderSecrets(storage: SecretStorage, folder: string): SecretStore {
  return {
    read: (reference) => storage.get(secretKey(folder, reference)),
    keep: (reference, value) => storage.store(secretKey(folder, reference), value),
    describeQuestion: (reference) => `Secret ${describeSecret(reference)}. ${KEPT_SENTENCE}`,
    describeUnset: (reference) =>
      `${describeSecret(reference)} is kept in SecretStorage and not set yet. It is asked for when a request that needs it is sent.`,
  };
}

/** What becomes of a secret that a person gives. */
export const KEPT_SENTENCE = 'It is kept in SecretStorage on this machine, for this folder only.';

/** `'token' of environment 'dev'`, for a sentence. */
export function describeSecret({ environment, name }: SecretReference): string {
  return environment === SHARED_SECTION ? `'${name}' of all environments` : `'${name}' of environment '${environment}'`;
}

/** Every secret that the files and settings of a folder refer to, each once, in their order. */
export function findSecretReferences({ sources = [] }: EnvironmentSet): readonly SecretReference[] {
  const found = new Map<string, SecretReference>();
  for (const { sections } of sources) {
    for (const { variables, auth } of sections.values()) {
      for (const { stored } of [...variables, ...authVariables(auth)])
        if (stored) found.set(secretKey('', stored), stored);
    }
  }
  return [...found.values()];
}

/** The environments with the values that the store has now. A file cannot make it read without end. */
export async function loadSecrets(set: EnvironmentSet, store: SecretStore): Promise<EnvironmentSet> {
  const references = findSecretReferences(set).slice(0, MOST_SECRETS);
  if (references.length === 0) return set;
  const values = new Map<string, string>();
  await Promise.all(
    references.map(async (reference) => {
      const value = await store.read(reference);
      if (value !== undefined) values.set(secretKey('', reference), value);
    }),
  );
  return fillSecrets(set, (reference) => values.get(secretKey('', reference)), store.describeUnset);
}

/**
 * The environments with these values in the place of references; one that `lookup` has no value for stays what it is,
 * and tells why with `describeUnset`.
 */
export function fillSecrets(
  set: EnvironmentSet,
  lookup: (reference: SecretReference) => string | undefined,
  describeUnset?: SecretStore['describeUnset'],
): EnvironmentSet {
  const fillVariable = (variable: Variable): Variable => {
    const { stored } = variable;
    if (!stored) return variable;
    const value = lookup(stored);
    if (value !== undefined) return { ...variable, value: literalTemplate(value) };
    return describeUnset ? { ...variable, unset: describeUnset(stored) } : variable;
  };
  // An environment is the same object for as long as its set is: what is known of it is kept by it.
  const filled = new Map<Environment, Environment>();
  const fill = (environment: Environment): Environment => {
    const known = filled.get(environment);
    if (known) return known;
    const { variables, auth } = environment;
    const holdsSecrets = [...variables, ...authVariables(auth)].some(({ stored }) => stored !== undefined);
    const filledAuth = auth && { auth: mapAuthVariables(auth, fillVariable) };
    const full = holdsSecrets ? { ...environment, variables: variables.map(fillVariable), ...filledAuth } : environment;
    filled.set(environment, full);
    return full;
  };
  return {
    ...set,
    lookup: (name) => {
      const environment = set.lookup(name);
      return environment && fill(environment);
    },
    shared: fill(set.shared),
    ...(set.unchosen && { unchosen: fill(set.unchosen) }),
  };
}

const MOST_SECRETS = 500;
