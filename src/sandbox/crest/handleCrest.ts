import { readBearer } from '../accessTokens';
import { isJsonObject, member, parseJsonBody, type JsonObject, type JsonValue } from '../json';
import { buildJsonResponse, withHeaders, type ResponseHeaders } from '../jsonResponse';
import { findHeader, findHeaderValues, mediaTypeOf, type SandboxResponse } from '../message';
import type { SandboxCall } from '../sandboxCall';
import type { SandboxPorts, SandboxState } from '../sandboxState';
import { defaultProtocol, describeApiVersion } from './apiVersion';
import { crestFailure, crestMediaType, describeFailure, isFailure, type CrestFailure } from './crestFailure';
import { readFields, selectFields, type FieldSelection } from './crestFields';
import { effectiveMethod, readOperation, type CrestOperation } from './crestOperation';
import { findParameter, isTrue } from './crestParameters';
import { applyPatch, readPatch } from './crestPatch';
import { describeResult, runQuery } from './crestQuery';
import {
  removeResource,
  storeResource,
  withoutIdentity,
  type CrestRepository,
  type StoredResource,
} from './crestRepository';
import { isListProperty, prepareManagedUser, type UserChange } from './managedUser';
import { parseJsonPointer, valueAtPointer } from './jsonPointer';

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
  return withHeaders(response, [['Content-API-Version', describeApiVersion(operation.protocol ?? defaultProtocol)]]);
}

/**
 * Managed objects need a token. The collection `/users` answers without one, because the documentation's requests
 * carry none and have to work as they were copied; that is the only thing the sandbox forgives. A token that is
 * there must be good everywhere.
 */
function checkToken(ports: SandboxPorts, call: SandboxCall): CrestFailure | undefined {
  const bearer = readBearer(ports.signer, findHeaderValues(call, 'authorization'), ports.clock());
  const isOpen = bearer.kind === 'missing' && call.segments[0] === 'users';
  return bearer.kind === 'valid' || isOpen ? undefined : crestFailure(401, 'Access Denied');
}

interface Route {
  readonly repository: CrestRepository;
  /** `undefined`: the collection itself. */
  readonly id: string | undefined;
}

function findRoute(state: SandboxState, segments: readonly string[]): Route | CrestFailure {
  for (const repository of state.repositories.values()) {
    const base = repository.path.split('/');
    if (!base.every((name, index) => segments[index] === name)) continue;
    if (segments.length === base.length) return { repository, id: undefined };
    const id = segments[base.length] ?? '';
    if (segments.length === base.length + 1 && id !== '') return { repository, id };
  }
  return crestFailure(404, `Resource '${segments.join('/')}' not found`);
}

interface CrestContext extends Route {
  readonly ports: SandboxPorts;
  readonly call: SandboxCall;
  readonly operation: CrestOperation;
  readonly fields: FieldSelection;
  readonly pretty: boolean;
}

type Outcome = SandboxResponse | CrestFailure;

function runOperation(context: CrestContext): Outcome {
  switch (context.operation.verb) {
    case 'create':
      return create(context);
    case 'read':
      return read(context);
    case 'update':
    case 'upsert':
      return update(context);
    case 'delete':
      return remove(context);
    case 'patch':
      return patch(context);
    case 'action':
      return act(context);
    case 'query':
      return query(context);
  }
}

function create(context: CrestContext): Outcome {
  const isPut = effectiveMethod(context.call) === 'PUT';
  if (isPut !== (context.id !== undefined)) {
    const message = isPut
      ? 'A PUT request needs the identifier in its path'
      : 'A resource is created in its collection';
    return crestFailure(400, message);
  }
  const body = readObjectBody(context.call);
  if (isFailure(body)) return body;
  const id = context.id ?? chooseID(context, body.value);
  if (typeof id === 'object') return id;
  if (context.repository.resources.has(id)) {
    return crestFailure(412, `The resource with the identifier '${id}' exists already`);
  }
  return save(context, id, withoutIdentity(body.value), 'create');
}

function read(context: CrestContext): Outcome {
  if (context.id === undefined) {
    const message = 'The resource collection cannot be read. Add _queryFilter=true to list what is in it';
    return crestFailure(400, message);
  }
  const resource = findResource(context);
  if (isFailure(resource)) return resource;
  if (context.operation.ifNoneMatch === resource.revision) return { status: 304, headers: [], body: new Uint8Array() };
  const mimeType = findParameter(context.operation.parameters, '_mimetype');
  if (mimeType !== undefined && mimeType !== '') return readRaw(context, resource, mimeType);
  return answer(context, 200, resource);
}

function update(context: CrestContext): Outcome {
  const { id, operation, repository } = context;
  if (id === undefined) return crestFailure(400, 'A PUT request needs the identifier in its path');
  const body = readObjectBody(context.call);
  if (isFailure(body)) return body;
  const content = withoutIdentity(body.value);
  if (operation.verb === 'upsert' && !repository.resources.has(id)) return save(context, id, content, 'create');
  const resource = findResource(context);
  if (isFailure(resource)) return resource;
  return checkRevision(context, resource) ?? save(context, id, content, 'update');
}

function remove(context: CrestContext): Outcome {
  if (context.id === undefined) return crestFailure(400, 'The resource collection cannot be deleted');
  const type = mediaTypeOf(context.call);
  if (type !== undefined && !jsonTypes.includes(type)) return wrongType(type);
  const resource = findResource(context);
  if (isFailure(resource)) return resource;
  const stale = checkRevision(context, resource);
  if (stale) return stale;
  removeResource(context.repository, resource);
  return answer(context, 200, resource);
}

function patch(context: CrestContext): Outcome {
  if (context.id === undefined) return crestFailure(400, 'The resource collection cannot be patched');
  const resource = findResource(context);
  if (isFailure(resource)) return resource;
  const stale = checkRevision(context, resource);
  if (stale) return stale;
  const changed = patchResource(context, resource);
  return isFailure(changed) ? changed : answer(context, 200, changed);
}

/** `_action=patch` patches what a query finds, all or nothing for each; the sandbox has no other action. */
function act(context: CrestContext): Outcome {
  const name = findParameter(context.operation.parameters, '_action') ?? '';
  if (name.toLowerCase() !== 'patch') return crestFailure(400, `Action '${name}' is not supported by this resource`);
  if (context.id !== undefined) return patch(context);
  if (!['_queryid', '_queryfilter'].some((parameter) => context.operation.parameters.has(parameter))) {
    return crestFailure(400, 'The action patch needs a query that says what to patch');
  }
  const found = runQuery(context.repository, context.operation.parameters);
  if (isFailure(found)) return found;
  const [only] = found.page;
  if (!only || found.page.length > 1) {
    const message = `The query of the action patch must find one resource, it found ${found.page.length}`;
    return crestFailure(only ? 409 : 404, message);
  }
  const changed = patchResource(context, only);
  return isFailure(changed) ? changed : answer(context, 200, changed);
}

function query(context: CrestContext): Outcome {
  if (context.id !== undefined) return crestFailure(400, 'The resource instance cannot be queried');
  const result = runQuery(context.repository, context.operation.parameters);
  if (isFailure(result)) return result;
  const isIDsOnly = findParameter(context.operation.parameters, '_queryid') === 'query-all-ids';
  const fields = isIDsOnly ? { ...context.fields, pointers: [['_id']] } : context.fields;
  const resources = result.page.map((resource) => selectFields(context.repository, resource, fields));
  return buildJsonResponse(200, describeResult(result, resources), {
    mediaType: crestMediaType,
    pretty: context.pretty,
  });
}

function patchResource(context: CrestContext, resource: StoredResource): StoredResource | CrestFailure {
  const body = readBody(context.call);
  if (isFailure(body)) return body;
  const operations = readPatch(body.value);
  if (isFailure(operations)) return operations;
  const isManaged = context.repository.kind === 'managed-user';
  const options = { indexes: !isManaged, isSet: (name: string) => isManaged && isListProperty(name) };
  const patched = applyPatch(resource.content, operations, options);
  if (isFailure(patched)) return patched;
  if (JSON.stringify(patched.content) === JSON.stringify(resource.content)) return resource;
  return store(context, resource.id, patched.content, 'patch');
}

function save(context: CrestContext, id: string, content: JsonObject, change: UserChange): Outcome {
  const resource = store(context, id, content, change);
  if (isFailure(resource)) return resource;
  if (change !== 'create') return answer(context, 200, resource);
  const location = `${context.call.base}/${context.repository.path}/${encodeURIComponent(id)}`;
  return answer(context, 201, resource, [['Location', location]]);
}

function store(
  context: CrestContext,
  id: string,
  content: JsonObject,
  change: UserChange,
): StoredResource | CrestFailure {
  const { repository, ports } = context;
  if (repository.kind === 'free') return storeResource(repository, id, content, ports.newId);
  if (change === 'create' && !/^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)) {
    return crestFailure(400, `The identifier '${id}' is not a UUID; managed users of a hosted tenant need one`);
  }
  const prepared = prepareManagedUser(repository, content, { id, previous: repository.resources.get(id), change });
  return isFailure(prepared) ? prepared : storeResource(repository, id, prepared.content, ports.newId);
}

/** `/users` takes an `_id` from the body; managed objects choose their own. */
function chooseID(context: CrestContext, body: JsonObject): string | CrestFailure {
  const id = context.repository.kind === 'free' ? (member(body, '_id') ?? '') : '';
  if (typeof id === 'string' && id.length <= 255 && !id.includes('/')) return id === '' ? context.ports.newId() : id;
  return crestFailure(400, 'The member _id must be a text of at most 255 characters without a slash');
}

function findResource(context: CrestContext): StoredResource | CrestFailure {
  const resource = context.repository.resources.get(context.id ?? '');
  return resource ?? crestFailure(404, `Object ${context.repository.path}/${context.id ?? ''} not found`);
}

function checkRevision(context: CrestContext, resource: StoredResource): CrestFailure | undefined {
  const { ifMatch } = context.operation;
  if (ifMatch === undefined || ifMatch === '*' || ifMatch === resource.revision) return undefined;
  return crestFailure(412, `The resource has the revision '${resource.revision}', not '${ifMatch}'`);
}

function answer(
  context: CrestContext,
  status: number,
  resource: StoredResource,
  headers: ResponseHeaders = [],
): SandboxResponse {
  const body = selectFields(context.repository, resource, context.fields);
  return buildJsonResponse(status, body, {
    headers: [['ETag', `"${resource.revision}"`], ...headers],
    mediaType: crestMediaType,
    pretty: context.pretty,
  });
}

/** One field as it is: texts as texts, everything else base64url-decoded. */
function readRaw(context: CrestContext, resource: StoredResource, mimeType: string): Outcome {
  const fields = (context.operation.parameters.get('_fields') ?? []).flatMap((text) => text.split(','));
  const pointer = fields.length === 1 ? parseJsonPointer(fields[0] ?? '') : undefined;
  if (!pointer || pointer.length === 0) return crestFailure(400, 'The parameter _mimeType needs exactly one field');
  const shown = selectFields(context.repository, resource, { kind: 'fields', pointers: [], withIdentity: true });
  const value = valueAtPointer(shown, pointer);
  if (value === undefined || value === null) return crestFailure(404, 'The field asked for has no value');
  if (!/^[\w!#$&^.+-]+\/[\w!#$&^.+-]+$/.test(mimeType))
    return crestFailure(400, 'The parameter _mimeType is not a media type');
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const bytes = mimeType.toLowerCase() === 'text/plain' ? Buffer.from(text, 'utf8') : Buffer.from(text, 'base64url');
  const type = mimeType.toLowerCase() === 'text/plain' ? 'text/plain;charset=utf-8' : mimeType;
  return {
    status: 200,
    headers: [
      ['Content-Type', type],
      ['ETag', `"${resource.revision}"`],
    ],
    body: new Uint8Array(bytes),
  };
}

const jsonTypes = ['application/json'];

function readBody(call: SandboxCall): { readonly value: JsonValue } | CrestFailure {
  const type = mediaTypeOf(call);
  if (type === undefined || !jsonTypes.includes(type)) return wrongType(type);
  const reading = parseJsonBody(call.body);
  if (reading.kind === 'value') return { value: reading.value };
  const message = 'The request could not be processed because the provided content is not valid JSON';
  return crestFailure(400, message, { error: reading.message });
}

function readObjectBody(call: SandboxCall): { readonly value: JsonObject } | CrestFailure {
  const body = readBody(call);
  if (isFailure(body)) return body;
  if (isJsonObject(body.value)) return { value: body.value };
  return crestFailure(400, 'The request could not be processed because the provided content is not a JSON object');
}

function wrongType(type: string | undefined): CrestFailure {
  const found = type === undefined ? 'there is none' : `found '${type}'`;
  return crestFailure(400, `The request body needs the Content-Type application/json; ${found}`);
}
