import { isSecretName } from '../environment/secrets/isSecretName';
import type { Findings } from './findings';
import { isMarkup, readArgumentValues, readMarkupValues, readPartValues, type NamedValue } from './namedValues';

/**
 * Marks passwords and tokens that stand in a JSON body in the clear, so that they are masked wherever the request or
 * an answer that repeats them is shown: `"password": "…"`, `"password": {"value": "…"}`, the `value` of a patch of
 * `/password`, and the `value` of a body that is all about a password.
 */
export function addSecretMembers(findings: Findings, bytes: Uint8Array, mediaType: string | undefined): void {
  if (bytes.length > LARGEST_SEARCHED || !/^\s*[[{]/.test(decoder.decode(bytes.subarray(0, 64)))) return;
  const root = parseJson(decoder.decode(bytes));
  const pending: unknown[] = [root];
  if (isObject(root) && mediaType?.includes('.password.')) add(findings, root['value']);
  // A query of GraphQL as it goes out.
  const query = isObject(root) ? root['query'] : undefined;
  if (typeof query === 'string') addNamedValues(findings, readArgumentValues(query));
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (Array.isArray(next)) {
      for (const item of next) if (typeof item === 'object' && item !== null) pending.push(item);
    } else if (isObject(next)) {
      addMembers(findings, next);
      for (const member of Object.values(next)) if (typeof member === 'object' && member !== null) pending.push(member);
    }
  }
}

/** The same in the parts of a multipart body, in XML and in GraphQL, as it is written and as it is meant. */
export function addSecretTexts(findings: Findings, bytes: Uint8Array, mediaType: string | undefined): void {
  if (bytes.length > LARGEST_SEARCHED) return;
  if (mediaType?.startsWith('multipart/')) addNamedValues(findings, readPartValues(decoder.decode(bytes)));
  else if (mediaType === 'application/graphql') addNamedValues(findings, readArgumentValues(decoder.decode(bytes)));
  else if (isMarkup(decoder.decode(bytes.subarray(0, 64)))) {
    addNamedValues(findings, readMarkupValues(decoder.decode(bytes)));
  }
}

/** Those whose name says that they are secret. */
export function addNamedValues(findings: Findings, values: Iterable<NamedValue>): void {
  for (const { name, value, meant } of values) if (isSecretName(name)) add(findings, [value, meant]);
}

/** What a `Cookie` field says of a session, name by name: an answer may repeat one of them. */
export function addCookieValues(findings: Findings, cookies: string): void {
  for (const pair of cookies.split(';')) {
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    // A preference such as `lang=en` is no secret.
    if (value.length >= SHORTEST_SESSION) findings.secrets.add(value);
  }
}

function addMembers(findings: Findings, object: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(object)) {
    if (isSecretName(name)) add(findings, isObject(value) ? value['value'] : codeOf(name, value));
  }
  // CREST calls it `field`, SCIM and RFC 6902 `path`; the name is its last part.
  const target = object['field'] ?? object['path'];
  const name = typeof target === 'string' ? target.split(/[/:.]/).at(-1) : undefined;
  if (name !== undefined && isSecretName(name)) add(findings, object['value']);
}

/** A one-time code may be a number; other numbers under such a name are a lifetime, or tell how many there are. */
function codeOf(name: string, value: unknown): unknown {
  return typeof value === 'number' && /(?:otp|code)s?$/i.test(name) ? String(value) : value;
}

function add({ secrets }: Findings, value: unknown): void {
  for (const text of Array.isArray(value) ? value : [value]) {
    if (typeof text === 'string' && text.length >= SHORTEST_LITERAL) secrets.add(text);
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Masked by the names of its members only.
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const decoder = new TextDecoder();

/** Shorter ones would be masked wherever a whole value is the same by chance, such as `"1"`. */
const SHORTEST_LITERAL = 4;
const SHORTEST_SESSION = 12;
const LARGEST_SEARCHED = 5_000_000;
