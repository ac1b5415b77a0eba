import { lookupHeader } from '../core/exchange/headerFields';
import { bodySize } from '../core/request/requestBody';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import type { ConnectionKey } from './connection';
import { requestTarget } from './requestTarget';

/**
 * Request line and fields, RFC 9112 section 3, exactly as the request has them. A missing Host is added. A proxy that is
 * asked for the answer itself gets the whole address, section 3.2.2, and what it wants to know of us; no server does.
 */
export function encodeHead(request: ResolvedRequest, { proxy, isForwarded }: ConnectionKey): Buffer {
  const url = new URL(request.url);
  const version = request.httpVersion === '1.0' ? '1.0' : '1.1';
  const target = requestTarget(request.url);
  const lines = [`${request.method} ${isForwarded ? `${url.origin}${target}` : target} HTTP/${version}`];
  if (lookupHeader(request.headers, 'host') === undefined) lines.push(`Host: ${url.host}`);
  for (const [name, value] of request.headers) lines.push(`${name}: ${value}`);
  const size = bodySize(request.body);
  if (size > 0 && lookupHeader(request.headers, 'content-length') === undefined) lines.push(`Content-Length: ${size}`);
  const authorization = isForwarded ? proxy?.authorization : undefined;
  if (authorization !== undefined && lookupHeader(request.headers, 'proxy-authorization') === undefined) {
    lines.push(`Proxy-Authorization: ${authorization}`);
  }
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
}
