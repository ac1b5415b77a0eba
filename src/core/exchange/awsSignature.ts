import type { AwsScheme } from '../request/authentication';
import type { HeaderPair, ResolvedRequest } from '../request/resolvedRequest';
import { lookupHeader } from './headerFields';
import { toHex } from './hashes';
import type { Hashes } from './hashes';

/** Where a request is signed for. */
export interface AwsPlace {
  readonly region: string;
  readonly service: string;
}

/**
 * The request with `Authorization`, `X-Amz-Date` and what else Signature Version 4 asks for. `Host` has to be among
 * its fields already, and `target` is path and query as on the request line.
 */
export async function signForAws(
  hashes: Hashes,
  scheme: AwsScheme,
  request: ResolvedRequest,
  { target, time }: { readonly target: string; readonly time: number },
): Promise<ResolvedRequest> {
  const host = lookupHeader(request.headers, 'host') ?? '';
  const place = awsPlace(scheme, host);
  const moment = new Date(time).toISOString().replace(/[-:]|\.\d+/g, '');
  const content = await hashes.digestBody('SHA-256', request.body);
  const headers: HeaderPair[] = request.headers.filter(([name]) => !signedHere.has(name.toLowerCase()));
  headers.push(['X-Amz-Date', moment]);
  if (place.service === 's3') headers.push(['X-Amz-Content-Sha256', content]);
  if (scheme.sessionToken !== undefined) headers.push(['X-Amz-Security-Token', scheme.sessionToken]);
  const fields = canonicalFields(headers);
  const names = fields.map(([name]) => name).join(';');
  const [path = '', query = ''] = splitOnce(target, '?');
  const canonical = [
    request.method,
    place.service === 's3' ? canonicalObjectPath(path) : canonicalPath(path),
    canonicalQuery(query),
    ...fields.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    content,
  ].join('\n');
  const day = moment.slice(0, 8);
  const scope = `${day}/${place.region}/${place.service}/aws4_request`;
  const text = `AWS4-HMAC-SHA256\n${moment}\n${scope}\n${hashes.digest('SHA-256', canonical)}`;
  const steps = [day, place.region, place.service, 'aws4_request'];
  const key = steps.reduce((one, step) => hashes.hmacSha256(one, step), encoder.encode(`AWS4${scheme.secretKey}`));
  const credential = `Credential=${scheme.accessKey}/${scope}`;
  const value = `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${names}, Signature=${toHex(hashes.hmacSha256(key, text))}`;
  return { ...request, headers: [...headers, ['Authorization', value]] };
}

/** What is written wins; else the host says it: `sts.eu-west-1.amazonaws.com`, `abc.execute-api.us-east-1.amazonaws.com`. */
export function awsPlace({ region, service }: AwsScheme, host: string): AwsPlace {
  const labels = /^(.*?)\.amazonaws\.com(?:\.cn)?(?::\d+)?$/.exec(host.toLowerCase())?.[1]?.split('.') ?? [];
  const found = labels.findLastIndex((label) => regionName.test(label));
  const bare = labels.filter((label) => !regionName.test(label) && label !== 'dualstack');
  return {
    region: region ?? labels[found] ?? 'us-east-1',
    service: service ?? shortService(bare.at(-1)) ?? 'execute-api',
  };
}

const regionName = /^[a-z]{2}(?:-[a-z]+)+-\d+$/;

function shortService(label: string | undefined): string | undefined {
  return label === 'email' ? 'ses' : label;
}

/** They are set by the signature, or change on the way. */
const signedHere: ReadonlySet<string> = new Set([
  'authorization',
  'x-amz-date',
  'x-amz-content-sha256',
  'x-amz-security-token',
]);
const unsigned: ReadonlySet<string> = new Set([
  'user-agent',
  'accept',
  'content-length',
  'connection',
  'expect',
  'x-amzn-trace-id',
]);

function canonicalFields(headers: readonly HeaderPair[]): readonly HeaderPair[] {
  const fields = new Map<string, string>();
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (unsigned.has(key)) continue;
    const content = value.trim().replace(/ {2,}/g, ' ');
    const before = fields.get(key);
    fields.set(key, before === undefined ? content : `${before},${content}`);
  }
  return [...fields].sort(([one], [other]) => (one < other ? -1 : 1));
}

/** Without `.` and `..`, and encoded once more than it is on the wire. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(encode(segment));
  }
  const joined = `/${segments.join('/')}`;
  return path.endsWith('/') && segments.length > 0 ? `${joined}/` : joined;
}

/** The names of objects in S3 may be anything, so they are taken as they are. */
function canonicalObjectPath(path: string): string {
  return path
    .split('/')
    .map((segment) => encode(decode(segment)))
    .join('/');
}

function canonicalQuery(query: string): string {
  return query
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair) => splitOnce(pair, '=').map((part) => encode(decode(part.replaceAll('+', ' ')))))
    .map(([name = '', value = '']): HeaderPair => [name, value])
    .sort((one, other) => compare(one[0], other[0]) || compare(one[1], other[1]))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function splitOnce(text: string, separator: string): string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}

/** All but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

const encoder = new TextEncoder();
