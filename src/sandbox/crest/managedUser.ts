import { createHmac } from 'node:crypto';
import { isJsonArray, isJsonObject, member, type JsonObject, type JsonValue } from '../json';
import { crestFailure, type CrestFailure } from './crestFailure';
import { nameKey, type CrestRepository, type StoredResource } from './crestRepository';

type PropertyType = 'string' | 'number' | 'object' | 'array' | 'relationship' | 'relationships' | 'virtual';

const numbers = [1, 2, 3, 4, 5];
const generic = ['frIndexed', 'frUnindexed'].flatMap((prefix): (readonly [string, PropertyType])[] =>
  numbers.flatMap((number): (readonly [string, PropertyType])[] => [
    [`${prefix}String${number}`, 'string'],
    [`${prefix}Integer${number}`, 'number'],
    [`${prefix}Date${number}`, 'string'],
    [`${prefix}Multivalued${number}`, 'array'],
  ]),
);

/** The properties of a user in the schema of a hosted tenant; own ones must be named `custom_…`. */
const properties: ReadonlyMap<string, PropertyType> = new Map([
  ['userName', 'string'],
  ['password', 'string'],
  ['givenName', 'string'],
  ['cn', 'string'],
  ['sn', 'string'],
  ['mail', 'string'],
  ['profileImage', 'string'],
  ['description', 'string'],
  ['accountStatus', 'string'],
  ['telephoneNumber', 'string'],
  ['postalAddress', 'string'],
  ['city', 'string'],
  ['postalCode', 'string'],
  ['country', 'string'],
  ['stateProvince', 'string'],
  ['preferences', 'object'],
  ['lastSync', 'object'],
  ['kbaInfo', 'array'],
  ['aliasList', 'array'],
  ['consentedMappings', 'array'],
  ['manager', 'relationship'],
  ['reports', 'relationships'],
  ['roles', 'relationships'],
  ['assignments', 'relationships'],
  ['groups', 'relationships'],
  ['applications', 'relationships'],
  ['authzRoles', 'relationships'],
  ['memberOfOrg', 'relationships'],
  ['adminOfOrg', 'relationships'],
  ['ownerOfOrg', 'relationships'],
  ['ownerOfApp', 'relationships'],
  ['assignedDashboard', 'virtual'],
  ['effectiveApplications', 'virtual'],
  ['effectiveAssignments', 'virtual'],
  ['effectiveGroups', 'virtual'],
  ['effectiveRoles', 'virtual'],
  ['memberOfOrgIDs', 'virtual'],
  ...generic,
]);

const required = ['userName', 'givenName', 'sn', 'mail'];

/** Never in a response; where it is in a stored resource, it is a digest. */
const hidden = ['password'];

const virtualByDefault = [
  'effectiveRoles',
  'effectiveAssignments',
  'effectiveGroups',
  'effectiveApplications',
  'memberOfOrgIDs',
];

interface FailedRequirement {
  readonly policyRequirement: string;
  readonly params?: JsonObject;
}

/** What is done to a managed user; the policies of a patch fail with words of their own. */
export type UserChange = 'create' | 'update' | 'patch';

/**
 * The content a change leaves behind: defaults filled in, the password digested, computed members dropped; or the
 * policies that forbid it.
 */
export function prepareManagedUser(
  repository: CrestRepository,
  content: JsonObject,
  about: { readonly id: string; readonly previous: StoredResource | undefined; readonly change: UserChange },
): { readonly content: JsonObject } | CrestFailure {
  const undeclared = Object.keys(content).find((name) => !properties.has(name) && !name.startsWith('custom_'));
  if (undeclared !== undefined) {
    return crestFailure(400, `Unknown property '${undeclared}': the schema of managed users does not declare it`);
  }
  const failed = [...findFailedPolicies(content, about.change), ...findNameClash(repository, content, about.id)];
  if (failed.length > 0) {
    const message = about.change === 'patch' ? 'Failed policy validation' : 'Policy validation failed';
    const failedPolicyRequirements = failed.map(([property, requirement]) => ({
      property,
      policyRequirements: [{ ...requirement }],
    }));
    return crestFailure(403, message, { result: false, failedPolicyRequirements });
  }
  const relation = findBrokenReference(repository, content);
  if (relation) return relation;
  return storePassword(content, about);
}

/** A stored user as a response shows it by default: no password, no relationships, computed members. */
export function describeManagedUser(resource: JsonObject): JsonObject {
  const shown = Object.entries(resource).filter(([name]) => !hidden.includes(name) && !isRelationship(name));
  return { ...Object.fromEntries(shown), ...Object.fromEntries(virtualByDefault.map((name) => [name, []])) };
}

/** A stored user with everything that can be asked for by name. */
export function describeWholeUser(resource: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries({ ...describeManagedUser(resource), ...resource }).filter(([name]) => !hidden.includes(name)),
  );
}

/** True for properties of the schema, which show as `null` when asked for and not set. */
export function isDeclaredProperty(name: string): boolean {
  return properties.has(name) && !hidden.includes(name);
}

/** True for `manager`, `roles` and their like. */
export function isRelationship(name: string): boolean {
  const type = properties.get(name);
  return type === 'relationship' || type === 'relationships';
}

/** True for properties that are lists. */
export function isListProperty(name: string): boolean {
  const type = properties.get(name);
  return type === 'array' || type === 'relationships' || type === 'virtual';
}

function findFailedPolicies(content: JsonObject, change: UserChange): (readonly [string, FailedRequirement])[] {
  const failed: (readonly [string, FailedRequirement])[] = [];
  for (const name of required) {
    if (member(content, name) === undefined) failed.push([name, { policyRequirement: 'REQUIRED' }]);
  }
  for (const [name, value] of Object.entries(content)) {
    const requirement = checkValue(name, value, change);
    if (requirement) failed.push([name, requirement]);
  }
  return failed;
}

function checkValue(name: string, value: JsonValue, change: UserChange): FailedRequirement | undefined {
  const type = properties.get(name);
  if (value === null) {
    return change === 'create' || required.includes(name) ? { policyRequirement: 'NOT_NULL' } : undefined;
  }
  if (type === 'virtual' || type === undefined) return undefined;
  if (!hasType(value, type)) return { policyRequirement: 'VALID_TYPE', params: { types: [expectedType(type)] } };
  if (typeof value !== 'string') return undefined;
  if (required.includes(name) && value.trim() === '') return { policyRequirement: 'NOT_EMPTY' };
  if (name === 'userName') return checkUserName(value);
  if (name === 'mail' && !/^[^\s@]+@[^\s@]+$/.test(value)) return { policyRequirement: 'VALID_EMAIL_ADDRESS_FORMAT' };
  if (name === 'password' && [...value].length < 8)
    return { policyRequirement: 'MIN_LENGTH', params: { minLength: 8 } };
  return undefined;
}

function checkUserName(value: string): FailedRequirement | undefined {
  if (value.includes('/')) {
    return { policyRequirement: 'CANNOT_CONTAIN_CHARACTERS', params: { forbiddenChars: ['/'] } };
  }
  return [...value].length > 255 ? { policyRequirement: 'MAX_LENGTH', params: { maxLength: 255 } } : undefined;
}

function hasType(value: JsonValue, type: PropertyType): boolean {
  switch (type) {
    case 'string':
    case 'number':
      return typeof value === type;
    case 'array':
    case 'relationships':
      return isJsonArray(value);
    case 'object':
    case 'relationship':
      return isJsonObject(value);
    case 'virtual':
      return true;
  }
}

function expectedType(type: PropertyType): string {
  if (type === 'relationship') return 'object';
  return type === 'relationships' ? 'array' : type;
}

function findNameClash(repository: CrestRepository, content: JsonObject, id: string) {
  const key = nameKey(content);
  const holder = key === undefined ? undefined : repository.idsByName.get(key);
  const clash: readonly [string, FailedRequirement] = ['userName', { policyRequirement: 'UNIQUE' }];
  return holder === undefined || holder === id ? [] : [clash];
}

/** A relationship must lead to a resource that is there; in the sandbox that is a user of the same realm. */
function findBrokenReference(repository: CrestRepository, content: JsonObject): CrestFailure | undefined {
  const collection = repository.path.replace(/^openidm\//, '');
  for (const [name, value] of Object.entries(content)) {
    if (!isRelationship(name) || value === null) continue;
    for (const item of isJsonArray(value) ? value : [value]) {
      const reference = member(item, '_ref');
      if (typeof reference !== 'string') return crestFailure(400, `The relationship '${name}' needs a member _ref`);
      const id = reference.startsWith(`${collection}/`) ? reference.slice(collection.length + 1) : undefined;
      if (id === undefined || !repository.resources.has(id)) {
        return crestFailure(400, `The relationship '${name}' leads to '${reference}', which does not exist`);
      }
    }
  }
  return undefined;
}

/** The password is kept as a digest, to refuse the same one again; a `null` value is a property that is not there. */
function storePassword(
  content: JsonObject,
  about: { readonly id: string; readonly previous: StoredResource | undefined },
): { readonly content: JsonObject } | CrestFailure {
  const before = member(about.previous?.content, 'password');
  const given = member(content, 'password');
  const digest = typeof given === 'string' ? digestOf(about.id, given) : undefined;
  const isUnchanged = given === before;
  if (digest !== undefined && digest === before && !isUnchanged) {
    return crestFailure(400, 'The password was used before. Choose another one');
  }
  const kept = Object.entries(content).filter(
    ([name, value]) => value !== null && name !== 'password' && properties.get(name) !== 'virtual',
  );
  const password = isUnchanged ? before : digest;
  const status = member(content, 'accountStatus') ?? 'active';
  const defaults = { accountStatus: status, ...(password === undefined ? {} : { password }) };
  return {
    content: {
      ...Object.fromEntries(kept.map(([name, value]) => [name, completeReference(name, value)])),
      ...defaults,
    },
  };
}

/** Adds what the server knows of a reference beside its `_ref`. */
function completeReference(name: string, value: JsonValue): JsonValue {
  if (!isRelationship(name)) return value;
  if (isJsonArray(value)) return value.map((item) => completeReference(name, item));
  const reference = member(value, '_ref');
  if (typeof reference !== 'string') return value;
  const slash = reference.lastIndexOf('/');
  return {
    _ref: reference,
    _refResourceCollection: reference.slice(0, slash),
    _refResourceId: reference.slice(slash + 1),
    _refProperties: member(value, '_refProperties') ?? {},
  };
}

function digestOf(id: string, password: string): string {
  return createHmac('sha256', id).update(password, 'utf8').digest('base64url');
}
