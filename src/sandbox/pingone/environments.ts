import { memberAtPath, type JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { maximumEnvironments } from '../sandboxLimits';
import { createEnvironmentState, type EnvironmentState } from './environmentState';
import { passwordCharacters, passwordPolicy } from './passwordState';
import {
  buildLinks,
  environmentUrl,
  missing,
  readObject,
  timestamp,
  type PingoneContext,
  type PingoneHandler,
} from './pingoneContext';
import { forbidden, invalidData, notFound, requestFailed, type ErrorDetail } from './pingoneErrors';
import { listAll } from './listPage';
import { invalidValue, readText } from './userAttributes';

/** `GET /environments/{environmentID}`. */
export const readEnvironment: PingoneHandler = (context) =>
  buildJsonResponse(200, describeEnvironment(context, context.environment));

/** `PUT /environments/{environmentID}`: name and description. */
export const replaceEnvironment: PingoneHandler = (context) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const name = readText(reading.value, 'name', { required: true, maximum: 256 });
  const description = readText(reading.value, 'description', { required: false, maximum: 1024 });
  const details = [...name.details, ...description.details];
  if (details.length > 0 || name.text === undefined) return invalidData(context.requestID, details);
  context.environment.name = name.text;
  context.environment.description = description.text;
  context.environment.updatedAt = timestamp(context);
  return buildJsonResponse(200, describeEnvironment(context, context.environment));
};

/** `DELETE /environments/{environmentID}`: the two the sandbox began with stay. */
export const deleteEnvironment: PingoneHandler = (context) => {
  const { adminEnvironmentID, environmentID, environments } = context.state;
  const { id } = context.environment;
  if (id === adminEnvironmentID || id === environmentID) {
    const message = 'The sandbox keeps the environments it started with';
    return requestFailed(context.requestID, { code: 'CONSTRAINT_VIOLATION', target: 'id', message });
  }
  environments.delete(id);
  return buildJsonResponse(204, undefined);
};

/** `GET /environments`. */
export function listEnvironments(context: Omit<PingoneContext, 'environment'>): JsonObject {
  const self = `${context.call.base}/v1/environments`;
  const environments = [...context.state.environments.values()].map((item) => describeEnvironment(context, item));
  return {
    _links: { self: { href: self } },
    _embedded: { environments },
    count: environments.length,
    size: environments.length,
  };
}

/** `POST /environments`: 201, until the trial's number of environments is reached. */
export function createEnvironment(context: PingoneContext) {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const body = reading.value;
  const name = readText(body, 'name', { required: true, maximum: 256 });
  const description = readText(body, 'description', { required: false, maximum: 1024 });
  const type = readText(body, 'type', { required: true, maximum: 64 });
  const region = readText(body, 'region', { required: true, maximum: 64 });
  const details = [...name.details, ...description.details, ...type.details, ...region.details];
  checkOneOf(details, 'type', type.text, ['PRODUCTION', 'SANDBOX']);
  checkOneOf(details, 'region', region.text, ['AP', 'AU', 'CA', 'EU', 'NA', 'SG']);
  const license = memberAtPath(body, 'license.id') ?? null;
  if (license !== null && license !== context.state.licenseID) {
    details.push(
      invalidValue('license.id', 'Unable to find License with this ID; leave it out, the organization has one'),
    );
  }
  if (details.length > 0 || name.text === undefined || type.text === undefined) {
    return invalidData(context.requestID, details);
  }
  if (context.state.environments.size >= maximumEnvironments) {
    const message = `The trial license of the sandbox has room for ${maximumEnvironments} environments`;
    return forbidden(context.requestID, 'LICENSE_EXCEEDED', message);
  }
  const about = {
    name: name.text,
    type: type.text,
    ...(description.text === undefined ? {} : { description: description.text }),
  };
  const environment = createEnvironmentState(context.ports, about);
  context.state.environments.set(environment.id, environment);
  return buildJsonResponse(201, describeEnvironment(context, environment));
}

/** The organization, behind the link of every environment. */
export function describeOrganization(context: Omit<PingoneContext, 'environment'>): JsonObject {
  const { organizationID, licenseID } = context.state;
  const self = `${context.call.base}/v1/organizations/${organizationID}`;
  return {
    _links: buildLinks([
      ['self', self],
      ['environments', `${context.call.base}/v1/environments`],
      ['licenses', `${self}/licenses`],
    ]),
    id: organizationID,
    name: 'Sandbox organization',
    type: 'INTERNAL',
    license: { id: licenseID },
  };
}

/** The one licence of the organization. */
export function describeLicense(context: Omit<PingoneContext, 'environment'>): JsonObject {
  const { organizationID, licenseID, environments } = context.state;
  const organization = `${context.call.base}/v1/organizations/${organizationID}`;
  return {
    _links: buildLinks([
      ['self', `${organization}/licenses/${licenseID}`],
      ['organization', organization],
    ]),
    id: licenseID,
    organization: { id: organizationID },
    name: 'Sandbox',
    package: 'TRIAL',
    status: 'ACTIVE',
    environments: { max: maximumEnvironments },
    assignedEnvironmentsCount: environments.size,
  };
}

/** `GET …/passwordPolicies`. */
export const listPasswordPolicies: PingoneHandler = (context) =>
  listAll(context, ['passwordPolicies'], [describePolicy(context)]);

/** `GET …/passwordPolicies/{passwordPolicyID}`. */
export const readPasswordPolicy: PingoneHandler = (context) => {
  const id = context.parameters[0] ?? '';
  return id.toLowerCase() === context.environment.passwordPolicyID
    ? buildJsonResponse(200, describePolicy(context))
    : notFound(context.requestID, missing('Password Policy', id, context));
};

function describeEnvironment(
  context: Pick<PingoneContext, 'call' | 'state'>,
  environment: EnvironmentState,
): JsonObject {
  const { organizationID, licenseID } = context.state;
  const self = environmentUrl({ call: context.call, environment });
  const organization = `${context.call.base}/v1/organizations/${organizationID}`;
  return {
    _links: buildLinks([
      ['self', self],
      ['organization', organization],
      ['license', `${organization}/licenses/${licenseID}`],
      ['populations', `${self}/populations`],
      ['users', `${self}/users`],
      ['groups', `${self}/groups`],
      ['passwordPolicies', `${self}/passwordPolicies`],
    ]),
    id: environment.id,
    name: environment.name,
    ...(environment.description === undefined ? {} : { description: environment.description }),
    organization: { id: organizationID },
    type: environment.type,
    region: 'NA',
    status: 'ACTIVE',
    createdAt: environment.createdAt,
    updatedAt: environment.updatedAt,
    license: { id: licenseID },
  };
}

function describePolicy(context: PingoneContext): JsonObject {
  const { length, minUniqueCharacters, historyCount, failureCount, lockSeconds } = passwordPolicy;
  const { environment } = context;
  return {
    _links: buildLinks([
      ['self', environmentUrl(context, 'passwordPolicies', environment.passwordPolicyID)],
      ['environment', environmentUrl(context)],
    ]),
    id: environment.passwordPolicyID,
    environment: { id: environment.id },
    name: 'Standard',
    description: 'The policy every environment begins with.',
    excludesProfileData: true,
    notSimilarToCurrent: false,
    excludesCommonlyUsed: true,
    minCharacters: Object.fromEntries(passwordCharacters.map((characters) => [characters, 1])),
    minUniqueCharacters,
    length: { ...length },
    history: { count: historyCount },
    lockout: { failureCount, durationSeconds: lockSeconds },
    default: true,
    createdAt: environment.createdAt,
    updatedAt: environment.createdAt,
  };
}

function checkOneOf(
  details: ErrorDetail[],
  target: string,
  value: string | undefined,
  allowedValues: readonly string[],
) {
  if (value === undefined || allowedValues.includes(value)) return;
  details.push(invalidValue(target, `must be one of ${allowedValues.join(', ')}`, { allowedValues }));
}
