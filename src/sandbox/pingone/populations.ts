import { member, type JsonObject } from '../json';
import { buildJsonResponse } from '../jsonResponse';
import { maximumResources } from '../sandboxLimits';
import { nameKeyOf, type Population } from './environmentState';
import { populationFilterRules } from './filterRules';
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
import { forbidden, invalidData, notFound, requestFailed, type ErrorDetail } from './pingoneErrors';
import { invalidValue, notUnique, readText } from './userAttributes';

/** `POST …/populations`. */
export const createPopulation: PingoneHandler = (context) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const { name, description, isDefault, details } = readPopulationBody(context, reading.value, undefined);
  if (details.length > 0 || name === undefined) return invalidData(context.requestID, details);
  const { populations } = context.environment;
  if (populations.size >= maximumResources) {
    return forbidden(
      context.requestID,
      'LICENSE_EXCEEDED',
      `An environment holds at most ${maximumResources} populations.`,
    );
  }
  const population: Population = {
    id: context.ports.newId(),
    sequence: context.environment.nextSequence++,
    name,
    description,
    isDefault: false,
    userCount: 0,
    createdAt: timestamp(context),
    updatedAt: timestamp(context),
  };
  populations.set(population.id, population);
  context.environment.populationIDsByName.set(nameKeyOf(population.name), population.id);
  if (isDefault) makeDefault(context, population);
  return buildJsonResponse(201, describePopulation(context, population));
};

/** `GET …/populations`. */
export const listPopulations: PingoneHandler = (context) =>
  listPage(context, {
    items: context.environment.populations.values(),
    segments: ['populations'],
    rules: populationFilterRules,
    subject: (population) => ({
      attribute: (path) => (path === 'id' ? population.id : population.name),
      hasElement: () => false,
    }),
    describe: (population) => describePopulation(context, population),
  });

/** `GET …/populations/{populationID}`. */
export const readOnePopulation = forPopulation((context, population) =>
  buildJsonResponse(200, describePopulation(context, population)),
);

/** `PUT …/populations/{populationID}`. */
export const replacePopulation = forPopulation((context, population) => {
  const reading = readObject(context);
  if (reading.kind === 'response') return reading.response;
  const { name, description, isDefault, details } = readPopulationBody(context, reading.value, population);
  if (details.length > 0 || name === undefined) return invalidData(context.requestID, details);
  context.environment.populationIDsByName.delete(nameKeyOf(population.name));
  context.environment.populationIDsByName.set(nameKeyOf(name), population.id);
  population.name = name;
  population.description = description;
  population.updatedAt = timestamp(context);
  if (isDefault) makeDefault(context, population);
  return buildJsonResponse(200, describePopulation(context, population));
});

/** `DELETE …/populations/{populationID}`: 204; the default one, and one with users in it, stay. */
export const deletePopulation = forPopulation((context, population) => {
  const { environment } = context;
  if (population.isDefault) {
    const message = 'The default population cannot be deleted. Make another population the default one first';
    const innerError = { referencedValues: [environment.id] };
    return requestFailed(context.requestID, { code: 'CONSTRAINT_VIOLATION', target: 'default', message, innerError });
  }
  const dependents = findDependents(context, population);
  if (dependents.length > 0) {
    const message = 'The population cannot be deleted while users or groups belong to it';
    const innerError = { referencedValues: dependents };
    return requestFailed(context.requestID, { code: 'CONSTRAINT_VIOLATION', target: 'id', message, innerError });
  }
  environment.populations.delete(population.id);
  environment.populationIDsByName.delete(nameKeyOf(population.name));
  return buildJsonResponse(204, undefined);
});

/** A population as the API shows it. */
export function describePopulation(context: PingoneContext, population: Population): JsonObject {
  const users = `${environmentUrl(context, 'users')}?filter=${encodeURIComponent(`population.id eq "${population.id}"`)}`;
  return {
    _links: buildLinks([
      ['self', environmentUrl(context, 'populations', population.id)],
      ['environment', environmentUrl(context)],
      ['passwordPolicy', environmentUrl(context, 'passwordPolicies', context.environment.passwordPolicyID)],
      ['users', users],
    ]),
    id: population.id,
    environment: { id: context.environment.id },
    name: population.name,
    ...(population.description === undefined ? {} : { description: population.description }),
    userCount: population.userCount,
    passwordPolicy: { id: context.environment.passwordPolicyID },
    default: population.isDefault,
    createdAt: population.createdAt,
    updatedAt: population.updatedAt,
  };
}

function forPopulation(
  handler: (context: PingoneContext, population: Population) => ReturnType<PingoneHandler>,
): PingoneHandler {
  return (context) => {
    const id = context.parameters[0] ?? '';
    const population = context.environment.populations.get(id.toLowerCase());
    return population ? handler(context, population) : notFound(context.requestID, missing('Population', id, context));
  };
}

function readPopulationBody(context: PingoneContext, body: JsonObject, current: Population | undefined) {
  const name = readText(body, 'name', { required: true, maximum: 256 });
  const description = readText(body, 'description', { required: false, maximum: 1024 });
  const isDefault = member(body, 'default') ?? null;
  const details: ErrorDetail[] = [...name.details, ...description.details];
  if (isDefault !== null && typeof isDefault !== 'boolean')
    details.push(invalidValue('default', 'must be true or false'));
  if (isDefault === false && current?.isDefault) {
    details.push(invalidValue('default', 'An environment needs a default population; make another one the default'));
  }
  const holder =
    name.text === undefined ? undefined : context.environment.populationIDsByName.get(nameKeyOf(name.text));
  if (holder !== undefined && holder !== current?.id) details.push(notUnique('name', holder));
  return { name: name.text, description: description.text, isDefault: isDefault === true, details };
}

function makeDefault(context: PingoneContext, population: Population): void {
  for (const other of context.environment.populations.values()) other.isDefault = other === population;
}

function findDependents(context: PingoneContext, population: Population): readonly string[] {
  const { users, groups } = context.environment;
  const userIDs = population.userCount === 0 ? [] : [...users.values()];
  return [...userIDs, ...groups.values()]
    .filter((item) => item.populationID === population.id)
    .slice(0, 10)
    .map((item) => item.id);
}
