import { htmlEntities } from './htmlEntities';

/** A text with encodings undone, and what is needed to say where each of its characters came from. */
export interface DecodedView {
  readonly text: string;
  readonly origin: ViewOrigin | undefined;
}

/** Pieces of a decoded text, in order: each begins at `starts[i]` and came from `sources[i]` of the outer text. */
interface ViewOrigin {
  readonly outer: DecodedView;
  readonly starts: readonly number[];
  readonly sources: readonly number[];
  /** False for a piece that stood escaped: all of it came from one place. */
  readonly isPlain: readonly boolean[];
}

export type TextEncodingKind = 'percent' | 'json' | 'html' | 'lines';

/**
 * Undoes one encoding wherever it occurs, or gives `undefined` when it does not. `percent` reads `+` as a blank and
 * gives UTF-8 octets as characters, because that is what a percent triplet stands for. `lines` joins those into which
 * base64 is broken (RFC 2045 section 6.8, RFC 7468).
 */
export function decodeView(outer: DecodedView, kind: TextEncodingKind): DecodedView | undefined {
  const { text } = outer;
  const { test, marks, read } = kinds[kind];
  if (!test.test(text)) return undefined;
  const origin = { outer, starts: [] as number[], sources: [] as number[], isPlain: [] as boolean[] };
  let decoded = '';
  let end = 0;
  const add = (piece: string, source: number, isPlain: boolean): void => {
    if (piece === '') return;
    origin.starts.push(decoded.length);
    origin.sources.push(source);
    origin.isPlain.push(isPlain);
    decoded += piece;
  };
  for (const { index } of text.matchAll(marks)) {
    // A mark inside an escape that was read belongs to it.
    if (index < end) continue;
    add(text.slice(end, index), end, true);
    const [piece, length] = read(text, index);
    add(piece, index, false);
    end = index + length;
  }
  add(text.slice(end), end, true);
  return decoded === text ? undefined : { text: decoded, origin };
}

/** Whether anything at all in the text stands encoded. */
export function mayBeEncoded(text: string): boolean {
  return /[%+\\&]/.test(text) || kinds.lines.test.test(text);
}

/** The text as it stands. */
export function plainView(text: string): DecodedView {
  return { text, origin: undefined };
}

/** Where in the text that nothing was undone in a character came from; its length for the end. */
export function originOf({ text, origin }: DecodedView, offset: number): number {
  if (!origin) return offset;
  const { outer, starts, sources, isPlain } = origin;
  if (offset >= text.length) return originOf(outer, outer.text.length);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const inside = isPlain[low] === true ? offset - (starts[low] ?? 0) : 0;
  return originOf(outer, (sources[low] ?? 0) + inside);
}

/** The octets of the text in UTF-8, each as one character. */
export function utf8Octets(text: string): string {
  return octetsToText(encoder.encode(text));
}

/** What stands at an offset, and how many characters it takes. */
type Reader = (text: string, offset: number) => readonly [piece: string, length: number];

interface EncodingRules {
  /** True when the encoding occurs at all. */
  readonly test: RegExp;
  /** Next character that may not be taken as it is. */
  readonly marks: RegExp;
  readonly read: Reader;
}

const kinds: Readonly<Record<TextEncodingKind, EncodingRules>> = {
  percent: { test: /[%+]/, marks: /[^\0-$&-*,-\x7f]/g, read: readPercent },
  json: { test: /\\/, marks: /\\/g, read: readJsonEscape },
  html: { test: /&/, marks: /&/g, read: readEntity },
  lines: {
    test: /(?<=[\w+/-]{60})\r?\n[ \t]*[\w+/-]/,
    marks: /(?<=[\w+/-]{60})\r?\n[ \t]*(?=[\w+/-])/g,
    read: (text, offset) => ['', /^\r?\n[ \t]*/.exec(text.slice(offset, offset + LONGEST_BREAK))?.[0].length ?? 1],
  },
};

const LONGEST_BREAK = 200;

function readPercent(text: string, offset: number): readonly [string, number] {
  const unit = text.charCodeAt(offset);
  if (unit === 0x25) {
    const octet = hexValue(text, offset + 1, 2);
    return octet === undefined ? ['%', 1] : [String.fromCharCode(octet), 3];
  }
  if (unit === 0x2b) return [' ', 1];
  const point = text.codePointAt(offset) ?? unit;
  return [utf8Octets(String.fromCodePoint(point)), point > 0xffff ? 2 : 1];
}

function readJsonEscape(text: string, offset: number): readonly [string, number] {
  const escape = text.charAt(offset + 1);
  if (escape === 'u') {
    const unit = hexValue(text, offset + 2, 4);
    return unit === undefined ? ['\\', 1] : [String.fromCharCode(unit), 6];
  }
  const meant = jsonEscapes.get(escape);
  return meant === undefined ? ['\\', 1] : [meant, 2];
}

function readEntity(text: string, offset: number): readonly [string, number] {
  const end = text.slice(offset, offset + 12).indexOf(';');
  const name = end < 0 ? '' : text.slice(offset + 1, offset + end);
  const meant = htmlEntities.get(name) ?? numericEntity(name);
  return meant === undefined ? ['&', 1] : [meant, end + 1];
}

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
