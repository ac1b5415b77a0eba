import { isSecretName } from '../../environment/secrets/isSecretName';
import { maskValue } from '../maskValue';

/** The last answer to a named request, as far as completion looks into it. */
export interface RecordedResponse {
  /** Such as `201 Created`. */
  readonly status: string;
  /** Names as the server wrote them, with what may be shown of their values. */
  readonly headers: readonly { readonly name: string; readonly shownValue: string }[];
  /** The body, where it is JSON that is not too large. */
  readonly json: unknown;
  /** Where it is XML: places in it by their XPath, with the text of those that have no elements in them. */
  readonly xml?: readonly { readonly path: string; readonly text: string | undefined; readonly isSecret: boolean }[];
  /** True for a text that is masked wherever it is shown. */
  readonly isSecret: (text: string) => boolean;
}

/** A place in an answer, and what is there. */
export interface ResponsePath {
  /** `response.body.$._links.self.href` */
  readonly path: string;
  /** Masked when secret; `undefined` for objects and lists. */
  readonly shownValue: string | undefined;
}

/** The places an answer has, or the usual ones while there is none. */
export function answerPaths(response: RecordedResponse | undefined): readonly ResponsePath[] {
  return response ? findResponsePaths(response) : unsentPaths.map((path) => ({ path, shownValue: undefined }));
}

/** What can be said of an answer that is not there yet. */
const unsentPaths: readonly string[] = [
  'response.body.$.id',
  'response.body.$._links.self.href',
  'response.body.*',
  'response.headers.Location',
  'response.status',
];

/**
 * The places that are really there: of the body level by level, the first items of lists only, and at most a few
 * hundred in all, so that the size of an answer does not matter. Names that cannot stand between braces are left out.
 */
export function findResponsePaths(response: RecordedResponse): readonly ResponsePath[] {
  const found: ResponsePath[] = [{ path: 'response.status', shownValue: response.status }];
  collectBodyPaths(response, found);
  for (const { path, text, isSecret } of response.xml ?? []) {
    const shownValue = text === undefined ? undefined : maskValue(text, isSecret || response.isSecret(text));
    found.push({ path: `response.body.${path}`, shownValue });
  }
  for (const { name, shownValue } of response.headers.slice(0, MOST_HEADERS)) {
    if (/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name)) found.push({ path: `response.headers.${name}`, shownValue });
  }
  found.push({ path: 'response.body.*', shownValue: undefined });
  return found;
}

interface Level {
  readonly value: unknown;
  readonly path: string;
  readonly depth: number;
  readonly isSecret: boolean;
}

/** Breadth first: what is near the top of an answer is what people want. */
function collectBodyPaths(response: RecordedResponse, found: ResponsePath[]): void {
  const pending: Level[] = [{ value: response.json, path: 'response.body.$', depth: 0, isSecret: false }];
  // The list grows while it is walked.
  for (const level of pending) {
    for (const child of childrenOf(level)) {
      if (found.length >= MOST_PATHS) return;
      found.push({ path: child.path, shownValue: showValue(child, response) });
      if (child.depth < DEEPEST) pending.push(child);
    }
  }
}

function* childrenOf({ value, path, depth, isSecret }: Level): Generator<Level> {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const [index, item] of value.slice(0, MOST_ITEMS).entries()) {
      yield { value: item, path: `${path}[${index}]`, depth: depth + 1, isSecret };
    }
    return;
  }
  let count = 0;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (++count > MOST_MEMBERS) return;
    const step = stepTo(key);
    if (step === undefined) continue;
    const member: unknown = (value as Record<string, unknown>)[key]; // The key is one of its own.
    yield { value: member, path: path + step, depth: depth + 1, isSecret: isSecret || isSecretName(key) };
  }
}

/** RFC 9535 section 2.3.1, or `undefined` for a name that would end the expression. */
function stepTo(key: string): string | undefined {
  if (/^[A-Za-z_][\w]*$/.test(key)) return `.${key}`;
  if (key.length > LONGEST_KEY || /['\\{}\p{Cc}\u2028\u2029]/u.test(key)) return undefined;
  return `['${key}']`;
}

function showValue({ value, isSecret }: Level, response: RecordedResponse): string | undefined {
  if (typeof value === 'object' && value !== null) return undefined;
  const text = String(value);
  return maskValue(text, isSecret || response.isSecret(text));
}

const MOST_PATHS = 300;
const MOST_ITEMS = 3;
const MOST_MEMBERS = 100;
const MOST_HEADERS = 50;
const LONGEST_KEY = 100;
const DEEPEST = 8;
