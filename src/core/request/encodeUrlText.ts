/**
 * Percent-encodes what RFC 3986 has no place for in a path or a query: blanks, quotes, `< > \ ^ | { }`, the backtick,
 * control and non-ASCII characters (as UTF-8), and a `%` that opens no escape. What is legal, `%xx` and `+` included,
 * stays as it is; so do `[` and `]`, which every server takes in a query. Encoding twice changes nothing.
 */
export function encodeUrlText(text: string): string {
  return text.replace(/%(?![0-9A-Fa-f]{2})|[^\x21-\x7e]|["<>\\^`{|}]/gu, encodeOctets);
}

/** The UTF-8 octets of a text, each as `%XX`. */
export function encodeOctets(text: string): string {
  return Array.from(encoder.encode(text), (octet) => `%${octet.toString(16).toUpperCase().padStart(2, '0')}`).join('');
}

const encoder = new TextEncoder();
