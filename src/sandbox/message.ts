/** One request as it arrived: nothing decoded, headers in the order, case and number they came in. */
export interface SandboxRequest {
  readonly method: string;
  /** Origin-form (`/path?query`) or absolute-form, RFC 9112 section 3.2. */
  readonly target: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** One answer. `Date`, `Connection` and the framing headers belong to the server around the handler. */
export interface SandboxResponse {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** The values of one header field, in order; names are compared without case. */
export function findHeaderValues(message: Pick<SandboxRequest, 'headers'>, name: string): readonly string[] {
  const wanted = name.toLowerCase();
  return message.headers.filter(([header]) => header.toLowerCase() === wanted).map(([, value]) => value.trim());
}

/** The one value of a header field that may stand once; repeats count as one list, as RFC 9110 section 5.3 says. */
export function findHeader(message: Pick<SandboxRequest, 'headers'>, name: string): string | undefined {
  const values = findHeaderValues(message, name);
  return values.length === 0 ? undefined : values.join(', ');
}

/** The media type of a `Content-Type` field in lower case, without parameters. */
export function mediaTypeOf(message: Pick<SandboxRequest, 'headers'>): string | undefined {
  const type = findHeader(message, 'content-type')?.split(';')[0]?.trim().toLowerCase();
  return type === '' ? undefined : type;
}
