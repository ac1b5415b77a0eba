import { member, memberAtPath, type JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { mediaTypeOf, type SandboxResponse } from '../message';
import { recordMessage } from '../sandboxState';
import type { User } from './environmentState';
import { policyViolation } from './importedPassword';
import {
  findUnsatisfiedRequirements,
  passwordMatches,
  passwordPolicy,
  passwordStatus,
  withFailure,
  withPassword,
} from './passwordState';
import { buildLinks, environmentUrl, forUser, readObject, timestamp, type PingoneContext } from './pingoneContext';
import { invalidData, requestFailed, unsupportedMediaType } from './pingoneErrors';
import { invalidValue, readText, requiredValue } from './userAttributes';
import { newCode, userText } from './users';

type PasswordAction = (context: PingoneContext, user: User, type: string) => SandboxResponse;

/** `PUT …/password`: the media type says which. */
const updates: Readonly<Record<string, PasswordAction>> = {
  'application/vnd.pingidentity.password.set+json': setPassword,
  'application/vnd.pingidentity.password.reset+json': resetPassword,
  'application/vnd.pingidentity.password.setGateway+json': setGateway,
};

/** `POST …/password`; three types are documented with and without their suffix. */
const actions: Readonly<Record<string, PasswordAction>> = {
  'application/vnd.pingidentity.password.check+json': checkPassword,
  'application/vnd.pingidentity.password.recover+json': recoverPassword,
  'application/vnd.pingidentity.password.sendRecoveryCode+json': sendRecoveryCode,
  'application/vnd.pingidentity.password.sendRecoveryCode': sendRecoveryCode,
  'application/vnd.pingidentity.password.unlock+json': unlockPassword,
  'application/vnd.pingidentity.password.unlock': unlockPassword,
  'application/vnd.pingidentity.password.forceChange': forceChange,
  'application/vnd.pingidentity.password.forceChange+json': forceChange,
};

/** `GET …/users/{userID}/password`: its state, never the password. */
export const readPassword = forUser((context, user) => buildJsonResponse(200, describePassword(context, user)));

/** `PUT …/users/{userID}/password`. */
export const updatePassword = forUser((context, user) => runAction(context, user, updates));

/** `POST …/users/{userID}/password`. */
export const actOnPassword = forUser((context, user) => runAction(context, user, actions));

function runAction(
  context: PingoneContext,
  user: User,
  table: Readonly<Record<string, PasswordAction>>,
): SandboxResponse {
  const found = mediaTypeOf(context.call);
  // Media types compare without case, and the header was read in lower case.
  const entry = Object.entries(table).find(([type]) => type.toLowerCase() === found);
  if (!entry) return unsupportedMediaType(context.requestID, found, Object.keys(table));
  return entry[1](context, user, entry[0].toLowerCase());
}

function setPassword(context: PingoneContext, user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const body = reading.value;
  const { text, details } = readText(body, 'value', { required: true, maximum: 1024 });
  const flags = ['forceChange', 'bypassPolicy'].flatMap((name) =>
    ['boolean', 'undefined'].includes(typeof (member(body, name) ?? undefined))
      ? []
      : [invalidValue(name, 'must be true or false')],
  );
  if (text === undefined || flags.length > 0) return invalidData(context.requestID, [...details, ...flags]);
  const mustChange = member(body, 'forceChange') === true;
  return savePassword(context, user, {
    password: text,
    target: 'value',
    mustChange,
    bypass: member(body, 'bypassPolicy') === true,
  });
}

function resetPassword(context: PingoneContext, user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const current = readText(reading.value, 'currentPassword', { required: true, maximum: 1024 });
  const next = readText(reading.value, 'newPassword', { required: true, maximum: 1024 });
  if (current.text === undefined || next.text === undefined) {
    return invalidData(context.requestID, [...current.details, ...next.details]);
  }
  const refusal = proveCurrent(context, user, current.text, 'currentPassword');
  if (refusal) return refusal;
  return savePassword(context, user, { password: next.text, target: 'newPassword', mustChange: false, bypass: false });
}

function checkPassword(context: PingoneContext, user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const { text, details } = readText(reading.value, 'password', { required: true, maximum: 1024 });
  if (text === undefined) return invalidData(context.requestID, details);
  return proveCurrent(context, user, text, 'password') ?? buildJsonResponse(200, describePassword(context, user));
}

function recoverPassword(context: PingoneContext, user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const code = readText(reading.value, 'recoveryCode', { required: true, maximum: 64 });
  const next = readText(reading.value, 'newPassword', { required: true, maximum: 1024 });
  if (code.text === undefined || next.text === undefined) {
    return invalidData(context.requestID, [...code.details, ...next.details]);
  }
  const { recovery } = user.password;
  const isUsable = recovery !== undefined && recovery.expiresAt > context.now && recovery.failures < 5;
  if (!isUsable || recovery.code !== code.text) {
    if (recovery) user.password = { ...user.password, recovery: { ...recovery, failures: recovery.failures + 1 } };
    const message = 'The recovery code is wrong, or it has expired';
    return invalidData(context.requestID, [invalidValue('recoveryCode', message)]);
  }
  return savePassword(context, user, { password: next.text, target: 'newPassword', mustChange: false, bypass: false });
}

function sendRecoveryCode(context: PingoneContext, user: User): SandboxResponse {
  const code = newCode(context);
  const expiresAt = context.now + passwordPolicy.recoverySeconds * 1000;
  user.password = { ...user.password, recovery: { code, expiresAt, failures: 0 } };
  const to = userText(user, 'email');
  recordMessage(context.state, { sentAt: timestamp(context), kind: 'recovery', to, userID: user.id, code });
  return buildJsonResponse(200, describePassword(context, user));
}

function unlockPassword(context: PingoneContext, user: User): SandboxResponse {
  user.password = { ...user.password, failures: 0, lockedUntil: undefined };
  return buildJsonResponse(200, describePassword(context, user));
}

function forceChange(context: PingoneContext, user: User): SandboxResponse {
  if (user.password.history.length === 0) return noPasswordFailure(context);
  user.password = { ...user.password, mustChange: true };
  return buildJsonResponse(200, describePassword(context, user));
}

function setGateway(context: PingoneContext, _user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const detail =
    (memberAtPath(reading.value, 'id') ?? null) === null
      ? requiredValue('id')
      : invalidValue('id', 'The environment has no gateway with this ID');
  return invalidData(context.requestID, [detail]);
}

/** The answer to a wrong or impossible proof of the current password; `undefined` when it was right. */
function proveCurrent(
  context: PingoneContext,
  user: User,
  password: string,
  target: string,
): SandboxResponse | undefined {
  const status = passwordStatus(user.password, context.now);
  if (status === 'NO_PASSWORD') return noPasswordFailure(context);
  if (status === 'PASSWORD_LOCKED_OUT') return lockedFailure(context, user);
  if (passwordMatches(user.password, password)) {
    user.password = { ...user.password, failures: 0, lockedUntil: undefined };
    return undefined;
  }
  user.password = withFailure(user.password, context.now);
  if (passwordStatus(user.password, context.now) === 'PASSWORD_LOCKED_OUT') return lockedFailure(context, user);
  const failuresRemaining = passwordPolicy.failureCount - user.password.failures;
  const message = 'The provided password did not match provisioned password';
  return invalidData(context.requestID, [invalidValue(target, message, { failuresRemaining })]);
}

function savePassword(
  context: PingoneContext,
  user: User,
  change: {
    readonly password: string;
    readonly target: string;
    readonly mustChange: boolean;
    readonly bypass: boolean;
  },
): SandboxResponse {
  const profile = ['username', 'email', 'name.given', 'name.family', 'nickname'].map((path) => userText(user, path));
  const unsatisfied = change.bypass ? [] : findUnsatisfiedRequirements(user.password, change.password, profile);
  if (unsatisfied.length > 0) return invalidData(context.requestID, [policyViolation(change.target, unsatisfied)]);
  const about = { salt: context.ports.newId(), mustChange: change.mustChange, now: context.now };
  user.password = withPassword(user.password, change.password, about);
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describePassword(context, user));
}

function noPasswordFailure(context: PingoneContext): SandboxResponse {
  return requestFailed(context.requestID, { code: 'NO_PASSWORD', message: 'The user has no password. Set one first' });
}

function lockedFailure(context: PingoneContext, user: User): SandboxResponse {
  const secondsUntilUnlock = Math.ceil(((user.password.lockedUntil ?? context.now) - context.now) / 1000);
  const message = 'Too many unsuccessful password attempts';
  return invalidData(context.requestID, [{ code: 'PASSWORD_LOCKED_OUT', message, innerError: { secondsUntilUnlock } }]);
}

function describePassword(context: PingoneContext, user: User): JsonObject {
  const owner = environmentUrl(context, 'users', user.id);
  const self = `${owner}/password`;
  const { changedAt, mustChange } = user.password;
  return {
    _links: buildLinks([
      ['self', self],
      ['environment', environmentUrl(context)],
      ['user', owner],
      ['passwordPolicy', environmentUrl(context, 'passwordPolicies', context.environment.passwordPolicyID)],
      ['password.check', self],
      ['password.reset', self],
      ['password.set', self],
      ['password.recover', self],
    ]),
    environment: { id: context.environment.id },
    user: { id: user.id },
    passwordPolicy: { id: context.environment.passwordPolicyID },
    status: passwordStatus(user.password, context.now),
    ...(changedAt === undefined ? {} : { lastChangedAt: changedAt, forceChange: mustChange }),
  };
}
