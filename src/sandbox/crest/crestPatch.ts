import { isJsonArray, isJsonObject, jsonEquals, member, type JsonObject, type JsonValue } from '../json';
import { crestFailure, isFailure, type CrestFailure } from './crestFailure';
import { formatPointer, isIndex, parseJsonPointer, type JsonPointer } from './jsonPointer';

/** One operation of a patch body, checked. */
export type PatchOperation =
  | { readonly kind: 'add' | 'replace' | 'increment'; readonly field: JsonPointer; readonly value: JsonValue }
  | { readonly kind: 'remove'; readonly field: JsonPointer; readonly value: JsonValue | undefined }
  | { readonly kind: 'move' | 'copy'; readonly field: JsonPointer; readonly from: JsonPointer };

const maximumOperations = 1000;

/** Values a patch may leave behind in all; a `copy` of a copy would otherwise double a resource with each operation. */
const maximumValues = 200_000;
const maximumDepth = 64;

/** Reads a patch body: an array of `{operation, field, value, from}`, names of operations in any case. */
export function readPatch(body: JsonValue): readonly PatchOperation[] | CrestFailure {
  if (!isJsonArray(body)) return crestFailure(400, 'The request body must be a JSON array of patch operations');
  if (body.length > maximumOperations) {
    return crestFailure(400, `A patch has at most ${maximumOperations} operations`);
  }
  const operations: PatchOperation[] = [];
  for (const item of body) {
    const operation = readOperation(item);
    if (isFailure(operation)) return operation;
    operations.push(operation);
  }
  return operations;
}

/**
 * The content after all operations in order, or the failure of the first that cannot be done; the content itself is
 * not touched. `indexes` says whether elements of arrays can be named by position.
 */
export function applyPatch(
  content: JsonObject,
  operations: readonly PatchOperation[],
  options: { readonly indexes: boolean; readonly isSet: (name: string) => boolean },
): { readonly content: JsonObject } | CrestFailure {
  const target = toMutable(content);
  const budget = { values: measure(target).values };
  for (const operation of operations) {
    const failure = checkField(operation.field, options.indexes) ?? applyOperation(target, operation, budget, options);
    if (failure) return failure;
  }
  return { content: toObject(target) };
}

function readOperation(item: JsonValue): PatchOperation | CrestFailure {
  if (!isJsonObject(item)) return crestFailure(400, 'Every patch operation must be a JSON object');
  const name = member(item, 'operation');
  if (typeof name !== 'string') {
    const hint = member(item, 'op') === undefined ? '' : " CREST writes 'operation' and 'field', not 'op' and 'path'.";
    return crestFailure(400, `A patch operation needs the member 'operation'.${hint}`);
  }
  const field = readPointer(item, 'field');
  if (isFailure(field)) return field;
  const value = member(item, 'value');
  const hasFrom = member(item, 'from') !== undefined;
  const kind = name.toLowerCase();
  switch (kind) {
    case 'add':
    case 'replace':
    case 'increment':
      if (hasFrom) return crestFailure(400, `The patch operation '${kind}' takes no 'from'`);
      if (value === undefined || value === null) {
        return crestFailure(400, `The patch operation '${kind}' needs a value that is not null; use 'remove' to clear`);
      }
      if (kind === 'increment' && typeof value !== 'number') {
        return crestFailure(400, "The patch operation 'increment' needs a number");
      }
      return { kind, field: field.pointer, value };
    case 'remove':
      if (hasFrom) return crestFailure(400, "The patch operation 'remove' takes no 'from'");
      return { kind, field: field.pointer, value };
    case 'move':
    case 'copy': {
      if (value !== undefined) return crestFailure(400, `The patch operation '${kind}' takes no 'value'`);
      const from = readPointer(item, 'from');
      return isFailure(from) ? from : { kind, field: field.pointer, from: from.pointer };
    }
    case 'transform':
      return crestFailure(501, "The patch operation 'transform' is not supported here");
    default:
      return crestFailure(400, `Unknown patch operation '${name}': one of add, remove, replace, increment, move, copy`);
  }
}

function readPointer(item: JsonObject, name: 'field' | 'from'): { readonly pointer: JsonPointer } | CrestFailure {
  const text = member(item, name);
  const pointer = typeof text === 'string' ? parseJsonPointer(text) : undefined;
  if (!pointer || pointer.length === 0) return crestFailure(400, `A patch operation needs a JSON pointer in '${name}'`);
  if (pointer.length > maximumDepth) return crestFailure(400, `A JSON pointer has at most ${maximumDepth} names`);
  return { pointer };
}

function checkField(field: JsonPointer, indexes: boolean): CrestFailure | undefined {
  if (field[0] === '_id' || field[0] === '_rev') {
    return crestFailure(400, `The field '${formatPointer(field)}' cannot be patched`);
  }
  if (indexes || !field.some((name, position) => position > 0 && isIndex(name))) return undefined;
  return crestFailure(
    400,
    `Elements of arrays cannot be patched by position: '${formatPointer(field)}'. Use '/-' to append`,
  );
}

interface Budget {
  values: number;
}

function applyOperation(
  target: MutableObject,
  operation: PatchOperation,
  budget: Budget,
  options: { readonly isSet: (name: string) => boolean },
): CrestFailure | undefined {
  switch (operation.kind) {
    case 'add':
    case 'replace':
      return addValue(target, operation.field, toMutable(operation.value), budget, options);
    case 'remove':
      return removeValue(target, operation.field, operation.value);
    case 'increment':
      return incrementValue(target, operation.field, operation.value, budget, options);
    case 'copy':
    case 'move': {
      const found = mutableAt(target, operation.from);
      if (found === undefined) {
        return crestFailure(400, `There is no value at '${formatPointer(operation.from)}' to ${operation.kind}`);
      }
      const isInside = operation.from.every((name, index) => operation.field[index] === name);
      if (operation.kind === 'move' && isInside) return crestFailure(400, 'A value cannot be moved into itself');
      const failure = spend(budget, operation.field, found);
      if (failure) return failure;
      const copied = toMutable(toValue(found));
      if (operation.kind === 'move') removeValue(target, operation.from, undefined);
      return putValue(target, operation.field, copied, options);
    }
  }
}

function addValue(
  target: MutableObject,
  field: JsonPointer,
  value: Mutable,
  budget: Budget,
  options: { readonly isSet: (name: string) => boolean },
): CrestFailure | undefined {
  return spend(budget, field, value) ?? putValue(target, field, value, options);
}

/** Refuses a value before it is copied or put, where the resource would become too large or too deep. */
function spend(budget: Budget, field: JsonPointer, value: Mutable): CrestFailure | undefined {
  const { values, depth } = measure(value);
  budget.values += values;
  if (budget.values <= maximumValues && field.length + depth <= maximumDepth) return undefined;
  return crestFailure(400, 'The patch would make the resource too large');
}

function putValue(
  target: MutableObject,
  field: JsonPointer,
  value: Mutable,
  options: { readonly isSet: (name: string) => boolean },
): CrestFailure | undefined {
  const name = field.at(-1) ?? '';
  const parent = reachParent(target, field);
  if (isFailureValue(parent)) return parent;
  if (Array.isArray(parent)) return putElement(parent, field, value, options);
  parent.set(name, value);
  return undefined;
}

function putElement(
  list: Mutable[],
  field: JsonPointer,
  value: Mutable,
  options: { readonly isSet: (name: string) => boolean },
): CrestFailure | undefined {
  const name = field.at(-1) ?? '';
  if (name === '-') {
    const isThere = options.isSet(field[0] ?? '') && list.some((item) => jsonEquals(toValue(item), toValue(value)));
    if (!isThere) list.push(value);
    return undefined;
  }
  if (!isIndex(name) || Number(name) > list.length) {
    return crestFailure(409, `'${formatPointer(field)}' is no position of the array there`);
  }
  list[Number(name)] = value;
  return undefined;
}

function removeValue(
  target: MutableObject,
  field: JsonPointer,
  value: JsonValue | undefined,
): CrestFailure | undefined {
  const name = field.at(-1) ?? '';
  const parent = field.length === 1 ? target : mutableAt(target, field.slice(0, -1));
  const current = mutableAt(target, field);
  if (parent === undefined || current === undefined) return undefined;
  if (value !== undefined && Array.isArray(current)) {
    const kept = current.filter((item) => !jsonEquals(toValue(item), value));
    current.splice(0, current.length, ...kept);
    return undefined;
  }
  if (value !== undefined && !jsonEquals(toValue(current), value)) return undefined;
  if (Array.isArray(parent)) parent.splice(Number(name), 1);
  else if (parent instanceof Map) parent.delete(name);
  return undefined;
}

function incrementValue(
  target: MutableObject,
  field: JsonPointer,
  value: JsonValue,
  budget: Budget,
  options: { readonly isSet: (name: string) => boolean },
): CrestFailure | undefined {
  const current = mutableAt(target, field);
  const sum = typeof current === 'number' && typeof value === 'number' ? current + value : undefined;
  if (sum === undefined || !Number.isFinite(sum)) {
    return crestFailure(400, `The field '${formatPointer(field)}' is no number that can be incremented`);
  }
  return addValue(target, field, sum, budget, options);
}

/** The object or array that holds the last name of a pointer; objects on the way are made where they are missing. */
function reachParent(target: MutableObject, field: JsonPointer): MutableObject | Mutable[] | CrestFailure {
  let current: MutableObject | Mutable[] = target;
  for (const [position, name] of field.slice(0, -1).entries()) {
    let next: Mutable | undefined = Array.isArray(current) ? current[Number(name)] : current.get(name);
    if (next === undefined && !Array.isArray(current)) {
      next = field[position + 1] === '-' ? [] : new Map();
      current.set(name, next);
    }
    if (!Array.isArray(next) && !(next instanceof Map)) {
      return crestFailure(409, `'${formatPointer(field.slice(0, position + 1))}' is neither an object nor an array`);
    }
    current = next;
  }
  return current;
}

/** While it is being patched a resource is made of maps and arrays: no name from outside can become a prototype. */
type Mutable = null | boolean | number | string | Mutable[] | MutableObject;
type MutableObject = Map<string, Mutable>;

function toMutable(value: JsonObject): MutableObject;
function toMutable(value: JsonValue): Mutable;
function toMutable(value: JsonValue): Mutable {
  if (isJsonArray(value)) return value.map((item) => toMutable(item));
  if (!isJsonObject(value)) return value;
  return new Map(Object.entries(value).map(([name, item]) => [name, toMutable(item)]));
}

function toObject(map: MutableObject): JsonObject {
  return Object.fromEntries([...map].map(([name, item]) => [name, toValue(item)]));
}

function toValue(value: Mutable): JsonValue {
  if (Array.isArray(value)) return value.map(toValue);
  return value instanceof Map ? toObject(value) : value;
}

function mutableAt(target: Mutable, pointer: JsonPointer): Mutable | undefined {
  let current: Mutable | undefined = target;
  for (const name of pointer) {
    if (Array.isArray(current)) current = isIndex(name) ? current[Number(name)] : undefined;
    else current = current instanceof Map ? current.get(name) : undefined;
  }
  return current;
}

/** How many values there are, and how deep they are nested. */
function measure(value: Mutable): { readonly values: number; readonly depth: number } {
  const items = value instanceof Map ? [...value.values()] : Array.isArray(value) ? value : undefined;
  if (!items) return { values: 1, depth: 0 };
  let values = 1;
  let depth = 0;
  for (const item of items) {
    const inner = measure(item);
    values += inner.values;
    depth = Math.max(depth, inner.depth);
  }
  return { values, depth: depth + 1 };
}

function isFailureValue(value: MutableObject | Mutable[] | CrestFailure): value is CrestFailure {
  return !Array.isArray(value) && !(value instanceof Map);
}
