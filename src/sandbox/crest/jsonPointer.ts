import { isJsonArray, isJsonObject, type JsonValue } from '../json';

/** Names on the way from a resource to a value inside it; empty for the resource itself. */
export type JsonPointer = readonly string[];

/**
 * Reads a CREST pointer: the leading slash may be missing, a trailing one counts for nothing, and what RFC 6901 writes
 * `~1` is percent-encoded here. `undefined` where a character cannot stand in a URI.
 */
export function parseJsonPointer(text: string): JsonPointer | undefined {
  if (!/^(?:[\w\-.!~*'();:@&=+$,/?[\]\u00a0-\u{10ffff}]|%[0-9A-Fa-f]{2})*$/u.test(text)) return undefined;
  const trimmed = text.replace(/^\//, '').replace(/\/$/, '');
  if (trimmed === '') return [];
  try {
    return trimmed.split('/').map((name) => decodeURIComponent(name));
  } catch {
    return undefined;
  }
}

/** The pointer as text with a leading slash. */
export function formatPointer(pointer: JsonPointer): string {
  return `/${pointer.join('/')}`;
}

/** The value a pointer leads to; numbers count from 0 in arrays. */
export function valueAtPointer(value: JsonValue | undefined, pointer: JsonPointer): JsonValue | undefined {
  let current = value;
  for (const name of pointer) {
    if (isJsonArray(current)) current = isIndex(name) ? current[Number(name)] : undefined;
    else current = isJsonObject(current) && Object.hasOwn(current, name) ? current[name] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

/** True for the position of an array element. */
export function isIndex(name: string): boolean {
  return /^(?:0|[1-9]\d{0,8})$/.test(name);
}
