import type { JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { findParameters } from '../sandboxCall';
import type { Group, User } from './environmentState';
import { noFilterRules } from './filterRules';
import { findGroupIDs, wouldNestInItself } from './groupMembers';
import { describeGroup, forGroup } from './groups';
import { listAll, listPage } from './listPage';
import {
  buildLinks,
  environmentUrl,
  forUser,
  missing,
  readObject,
  type PingoneContext,
  type Reading,
} from './pingoneContext';
import { invalidData, notFound } from './pingoneErrors';
import { invalidValue, notUnique, readText } from './userAttributes';

/** `POST …/users/{userID}/memberOfGroups` with `{"id": "<group>"}`: 201. */
export const addMembership = forUser((context, user) => {
  const reading = readGroupReference(context);
  if (reading.kind === 'response') return reading.response;
  const group = reading.value;
  if (user.groupIDs.has(group.id)) {
    return invalidData(context.requestID, [notUnique('id', group.id)]);
  }
  if (group.populationID !== undefined && group.populationID !== user.populationID) {
    const message = 'The group belongs to another population than the user';
    return invalidData(context.requestID, [invalidValue('id', message)]);
  }
  user.groupIDs.add(group.id);
  group.memberIDs.add(user.id);
  return buildJsonResponse(201, describeMembership(context, user, group));
});

/** `GET …/users/{userID}/memberOfGroups` with `limit`, `cursor` and `expand=group`; nested groups count too. */
export const listMemberships = forUser((context, user) => {
  const groups = [...findGroupIDs(context.environment, user)]
    .flatMap((id) => context.environment.groups.get(id) ?? [])
    .sort((left, right) => left.sequence - right.sequence);
  const isExpanded = findParameters(context.call, 'expand').includes('group');
  return listPage(context, {
    items: groups,
    segments: ['users', user.id, 'memberOfGroups'],
    rules: noFilterRules,
    subject: () => ({ attribute: () => undefined, hasElement: () => false }),
    describe: (group) => describeMembership(context, user, group, isExpanded),
    name: 'groupMemberships',
  });
});

/** `GET …/users/{userID}/memberOfGroups/{groupID}`. */
export const readMembership = forUser((context, user) => {
  const group = context.environment.groups.get((context.parameters[1] ?? '').toLowerCase());
  if (!group || !findGroupIDs(context.environment, user).has(group.id)) return noMembership(context);
  const isExpanded = findParameters(context.call, 'expand').includes('group');
  return buildJsonResponse(200, describeMembership(context, user, group, isExpanded));
});

/** `DELETE …/users/{userID}/memberOfGroups/{groupID}`: 204; a membership through nesting is not there to delete. */
export const deleteMembership = forUser((context, user) => {
  const id = (context.parameters[1] ?? '').toLowerCase();
  if (!user.groupIDs.delete(id)) return noMembership(context);
  context.environment.groups.get(id)?.memberIDs.delete(user.id);
  return buildJsonResponse(204, undefined);
});

/** `POST …/groups/{groupID}/memberOfGroups`: nests a group in another one. */
export const addNesting = forGroup((context, group) => {
  const reading = readGroupReference(context);
  if (reading.kind === 'response') return reading.response;
  const parent = reading.value;
  if (wouldNestInItself(context.environment, group, parent)) {
    return invalidData(context.requestID, [invalidValue('id', 'A group cannot become a member of itself')]);
  }
  group.parentIDs.add(parent.id);
  parent.childIDs.add(group.id);
  return buildJsonResponse(201, describeNesting(context, group, parent));
});

/** `GET …/groups/{groupID}/memberOfGroups`. */
export const listNestings = forGroup((context, group) => {
  const parents = [...group.parentIDs].flatMap((id) => context.environment.groups.get(id) ?? []);
  const items = parents.map((parent) => describeNesting(context, group, parent));
  return listAll(context, ['groups', group.id, 'memberOfGroups'], items, 'groupMemberships');
});

/** `GET …/groups/{groupID}/memberOfGroups/{nestedGroupID}`. */
export const readNesting = forGroup((context, group) => {
  const parent = context.environment.groups.get((context.parameters[1] ?? '').toLowerCase());
  if (!parent || !group.parentIDs.has(parent.id)) return noMembership(context);
  return buildJsonResponse(200, describeNesting(context, group, parent));
});

/** `DELETE …/groups/{groupID}/memberOfGroups/{nestedGroupID}`. */
export const deleteNesting = forGroup((context, group) => {
  const id = (context.parameters[1] ?? '').toLowerCase();
  if (!group.parentIDs.delete(id)) return noMembership(context);
  context.environment.groups.get(id)?.childIDs.delete(group.id);
  return buildJsonResponse(204, undefined);
});

function describeMembership(context: PingoneContext, user: User, group: Group, isExpanded = false): JsonObject {
  const owner = environmentUrl(context, 'users', user.id);
  return {
    _links: buildLinks([
      ['self', `${owner}/memberOfGroups/${group.id}`],
      ['user', owner],
      ['group', environmentUrl(context, 'groups', group.id)],
    ]),
    id: group.id,
    environment: { id: context.environment.id },
    name: group.name,
    type: user.groupIDs.has(group.id) ? 'DIRECT' : 'INDIRECT',
    ...(isExpanded ? { _embedded: { group: describeGroup(context, group) } } : {}),
  };
}

function describeNesting(context: PingoneContext, group: Group, parent: Group): JsonObject {
  const owner = environmentUrl(context, 'groups', group.id);
  return {
    _links: buildLinks([
      ['self', `${owner}/memberOfGroups/${parent.id}`],
      ['group', environmentUrl(context, 'groups', parent.id)],
    ]),
    id: parent.id,
    environment: { id: context.environment.id },
    name: parent.name,
    type: 'DIRECT',
  };
}

function readGroupReference(context: PingoneContext): Reading<Group> {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading;
  const { text, details } = readText(reading.value, 'id', { required: true, maximum: 64 });
  if (text === undefined) return { kind: 'response', response: invalidData(context.requestID, details) };
  const group = context.environment.groups.get(text.toLowerCase());
  if (group) return { kind: 'value', value: group };
  const detail = invalidValue('id', missing('Group', text, context));
  return { kind: 'response', response: invalidData(context.requestID, [detail]) };
}

function noMembership(context: PingoneContext) {
  return notFound(context.requestID, missing('Group Membership', context.parameters[1] ?? '', context));
}
