import type { ResolvedRequest } from '../request/resolvedRequest';
import type { HttpResponse } from './exchange';
import { belongsToOneRequest, lookupHeader } from './headerFields';
import { isSameOrigin, parseHttpUrl } from './origin';

/** Where a redirect leads: the location as the server wrote it, and the request that follows it. */
export interface Redirection {
  readonly location: string;
  readonly request: ResolvedRequest;
}

/**
 * The next request of a redirect, RFC 9110 section 15.4, or `undefined` when the answer is none, or leads to another
 * scheme, host or port: then it is the outcome, and a person decides. 303 asks with GET, 301 and 302 turn POST into
 * GET, 307 and 308 repeat method and body.
 */
export function followRedirect(request: ResolvedRequest, response: HttpResponse): Redirection | undefined {
  if (!request.followsRedirects || !redirectStatuses.has(response.status)) return undefined;
  const location = lookupHeader(response.headers, 'location');
  if (location === undefined || location === '') return undefined;
  const target = parseHttpUrl(location, request.url);
  if (!target || !isSameOrigin(target.href, request.url)) return undefined;
  target.username = '';
  target.password = '';
  target.hash = '';
  const method = redirectedMethod(request.method, response.status);
  if (method === request.method) return { location, request: { ...request, url: target.href } };
  // Another method: nothing that described the body, and no condition on a resource that is not asked for any more.
  const headers = request.headers.filter(([name]) => name.toLowerCase() === 'host' || !belongsToOneRequest(name));
  return { location, request: { ...request, method, url: target.href, headers, body: undefined } };
}

function redirectedMethod(method: string, status: number): string {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  if (status === 301 || status === 302) return method === 'POST' ? 'GET' : method;
  return method;
}

const redirectStatuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
