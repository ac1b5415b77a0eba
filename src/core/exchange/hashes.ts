import type { RequestBody } from '../request/resolvedRequest';

/** Hash functions by their names in RFC 7616. */
export type HashName = 'MD5' | 'SHA-256' | 'SHA-512-256';

/** What authorization schemes need of cryptography; the values themselves are theirs. */
export interface Hashes {
  readonly digest: (name: HashName, text: string) => string;
  /** Of the octets of a body, wherever they are; in hexadecimal, as everything here. */
  readonly digestBody: (name: HashName, body: RequestBody | undefined) => Promise<string>;
  readonly hmacSha256: (key: Uint8Array<ArrayBuffer>, text: string) => Uint8Array<ArrayBuffer>;
}

/** Lower-case hexadecimal. */
export function toHex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
