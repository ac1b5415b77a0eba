import { isJsonArray, isJsonObject, member, type JsonObject, type JsonValue } from '../json';
import type { ErrorDetail } from './pingoneErrors';
import { invalidValue, requiredValue } from './userAttributes';

export type ScimPatchReading =
  { readonly kind: 'body'; readonly body: JsonObject } | { readonly kind: 'malformed'; readonly detail: ErrorDetail };

/** The changes of a SCIM patch (RFC 7644 section 3.5.2) as a merge body: `null` is what a `remove` leaves. */
export function applyScimPatch(patch: JsonObject): ScimPatchReading {
  const operations = member(patch, 'Operations');
  if (!isJsonArray(operations)) return { kind: 'malformed', detail: requiredValue('Operations') };
  const changes = new Map<string, JsonValue>();
  for (const [index, operation] of operations.entries()) {
    const target = `Operations[${index}]`;
    const op = member(operation, 'op');
    const name = typeof op === 'string' ? op.toLowerCase() : '';
    const path = member(operation, 'path') ?? '';
    const value = member(operation, 'value') ?? null;
    if (!['add', 'replace', 'remove'].includes(name)) {
      return { kind: 'malformed', detail: invalidValue(`${target}.op`, 'must be one of add, replace, remove') };
    }
    if (typeof path !== 'string' || !/^[A-Za-z.]*$/.test(path)) {
      return { kind: 'malformed', detail: invalidValue(`${target}.path`, 'must be the name of an attribute') };
    }
    if (name === 'remove') {
      if (path === '') return { kind: 'malformed', detail: requiredValue(`${target}.path`) };
      changes.set(path, null);
    } else if (path !== '') changes.set(path, value);
    else if (isJsonObject(value)) for (const [key, item] of Object.entries(value)) changes.set(key, item);
    else return { kind: 'malformed', detail: requiredValue(`${target}.value`) };
  }
  return { kind: 'body', body: nestChanges(changes) };
}

function nestChanges(changes: ReadonlyMap<string, JsonValue>): JsonObject {
  const body = new Map<string, JsonValue>();
  for (const [path, value] of changes) {
    const [parent = '', child] = path.split('.');
    const outer = body.get(parent);
    if (child === undefined) body.set(parent, value);
    else body.set(parent, { ...(isJsonObject(outer) ? outer : {}), [child]: value });
  }
  return Object.fromEntries(body);
}
