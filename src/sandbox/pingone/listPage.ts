import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json';
import type { SandboxResponse } from '../message';
import { buildJsonResponse } from '../jsonResponse';
import { findParameters } from '../sandboxCall';
import { findUnsupported, matchesFilter, type FilterRules, type FilterSubject } from './evaluateScimFilter';
import { parseScimFilter, type ScimFilter } from './parseScimFilter';
import { environmentUrl, type PingoneContext, type Reading } from './pingoneContext';
import { invalidRequest } from './pingoneErrors';

/** What is listed, and how. */
export interface ListSource<Item extends { readonly sequence: number }> {
  /** In the order of their sequence numbers. */
  readonly items: Iterable<Item>;
  /** Path segments of the collection below the environment; the last one names it inside `_embedded`. */
  readonly segments: readonly string[];
  readonly rules: FilterRules;
  readonly subject: (item: Item) => FilterSubject;
  readonly describe: (item: Item) => JsonValue;
  /** The member of `_embedded`, where it is not the last path segment. */
  readonly name?: string;
}

/** The largest page, and the one a call without `limit` gets. */
export const maximumPageSize = 1000;
const defaultPageSize = 200;

/** One page of a collection: `limit`, `cursor` and `filter` of the query decide which. One pass over the items. */
export function listPage<Item extends { readonly sequence: number }>(
  context: PingoneContext,
  source: ListSource<Item>,
): SandboxResponse {
  const limit = readLimit(context);
  if (limit.kind === 'response') return limit.response;
  const filterText = findParameters(context.call, 'filter')[0];
  const filter = readFilter(context, filterText, source.rules);
  if (filter.kind === 'response') return filter.response;
  const scope = [...source.segments, filterText ?? ''].join('\n');
  const after = readCursor(context, scope);
  if (after.kind === 'response') return after.response;

  const page: Item[] = [];
  let count = 0;
  let hasMore = false;
  for (const item of source.items) {
    if (filter.value && !matchesFilter(filter.value, source.subject(item))) continue;
    count++;
    if (item.sequence <= after.value) continue;
    if (page.length < limit.value) page.push(item);
    else hasMore = true;
  }
  const last = page.at(-1);
  const next = hasMore && last ? buildCursor(context, scope, last.sequence) : undefined;
  const name = source.name ?? source.segments.at(-1) ?? 'items';
  const body: JsonObject = {
    _links: buildPageLinks(context, source.segments, next),
    _embedded: { [name]: page.map(source.describe) },
    count,
    size: page.length,
  };
  return buildJsonResponse(200, body);
}

/** A collection that answers with everything it has: the ones without `limit` and `cursor`. */
export function listAll(
  context: PingoneContext,
  segments: readonly string[],
  items: readonly JsonValue[],
  name = segments.at(-1) ?? 'items',
): SandboxResponse {
  const self = environmentUrl(context, ...segments);
  return buildJsonResponse(200, {
    _links: { self: { href: self } },
    _embedded: { [name]: items },
    count: items.length,
    size: items.length,
  });
}

function buildPageLinks(context: PingoneContext, segments: readonly string[], next: string | undefined): JsonObject {
  const url = environmentUrl(context, ...segments);
  const parameters = context.call.query.filter(([name]) => name !== 'cursor');
  const self = toUrl(url, context.call.query);
  if (next === undefined) return { self: { href: self } };
  return { self: { href: self }, next: { href: toUrl(url, [...parameters, ['cursor', next]]) } };
}

function toUrl(url: string, parameters: readonly (readonly [string, string])[]): string {
  const query = parameters.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
  return query === '' ? url : `${url}?${query}`;
}

function readLimit(context: PingoneContext): Reading<number> {
  const text = findParameters(context.call, 'limit')[0];
  if (text === undefined) return { kind: 'value', value: defaultPageSize };
  const limit = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (limit > 0) return { kind: 'value', value: Math.min(limit, maximumPageSize) };
  return refuse(context, 'INVALID_PARAMETER', 'limit', 'must be a whole number greater than 0');
}

function readFilter(
  context: PingoneContext,
  text: string | undefined,
  rules: FilterRules,
): Reading<ScimFilter | undefined> {
  if (text === undefined) return { kind: 'value', value: undefined };
  const reading = parseScimFilter(text);
  if (reading.kind === 'malformed') return refuse(context, 'INVALID_FILTER', 'filter', reading.message);
  const unsupported = findUnsupported(reading.filter, rules);
  if (unsupported !== undefined) return refuse(context, 'INVALID_FILTER', 'filter', unsupported);
  return { kind: 'value', value: reading.filter };
}

/** The cursor names the last item shown and is bound to its list: one of another list or filter is refused. */
function buildCursor(context: PingoneContext, scope: string, sequence: number): string {
  return Buffer.from(`${sequence}.${scopeMark(context, scope)}`, 'utf8').toString('base64url');
}

function readCursor(context: PingoneContext, scope: string): Reading<number> {
  const text = findParameters(context.call, 'cursor')[0];
  if (text === undefined) return { kind: 'value', value: 0 };
  const [sequence = '', mark] = Buffer.from(text, 'base64url').toString('utf8').split('.');
  if (/^\d{1,15}$/.test(sequence) && mark === scopeMark(context, scope))
    return { kind: 'value', value: Number(sequence) };
  return refuse(context, 'INVALID_PARAMETER', 'cursor', 'must be the cursor of a link of this list');
}

function scopeMark(context: PingoneContext, scope: string): string {
  return createHash('sha256').update(`${context.environment.id}\n${scope}`).digest('base64url').slice(0, 16);
}

function refuse(context: PingoneContext, code: string, target: string, message: string): Reading<never> {
  const response = invalidRequest(context.requestID, 'The request was invalid.', { code, target, message });
  return { kind: 'response', response };
}
