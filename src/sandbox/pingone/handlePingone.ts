import { readBearer } from '../accessTokens';
import { buildJsonResponse, withHeaders } from '../jsonResponse';
import { findHeaderValues, type SandboxResponse } from '../message';
import type { SandboxCall } from '../sandboxCall';
import type { SandboxPorts, SandboxState } from '../sandboxState';
import type { JsonObject } from '../json';
import {
  createEnvironment,
  deleteEnvironment,
  describeLicense,
  describeOrganization,
  listEnvironments,
  listPasswordPolicies,
  readEnvironment,
  readPasswordPolicy,
  replaceEnvironment,
} from './environments';
import { createGroup, deleteGroup, listGroups, readGroup, replaceGroup } from './groups';
import {
  addMembership,
  addNesting,
  deleteMembership,
  deleteNesting,
  listMemberships,
  listNestings,
  readMembership,
  readNesting,
} from './memberships';
import { actOnPassword, readPassword, updatePassword } from './passwords';
import type { PingoneContext, PingoneHandler } from './pingoneContext';
import { invalidToken, methodNotAllowed, notFound } from './pingoneErrors';
import {
  createPopulation,
  deletePopulation,
  listPopulations,
  readOnePopulation,
  replacePopulation,
} from './populations';
import {
  addRoleAssignment,
  deleteRoleAssignment,
  describeRoles,
  findRole,
  listRoleAssignments,
  readRoleAssignment,
} from './roles';
import {
  actOnUser,
  listDevices,
  listLinkedAccounts,
  readEnabled,
  readIdentityProvider,
  readMfaEnabled,
  readUserPopulation,
  updateEnabled,
  updateMfaEnabled,
  updateUserPopulation,
} from './userParts';
import { createUser, deleteUser, listUsers, readUser, replaceUser, updateUser } from './users';

type Methods = Readonly<Record<string, PingoneHandler>>;

/** Path templates below `/environments/{environmentID}`; `*` stands for an ID. */
const routes: readonly (readonly [template: string, methods: Methods])[] = [
  ['', { GET: readEnvironment, PUT: replaceEnvironment, DELETE: deleteEnvironment }],
  ['populations', { GET: listPopulations, POST: createPopulation }],
  ['populations/*', { GET: readOnePopulation, PUT: replacePopulation, DELETE: deletePopulation }],
  ['users', { GET: listUsers, POST: createUser }],
  ['users/*', { GET: readUser, POST: actOnUser, PUT: replaceUser, PATCH: updateUser, DELETE: deleteUser }],
  ['users/*/password', { GET: readPassword, POST: actOnPassword, PUT: updatePassword }],
  ['users/*/enabled', { GET: readEnabled, PUT: updateEnabled }],
  ['users/*/mfaEnabled', { GET: readMfaEnabled, PUT: updateMfaEnabled }],
  ['users/*/population', { GET: readUserPopulation, PUT: updateUserPopulation }],
  ['users/*/identityProvider', { GET: readIdentityProvider }],
  ['users/*/devices', { GET: listDevices }],
  ['users/*/linkedAccounts', { GET: listLinkedAccounts }],
  ['users/*/roleAssignments', { GET: listRoleAssignments, POST: addRoleAssignment }],
  ['users/*/roleAssignments/*', { GET: readRoleAssignment, DELETE: deleteRoleAssignment }],
  ['users/*/memberOfGroups', { GET: listMemberships, POST: addMembership }],
  ['users/*/memberOfGroups/*', { GET: readMembership, DELETE: deleteMembership }],
  ['groups', { GET: listGroups, POST: createGroup }],
  ['groups/*', { GET: readGroup, PUT: replaceGroup, DELETE: deleteGroup }],
  ['groups/*/memberOfGroups', { GET: listNestings, POST: addNesting }],
  ['groups/*/memberOfGroups/*', { GET: readNesting, DELETE: deleteNesting }],
  ['passwordPolicies', { GET: listPasswordPolicies }],
  ['passwordPolicies/*', { GET: readPasswordPolicy }],
];

/** Answers a platform call; `segments` is the path without its version. Every answer carries a `Correlation-Id`. */
export function handlePingone(
  ports: SandboxPorts,
  state: SandboxState,
  call: SandboxCall,
  segments: readonly string[],
): SandboxResponse {
  const requestID = ports.newId();
  const response = respond({ ports, state, call, requestID, now: ports.clock(), parameters: [] }, segments);
  return withHeaders(response, [
    ['Cache-Control', 'no-cache, no-store, max-age=0, must-revalidate'],
    ['Correlation-Id', requestID],
    ['Expires', '0'],
    ['Pragma', 'no-cache'],
    ['Vary', 'Origin'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-Frame-Options', 'DENY'],
  ]);
}

type RootContext = Omit<PingoneContext, 'environment'>;

function respond(context: RootContext, segments: readonly string[]): SandboxResponse {
  const bearer = readBearer(context.ports.signer, findHeaderValues(context.call, 'authorization'), context.now);
  if (bearer.kind !== 'valid') return invalidToken(context.requestID);
  const [first, id, ...rest] = segments;
  if (first === 'environments' && id !== undefined) return respondInEnvironment(context, id, rest);
  if (first === 'environments') return respondToEnvironments(context);
  const resource = findRootResource(context, segments);
  if (resource === undefined) return noRoute(context);
  if (context.call.method !== 'GET') return methodNotAllowed(context.requestID, context.call.method, ['GET', 'HEAD']);
  return buildJsonResponse(200, resource);
}

function respondToEnvironments(context: RootContext): SandboxResponse {
  const { call, requestID, state } = context;
  if (call.method === 'GET') return buildJsonResponse(200, listEnvironments(context));
  const environment = state.environments.get(state.environmentID);
  if (call.method !== 'POST' || !environment) return methodNotAllowed(requestID, call.method, ['GET', 'HEAD', 'POST']);
  return createEnvironment({ ...context, environment });
}

function respondInEnvironment(context: RootContext, id: string, segments: readonly string[]): SandboxResponse {
  const environment = context.state.environments.get(id.toLowerCase());
  if (!environment) return notFound(context.requestID, `Unable to find Environment with ID: '${id}'`);
  for (const [template, methods] of routes) {
    const parameters = matchTemplate(template, segments);
    if (!parameters) continue;
    const { method } = context.call;
    const handler = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (!handler) return methodNotAllowed(context.requestID, method, describeMethods(methods));
    return handler({ ...context, environment, parameters });
  }
  return noRoute(context);
}

function findRootResource(context: RootContext, segments: readonly string[]): JsonObject | undefined {
  const { organizationID, licenseID } = context.state;
  const [first, id, third, fourth] = segments;
  if (first === 'roles' && segments.length === 1) return describeRoles(context.call);
  if (first === 'roles' && segments.length === 2) return findRole(context.call, id ?? '');
  if (first !== 'organizations') return undefined;
  if (segments.length === 1) return listOf(context, 'organizations', [describeOrganization(context)]);
  if (id?.toLowerCase() !== organizationID) return undefined;
  if (segments.length === 2) return describeOrganization(context);
  if (third !== 'licenses') return undefined;
  if (segments.length === 3) return listOf(context, 'licenses', [describeLicense(context)]);
  return segments.length === 4 && fourth?.toLowerCase() === licenseID ? describeLicense(context) : undefined;
}

function listOf(context: RootContext, name: string, items: readonly JsonObject[]): JsonObject {
  const path = name === 'licenses' ? `organizations/${context.state.organizationID}/licenses` : name;
  const self = `${context.call.base}/v1/${path}`;
  return { _links: { self: { href: self } }, _embedded: { [name]: items }, count: items.length, size: items.length };
}

function matchTemplate(template: string, segments: readonly string[]): readonly string[] | undefined {
  const parts = template === '' ? [] : template.split('/');
  if (parts.length !== segments.length) return undefined;
  const parameters: string[] = [];
  for (const [index, part] of parts.entries()) {
    const segment = segments[index] ?? '';
    if (part === '*') parameters.push(segment);
    else if (part !== segment) return undefined;
  }
  return parameters;
}

function describeMethods(methods: Methods): readonly string[] {
  return Object.keys(methods).flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
}

function noRoute(context: RootContext): SandboxResponse {
  return notFound(context.requestID, 'The requested resource object cannot be found.');
}
