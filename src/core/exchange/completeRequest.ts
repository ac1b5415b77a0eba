import { bodySize } from '../request/requestBody';
import type { HeaderPair, ResolvedRequest } from '../request/resolvedRequest';
import { lookupHeader } from './headerFields';
import { parseHttpUrl } from './origin';

/** What we call ourselves, RFC 9110 section 10.1.5. The version is that of package.json; a test holds them together. */
export const userAgent = 'identity-http/0.1.0';

/**
 * The request with everything that goes on the wire written out, so that what is recorded and shown is what was sent.
 * `Host` comes first when it is missing; `User-Agent`, `Accept` and `Content-Length` follow the written fields.
 * A written `Content-Length` stays in its place but says the truth, and a note says so.
 */
export function completeRequest(request: ResolvedRequest): ResolvedRequest {
  const headers: HeaderPair[] = [...request.headers];
  const notes = [...request.notes];
  if (lookupHeader(headers, 'host') === undefined) headers.unshift(['Host', parseHttpUrl(request.url)?.host ?? '']);
  const adds = (name: string): boolean =>
    lookupHeader(headers, name) === undefined && request.leavesOut?.includes(name) !== true;
  if (adds('user-agent')) headers.push(['User-Agent', userAgent]);
  if (adds('accept')) headers.push(['Accept', '*/*']);
  setContentLength(headers, notes, request);
  return { ...request, headers, notes };
}

function setContentLength(headers: HeaderPair[], notes: string[], request: ResolvedRequest): void {
  const size = bodySize(request.body);
  const written = headers.findIndex(([name]) => name.toLowerCase() === 'content-length');
  const pair = headers[written];
  if (pair) {
    if (pair[1].trim() !== String(size)) {
      headers[written] = [pair[0], String(size)];
      notes.push(`Content-Length was set to ${size}, the length of the body; the request said '${pair[1]}'.`);
    }
    for (let index = headers.length - 1; index > written; index--) {
      if (headers[index]?.[0].toLowerCase() === 'content-length') headers.splice(index, 1);
    }
  } else if (size > 0 || expectsContent.has(request.method)) {
    headers.push(['Content-Length', String(size)]);
  }
}

/** RFC 9110 section 8.6: these say `Content-Length: 0` when they carry nothing. */
const expectsContent: ReadonlySet<string> = new Set(['POST', 'PUT', 'PATCH']);
