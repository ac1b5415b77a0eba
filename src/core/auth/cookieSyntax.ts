/** A token of RFC 9110 section 5.6.2, of a length that a request can bear. */
export function isCookieName(text: string): boolean {
  return /^[\w!#$%&'*+.^`|~-]{1,200}$/.test(text);
}

/** Cookie octets of RFC 6265 section 4.1.1: nothing in it ends the pair, the field or the line. */
export function isCookieValue(text: string): boolean {
  return text.length <= LONGEST && /^[\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]+$/.test(text);
}

const LONGEST = 32_768;
