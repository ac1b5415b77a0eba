import { member, type JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { mediaTypeOf, type SandboxResponse } from '../message';
import type { User } from './environmentState';
import { listAll } from './listPage';
import { buildLinks, environmentUrl, forUser, readObject, timestamp, type PingoneContext } from './pingoneContext';
import { invalidData, requestFailed, unsupportedMediaType } from './pingoneErrors';
import { invalidValue, readText, requiredValue } from './userAttributes';
import { readPopulation, sendVerificationCode } from './users';
import { describeUser } from './userView';

const userActions: Readonly<Record<string, (context: PingoneContext, user: User, type: string) => SandboxResponse>> = {
  'application/vnd.pingidentity.user.sendVerificationCode+json': sendCode,
  'application/vnd.pingidentity.user.verify+json': verifyUser,
  'application/vnd.pingidentity.account.lock+json': lockAccount,
  'application/vnd.pingidentity.account.unlock+json': unlockAccount,
};

/** `POST …/users/{userID}`: the media type says which action. */
export const actOnUser = forUser((context, user) => {
  const found = mediaTypeOf(context.call);
  const entry = Object.entries(userActions).find(([type]) => type.toLowerCase() === found);
  if (!entry) return unsupportedMediaType(context.requestID, found, Object.keys(userActions));
  return entry[1](context, user, entry[0]);
});

/** `GET …/users/{userID}/enabled`. */
export const readEnabled = forUser((context, user) => describePart(context, user, 'enabled', user.enabled));

/** `PUT …/users/{userID}/enabled`. */
export const updateEnabled = forUser((context, user) =>
  updateFlag(context, user, 'enabled', (value) => (user.enabled = value)),
);

/** `GET …/users/{userID}/mfaEnabled`. */
export const readMfaEnabled = forUser((context, user) => describePart(context, user, 'mfaEnabled', user.mfaEnabled));

/** `PUT …/users/{userID}/mfaEnabled`. */
export const updateMfaEnabled = forUser((context, user) =>
  updateFlag(context, user, 'mfaEnabled', (value) => (user.mfaEnabled = value)),
);

/** `GET …/users/{userID}/population`. */
export const readUserPopulation = forUser((context, user) =>
  buildJsonResponse(200, describeUserPopulation(context, user)),
);

/** `PUT …/users/{userID}/population` with `{"id": "<population>"}`: moves the user. */
export const updateUserPopulation = forUser((context, user) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const { value, details } = readPopulation(context, reading.value, 'id');
  if (!value) return invalidData(context.requestID, details);
  const previous = context.environment.populations.get(user.populationID);
  if (previous) previous.userCount--;
  value.userCount++;
  user.populationID = value.id;
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeUserPopulation(context, user));
});

/** `GET …/users/{userID}/identityProvider`: users of the sandbox all sign on with the environment itself. */
export const readIdentityProvider = forUser((context, user) =>
  buildJsonResponse(200, {
    _links: buildLinks([['self', environmentUrl(context, 'users', user.id, 'identityProvider')]]),
    type: 'PING_ONE',
  }),
);

/** `GET …/users/{userID}/devices`: there are none, but the link of every user leads somewhere. */
export const listDevices = forUser((context, user) => listAll(context, ['users', user.id, 'devices'], []));

/** `GET …/users/{userID}/linkedAccounts`. */
export const listLinkedAccounts = forUser((context, user) =>
  listAll(context, ['users', user.id, 'linkedAccounts'], []),
);

function sendCode(context: PingoneContext, user: User): SandboxResponse {
  sendVerificationCode(context, user);
  return buildJsonResponse(200, describeUser(context, user));
}

function verifyUser(context: PingoneContext, user: User, type: string): SandboxResponse {
  const reading = readObject(context, [type]);
  if (reading.kind === 'response') return reading.response;
  const { text, details } = readText(reading.value, 'verificationCode', { required: true, maximum: 64 });
  if (text === undefined) return invalidData(context.requestID, details);
  if (user.verificationCode === undefined || text !== user.verificationCode) {
    const message = 'The verification code is wrong, or none was sent';
    return requestFailed(context.requestID, { code: 'VERIFICATION_FAILED', target: 'verificationCode', message });
  }
  user.verificationCode = undefined;
  user.lifecycleStatus = 'ACCOUNT_OK';
  user.emailVerified = true;
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeUser(context, user));
}

function lockAccount(context: PingoneContext, user: User, type: string): SandboxResponse {
  const hasBody = context.call.body.length > 0;
  const reading = hasBody ? readObject(context, [type]) : { kind: 'value' as const, value: {} };
  if (reading.kind === 'response') return reading.response;
  const { text, details } = readText(reading.value, 'unlockAt', { required: false, maximum: 64 });
  if (details.length > 0) return invalidData(context.requestID, details);
  const unlockAt = text === undefined ? undefined : Date.parse(text);
  if (unlockAt !== undefined && !(unlockAt > context.now)) {
    return invalidData(context.requestID, [invalidValue('unlockAt', 'must be a date and time in the future')]);
  }
  user.lock = { lockedAt: timestamp(context), unlockAt };
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeUser(context, user));
}

function unlockAccount(context: PingoneContext, user: User): SandboxResponse {
  user.lock = undefined;
  user.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeUser(context, user));
}

function updateFlag(
  context: PingoneContext,
  user: User,
  name: string,
  update: (value: boolean) => void,
): SandboxResponse {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const value = member(reading.value, name) ?? null;
  if (value === null) return invalidData(context.requestID, [requiredValue(name)]);
  if (typeof value !== 'boolean') return invalidData(context.requestID, [invalidValue(name, 'must be true or false')]);
  update(value);
  user.updatedAt = timestamp(context);
  return describePart(context, user, name, value);
}

function describePart(context: PingoneContext, user: User, name: string, value: boolean): SandboxResponse {
  const owner = environmentUrl(context, 'users', user.id);
  return buildJsonResponse(200, {
    _links: buildLinks([
      ['self', `${owner}/${name}`],
      ['user', owner],
    ]),
    [name]: value,
  });
}

function describeUserPopulation(context: PingoneContext, user: User): JsonObject {
  const owner = environmentUrl(context, 'users', user.id);
  return {
    _links: buildLinks([
      ['self', `${owner}/population`],
      ['user', owner],
      ['population', environmentUrl(context, 'populations', user.populationID)],
    ]),
    id: user.populationID,
  };
}
