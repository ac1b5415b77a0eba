/** The URL when it is absolute (or relative to `base`) and http or https, else `undefined`. Never throws. */
export function parseHttpUrl(text: string, base?: string): URL | undefined {
  try {
    const url = new URL(text, base);
    return (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' ? url : undefined;
  } catch {
    return undefined;
  }
}

/** True when scheme, host and port are the same, RFC 6454 section 5. False when either is no http or https URL. */
export function isSameOrigin(one: string, other: string): boolean {
  const origin = parseHttpUrl(one)?.origin;
  return origin !== undefined && origin === parseHttpUrl(other)?.origin;
}
