import type { HeaderPair, ResolvedRequest } from '../request/resolvedRequest';
import type { HttpResponse, Transport } from './exchange';
import { lookupHeader } from './headerFields';

/** Cookies of one environment of one folder, by the rules of RFC 6265. */
export interface CookieJar {
  /** What goes along with a request to that URL, longest path first. */
  readonly cookiesFor: (url: string) => readonly JarCookie[];
  /** Takes the values of `Set-Cookie` fields; gives back which were not kept, and why. */
  readonly keep: (url: string, fields: readonly string[]) => readonly RefusedCookie[];
  readonly list: () => readonly JarCookie[];
  /** All, or one of `list`. */
  readonly remove: (cookie?: JarCookie) => void;
  /** For `openCookieJar`; it holds the values. */
  readonly serialize: () => string;
}

/** A jar that is opened by its first use: most servers set no cookie, and a send should not wait for one. */
export interface JarAccess {
  /** True while it is certain, without opening it, that the jar holds nothing. */
  readonly isEmpty: () => boolean;
  /** The same jar each time. */
  readonly open: () => Promise<CookieJar>;
}

/** One cookie as the jar has it. */
export interface JarCookie {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  /** Milliseconds since the epoch; `undefined` for one that ends with the session. */
  readonly expiresAt: number | undefined;
  readonly isSecure: boolean;
  readonly isHttpOnly: boolean;
}

/** A cookie a server may not set, or one too many. */
export interface RefusedCookie {
  readonly name: string;
  readonly reason: string;
}

/**
 * Sends what the jar has for a URL and keeps what the answer sets. A `Cookie` field that was written by hand wins, and
 * that is said. Values of cookies are secrets of the exchange.
 */
export function withCookies(transport: Transport, access: JarAccess): Transport {
  return async (request, signal, progress) => {
    if (request.keepsNoCookies) return transport(request, signal, progress);
    const cookies = access.isEmpty() ? [] : (await access.open()).cookiesFor(request.url);
    const isWritten = lookupHeader(request.headers, 'cookie') !== undefined;
    const sent = isWritten || cookies.length === 0 ? request : addCookies(request, cookies);
    const outcome = await transport(sent, signal, progress && ((soFar) => progress(withSecrets(soFar, sent))));
    if (outcome.kind === 'failure') return outcome;
    const fields = outcome.headers.filter(([name]) => name.toLowerCase() === 'set-cookie').map(([, value]) => value);
    const refused = fields.length === 0 ? [] : (await access.open()).keep(request.url, fields);
    const notes = [...(outcome.notes ?? [])];
    if (isWritten && cookies.length > 0) {
      const count = cookies.length === 1 ? '1 cookie that is' : `${cookies.length} cookies that are`;
      notes.push(`The Cookie field went out as it is written; ${count} kept for this address stayed here.`);
    }
    if (refused.length > 0) notes.push(describeRefused(refused));
    const answered = withSecrets(outcome, sent);
    return { ...answered, notes };
  };
}

/** The request as it went out, with what was sent and set marked as secret. */
function withSecrets(response: HttpResponse, sent: ResolvedRequest): HttpResponse {
  const request = response.sentRequest ?? sent;
  const set = response.headers.flatMap(([name, value]) =>
    name.toLowerCase() === 'set-cookie' ? [valueOf(value)] : [],
  );
  const known = new Set(request.secrets);
  const fresh = set.filter((value) => value.length >= shortestSecret && !known.has(value)).slice(0, mostSecrets);
  return { ...response, sentRequest: { ...request, secrets: [...request.secrets, ...fresh] } };
}

function addCookies(request: ResolvedRequest, cookies: readonly JarCookie[]): ResolvedRequest {
  const field: HeaderPair = ['Cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; ')];
  const secrets = cookies.map(({ value }) => value).filter((value) => value.length >= shortestSecret);
  return {
    ...request,
    headers: [...request.headers, field],
    hasJarCookies: true,
    secrets: [...request.secrets, ...secrets],
  };
}

function valueOf(field: string): string {
  const pair = field.split(';', 1)[0] ?? '';
  return pair.slice(pair.indexOf('=') + 1).trim();
}

function describeRefused(refused: readonly RefusedCookie[]): string {
  const [first] = refused;
  const rest = refused.length === 1 ? '' : ` ${refused.length - 1} more were not kept either.`;
  return `The cookie '${first?.name.slice(0, 100)}' was not kept: ${first?.reason}.${rest}`;
}

/** A preference such as `lang=en` is no secret, and would be masked everywhere. */
const shortestSecret = 8;
const mostSecrets = 200;
