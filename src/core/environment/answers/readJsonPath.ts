import { exec, type JsonValue } from 'jsonpath-rfc9535';
import { compactJson, locateJsonValue } from './jsonText';

/** JSON that was parsed once, with the text it came from, where numbers still have all their digits. */
export interface JsonDocument {
  readonly text: string;
  readonly root: JsonValue;
}

/** `lastKey` is the member name the value stands under, for judging whether it is a secret. */
export type JsonPathResult =
  | { readonly kind: 'value'; readonly text: string; readonly lastKey: string | undefined; readonly value: JsonValue }
  /** `missing` is the name that the deepest place does not have, where the path is one of names and indexes. */
  | { readonly kind: 'nothing'; readonly members: readonly string[]; readonly missing?: string }
  | { readonly kind: 'invalid-path'; readonly message: string };

/** `undefined` when the text is no JSON. A byte order mark in front is not part of it. */
export function parseJsonDocument(text: string): JsonDocument | undefined {
  const json = text.startsWith('\uFEFF') ? text.slice(1) : text;
  try {
    const root: JsonValue = JSON.parse(json);
    return { text: json, root };
  } catch {
    return undefined;
  }
}

/**
 * The first match of an RFC 9535 path. A string is given as it is, anything else as compact JSON with its digits as
 * they came. When nothing matches, `members` tells what stands at the deepest place that the path still reaches.
 */
export function readJsonPath(document: JsonDocument, path: string): JsonPathResult {
  const simple = parseSimplePath(path);
  if (simple) return readSimplePath(document, simple);
  let first: { readonly value: JsonValue; readonly keys: readonly (string | number)[] } | undefined;
  try {
    exec(document.root, path, (value, keys) => {
      first ??= { value, keys: keys.map((key) => (typeof key === 'string' ? unescapeKey(key) : key)) };
    });
  } catch (error) {
    // The parser throws on a path it cannot read, and a filter over very deep JSON can exhaust the stack.
    const tooDeep = error instanceof RangeError;
    return {
      kind: 'invalid-path',
      message: tooDeep
        ? `The JSON nests too deep for the path '${path}'.`
        : `'${path}' is not a JSONPath (RFC 9535). Write for example $.id, $.items[0].name or $['a-b'].`,
    };
  }
  // TypeScript does not see that the callback may have run.
  const match = first as { readonly value: JsonValue; readonly keys: readonly (string | number)[] } | undefined;
  if (!match) return { kind: 'nothing', members: describeMembers(document.root) };
  return toResult(document, match.value, match.keys);
}

function readSimplePath(document: JsonDocument, keys: readonly (string | number)[]): JsonPathResult {
  let value: JsonValue = document.root;
  for (const key of keys) {
    const next = childOf(value, key);
    if (next === undefined) return { kind: 'nothing', members: describeMembers(value), missing: String(key) };
    value = next;
  }
  return toResult(document, value, keys);
}

function toResult(document: JsonDocument, value: JsonValue, keys: readonly (string | number)[]): JsonPathResult {
  const lastKey = keys.findLast((key): key is string => typeof key === 'string');
  if (typeof value === 'string') return { kind: 'value', text: value, lastKey, value };
  if (value === null || typeof value === 'boolean') return { kind: 'value', text: String(value), lastKey, value };
  const span = locateJsonValue(document.text, keys);
  const source = span ? document.text.slice(span.start, span.end) : JSON.stringify(value);
  return { kind: 'value', text: typeof value === 'number' ? source : compactJson(source), lastKey, value };
}

function childOf(value: JsonValue, key: string | number): JsonValue | undefined {
  if (Array.isArray(value)) {
    if (typeof key !== 'number') return undefined;
    return value[key < 0 ? value.length + key : key];
  }
  if (typeof value !== 'object' || value === null || typeof key !== 'string') return undefined;
  return Object.hasOwn(value, key) ? value[key] : undefined;
}

/** Names at one place, for «it has: id, name»; an array answers with the range of its indexes. */
function describeMembers(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.length === 0 ? [] : [`[0] to [${value.length - 1}]`];
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).slice(0, 20);
}

/** Names and indexes only, which is nearly every path that people write; `undefined` for all others. */
function parseSimplePath(path: string): (string | number)[] | undefined {
  if (!path.startsWith('$')) return undefined;
  const keys: (string | number)[] = [];
  const segment = /\.([A-Za-z_\u0080-\uFFFF][\w\u0080-\uFFFF]*)|\[(\d{1,15})\]|\['([^'\\]*)'\]|\["([^"\\]*)"\]/y;
  segment.lastIndex = 1;
  while (segment.lastIndex < path.length) {
    const match = segment.exec(path);
    if (!match) return undefined;
    const [, name, index, single, double] = match;
    keys.push(index === undefined ? (name ?? single ?? double ?? '') : Number(index));
  }
  return keys;
}

/** The package gives keys as RFC 9535 section 2.7 escapes them in normalized paths. */
function unescapeKey(key: string): string {
  return key.replace(/\\(u[0-9a-f]{4}|.)/gi, (_, code: string) =>
    code.length === 5 ? String.fromCharCode(Number.parseInt(code.slice(1), 16)) : (ESCAPED[code] ?? code),
  );
}

const ESCAPED: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
