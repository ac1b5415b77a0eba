import { isJsonObject, member, type JsonObject, type JsonValue } from '../json';
import { crestFailure, type CrestFailure } from './crestFailure';
import { describeManagedUser, describeWholeUser, isDeclaredProperty, isRelationship } from './managedUser';
import { parseJsonPointer, valueAtPointer, type JsonPointer } from './jsonPointer';
import { withIdentity, type CrestRepository, type StoredResource } from './crestRepository';

/** Which members of a resource a response shows. */
export interface FieldSelection {
  readonly kind: 'fields';
  /** Empty: all that show by default. */
  readonly pointers: readonly JsonPointer[];
  /** `_id` and `_rev` are always there, since protocol 2. */
  readonly withIdentity: boolean;
}

const maximumFields = 500;

/** Reads `_fields`: comma lists, repeats add up, a blank one means the default. */
export function readFields(values: readonly string[], protocolMajor: number): FieldSelection | CrestFailure {
  const names = values.flatMap((text) => text.split(',')).map((name) => name.trim());
  const pointers: JsonPointer[] = [];
  for (const name of names) {
    const pointer = parseJsonPointer(name);
    if (!pointer) return crestFailure(400, `The value '${name}' for the parameter '_fields' is not a JSON pointer`);
    // The empty pointer is the whole resource, and says more than any other one beside it.
    if (pointer.length === 0) return { kind: 'fields', pointers: [], withIdentity: protocolMajor >= 2 };
    pointers.push(pointer);
  }
  if (pointers.length > maximumFields) return crestFailure(400, `At most ${maximumFields} fields can be asked for`);
  return { kind: 'fields', pointers, withIdentity: protocolMajor >= 2 };
}

/**
 * The resource as a response shows it. A pointer to an inner value becomes a member named like the value, so that
 * `parent/child` gives `child`. Fields that do not exist are left out; declared ones of managed users show as `null`.
 */
export function selectFields(
  repository: CrestRepository,
  resource: StoredResource,
  selection: FieldSelection,
): JsonObject {
  const whole = withIdentity(resource);
  const isManaged = repository.kind === 'managed-user';
  const standard = isManaged ? describeManagedUser(whole) : whole;
  if (selection.pointers.length === 0) return standard;
  const all = isManaged ? describeWholeUser(whole) : whole;
  const selected = new Map<string, JsonValue>();
  if (selection.withIdentity) {
    selected.set('_id', resource.id);
    selected.set('_rev', resource.revision);
  }
  for (const pointer of selection.pointers) {
    const wildcard = isManaged ? expandWildcard(pointer, { standard, all }) : undefined;
    if (wildcard) for (const [name, value] of Object.entries(wildcard)) selected.set(name, value);
    else selectOne(repository, { all, isManaged }, pointer, selected);
  }
  return Object.fromEntries(selected);
}

function selectOne(
  repository: CrestRepository,
  source: { readonly all: JsonObject; readonly isManaged: boolean },
  pointer: JsonPointer,
  selected: Map<string, JsonValue>,
): void {
  const [first = '', ...rest] = pointer;
  if (source.isManaged && isRelationship(first) && rest.length > 0) {
    const related = describeRelated(repository, member(source.all, first), rest);
    if (related) selected.set(first, { ...existing(selected, first), ...related });
    return;
  }
  const value = valueAtPointer(source.all, pointer);
  const name = pointer.at(-1) ?? '';
  if (value !== undefined) selected.set(name, value);
  else if (source.isManaged && rest.length === 0 && isDeclaredProperty(first)) selected.set(name, null);
}

/** `*` is all that shows by default, `*_ref` every relationship that is set. */
function expandWildcard(
  pointer: JsonPointer,
  source: { readonly standard: JsonObject; readonly all: JsonObject },
): JsonObject | undefined {
  if (pointer.length !== 1) return undefined;
  if (pointer[0] === '*') return source.standard;
  if (pointer[0] !== '*_ref') return undefined;
  return Object.fromEntries(Object.entries(source.all).filter(([name]) => isRelationship(name)));
}

/** `manager/userName`: the reference with fields of the resource it leads to. */
function describeRelated(
  repository: CrestRepository,
  reference: JsonValue | undefined,
  pointer: JsonPointer,
): JsonObject | undefined {
  const id = member(reference, '_refResourceId');
  const target = typeof id === 'string' ? repository.resources.get(id) : undefined;
  if (!isJsonObject(reference) || !target) return undefined;
  const shown = describeManagedUser(withIdentity(target));
  if (pointer[0] === '*') return { ...reference, ...shown };
  const value = valueAtPointer(shown, pointer);
  return value === undefined ? reference : { ...reference, [pointer.at(-1) ?? '']: value };
}

function existing(selected: ReadonlyMap<string, JsonValue>, name: string): JsonObject {
  const value = selected.get(name);
  return isJsonObject(value) ? value : {};
}
