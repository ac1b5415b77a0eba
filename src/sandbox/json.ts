/** What JSON text can hold. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** Read members with `member`, never with a name from outside: `__proto__` and `toString` are names like any other. */
export interface JsonObject {
  readonly [name: string]: JsonValue;
}

/** A value, or why there is none. */
export type JsonReading =
  { readonly kind: 'value'; readonly value: JsonValue } | { readonly kind: 'malformed'; readonly message: string };

/** Deeper nesting than any identity resource needs; keeps every recursive walk over a stored value shallow. */
export const maximumJsonDepth = 64;

/** Reads a body as RFC 8259 asks: UTF-8, one value, nothing behind it, at most `maximumJsonDepth` levels. */
export function parseJsonBody(body: Uint8Array): JsonReading {
  const text = decodeUtf8(body);
  if (text === undefined) return { kind: 'malformed', message: 'The request body is not valid UTF-8.' };
  if (text.trim() === '') return { kind: 'malformed', message: 'The request body is empty.' };
  if (nestingDepth(text) > maximumJsonDepth) {
    return { kind: 'malformed', message: `The request body is nested deeper than ${maximumJsonDepth} levels.` };
  }
  try {
    // The reviver-less JSON.parse yields JsonValue and nothing else.
    return { kind: 'value', value: JSON.parse(text) as JsonValue };
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'unreadable';
    return { kind: 'malformed', message: `The request body is not valid JSON: ${reason}` };
  }
}

/** The text of UTF-8 bytes without a byte order mark, or `undefined` where they are not UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** True for objects, not for arrays and null. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** True for arrays; `Array.isArray` alone does not narrow read-only ones. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** An own member of an object; `undefined` for anything else. */
export function member(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The member behind a dotted path such as `population.id`. */
export function memberAtPath(value: JsonValue | undefined, path: string): JsonValue | undefined {
  return path.split('.').reduce<JsonValue | undefined>(member, value);
}

/** Equality of JSON values; the order of members does not count. */
export function jsonEquals(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (isJsonArray(left) && isJsonArray(right)) {
    return left.length === right.length && left.every((item, index) => jsonEquals(item, right[index] ?? null));
  }
  if (!isJsonObject(left) || !isJsonObject(right)) return false;
  const names = Object.keys(left);
  return (
    names.length === Object.keys(right).length &&
    names.every((name) => Object.hasOwn(right, name) && jsonEquals(left[name] ?? null, right[name] ?? null))
  );
}

/** The deepest nesting of brackets outside strings, by one pass, so that no parser has to recurse to find out. */
function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let offset = 0; offset < text.length; offset++) {
    const unit = text.charCodeAt(offset);
    if (inString) {
      if (unit === BACKSLASH) offset++;
      else if (unit === QUOTE) inString = false;
    } else if (unit === QUOTE) inString = true;
    else if (unit === OPENING_BRACE || unit === OPENING_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (unit === CLOSING_BRACE || unit === CLOSING_BRACKET) depth--;
  }
  return deepest;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPENING_BRACKET = 0x5b;
const CLOSING_BRACKET = 0x5d;
const OPENING_BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;
