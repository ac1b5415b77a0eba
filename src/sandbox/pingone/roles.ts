import type { JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import type { SandboxCall } from '../sandboxCall';
import type { RoleAssignment, User } from './environmentState';
import { listAll } from './listPage';
import { buildLinks, environmentUrl, forUser, missing, readObject, type PingoneContext } from './pingoneContext';
import { forbidden, invalidData, notFound } from './pingoneErrors';
import { invalidValue, readText } from './userAttributes';

interface Role {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly scopeTypes: readonly string[];
  /** The worker application has it, and can therefore give it to others. */
  readonly isHeld: boolean;
}

/** The platform's roles are the same everywhere; these IDs belong to the sandbox. */
const roles: readonly Role[] = [
  {
    id: '0a1e4c50-6d7a-4c1b-9d7e-0f3a5b1c2d01',
    name: 'Environment Admin',
    description: 'Manages an environment and its settings.',
    scopeTypes: ['ORGANIZATION', 'ENVIRONMENT'],
    isHeld: true,
  },
  {
    id: '0a1e4c50-6d7a-4c1b-9d7e-0f3a5b1c2d02',
    name: 'Identity Data Admin',
    description: 'Manages users, their groups and their passwords.',
    scopeTypes: ['ENVIRONMENT', 'POPULATION'],
    isHeld: true,
  },
  {
    id: '0a1e4c50-6d7a-4c1b-9d7e-0f3a5b1c2d03',
    name: 'Identity Data Read Only',
    description: 'Reads users and groups.',
    scopeTypes: ['ENVIRONMENT', 'POPULATION'],
    isHeld: true,
  },
  {
    id: '0a1e4c50-6d7a-4c1b-9d7e-0f3a5b1c2d04',
    name: 'Organization Admin',
    description: 'Manages the organization.',
    scopeTypes: ['ORGANIZATION'],
    isHeld: false,
  },
  {
    id: '0a1e4c50-6d7a-4c1b-9d7e-0f3a5b1c2d05',
    name: 'Client Application Developer',
    description: 'Manages applications and resources.',
    scopeTypes: ['ENVIRONMENT', 'APPLICATION'],
    isHeld: false,
  },
];

const maximumAssignments = 100;

/** The roles as `GET /roles` shows them. */
export function describeRoles(call: SandboxCall): JsonObject {
  const self = `${call.base}/v1/roles`;
  const items = roles.map((role) => describeRole(self, role));
  return { _links: { self: { href: self } }, _embedded: { roles: items }, count: items.length, size: items.length };
}

/** One role as `GET /roles/{roleID}` shows it. */
export function findRole(call: SandboxCall, id: string): JsonObject | undefined {
  const role = roles.find((item) => item.id === id.toLowerCase());
  return role && describeRole(`${call.base}/v1/roles`, role);
}

/** `GET …/users/{userID}/roleAssignments`. */
export const listRoleAssignments = forUser((context, user) => {
  const items = [...user.roleAssignments.values()].map((assignment) => describeAssignment(context, user, assignment));
  return listAll(context, ['users', user.id, 'roleAssignments'], items);
});

/** `POST …/users/{userID}/roleAssignments`: nobody can give away a role they do not hold. */
export const addRoleAssignment = forUser((context, user) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const roleID = readText(reading.value, 'role.id', { required: true, maximum: 64 });
  const scopeID = readText(reading.value, 'scope.id', { required: true, maximum: 64 });
  const scopeType = readText(reading.value, 'scope.type', { required: true, maximum: 64 });
  const details = [...roleID.details, ...scopeID.details, ...scopeType.details];
  const role = roles.find((item) => item.id === roleID.text?.toLowerCase());
  if (roleID.text !== undefined && !role)
    details.push(invalidValue('role.id', `Unable to find Role with ID: '${roleID.text}'`));
  if (role && scopeType.text !== undefined && !role.scopeTypes.includes(scopeType.text)) {
    const allowedValues = role.scopeTypes;
    details.push(invalidValue('scope.type', `must be one of ${allowedValues.join(', ')}`, { allowedValues }));
  }
  if (scopeID.text !== undefined && !isKnownScope(context, scopeID.text)) {
    details.push(invalidValue('scope.id', 'must be the ID of the organization, an environment or a population'));
  }
  if (details.length > 0 || !role) return invalidData(context.requestID, details);
  if (!role.isHeld) {
    const message = `The application does not have the role '${role.name}' and cannot assign it`;
    return forbidden(context.requestID, 'INSUFFICIENT_PERMISSIONS', message);
  }
  if (user.roleAssignments.size >= maximumAssignments) {
    return forbidden(context.requestID, 'LICENSE_EXCEEDED', `A user has at most ${maximumAssignments} roles.`);
  }
  const scope = { id: scopeID.text ?? '', type: scopeType.text ?? '' };
  const assignment: RoleAssignment = { id: context.ports.newId(), roleID: role.id, scope };
  user.roleAssignments.set(assignment.id, assignment);
  return buildJsonResponse(201, describeAssignment(context, user, assignment));
});

/** `GET …/users/{userID}/roleAssignments/{roleAssignmentID}`. */
export const readRoleAssignment = forUser((context, user) => {
  const id = context.parameters[1] ?? '';
  const assignment = user.roleAssignments.get(id.toLowerCase());
  return assignment
    ? buildJsonResponse(200, describeAssignment(context, user, assignment))
    : notFound(context.requestID, missing('Role Assignment', id, context));
});

/** `DELETE …/users/{userID}/roleAssignments/{roleAssignmentID}`. */
export const deleteRoleAssignment = forUser((context, user) => {
  const id = context.parameters[1] ?? '';
  return user.roleAssignments.delete(id.toLowerCase())
    ? buildJsonResponse(204, undefined)
    : notFound(context.requestID, missing('Role Assignment', id, context));
});

function isKnownScope(context: PingoneContext, id: string): boolean {
  const { organizationID, environments } = context.state;
  const key = id.toLowerCase();
  return key === organizationID || environments.has(key) || context.environment.populations.has(key);
}

function describeAssignment(context: PingoneContext, user: User, assignment: RoleAssignment): JsonObject {
  const owner = environmentUrl(context, 'users', user.id);
  return {
    _links: buildLinks([
      ['self', `${owner}/roleAssignments/${assignment.id}`],
      ['user', owner],
      ['role', `${context.call.base}/v1/roles/${assignment.roleID}`],
    ]),
    id: assignment.id,
    environment: { id: context.environment.id },
    role: { id: assignment.roleID },
    scope: { ...assignment.scope },
    readOnly: false,
  };
}

function describeRole(collection: string, role: Role): JsonObject {
  return {
    _links: buildLinks([['self', `${collection}/${role.id}`]]),
    id: role.id,
    name: role.name,
    description: role.description,
    applicableTo: role.scopeTypes,
  };
}
