import { readBearer } from '../accessTokens';
import { withHeaders } from '../jsonResponse';
import { findHeader, findHeaderValues, type SandboxResponse } from '../message';
import type { SandboxCall } from '../sandboxCall';
import type { SandboxPorts, SandboxState } from '../sandboxState';
import { describeApiVersion } from './apiVersion';
import { crestFailure, describeFailure, isFailure, type CrestFailure } from './crestFailure';
import { readFields } from './crestFields';
import { effectiveMethod, readOperation } from './crestOperation';
import { isTrue } from './crestParameters';
import { runOperation, type CrestRoute } from './runOperation';

/** Answers a call whose path belongs to a CREST collection; `undefined` where it belongs to none. */
export function handleCrest(ports: SandboxPorts, state: SandboxState, call: SandboxCall): SandboxResponse | undefined {
  const isManaged = call.segments[0] === 'openidm';
  if (!isManaged && call.segments[0] !== 'users') return undefined;
  const transaction = findHeader(call, 'x-forgerock-transactionid') ?? '';
  const transactionID = /^[\w.:/-]{1,128}$/.test(transaction) ? transaction : ports.newId();
  return withHeaders(respond(ports, state, call), [
    ['Cache-Control', 'no-store'],
    ['X-Content-Type-Options', 'nosniff'],
    ['X-ForgeRock-TransactionId', transactionID],
  ]);
}

function respond(ports: SandboxPorts, state: SandboxState, call: SandboxCall): SandboxResponse {
  const method = effectiveMethod(call);
  if (method === 'OPTIONS') {
    return { status: 200, headers: [['Allow', 'DELETE, GET, HEAD, OPTIONS, PATCH, PUT']], body: new Uint8Array() };
  }
  const pretty = call.query.some(([name, value]) => name.toLowerCase() === '_prettyprint' && isTrue(value));
  const refusal = checkToken(ports, call);
  if (refusal) return describeFailure(refusal, { headers: [['WWW-Authenticate', 'Bearer']], pretty });
  const route = findRoute(state, call.segments);
  if (isFailure(route)) return describeFailure(route, { pretty });
  const operation = readOperation(call);
  if (isFailure(operation)) return describeFailure(operation, { pretty });
  const fields = readFields(operation.parameters.get('_fields') ?? [], operation.protocol.major);
  const outcome = isFailure(fields) ? fields : runOperation({ ports, call, operation, fields, pretty, ...route });
  const response = isFailure(outcome) ? describeFailure(outcome, { pretty }) : outcome;
  return withHeaders(response, [['Content-API-Version', describeApiVersion(operation.protocol)]]);
}

/**
 * Managed objects need a token. The collection `/users` answers without one, because the documentation's requests
 * carry none and have to work as they were copied. That, and a `/v1` that stands twice in a platform path, is all the
 * sandbox forgives. A token that is there must be good everywhere.
 */
function checkToken(ports: SandboxPorts, call: SandboxCall): CrestFailure | undefined {
  const bearer = readBearer(ports.signer, findHeaderValues(call, 'authorization'), ports.clock());
  const isOpen = bearer.kind === 'missing' && call.segments[0] === 'users';
  return bearer.kind === 'valid' || isOpen ? undefined : crestFailure(401, 'Access Denied');
}

function findRoute(state: SandboxState, segments: readonly string[]): CrestRoute | CrestFailure {
  for (const repository of state.repositories.values()) {
    const base = repository.path.split('/');
    if (!base.every((name, index) => segments[index] === name)) continue;
    if (segments.length === base.length) return { repository, id: undefined };
    const id = segments[base.length] ?? '';
    if (segments.length === base.length + 1 && id !== '') return { repository, id };
  }
  return crestFailure(404, `Resource '${segments.join('/')}' not found`);
}
