import type { Clock, NewId } from '../../core/environment/ports';
import type { JsonObject, JsonValue } from '../json';
import type { PasswordState } from './passwordState';

/** One PingOne environment and all that lives in it. Maps keep the order of creation, which is the order of lists. */
export interface EnvironmentState {
  readonly id: string;
  name: string;
  description: string | undefined;
  readonly type: string;
  readonly createdAt: string;
  updatedAt: string;
  readonly passwordPolicyID: string;
  readonly populations: Map<string, Population>;
  readonly users: Map<string, User>;
  readonly groups: Map<string, Group>;
  /** User IDs by the lower-case user name: names are unique in the environment, in any case. */
  readonly userIDsByName: Map<string, string>;
  /** The same for populations and for groups. */
  readonly populationIDsByName: Map<string, string>;
  readonly groupIDsByName: Map<string, string>;
  /** Grows with every resource; a list goes on behind the number of the last one shown. */
  nextSequence: number;
}

export interface Population {
  readonly id: string;
  readonly sequence: number;
  name: string;
  description: string | undefined;
  isDefault: boolean;
  userCount: number;
  readonly createdAt: string;
  updatedAt: string;
}

export interface User {
  readonly id: string;
  readonly sequence: number;
  /** What a caller may write, by dotted path: `username`, `name.given`. */
  attributes: Map<string, JsonValue>;
  populationID: string;
  enabled: boolean;
  mfaEnabled: boolean;
  emailVerified: boolean | undefined;
  lifecycleStatus: string;
  verificationCode: string | undefined;
  lock: { readonly lockedAt: string; readonly unlockAt: number | undefined } | undefined;
  password: PasswordState;
  /** IDs of groups this user was put into. */
  readonly groupIDs: Set<string>;
  readonly roleAssignments: Map<string, RoleAssignment>;
  readonly createdAt: string;
  updatedAt: string;
}

export interface Group {
  readonly id: string;
  readonly sequence: number;
  name: string;
  description: string | undefined;
  externalID: string | undefined;
  readonly populationID: string | undefined;
  customData: JsonObject | undefined;
  readonly memberIDs: Set<string>;
  /** IDs of groups this group is a member of. */
  readonly parentIDs: Set<string>;
  /** IDs of groups that are members of this one. */
  readonly childIDs: Set<string>;
  readonly createdAt: string;
  updatedAt: string;
}

export interface RoleAssignment {
  readonly id: string;
  readonly roleID: string;
  readonly scope: { readonly id: string; readonly type: string };
}

/** An environment as a new tenant has it: one default population, nobody in it. */
export function createEnvironmentState(
  ports: { readonly clock: Clock; readonly newId: NewId },
  about: { readonly name: string; readonly type: string; readonly description?: string },
): EnvironmentState {
  const now = new Date(ports.clock()).toISOString();
  const population: Population = {
    id: ports.newId(),
    sequence: 1,
    name: 'Default',
    description: 'Users who were given no other population.',
    isDefault: true,
    userCount: 0,
    createdAt: now,
    updatedAt: now,
  };
  return {
    id: ports.newId(),
    name: about.name,
    description: about.description,
    type: about.type,
    createdAt: now,
    updatedAt: now,
    passwordPolicyID: ports.newId(),
    populations: new Map([[population.id, population]]),
    users: new Map(),
    groups: new Map(),
    userIDsByName: new Map(),
    populationIDsByName: new Map([[nameKeyOf(population.name), population.id]]),
    groupIDsByName: new Map(),
    nextSequence: 2,
  };
}

/** Names that differ in case only are the same name. */
export function nameKeyOf(name: string): string {
  return name.toLowerCase();
}
