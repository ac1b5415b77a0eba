import type { JsonObject } from '../json';
import { isJsonObject, parseJsonBody } from '../json';
import { mediaTypeOf, type SandboxResponse } from '../message';
import type { SandboxCall } from '../sandboxCall';
import type { SandboxPorts, SandboxState } from '../sandboxState';
import type { EnvironmentState, User } from './environmentState';
import { invalidRequest, notFound, unsupportedMediaType } from './pingoneErrors';

/** One authorized call below `/environments/{environmentID}`. */
export interface PingoneContext {
  readonly ports: SandboxPorts;
  readonly state: SandboxState;
  readonly environment: EnvironmentState;
  readonly call: SandboxCall;
  /** The values of the path template's variables behind the environment, in order. */
  readonly parameters: readonly string[];
  /** `Correlation-Id` of the answer and `id` of an error body. */
  readonly requestID: string;
  /** The moment of the call, the same for all it changes. */
  readonly now: number;
}

export type PingoneHandler = (context: PingoneContext) => SandboxResponse;

/** A value, or the answer that says why there is none. */
export type Reading<T> =
  { readonly kind: 'value'; readonly value: T } | { readonly kind: 'response'; readonly response: SandboxResponse };

/** Links and `href` values: absolute, and always with `/v1`, whatever path the call used. */
export function environmentUrl(context: Pick<PingoneContext, 'call' | 'environment'>, ...segments: string[]): string {
  return [`${context.call.base}/v1/environments/${context.environment.id}`, ...segments].join('/');
}

/** The moment of the call as the API writes it. */
export function timestamp(context: Pick<PingoneContext, 'now'>): string {
  return new Date(context.now).toISOString();
}

/** The JSON object of the body, if the media type is one of `accepted`. */
export function readObject(context: PingoneContext, accepted: readonly string[] = [jsonType]): Reading<JsonObject> {
  const found = mediaTypeOf(context.call);
  if (found === undefined || !accepted.some((type) => type.toLowerCase() === found)) {
    return { kind: 'response', response: unsupportedMediaType(context.requestID, found, accepted) };
  }
  const reading = parseJsonBody(context.call.body);
  if (reading.kind === 'malformed') {
    return { kind: 'response', response: invalidRequest(context.requestID, reading.message) };
  }
  if (!isJsonObject(reading.value)) {
    return { kind: 'response', response: invalidRequest(context.requestID, 'The request body must be a JSON object.') };
  }
  return { kind: 'value', value: reading.value };
}

/** Runs a handler with the user the first path variable names, or answers 404. */
export function forUser(handler: (context: PingoneContext, user: User) => SandboxResponse): PingoneHandler {
  return (context) => {
    const id = context.parameters[0] ?? '';
    const user = context.environment.users.get(id.toLowerCase());
    return user ? handler(context, user) : notFound(context.requestID, missing('User', id, context));
  };
}

/** The message of a 404. */
export function missing(kind: string, id: string, context: Pick<PingoneContext, 'environment'>): string {
  return `Unable to find ${kind} with ID: '${id}' in Environment: '${context.environment.id}'`;
}

/** Link relations to link objects, in the given order. */
export function buildLinks(hrefs: readonly (readonly [rel: string, href: string])[]): JsonObject {
  return Object.fromEntries(hrefs.map(([rel, href]) => [rel, { href }]));
}

export const jsonType = 'application/json';
