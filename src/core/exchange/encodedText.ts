/** A text with an encoding undone, and where each of its characters came from. */
export interface DecodedView {
  readonly text: string;
  /** Offset in the original of every character, and the original's length at the end. */
  readonly origins: Int32Array;
}

export type TextEncodingKind = 'percent' | 'json' | 'html';

/**
 * Undoes one encoding wherever it occurs, or gives `undefined` when it does not. `percent` reads `+` as a blank and
 * gives UTF-8 octets as characters, because that is what a percent triplet stands for.
 */
export function decodeView(view: DecodedView, kind: TextEncodingKind): DecodedView | undefined {
  const { text, origins } = view;
  if (!marks[kind].some((mark) => text.includes(mark))) return undefined;
  const read = readers[kind];
  const starts: number[] = [];
  let decoded = '';
  let offset = 0;
  while (offset < text.length) {
    const [piece, length] = read(text, offset);
    for (let index = 0; index < piece.length; index++) starts.push(origins[offset] ?? 0);
    decoded += piece;
    offset += length;
  }
  if (decoded === text) return undefined;
  starts.push(origins[text.length] ?? 0);
  return { text: decoded, origins: Int32Array.from(starts) };
}

/** The text as it stands. */
export function plainView(text: string): DecodedView {
  const origins = new Int32Array(text.length + 1);
  for (let offset = 0; offset <= text.length; offset++) origins[offset] = offset;
  return { text, origins };
}

/** The octets of the text in UTF-8, each as one character. */
export function utf8Octets(text: string): string {
  return octetsToText(encoder.encode(text));
}

const marks: Readonly<Record<TextEncodingKind, readonly string[]>> = {
  percent: ['%', '+'],
  json: ['\\'],
  html: ['&'],
};

/** What stands at an offset, and how many characters it takes. */
type Reader = (text: string, offset: number) => readonly [piece: string, length: number];

const readers: Readonly<Record<TextEncodingKind, Reader>> = {
  percent(text, offset) {
    const unit = text.charCodeAt(offset);
    if (unit === 0x25) {
      const octet = hexValue(text, offset + 1, 2);
      return octet === undefined ? ['%', 1] : [String.fromCharCode(octet), 3];
    }
    if (unit === 0x2b) return [' ', 1];
    if (unit < 0x80) return [text.charAt(offset), 1];
    const point = text.codePointAt(offset) ?? unit;
    return [utf8Octets(String.fromCodePoint(point)), point > 0xffff ? 2 : 1];
  },
  json(text, offset) {
    if (text.charCodeAt(offset) !== 0x5c) return [text.charAt(offset), 1];
    const escape = text.charAt(offset + 1);
    if (escape === 'u') {
      const unit = hexValue(text, offset + 2, 4);
      return unit === undefined ? ['\\', 1] : [String.fromCharCode(unit), 6];
    }
    const meant = jsonEscapes.get(escape);
    return meant === undefined ? ['\\', 1] : [meant, 2];
  },
  html(text, offset) {
    if (text.charCodeAt(offset) !== 0x26) return [text.charAt(offset), 1];
    const end = text.slice(offset, offset + 12).indexOf(';');
    const name = end < 0 ? '' : text.slice(offset + 1, offset + end);
    const meant = htmlEntities.get(name) ?? numericEntity(name);
    return meant === undefined ? ['&', 1] : [meant, end + 1];
  },
};

const jsonEscapes: ReadonlyMap<string, string> = new Map([
  ['"', '"'],
  ['\\', '\\'],
  ['/', '/'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
]);

const htmlEntities: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['lt', '<'],
  ['gt', '>'],
  ['quot', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
]);

function numericEntity(name: string): string | undefined {
  const match = /^#(?:x([0-9a-f]{1,6})|([0-9]{1,7}))$/i.exec(name);
  if (!match) return undefined;
  const point = match[1] === undefined ? Number.parseInt(match[2] ?? '', 10) : Number.parseInt(match[1], 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}

function hexValue(text: string, start: number, length: number): number | undefined {
  let value = 0;
  for (let offset = start; offset < start + length; offset++) {
    const digit = hexDigit(text.charCodeAt(offset));
    if (digit < 0) return undefined;
    value = value * 16 + digit;
  }
  return value;
}

function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const letter = unit | 0x20;
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1;
}

function octetsToText(octets: Uint8Array): string {
  let text = '';
  for (const octet of octets) text += String.fromCharCode(octet);
  return text;
}

const encoder = new TextEncoder();
