import { base64Forms } from './base64Forms';
import { utf8Octets } from './encodedText';

/** The secret itself, as UTF-8 octets, and with `+` read as a blank, as the percent view has it. */
export function plainForms(secret: string): readonly string[] {
  const octets = utf8Octets(secret);
  if (secret.length > longestEncoded) return [...new Set([secret, octets])];
  const hex = toHex(encoder.encode(secret));
  const blanks = [secret.replaceAll('+', ' '), octets.replaceAll('+', ' ')];
  return [...new Set([secret, octets, ...blanks, hex, hex.toUpperCase()])];
}

function toHex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}

/**
 * Base64 of the secret: as UTF-8, as ISO 8859-1, which RFC 7617 leaves open, as UTF-16, which is what Windows makes of a
 * text, and as it was escaped before: RFC 6749 section 2.3.1 has a client secret form-encoded inside `Basic`, and what
 * stands in a JSON object is escaped for that.
 */
export function encodedForms(secret: string): readonly string[] {
  if (secret.length > longestEncoded) return [];
  const escaped = [secret, ...percentForms(secret), JSON.stringify(secret).slice(1, -1)];
  const octets = [...new Set(escaped)].map((form) => encoder.encode(form));
  if (/[\u0080-\u00ff]/.test(secret) && !/[\u0100-\uffff]/.test(secret)) {
    octets.push(Uint8Array.from(secret, (character) => character.charCodeAt(0)));
  }
  const forms = [...octets, utf16Octets(secret, true), utf16Octets(secret, false)].flatMap(base64Forms);
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll('+', ' ')]))];
}

/** As the functions that escape for URLs and forms do it: they differ in the characters they leave alone, and in case. */
function percentForms(secret: string): readonly string[] {
  if (secret.length > longestEscaped || /^[A-Za-z0-9]*$/.test(secret)) return [];
  return kept.flatMap((pattern) => {
    const form = secret.replace(pattern, (run) =>
      Array.from(encoder.encode(run), (octet) => `%${octet.toString(16).padStart(2, '0')}`).join(''),
    );
    const upper = form.replace(/%../g, (triplet) => triplet.toUpperCase());
    return [form, upper, form.replaceAll('%20', '+'), upper.replaceAll('%20', '+')];
  });
}

/** What is longer is a whole answer, and its forms together would be forty times as long. */
const longestEncoded = 100_000;

/** There are up to 16 of them, each in all forms of base64; passwords and secrets of clients are shorter. */
const longestEscaped = 128;

/** What is escaped: all but letters and digits, all but `-._~` besides, those of `encodeURIComponent` and of forms. */
const kept: readonly RegExp[] = [
  /[^A-Za-z0-9]+/g,
  /[^A-Za-z0-9._~-]+/g,
  /[^A-Za-z0-9._~!*'()-]+/g,
  /[^A-Za-z0-9._*-]+/g,
];

/** Base64 of a base64 text: credentials for `Basic` that a tool has encoded once more. */
export function nestedForms(secret: string): readonly string[] {
  if (secret.length > longestNested) return [];
  const forms = base64Forms(encoder.encode(secret)).flatMap((form) => base64Forms(encoder.encode(form)));
  return [...new Set(forms)];
}

/** There are 36 of them for each secret; what is longer is a token or a key, which nobody encodes twice. */
const longestNested = 512;

function utf16Octets(text: string, isLittleEndian: boolean): Uint8Array {
  const octets = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) {
    octets.setUint16(index * 2, text.charCodeAt(index), isLittleEndian);
  }
  return new Uint8Array(octets.buffer);
}

const encoder = new TextEncoder();
