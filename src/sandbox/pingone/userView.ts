import type { JsonObject, JsonValue } from '../json';
import type { User } from './environmentState';
import { buildLinks, environmentUrl, type PingoneContext } from './pingoneContext';
import { nestAttributes } from './userAttributes';

/**
 * A user as the API shows it: links, `id`, `environment`, then everything else in the order of the alphabet. The
 * thirteen relations, and their order, are those of the documentation's answer to a create.
 */
export function describeUser(context: PingoneContext, user: User): JsonObject {
  return {
    _links: describeUserLinks(context, user),
    id: user.id,
    environment: { id: context.environment.id },
    ...describeProperties(context, user),
  };
}

/** When an account is free again, or `undefined` while it is free or locked without an end. */
export function isLocked(user: User, now: number): boolean {
  return user.lock !== undefined && (user.lock.unlockAt === undefined || user.lock.unlockAt > now);
}

function describeUserLinks(context: PingoneContext, user: User): JsonObject {
  const self = environmentUrl(context, 'users', user.id);
  const password = `${self}/password`;
  return buildLinks([
    ['self', self],
    ['environment', environmentUrl(context)],
    ['population', environmentUrl(context, 'populations', user.populationID)],
    ['devices', `${self}/devices`],
    ['roleAssignments', `${self}/roleAssignments`],
    ['password', password],
    ['password.reset', password],
    ['password.set', password],
    ['password.check', password],
    ['password.recover', password],
    ['linkedAccounts', `${self}/linkedAccounts`],
    ['account.sendVerificationCode', self],
    ['memberOfGroups', `${self}/memberOfGroups`],
  ]);
}

function describeProperties(context: PingoneContext, user: User): JsonObject {
  const properties = nestAttributes(user.attributes);
  properties.set('account', describeAccount(user, context.now));
  properties.set('createdAt', user.createdAt);
  if (user.emailVerified !== undefined) properties.set('emailVerified', user.emailVerified);
  properties.set('enabled', user.enabled);
  properties.set('identityProvider', { type: 'PING_ONE' });
  properties.set('lifecycle', { status: user.lifecycleStatus });
  properties.set('mfaEnabled', user.mfaEnabled);
  properties.set('population', { id: user.populationID });
  properties.set('updatedAt', user.updatedAt);
  properties.set('verifyStatus', 'NOT_INITIATED');
  return Object.fromEntries([...properties].sort(([left], [right]) => (left < right ? -1 : 1)));
}

function describeAccount(user: User, now: number): JsonObject {
  const locked = isLocked(user, now);
  const account: Record<string, JsonValue> = {
    canAuthenticate: !locked && user.enabled,
    status: locked ? 'LOCKED' : 'OK',
  };
  if (!locked || !user.lock) return account;
  account['lockedAt'] = user.lock.lockedAt;
  if (user.lock.unlockAt !== undefined) {
    account['secondsUntilUnlock'] = Math.ceil((user.lock.unlockAt - now) / 1000);
    account['unlockAt'] = new Date(user.lock.unlockAt).toISOString();
  }
  return account;
}
