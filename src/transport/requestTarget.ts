import { encodeUrlText } from '../core/request/encodeUrlText';

/**
 * Path and query of an absolute URL as they are written, RFC 9112 section 3.2.1: `/a/../b` is not `/b` to every server,
 * and `?` alone is not nothing. A URL reader would settle both. Octets that a request line cannot hold are encoded.
 */
export function requestTarget(url: string): string {
  const written = /^https?:\/\/[^/?#\\\s]+([/?][^#\\\s]*)?(?:#|$)/i.exec(url);
  if (!written) {
    const { pathname, search } = new URL(url);
    return pathname + search;
  }
  const target = encodeUrlText(written[1] ?? '/');
  return target.startsWith('/') ? target : `/${target}`;
}
