import { isLoopbackName, isSandboxHost } from './sandboxHosts';
import { findHeader, type SandboxRequest } from './message';

/** A request whose target has been read: what every part of the sandbox works with. */
export interface SandboxCall {
  /** As written: methods are case-sensitive. `HEAD` arrives as `GET`. */
  readonly method: string;
  /** Percent-decoded segments of the path; a trailing slash adds none. */
  readonly segments: readonly string[];
  /** Decoded parameters in order, repeats included. */
  readonly query: readonly (readonly [name: string, value: string])[];
  readonly headers: SandboxRequest['headers'];
  readonly body: Uint8Array;
  /** Scheme and authority the caller used: `http://127.0.0.1:8123`. Links of the answer begin with it. */
  readonly base: string;
}

export type CallReading =
  | { readonly kind: 'call'; readonly call: SandboxCall }
  | { readonly kind: 'refused'; readonly status: number; readonly message: string };

/** Reads target and authority; a target that cannot be decoded is refused with 400, a foreign host with 421. */
export function readCall(request: SandboxRequest, origin: string): CallReading {
  const target = splitTarget(request.target);
  if (!target) return refuse(400, 'The request target must be a path that starts with "/".');
  const host = target.authority ?? findHeader(request, 'host') ?? new URL(origin).host;
  if (!isSandboxHost(host)) {
    return refuse(421, 'The sandbox answers only for this machine. Use the address it printed when it started.');
  }
  const segments = decodePath(target.path);
  const query = decodeQuery(target.query);
  if (!segments || !query) {
    return refuse(400, 'The request target holds a "%" that does not start a percent-encoded UTF-8 character.');
  }
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const base = `${schemeOf(host, origin)}//${host}`;
  return { kind: 'call', call: { method, segments, query, headers: request.headers, body: request.body, base } };
}

/** The values of one query parameter, in order. */
export function findParameters(call: Pick<SandboxCall, 'query'>, name: string): readonly string[] {
  return call.query.filter(([parameter]) => parameter === name).map(([, value]) => value);
}

/** Decodes `application/x-www-form-urlencoded` text, the form of a query too; `undefined` where a `%` is wrong. */
export function decodeQuery(text: string): (readonly [name: string, value: string])[] | undefined {
  const pairs: (readonly [string, string])[] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    const name = decodePercent((equals < 0 ? part : part.slice(0, equals)).replaceAll('+', ' '));
    const value = decodePercent(equals < 0 ? '' : part.slice(equals + 1).replaceAll('+', ' '));
    if (name === undefined || value === undefined) return undefined;
    pairs.push([name, value]);
  }
  return pairs;
}

/** Clients write `https://example.com`, though they connect to us in the clear: links have to say what they wrote. */
function schemeOf(host: string, origin: string): string {
  const name = host.replace(/:\d+$/, '');
  return isLoopbackName(name) ? new URL(origin).protocol : 'https:';
}

function refuse(status: number, message: string): CallReading {
  return { kind: 'refused', status, message };
}

function splitTarget(
  target: string,
): { readonly authority: string | undefined; readonly path: string; readonly query: string } | undefined {
  const absolute = /^https?:\/\/([^/?#]+)/i.exec(target);
  const rest = absolute ? target.slice(absolute[0].length) : target;
  const withoutFragment = rest.split('#', 1)[0] ?? '';
  const question = withoutFragment.indexOf('?');
  const path = question < 0 ? withoutFragment : withoutFragment.slice(0, question);
  const query = question < 0 ? '' : withoutFragment.slice(question + 1);
  if (!path.startsWith('/') && !(absolute && path === '')) return undefined;
  return { authority: absolute?.[1], path: path === '' ? '/' : path, query };
}

function decodePath(path: string): string[] | undefined {
  const segments: string[] = [];
  for (const part of path.slice(1).replace(/\/$/, '').split('/')) {
    const segment = decodePercent(part);
    if (segment === undefined) return undefined;
    segments.push(segment);
  }
  return segments;
}

function decodePercent(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
