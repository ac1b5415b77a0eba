import { isJsonObject, memberAtPath, type JsonObject, type JsonValue } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { mediaTypeOf, type SandboxResponse } from '../message';
import { findParameters } from '../sandboxCall';
import { maximumResources } from '../sandboxLimits';
import { recordMessage } from '../sandboxState';
import { nameKeyOf, type Population, type User } from './environmentState';
import { findGroupIDs } from './groupMembers';
import { listPage } from './listPage';
import { forUser, jsonType, readObject, timestamp, type PingoneContext, type PingoneHandler } from './pingoneContext';
import { forbidden, invalidData, invalidRequest, type ErrorDetail } from './pingoneErrors';
import { noPassword } from './passwordState';
import { describePopulation } from './populations';
import { readImportedPassword } from './importedPassword';
import { applyScimPatch } from './scimPatch';
import { applyUserAttributes, invalidValue, notUnique, readLifecycle, requiredValue } from './userAttributes';
import { userFilterRules } from './filterRules';
import { describeUser } from './userView';

const importType = 'application/vnd.pingidentity.user.import+json';
const scimPatchType = 'application/vnd.pingidentity.user.scim.patch+json';

/** `POST …/users`: 201 with the whole user; the platform sends no `Location`. */
export const createUser: PingoneHandler = (context) => {
  const reading = readObject(context, [jsonType, importType]);
  if (reading.kind === 'response') return reading.response;
  const body = reading.value;
  const { attributes, details } = applyUserAttributes(new Map(), body);
  const population = readPopulation(context, body);
  const lifecycle = readLifecycle(body);
  const isImport = mediaTypeOf(context.call) === importType;
  const password = isImport ? readImportedPassword(context, body) : { state: noPassword, details: [] };
  const all = [
    ...details,
    ...population.details,
    ...lifecycle.details,
    ...password.details,
    ...checkBooleans(body, isImport ? ['mfaEnabled', 'emailVerified'] : ['mfaEnabled']),
    ...findNameClash(context, attributes, undefined),
  ];
  if (all.length > 0 || !population.value) return invalidData(context.requestID, all);
  const { users } = context.environment;
  if (users.size >= maximumResources) {
    return forbidden(context.requestID, 'LICENSE_EXCEEDED', `The sandbox holds at most ${maximumResources} users.`);
  }
  const emailVerified = isImport ? memberAtPath(body, 'emailVerified') : undefined;
  const user: User = {
    id: context.ports.newId(),
    sequence: context.environment.nextSequence++,
    attributes,
    populationID: population.value.id,
    enabled: true,
    mfaEnabled: memberAtPath(body, 'mfaEnabled') === true,
    emailVerified: typeof emailVerified === 'boolean' ? emailVerified : undefined,
    lifecycleStatus: lifecycle.status,
    verificationCode: undefined,
    lock: undefined,
    password: password.state,
    groupIDs: new Set(),
    roleAssignments: new Map(),
    createdAt: timestamp(context),
    updatedAt: timestamp(context),
  };
  users.set(user.id, user);
  context.environment.userIDsByName.set(nameKey(attributes), user.id);
  population.value.userCount++;
  const isSilent = memberAtPath(body, 'lifecycle.suppressVerificationCode') === true;
  if (user.lifecycleStatus === 'VERIFICATION_REQUIRED' && !isSilent) sendVerificationCode(context, user);
  return buildJsonResponse(201, describeUser(context, user));
};

/** `GET …/users` with `limit`, `cursor` and the documented part of `filter`. */
export const listUsers: PingoneHandler = (context) =>
  listPage(context, {
    items: context.environment.users.values(),
    segments: ['users'],
    rules: userFilterRules,
    subject: (user) => ({
      attribute: (path) => userAttribute(user, path),
      hasElement: (list, id) =>
        list === 'memberOfGroups' && findGroupIDs(context.environment, user).has(id.toLowerCase()),
    }),
    describe: (user) => describeUser(context, user),
  });

/** `GET …/users/{userID}` with `expand=population` and `include`. */
export const readUser = forUser((context, user) => {
  const expand = findParameters(context.call, 'expand')[0];
  const include = findParameters(context.call, 'include').flatMap((text) => text.split(',').map((name) => name.trim()));
  const unknown = include.find((name) => !['memberOfGroupIDs', 'memberOfGroupNames'].includes(name));
  if ((expand !== undefined && expand !== 'population') || unknown !== undefined) {
    const [target, value] = unknown === undefined ? ['expand', expand] : ['include', unknown];
    const message = `'${value ?? ''}' cannot be asked for here`;
    return invalidRequest(context.requestID, 'The request was invalid.', {
      code: 'INVALID_PARAMETER',
      target,
      message,
    });
  }
  const shown = describeUser(context, user);
  return buildJsonResponse(200, {
    ...shown,
    ...describeGroups(context, user, include),
    ...embed(context, user, expand),
  });
});

/** `PUT …/users/{userID}`: what is left out is cleared; population, enabled and mfaEnabled have resources of their own. */
export const replaceUser = forUser((context, user) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  return saveAttributes(context, user, applyUserAttributes(new Map(), reading.value));
});

/** `PATCH …/users/{userID}`: changes what is sent, as plain JSON or as SCIM operations. */
export const updateUser = forUser((context, user) => {
  const reading = readObject(context, [jsonType, scimPatchType]);
  if (reading.kind === 'response') return reading.response;
  if (mediaTypeOf(context.call) !== scimPatchType) {
    return saveAttributes(context, user, applyUserAttributes(user.attributes, reading.value));
  }
  const patch = applyScimPatch(reading.value);
  if (patch.kind === 'malformed') return invalidData(context.requestID, [patch.detail]);
  return saveAttributes(context, user, applyUserAttributes(user.attributes, patch.body));
});

/** `DELETE …/users/{userID}`: 204; memberships and the name go with the user. */
export const deleteUser = forUser((context, user) => {
  const { environment } = context;
  environment.users.delete(user.id);
  environment.userIDsByName.delete(nameKey(user.attributes));
  for (const groupID of user.groupIDs) environment.groups.get(groupID)?.memberIDs.delete(user.id);
  const population = environment.populations.get(user.populationID);
  if (population) population.userCount--;
  return buildJsonResponse(204, undefined);
});

/** Gives the user a new verification code and leaves it with the sandbox's messages. */
export function sendVerificationCode(context: PingoneContext, user: User): void {
  const code = newCode(context);
  user.verificationCode = code;
  const to = userText(user, 'email');
  recordMessage(context.state, { sentAt: timestamp(context), kind: 'verification', to, userID: user.id, code });
}

/** Codes have eight characters. */
export function newCode(context: Pick<PingoneContext, 'ports'>): string {
  return context.ports.newId().replaceAll('-', '').slice(0, 8).toUpperCase();
}

/** An attribute that is a text; empty where the user has none. */
export function userText(user: User, path: string): string {
  const value = user.attributes.get(path);
  return typeof value === 'string' ? value : '';
}

/** The population a body names, or what is wrong with the name. */
export function readPopulation(
  context: PingoneContext,
  body: JsonObject,
  path: 'population.id' | 'id' = 'population.id',
): { readonly value: Population | undefined; readonly details: readonly ErrorDetail[] } {
  const outer = memberAtPath(body, 'population') ?? null;
  if (path === 'population.id' && outer !== null && !isJsonObject(outer)) {
    return { value: undefined, details: [invalidValue('population', 'must be an object')] };
  }
  const id = memberAtPath(body, path) ?? null;
  if (id === null) return { value: undefined, details: [requiredValue(path)] };
  const value = typeof id === 'string' ? context.environment.populations.get(id.toLowerCase()) : undefined;
  if (value) return { value, details: [] };
  const text = typeof id === 'string' ? id : JSON.stringify(id);
  const message = `Unable to find Population with ID: '${text}' in Environment: '${context.environment.id}'`;
  return { value: undefined, details: [invalidValue(path, message)] };
}

function saveAttributes(
  context: PingoneContext,
  user: User,
  reading: { readonly attributes: Map<string, JsonValue>; readonly details: readonly ErrorDetail[] },
): SandboxResponse {
  const details = [...reading.details, ...findNameClash(context, reading.attributes, user)];
  if (details.length > 0) return invalidData(context.requestID, details);
  const { userIDsByName } = context.environment;
  userIDsByName.delete(nameKey(user.attributes));
  userIDsByName.set(nameKey(reading.attributes), user.id);
  user.attributes = reading.attributes;
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeUser(context, user));
}

function findNameClash(
  context: PingoneContext,
  attributes: ReadonlyMap<string, JsonValue>,
  user: User | undefined,
): readonly ErrorDetail[] {
  const existingId = context.environment.userIDsByName.get(nameKey(attributes));
  if (existingId === undefined || existingId === user?.id) return [];
  return [notUnique('username', existingId)];
}

function checkBooleans(body: JsonObject, names: readonly string[]): readonly ErrorDetail[] {
  return names
    .filter((name) => !['boolean', 'undefined'].includes(typeof (memberAtPath(body, name) ?? undefined)))
    .map((name) => invalidValue(name, 'must be true or false'));
}

function nameKey(attributes: ReadonlyMap<string, JsonValue>): string {
  const name = attributes.get('username');
  return typeof name === 'string' ? nameKeyOf(name) : '';
}

function userAttribute(user: User, path: string): JsonValue | undefined {
  if (path === 'enabled') return user.enabled;
  if (path === 'population.id') return user.populationID;
  return user.attributes.get(path);
}

function describeGroups(context: PingoneContext, user: User, include: readonly string[]): JsonObject {
  if (include.length === 0) return {};
  const ids = [...findGroupIDs(context.environment, user)];
  const names = ids.map((id) => context.environment.groups.get(id)?.name ?? '');
  return {
    ...(include.includes('memberOfGroupIDs') ? { memberOfGroupIDs: ids } : {}),
    ...(include.includes('memberOfGroupNames') ? { memberOfGroupNames: names } : {}),
  };
}

function embed(context: PingoneContext, user: User, expand: string | undefined): JsonObject {
  const population = expand === 'population' ? context.environment.populations.get(user.populationID) : undefined;
  return population ? { _embedded: { population: describePopulation(context, population) } } : {};
}
