import type { JsonValue } from './json';
import type { SandboxResponse } from './message';

/** Extra header fields of an answer. */
export type ResponseHeaders = readonly (readonly [name: string, value: string])[];

/** A JSON answer; an `undefined` body means none, as with 204. */
export function buildJsonResponse(
  status: number,
  value: JsonValue | undefined,
  options: { readonly headers?: ResponseHeaders; readonly mediaType?: string; readonly pretty?: boolean } = {},
): SandboxResponse {
  if (value === undefined) return { status, headers: options.headers ?? [], body: new Uint8Array() };
  const text = JSON.stringify(value, undefined, options.pretty ? 2 : undefined);
  return {
    status,
    headers: [['Content-Type', options.mediaType ?? 'application/json'], ...(options.headers ?? [])],
    body: new TextEncoder().encode(text),
  };
}

/** The same answer with more header fields. */
export function withHeaders(response: SandboxResponse, headers: ResponseHeaders): SandboxResponse {
  return { ...response, headers: [...response.headers, ...headers] };
}
