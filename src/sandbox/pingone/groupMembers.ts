import type { EnvironmentState, Group, User } from './environmentState';

/** The IDs of all groups a user is in: those it was put into first, then those they are nested in. */
export function findGroupIDs(environment: EnvironmentState, user: User): ReadonlySet<string> {
  return findReachable(user.groupIDs, (id) => environment.groups.get(id)?.parentIDs ?? []);
}

/** The number of users in a group, nested groups included, each counted once. */
export function countTotalMembers(environment: EnvironmentState, group: Group): number {
  const users = new Set<string>();
  const groups = findReachable([group.id], (id) => environment.groups.get(id)?.childIDs ?? []);
  for (const id of groups) for (const userID of environment.groups.get(id)?.memberIDs ?? []) users.add(userID);
  return users.size;
}

/** True when nesting `group` in `parent` would make a group a member of itself. */
export function wouldNestInItself(environment: EnvironmentState, group: Group, parent: Group): boolean {
  return findReachable([parent.id], (id) => environment.groups.get(id)?.parentIDs ?? []).has(group.id);
}

function findReachable(start: Iterable<string>, next: (id: string) => Iterable<string>): ReadonlySet<string> {
  // A set grows while it is walked, and hands out what was added.
  const reached = new Set(start);
  for (const id of reached) for (const further of next(id)) reached.add(further);
  return reached;
}
