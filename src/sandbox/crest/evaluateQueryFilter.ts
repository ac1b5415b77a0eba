import { isJsonArray, type JsonObject, type JsonValue } from '../json';
import { crestFailure, isFailure, type CrestFailure } from './crestFailure';
import { valueAtPointer, type JsonPointer } from './jsonPointer';
import type { FilterValue, QueryFilter } from './parseQueryFilter';

const operators = ['eq', 'co', 'sw', 'lt', 'le', 'gt', 'ge'];

/**
 * The filter as the store runs it: `in` becomes one comparison for each element of its list. An operator the store
 * does not know, which the grammar takes, is refused here.
 */
export function prepareQueryFilter(filter: QueryFilter): QueryFilter | CrestFailure {
  switch (filter.kind) {
    case 'literal':
    case 'present':
      return filter;
    case 'not': {
      const operand = prepareQueryFilter(filter.operand);
      return isFailure(operand) ? operand : { kind: 'not', operand };
    }
    case 'logic': {
      const operands: QueryFilter[] = [];
      for (const item of filter.operands) {
        const operand = prepareQueryFilter(item);
        if (isFailure(operand)) return operand;
        operands.push(operand);
      }
      return { ...filter, operands };
    }
    case 'compare':
      return filter.operator === 'in' ? prepareList(filter.pointer, filter.value) : checkOperator(filter);
  }
}

function checkOperator(filter: QueryFilter & { readonly kind: 'compare' }): QueryFilter | CrestFailure {
  if (operators.includes(filter.operator)) return filter;
  return crestFailure(400, `Invalid query filter: the operator '${filter.operator}' is not supported`);
}

function prepareList(pointer: JsonPointer, value: FilterValue): QueryFilter | CrestFailure {
  const list = readList(value);
  if (!list) return crestFailure(400, 'Invalid query filter: in needs a quoted JSON array, as \'["a","b"]\'');
  const operands = list.map((item) => ({ kind: 'compare', pointer, operator: 'eq', value: item }) as const);
  return { kind: 'logic', operator: 'or', operands };
}

/** True when the resource is one the filter asks for. An array matches when one of its elements does. */
export function matchesQueryFilter(filter: QueryFilter, resource: JsonObject): boolean {
  switch (filter.kind) {
    case 'literal':
      return filter.value;
    case 'present': {
      const value = valueAtPointer(resource, filter.pointer) ?? null;
      return value !== null && !(isJsonArray(value) && value.length === 0);
    }
    case 'not':
      return !matchesQueryFilter(filter.operand, resource);
    case 'logic':
      return filter.operator === 'and'
        ? filter.operands.every((operand) => matchesQueryFilter(operand, resource))
        : filter.operands.some((operand) => matchesQueryFilter(operand, resource));
    case 'compare': {
      const { operator, pointer, value: wanted } = filter;
      return elementsAt(resource, pointer).some((found) => compareValues(found, operator, wanted));
    }
  }
}

/** Values behind a pointer; elements of an array on the way stand for the array. */
function elementsAt(resource: JsonObject, pointer: readonly string[]): readonly JsonValue[] {
  const exact = valueAtPointer(resource, pointer);
  if (exact !== undefined) return isJsonArray(exact) ? exact : [exact];
  let values: readonly JsonValue[] = [resource];
  for (const name of pointer) {
    if (values.length === 0) return values;
    values = values.flatMap((value) => (isJsonArray(value) ? [...value] : [value]));
    values = values.flatMap((value) => valueAtPointer(value, [name]) ?? []);
  }
  return values.flatMap((value) => (isJsonArray(value) ? [...value] : [value]));
}

/** Texts compare without case; a number also with a quoted number, as the hosted service does. */
function compareValues(found: JsonValue, operator: string, wanted: FilterValue): boolean {
  if (typeof found === 'number' && wanted !== '' && !Number.isNaN(Number(wanted)) && typeof wanted !== 'boolean') {
    return compareOrder(found, operator, Number(wanted));
  }
  if (typeof found === 'boolean') return operator === 'eq' && String(found) === String(wanted).toLowerCase();
  if (typeof found !== 'string' || typeof wanted !== 'string') return false;
  const [left, right] = [found.toLowerCase(), wanted.toLowerCase()];
  if (operator === 'co') return left.includes(right);
  if (operator === 'sw') return left.startsWith(right);
  return compareOrder(left, operator, right);
}

function compareOrder<T extends string | number>(left: T, operator: string, right: T): boolean {
  switch (operator) {
    case 'eq':
      return left === right;
    case 'lt':
      return left < right;
    case 'le':
      return left <= right;
    case 'gt':
      return left > right;
    case 'ge':
      return left >= right;
    default:
      return false;
  }
}

function readList(value: FilterValue): readonly FilterValue[] | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    const list: unknown = JSON.parse(value);
    if (!Array.isArray(list)) return undefined;
    return list.filter((item) => typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean');
  } catch {
    return undefined;
  }
}
