import { isJsonObject, member, type JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import type { SandboxResponse } from '../message';
import { findParameters } from '../sandboxCall';
import { maximumResources } from '../sandboxLimits';
import { nameKeyOf, type Group } from './environmentState';
import { groupFilterRules } from './filterRules';
import { countTotalMembers } from './groupMembers';
import { listPage } from './listPage';
import {
  buildLinks,
  environmentUrl,
  missing,
  readObject,
  timestamp,
  type PingoneContext,
  type PingoneHandler,
} from './pingoneContext';
import { forbidden, invalidData, invalidRequest, notFound, type ErrorDetail } from './pingoneErrors';
import { invalidValue, notUnique, readText, sizeLimit } from './userAttributes';
import { readPopulation } from './users';

/** `POST …/groups`. */
export const createGroup: PingoneHandler = (context) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const body = readGroupBody(context, reading.value, undefined);
  const named = member(reading.value, 'population') ?? null;
  const population = named === null ? { value: undefined, details: [] } : readPopulation(context, reading.value);
  const details = [...body.details, ...population.details];
  if (details.length > 0 || body.name === undefined) return invalidData(context.requestID, details);
  const { groups } = context.environment;
  if (groups.size >= maximumResources) {
    return forbidden(context.requestID, 'LICENSE_EXCEEDED', `The sandbox holds at most ${maximumResources} groups.`);
  }
  const group: Group = {
    id: context.ports.newId(),
    sequence: context.environment.nextSequence++,
    name: body.name,
    description: body.description,
    externalID: body.externalID,
    populationID: population.value?.id,
    customData: body.customData,
    memberIDs: new Set(),
    parentIDs: new Set(),
    childIDs: new Set(),
    createdAt: timestamp(context),
    updatedAt: timestamp(context),
  };
  groups.set(group.id, group);
  context.environment.groupIDsByName.set(nameKeyOf(group.name), group.id);
  return buildJsonResponse(201, describeGroup(context, group));
};

/** `GET …/groups`. */
export const listGroups: PingoneHandler = (context) =>
  listPage(context, {
    items: context.environment.groups.values(),
    segments: ['groups'],
    rules: groupFilterRules,
    subject: (group) => ({
      attribute: (path) => (path === 'name' ? group.name : group.externalID),
      hasElement: () => false,
    }),
    describe: (group) => describeGroup(context, group),
  });

/** `GET …/groups/{groupID}` with `include=totalMemberCounts`. */
export const readGroup = forGroup((context, group) => {
  const include = findParameters(context.call, 'include').flatMap((text) => text.split(','));
  if (include.some((name) => name !== 'totalMemberCounts')) {
    const detail = { code: 'INVALID_PARAMETER', target: 'include', message: 'must be totalMemberCounts' };
    return invalidRequest(context.requestID, 'The request was invalid.', detail);
  }
  const total =
    include.length > 0 ? { totalMemberCounts: { users: countTotalMembers(context.environment, group) } } : {};
  return buildJsonResponse(200, { ...describeGroup(context, group), ...total });
});

/** `PUT …/groups/{groupID}`: the population of a group stays the one it was created in. */
export const replaceGroup = forGroup((context, group) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const body = readGroupBody(context, reading.value, group);
  if (body.details.length > 0 || body.name === undefined) return invalidData(context.requestID, body.details);
  context.environment.groupIDsByName.delete(nameKeyOf(group.name));
  context.environment.groupIDsByName.set(nameKeyOf(body.name), group.id);
  group.name = body.name;
  group.description = body.description;
  group.externalID = body.externalID;
  group.customData = body.customData;
  group.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeGroup(context, group));
});

/** `DELETE …/groups/{groupID}`: 204; its members stay, their memberships go. */
export const deleteGroup = forGroup((context, group) => {
  const { groups, users } = context.environment;
  groups.delete(group.id);
  context.environment.groupIDsByName.delete(nameKeyOf(group.name));
  for (const userID of group.memberIDs) users.get(userID)?.groupIDs.delete(group.id);
  for (const parentID of group.parentIDs) groups.get(parentID)?.childIDs.delete(group.id);
  for (const childID of group.childIDs) groups.get(childID)?.parentIDs.delete(group.id);
  return buildJsonResponse(204, undefined);
});

/** Runs a handler with the group the first path variable names, or answers 404. */
export function forGroup(handler: (context: PingoneContext, group: Group) => SandboxResponse): PingoneHandler {
  return (context) => {
    const id = context.parameters[0] ?? '';
    const group = context.environment.groups.get(id.toLowerCase());
    return group ? handler(context, group) : notFound(context.requestID, missing('Group', id, context));
  };
}

/** A group as the API shows it. */
export function describeGroup(context: PingoneContext, group: Group): JsonObject {
  const self = environmentUrl(context, 'groups', group.id);
  const population = group.populationID;
  const populationLink =
    population === undefined ? [] : [['population', environmentUrl(context, 'populations', population)] as const];
  const users = `${environmentUrl(context, 'users')}?filter=${encodeURIComponent(`memberOfGroups[id eq "${group.id}"]`)}`;
  return {
    _links: buildLinks([
      ['self', self],
      ['environment', environmentUrl(context)],
      ...populationLink,
      ['memberOfGroups', `${self}/memberOfGroups`],
      ['users', users],
    ]),
    id: group.id,
    environment: { id: context.environment.id },
    ...(population === undefined ? {} : { population: { id: population } }),
    name: group.name,
    ...(group.description === undefined ? {} : { description: group.description }),
    ...(group.externalID === undefined ? {} : { externalId: group.externalID }),
    ...(group.customData === undefined ? {} : { customData: group.customData }),
    directMemberCounts: { users: group.memberIDs.size },
    createdAt: group.createdAt,
    updatedAt: group.updatedAt,
  };
}

const maximumCustomDataBytes = 16 * 1024;

function readGroupBody(context: PingoneContext, body: JsonObject, current: Group | undefined) {
  const name = readText(body, 'name', { required: true, maximum: 256 });
  const description = readText(body, 'description', { required: false, maximum: 1024 });
  const externalID = readText(body, 'externalId', { required: false, maximum: 1024 });
  const customData = member(body, 'customData') ?? undefined;
  const details: ErrorDetail[] = [...name.details, ...description.details, ...externalID.details];
  if (customData !== undefined && !isJsonObject(customData))
    details.push(invalidValue('customData', 'must be an object'));
  else if (JSON.stringify(customData ?? null).length > maximumCustomDataBytes) {
    details.push(sizeLimit('customData', maximumCustomDataBytes));
  }
  if ((member(body, 'userFilter') ?? null) !== null) {
    details.push(invalidValue('userFilter', 'The sandbox has no dynamic groups; leave userFilter out'));
  }
  const holder = name.text === undefined ? undefined : context.environment.groupIDsByName.get(nameKeyOf(name.text));
  if (holder !== undefined && holder !== current?.id) details.push(notUnique('name', holder));
  return {
    name: name.text,
    description: description.text,
    externalID: externalID.text,
    customData: isJsonObject(customData) ? customData : undefined,
    details,
  };
}
