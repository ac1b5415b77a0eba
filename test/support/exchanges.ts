import type { Exchange, HttpResponse, RedirectHop } from '../../src/core/exchange/exchange';
import type { HeaderPair, ResolvedRequest } from '../../src/core/request/resolvedRequest';

/** A request of few words; everything else is what a plain GET has. */
export function buildRequest(
  parts: Partial<Omit<ResolvedRequest, 'body'>> & { body?: string | Uint8Array } = {},
): ResolvedRequest {
  const { body, ...rest } = parts;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return {
    method: 'GET',
    url: 'https://api.example.com/users',
    httpVersion: undefined,
    headers: [],
    body: bytes && { kind: 'bytes', bytes },
    connectOrigin: undefined,
    verifiesCertificates: true,
    followsRedirects: true,
    timeoutMilliseconds: undefined,
    secrets: [],
    notes: [],
    ...rest,
  };
}

/** A whole response with a body in memory. */
export function buildResponse(
  parts: {
    status?: number;
    statusText?: string;
    headers?: readonly HeaderPair[];
    body?: string | Uint8Array;
    notes?: readonly string[];
  } = {},
): HttpResponse {
  const { status = 200, statusText = 'OK', headers = [], body = '', notes } = parts;
  const bytes = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  return {
    kind: 'response',
    status,
    statusText,
    httpVersion: '1.1',
    headers,
    body: {
      size: bytes.byteLength,
      wireSize: bytes.byteLength,
      incomplete: undefined,
      read: (start, end) => Promise.resolve(bytes.subarray(start, end)),
    },
    ...(notes ? { notes } : {}),
  };
}

/** An exchange of a request and its outcome. */
export function buildExchange(
  parts: {
    request?: ResolvedRequest;
    outcome?: Exchange['outcome'];
    url?: string;
    name?: string;
    redirects?: readonly RedirectHop[];
  } = {},
): Exchange {
  const request = parts.request ?? buildRequest();
  return {
    request,
    outcome: parts.outcome ?? buildResponse(),
    redirects: parts.redirects ?? [],
    url: parts.url ?? request.url,
    name: parts.name,
    environmentName: 'dev',
    startedAt: 1_700_000_000_000,
    milliseconds: 12,
  };
}
