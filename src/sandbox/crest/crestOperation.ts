import { findHeader, findHeaderValues } from '../message';
import type { SandboxCall } from '../sandboxCall';
import { isAtLeast, readApiVersion, type ProtocolVersion } from './apiVersion';
import { crestFailure, isFailure, type CrestFailure } from './crestFailure';
import {
  checkParameters,
  collectParameters,
  findParameter,
  type CrestParameters,
  type CrestVerb,
} from './crestParameters';

/** A request once it is clear which verb it is, and that its headers and parameters go with that verb. */
export interface CrestOperation {
  readonly kind: 'operation';
  readonly verb: CrestVerb;
  readonly protocol: ProtocolVersion;
  readonly parameters: CrestParameters;
  /** `If-Match` without quotes; `*` means any revision. */
  readonly ifMatch: string | undefined;
  /** `If-None-Match` without quotes. */
  readonly ifNoneMatch: string | undefined;
}

/** Finds the verb in the order in which CREST decides; misplaced preconditions and parameters are failures. */
export function readOperation(call: SandboxCall): CrestOperation | CrestFailure {
  const protocol = readApiVersion(findHeader(call, 'accept-api-version'));
  if (isFailure(protocol)) return protocol;
  for (const name of ['If-Modified-Since', 'If-Unmodified-Since']) {
    if (findHeader(call, name) !== undefined) return crestFailure(409, `The header ${name} is not supported`);
  }
  const parameters = collectParameters(call);
  const ifMatch = readTag(call, 'if-match');
  const ifNoneMatch = readTag(call, 'if-none-match');
  const verb = decideVerb(call, parameters, { protocol, ifMatch, ifNoneMatch });
  if (typeof verb === 'object') return verb;
  const misplaced = checkPreconditions(verb, { ifMatch, ifNoneMatch, isPut: effectiveMethod(call) === 'PUT' });
  if (misplaced) return misplaced;
  const unknown = checkParameters(verb, parameters, { countOnly: isAtLeast(protocol, { major: 2, minor: 2 }) });
  return unknown ?? { kind: 'operation', verb, protocol, parameters, ifMatch, ifNoneMatch };
}

/** `X-HTTP-Method-Override` counts on POST only. */
export function effectiveMethod(call: SandboxCall): string {
  const override = findHeaderValues(call, 'x-http-method-override')[0];
  return call.method === 'POST' && override !== undefined && override !== '' ? override.toUpperCase() : call.method;
}

interface Conditions {
  readonly protocol: ProtocolVersion;
  readonly ifMatch: string | undefined;
  readonly ifNoneMatch: string | undefined;
}

function decideVerb(call: SandboxCall, parameters: CrestParameters, conditions: Conditions): CrestVerb | CrestFailure {
  const method = effectiveMethod(call);
  switch (method) {
    case 'DELETE':
      return 'delete';
    case 'PATCH':
      return 'patch';
    case 'GET':
    case 'HEAD':
      return decideGet(parameters);
    case 'POST':
      return decidePost(parameters, conditions.protocol);
    case 'PUT':
      return decidePut(conditions);
    default:
      return crestFailure(501, `Method ${method} not implemented`);
  }
}

function decideGet(parameters: CrestParameters): CrestVerb | CrestFailure {
  if (['_queryid', '_queryexpression', '_queryfilter'].some((name) => parameters.has(name))) return 'query';
  if (parameters.has('_crestapi') || parameters.has('_api')) {
    return crestFailure(501, 'This resource does not describe itself');
  }
  return 'read';
}

function decidePost(parameters: CrestParameters, protocol: ProtocolVersion): CrestVerb | CrestFailure {
  const action = findParameter(parameters, '_action');
  if (action === undefined) {
    if (isAtLeast(protocol, { major: 2, minor: 1 })) return 'create';
    return crestFailure(400, 'Missing parameter _action: this protocol version creates with _action=create only');
  }
  return action.toLowerCase() === 'create' ? 'create' : 'action';
}

function decidePut({ protocol, ifMatch, ifNoneMatch }: Conditions): CrestVerb | CrestFailure {
  if (ifNoneMatch !== undefined && ifNoneMatch !== '*') {
    return crestFailure(400, `If-None-Match: only "*" can stand on a PUT request, found '${ifNoneMatch}'`);
  }
  if (ifNoneMatch === '*') return 'create';
  return ifMatch !== undefined || protocol.major < 2 ? 'update' : 'upsert';
}

function checkPreconditions(
  verb: CrestVerb,
  headers: { readonly ifMatch: string | undefined; readonly ifNoneMatch: string | undefined; readonly isPut: boolean },
): CrestFailure | undefined {
  const { ifMatch, ifNoneMatch, isPut } = headers;
  const takesIfMatch = ['update', 'patch', 'delete'].includes(verb);
  if (ifMatch !== undefined && !takesIfMatch) {
    return crestFailure(412, `If-Match is not supported for ${verb} requests`);
  }
  const takesIfNoneMatch = (verb === 'read' && ifNoneMatch !== '*') || (verb === 'create' && isPut);
  if (ifNoneMatch !== undefined && !takesIfNoneMatch) {
    return crestFailure(412, `If-None-Match is not supported for ${verb} requests`);
  }
  return undefined;
}

/** Quotes may be left out; a weak tag keeps its `W/` and so never equals a revision. */
function readTag(call: SandboxCall, name: string): string | undefined {
  return findHeader(call, name)?.replace(/^"(.*)"$/, '$1');
}
