import { isJsonArray, isJsonObject, memberAtPath, type JsonObject, type JsonValue } from '../json';
import type { ErrorDetail } from './pingoneErrors';

interface AttributeRule {
  readonly path: string;
  readonly required?: boolean;
  readonly minimum?: number;
  readonly maximum: number;
  readonly pattern?: RegExp;
  readonly patternText?: string;
}

const printable = { pattern: /^[\p{L}\p{M}\p{Zs}\p{S}\p{N}\p{P}]*$/u };

/** What a caller may write on a user. Any other property of a body is ignored without a word, as the real API does. */
const attributeRules: readonly AttributeRule[] = [
  { path: 'username', required: true, minimum: 1, maximum: 128, ...printable },
  {
    path: 'email',
    required: true,
    minimum: 1,
    maximum: 256,
    pattern: /^[^\s@]+@[^\s@]+$/,
    patternText: 'an email address',
  },
  { path: 'accountId', maximum: 1024 },
  { path: 'address.countryCode', maximum: 2, pattern: /^[A-Z]{2}$/, patternText: '[A-Z]{2}' },
  { path: 'address.locality', minimum: 1, maximum: 256, ...printable },
  { path: 'address.postalCode', minimum: 1, maximum: 40, ...printable },
  { path: 'address.region', minimum: 1, maximum: 256, ...printable },
  { path: 'address.streetAddress', minimum: 1, maximum: 256, pattern: /^[\p{L}\p{M}\p{N}\p{Zs}\p{S}\p{P}\n\r]*$/u },
  { path: 'externalId', minimum: 1, maximum: 1024 },
  { path: 'locale', minimum: 1, maximum: 256, ...printable },
  { path: 'mobilePhone', maximum: 32 },
  { path: 'name.family', minimum: 1, maximum: 256, ...printable },
  { path: 'name.formatted', minimum: 1, maximum: 256, ...printable },
  { path: 'name.given', minimum: 1, maximum: 256, ...printable },
  { path: 'name.honorificPrefix', minimum: 1, maximum: 256, ...printable },
  { path: 'name.honorificSuffix', minimum: 1, maximum: 256, ...printable },
  { path: 'name.middle', minimum: 1, maximum: 256, ...printable },
  { path: 'nickname', minimum: 1, maximum: 256, ...printable },
  { path: 'photo.href', maximum: 2048, pattern: /^https?:\/\/\S+$/i, patternText: 'an http or https URL' },
  { path: 'preferredLanguage', maximum: 256, pattern: /^[A-Za-z0-9*,;=. -]+$/, patternText: 'Accept-Language' },
  { path: 'primaryPhone', maximum: 32 },
  { path: 'timezone', maximum: 256, pattern: /^\w+\/[\w+/-]+$/, patternText: '^\\w+/\\w+$' },
  { path: 'title', minimum: 1, maximum: 256, ...printable },
  { path: 'type', minimum: 1, maximum: 256, ...printable },
];

/** The profile of one user, all attributes together. */
const maximumProfileBytes = 16 * 1024;

const lifecycleStatuses = ['ACCOUNT_OK', 'VERIFICATION_REQUIRED'];

export interface AttributesReading {
  readonly attributes: Map<string, JsonValue>;
  readonly details: readonly ErrorDetail[];
}

/**
 * The attributes after a body was applied to `current`: an empty map for a create and a replacing PUT, what the user
 * has for a PATCH. `null` clears. Every broken rule is one detail.
 */
export function applyUserAttributes(current: ReadonlyMap<string, JsonValue>, body: JsonObject): AttributesReading {
  const attributes = new Map(current);
  const details = findWrongObjects(body);
  for (const rule of attributeRules) {
    const value = memberOrNull(body, rule.path);
    if (value === null) attributes.delete(rule.path);
    else if (value !== undefined) {
      const detail = checkValue(rule, value);
      if (detail) details.push(detail);
      attributes.set(rule.path, value);
    }
    if (rule.required && !attributes.has(rule.path)) details.push(requiredValue(rule.path));
  }
  const size = new TextEncoder().encode(JSON.stringify([...attributes])).length;
  if (size > maximumProfileBytes) details.push(sizeLimit('profile', maximumProfileBytes));
  return { attributes, details };
}

/** A required property that is not there. */
export function requiredValue(target: string): ErrorDetail {
  return { code: 'REQUIRED_VALUE', target, message: 'must not be null' };
}

/** A property whose value is not one of those that can be. */
export function invalidValue(target: string, message: string, innerError?: JsonObject): ErrorDetail {
  return { code: 'INVALID_VALUE', target, message, ...(innerError ? { innerError } : {}) };
}

/** A name that another resource has already. */
export function notUnique(target: string, existingId: string): ErrorDetail {
  const message = 'is unique but a non-unique value is provided';
  return { code: 'UNIQUENESS_VIOLATION', target, message, innerError: { existingId } };
}

/** A text that is longer than `maximumValue`. */
export function sizeLimit(target: string, maximumValue: number): ErrorDetail {
  return {
    code: 'SIZE_LIMIT_EXCEEDED',
    target,
    message: `must not be larger than ${maximumValue}`,
    innerError: { maximumValue },
  };
}

/** The text at `path` within bounds; the details say what is wrong with it. */
export function readText(
  body: JsonObject,
  path: string,
  options: { readonly required: boolean; readonly maximum: number },
): { readonly text: string | undefined; readonly details: readonly ErrorDetail[] } {
  const value = memberAtPath(body, path) ?? null;
  if (value === null) return { text: undefined, details: options.required ? [requiredValue(path)] : [] };
  const detail = checkValue({ path, maximum: options.maximum, ...(options.required ? { minimum: 1 } : {}) }, value);
  return typeof value === 'string' && !detail
    ? { text: value, details: [] }
    : { text: undefined, details: detail ? [detail] : [] };
}

/** `lifecycle.status` of a create, and what is wrong with it. */
export function readLifecycle(body: JsonObject): { readonly status: string; readonly details: readonly ErrorDetail[] } {
  const value = memberAtPath(body, 'lifecycle.status') ?? 'ACCOUNT_OK';
  if (typeof value === 'string' && lifecycleStatuses.includes(value)) return { status: value, details: [] };
  const detail = invalidValue('lifecycle.status', `must be one of ${lifecycleStatuses.join(', ')}`, {
    allowedValues: lifecycleStatuses,
  });
  return { status: 'ACCOUNT_OK', details: [detail] };
}

/** An attribute map as the nested object of a response. */
export function nestAttributes(attributes: ReadonlyMap<string, JsonValue>): Map<string, JsonValue> {
  const nested = new Map<string, JsonValue>();
  for (const [path, value] of attributes) {
    const [parent = '', child] = path.split('.');
    if (child === undefined) nested.set(parent, value);
    else nested.set(parent, { ...(nested.get(parent) as JsonObject | undefined), [child]: value });
  }
  return nested;
}

function checkValue(rule: AttributeRule, value: JsonValue): ErrorDetail | undefined {
  if (typeof value !== 'string') return invalidValue(rule.path, 'must be a string');
  const length = [...value].length;
  if (rule.minimum !== undefined && value.trim() === '') {
    return { code: 'EMPTY_VALUE', target: rule.path, message: 'must not be empty' };
  }
  if (length > rule.maximum) return sizeLimit(rule.path, rule.maximum);
  if (rule.pattern && !rule.pattern.test(value)) {
    const allowedPattern = rule.patternText ?? rule.pattern.source;
    return invalidValue(rule.path, `must match ${allowedPattern}`, { allowedPattern });
  }
  return undefined;
}

/** `undefined` where the body says nothing, `null` where it or an object around it is cleared. */
function memberOrNull(body: JsonObject, path: string): JsonValue | undefined {
  const [parent = '', child] = path.split('.');
  const value = memberAtPath(body, parent);
  return child === undefined || value === null || value === undefined ? value : memberAtPath(value, child);
}

function findWrongObjects(body: JsonObject): ErrorDetail[] {
  return ['address', 'name', 'photo'].flatMap((path) => {
    const value = memberAtPath(body, path);
    const isWrong = isJsonArray(value) || (value !== undefined && value !== null && !isJsonObject(value));
    return isWrong ? [invalidValue(path, 'must be an object')] : [];
  });
}
