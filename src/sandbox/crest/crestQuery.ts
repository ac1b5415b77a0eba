import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../json';
import { crestFailure, isFailure, type CrestFailure } from './crestFailure';
import { findParameter, isTrue, type CrestParameters } from './crestParameters';
import { withIdentity, type CrestRepository, type StoredResource } from './crestRepository';
import { matchesQueryFilter, prepareQueryFilter } from './evaluateQueryFilter';
import { parseJsonPointer, valueAtPointer, type JsonPointer } from './jsonPointer';
import { describeWholeUser } from './managedUser';
import { parseQueryFilter, type QueryFilter } from './parseQueryFilter';

/** What a query found: a page, and what there is to say about the rest. */
export interface QueryResult {
  readonly kind: 'result';
  readonly page: readonly StoredResource[];
  readonly cookie: string | null;
  readonly policy: 'NONE' | 'ESTIMATE' | 'EXACT';
  /** -1 where the policy does not ask for it. */
  readonly total: number;
  readonly count: number;
  /** Only the number was asked for. */
  readonly countOnly: boolean;
}

/** Runs a query over the collection: filter, order, page. One pass, and one sort. */
export function runQuery(repository: CrestRepository, parameters: CrestParameters): QueryResult | CrestFailure {
  const filter = readFilter(parameters);
  if (isFailure(filter)) return filter;
  const keys = readSortKeys(parameters);
  if (isFailure(keys)) return keys;
  const paging = readPaging(parameters);
  if (isFailure(paging)) return paging;
  const found = [...repository.resources.values()]
    .map((resource) => ({ resource, value: searchable(repository, resource) }))
    .filter(({ value }) => matchesQueryFilter(filter, value));
  if (keys.length > 0) found.sort((left, right) => compareByKeys(left.value, right.value, keys));
  const end = paging.size > 0 ? paging.start + paging.size : found.length;
  return {
    kind: 'result',
    page: found.slice(paging.start, end).map(({ resource }) => resource),
    cookie: paging.size > 0 && end < found.length ? buildCookie(parameters, end) : null,
    policy: paging.policy,
    total: paging.policy === 'NONE' ? -1 : found.length,
    count: found.length,
    countOnly: isTrue(findParameter(parameters, '_countonly')),
  };
}

/** The envelope around the resources of a page. */
export function describeResult(result: QueryResult, resources: readonly JsonValue[]): JsonObject {
  if (result.countOnly) return { resultCount: result.count };
  return {
    result: resources,
    resultCount: resources.length,
    pagedResultsCookie: result.cookie,
    totalPagedResultsPolicy: result.policy,
    totalPagedResults: result.total,
    remainingPagedResults: -1,
  };
}

/** What filters and sort keys see of a resource: not its password. */
function searchable(repository: CrestRepository, resource: StoredResource): JsonObject {
  const value = withIdentity(resource);
  return repository.kind === 'managed-user' ? describeWholeUser(value) : value;
}

function readFilter(parameters: CrestParameters): QueryFilter | CrestFailure {
  const kinds = ['_queryfilter', '_queryid', '_queryexpression'].filter((name) => parameters.has(name));
  if (kinds.length > 1) {
    return crestFailure(400, 'The parameters _queryFilter, _queryId and _queryExpression exclude each other');
  }
  if (kinds[0] === '_queryexpression') return crestFailure(400, 'Native query expressions are not supported here');
  if (kinds[0] === '_queryid') return readNamedQuery(parameters);
  const reading = parseQueryFilter(findParameter(parameters, '_queryfilter') ?? '');
  if (reading.kind === 'malformed') return crestFailure(reading.status, reading.message);
  return prepareQueryFilter(reading.filter);
}

/** The queries every managed collection comes with. */
function readNamedQuery(parameters: CrestParameters): QueryFilter | CrestFailure {
  if (parameters.has('_sortkeys')) return crestFailure(400, 'The parameter _sortKeys does not go with _queryId');
  const name = findParameter(parameters, '_queryid') ?? '';
  if (name === 'query-all' || name === 'query-all-ids') return { kind: 'literal', value: true };
  const uid = findParameter(parameters, 'uid');
  if (name === 'for-userName' && uid !== undefined) {
    return { kind: 'compare', pointer: ['userName'], operator: 'eq', value: uid };
  }
  return crestFailure(
    400,
    `The query '${name}' is not defined: one of query-all, query-all-ids, for-userName with uid`,
  );
}

interface SortKey {
  readonly pointer: JsonPointer;
  readonly direction: 1 | -1;
}

const maximumSortKeys = 20;

function readSortKeys(parameters: CrestParameters): readonly SortKey[] | CrestFailure {
  const texts = (parameters.get('_sortkeys') ?? []).flatMap((value) => value.split(','));
  if (texts.length > maximumSortKeys) return crestFailure(400, `A query has at most ${maximumSortKeys} sort keys`);
  const keys: SortKey[] = [];
  for (const text of texts) {
    const [, sign = '', name = ''] = /^([+-]?)(.*)$/s.exec(text) ?? [];
    const pointer = parseJsonPointer(name);
    if (!pointer || pointer.length === 0) {
      return crestFailure(400, `The sort key '${text}' is no field. A "+" before a field is written %2B in a URL`);
    }
    keys.push({ pointer, direction: sign === '-' ? -1 : 1 });
  }
  return keys;
}

interface Paging {
  readonly start: number;
  /** 0 or less: no pages. */
  readonly size: number;
  readonly policy: QueryResult['policy'];
}

function readPaging(parameters: CrestParameters): Paging | CrestFailure {
  const size = readInteger(parameters, '_pagesize');
  if (typeof size === 'object') return size;
  const offset = readInteger(parameters, '_pagedresultsoffset');
  if (typeof offset === 'object') return offset;
  const policy = (findParameter(parameters, '_totalpagedresultspolicy') ?? 'NONE').toUpperCase();
  if (policy !== 'NONE' && policy !== 'ESTIMATE' && policy !== 'EXACT') {
    return crestFailure(400, `_totalPagedResultsPolicy must be NONE, ESTIMATE or EXACT, found '${policy}'`);
  }
  const cookie = findParameter(parameters, '_pagedresultscookie') ?? '';
  if (cookie === '') return { start: Math.max(offset, 0), size, policy };
  if (offset > 0) {
    return crestFailure(400, 'The parameters _pagedResultsCookie and _pagedResultsOffset exclude each other');
  }
  const start = readCookie(parameters, cookie);
  if (start === undefined) return crestFailure(400, 'The _pagedResultsCookie does not belong to this query');
  return { start, size, policy };
}

function readInteger(parameters: CrestParameters, name: string): number | CrestFailure {
  const text = findParameter(parameters, name);
  if (text === undefined) return 0;
  const value = /^[+-]?\d{1,10}$/.test(text) ? Number(text) : NaN;
  if (Math.abs(value) < 2 ** 31) return value;
  return crestFailure(400, `The value '${text}' for the parameter '${name}' is not an integer`);
}

/** A cookie says where the next page starts, and belongs to one query. */
function buildCookie(parameters: CrestParameters, start: number): string {
  return Buffer.from(`${start}.${queryMark(parameters)}`, 'utf8').toString('base64url');
}

function readCookie(parameters: CrestParameters, cookie: string): number | undefined {
  const [start = '', mark] = Buffer.from(cookie, 'base64url').toString('utf8').split('.');
  return /^\d{1,9}$/.test(start) && mark === queryMark(parameters) ? Number(start) : undefined;
}

function queryMark(parameters: CrestParameters): string {
  const names = ['_queryfilter', '_queryid', 'uid', '_sortkeys'];
  const text = JSON.stringify(names.map((name) => parameters.get(name) ?? []));
  return createHash('sha256').update(text).digest('base64url').slice(0, 16);
}

function compareByKeys(left: JsonObject, right: JsonObject, keys: readonly SortKey[]): number {
  for (const { pointer, direction } of keys) {
    const order = compareValues(valueAtPointer(left, pointer), valueAtPointer(right, pointer));
    if (order !== 0) return order * direction;
  }
  return 0;
}

/** Texts without case; kinds of values one after the other; what is not there comes last. */
function compareValues(left: JsonValue | undefined, right: JsonValue | undefined): number {
  const ranks = [left, right].map((value) =>
    ['boolean', 'number', 'string', 'object', 'undefined'].indexOf(typeof value),
  );
  const [leftRank = 0, rightRank = 0] = ranks;
  if (leftRank !== rightRank) return leftRank - rightRank;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  if (typeof left === 'object' || left === undefined) return 0;
  const [first, second] = [String(left).toLowerCase(), String(right).toLowerCase()];
  return first === second ? 0 : first < second ? -1 : 1;
}
