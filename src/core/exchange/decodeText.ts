import type { HeaderPair } from '../request/resolvedRequest';
import { lookupHeader } from './headerFields';

/** Text of a body, and which character encoding it was read with. */
export interface DecodedText {
  readonly text: string;
  readonly charset: string;
  /** Characters stand for octets that the charset does not know. */
  readonly damaged: boolean;
}

/**
 * Bytes to text: a byte order mark wins, then the charset of `Content-Type`, then what XML declares of itself (RFC 7303
 * section 3), then UTF-8. An unknown charset is read as UTF-8. The byte order mark is not part of the text; octets that mean nothing become U+FFFD. Never throws.
 */
export function decodeText(bytes: Uint8Array, headers: readonly HeaderPair[]): DecodedText {
  const charset = byteOrderMark(bytes) ?? charsetOf(headers) ?? declaredInXml(bytes) ?? 'utf-8';
  const decoder = buildDecoder(charset, true);
  try {
    return { text: decoder.decode(bytes), charset: decoder.encoding, damaged: false };
  } catch {
    return { text: buildDecoder(charset, false).decode(bytes), charset: decoder.encoding, damaged: true };
  }
}

/** The media type without parameters, in lower case: `application/json`. */
export function mediaTypeOf(headers: readonly HeaderPair[]): string | undefined {
  const value = lookupHeader(headers, 'content-type')?.split(';', 1)[0]?.trim().toLowerCase();
  return value === '' ? undefined : value;
}

/** `application/json`, `application/scim+json`, `application/vnd.pingidentity.user.import+json`, `text/json`. */
export function isJsonMediaType(mediaType: string | undefined): boolean {
  return mediaType !== undefined && (/[/+]json$/.test(mediaType) || mediaType === 'application/x-json');
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8';
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  return undefined;
}

function declaredInXml(bytes: Uint8Array): string | undefined {
  const start = String.fromCharCode(...bytes.subarray(0, longestDeclaration));
  if (start.startsWith('<\0?\0')) return 'utf-16le';
  if (start.startsWith('\0<\0?')) return 'utf-16be';
  const name = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([A-Za-z][\w.:-]*)/.exec(start)?.[1];
  // What can be read so is not what it says.
  return name !== undefined && /^(?:utf-?16|ucs|unicode|iso-10646-ucs)/i.test(name) ? undefined : name;
}

/** Octets. */
const longestDeclaration = 200;

function charsetOf(headers: readonly HeaderPair[]): string | undefined {
  const match = /;\s*charset\s*=\s*(?:"([^"]*)"|([^;\s]*))/i.exec(lookupHeader(headers, 'content-type') ?? '');
  return match?.[1] ?? match?.[2];
}

function buildDecoder(charset: string, fatal: boolean): InstanceType<typeof TextDecoder> {
  try {
    return new TextDecoder(charset, { fatal });
  } catch {
    return new TextDecoder('utf-8', { fatal });
  }
}
