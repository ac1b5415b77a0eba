import { isJsonObject, member, type JsonObject } from '../json';
import { buildJsonResponse, type ResponseHeaders } from '../jsonResponse';
import { mediaTypeOf, type SandboxResponse } from '../message';
import type { SandboxCall } from '../sandboxCall';
import type { SandboxPorts } from '../sandboxState';
import { acceptsBody, readBody, wrongType } from './crestBody';
import { crestFailure, crestMediaType, isFailure, type CrestFailure } from './crestFailure';
import { selectFields, type FieldSelection } from './crestFields';
import { effectiveMethod, type CrestOperation } from './crestOperation';
import { findParameter } from './crestParameters';
import { applyPatch, readPatch } from './crestPatch';
import { describeResult, runQuery } from './crestQuery';
import {
  removeResource,
  storeResource,
  withoutIdentity,
  type CrestRepository,
  type StoredResource,
} from './crestRepository';
import { parseJsonPointer, valueAtPointer } from './jsonPointer';
import { isListProperty, prepareManagedUser, type UserChange } from './managedUser';

/** Where a path leads. */
export interface CrestRoute {
  readonly repository: CrestRepository;
  /** `undefined`: the collection itself. */
  readonly id: string | undefined;
}

/** A CREST request that may be carried out. */
export interface CrestContext extends CrestRoute {
  readonly ports: SandboxPorts;
  readonly call: SandboxCall;
  readonly operation: CrestOperation;
  readonly fields: FieldSelection;
  readonly pretty: boolean;
}

type Outcome = SandboxResponse | CrestFailure;

/** Carries out one of the verbs. */
export function runOperation(context: CrestContext): Outcome {
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
  if (type !== undefined && !acceptsBody(type)) return wrongType(type);
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
  const unusable = change === 'create' ? checkID(id) : undefined;
  if (unusable) return unusable;
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
  if (typeof id !== 'string') return crestFailure(400, 'The member _id must be a text');
  return id === '' ? context.ports.newId() : id;
}

/** An identifier has to be one segment of a path that a client can ask for again. */
function checkID(id: string): CrestFailure | undefined {
  const isSegment = id !== '.' && id !== '..' && !id.includes('/') && !/\p{Surrogate}/u.test(id);
  if (isSegment && id.length <= 255) return undefined;
  return crestFailure(
    400,
    'An identifier has at most 255 characters, and is neither ".", ".." nor a text with a slash',
  );
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

function readObjectBody(call: SandboxCall): { readonly value: JsonObject } | CrestFailure {
  const body = readBody(call);
  if (isFailure(body)) return body;
  if (isJsonObject(body.value)) return { value: body.value };
  return crestFailure(400, 'The request could not be processed because the provided content is not a JSON object');
}
