import { decodeText, mediaTypeOf } from '../exchange/decodeText';
import type { HttpResponse, ResponseBody } from '../exchange/exchange';
import type { Redactor } from '../exchange/redaction';
import type { HeaderPair } from '../request/resolvedRequest';
import { bodyLanguage, isJsonLines } from './bodyLanguage';
import type { BodyView } from './responseView';

/** What is shown of an answer of which more is coming. */
export interface PartUnderWay {
  /** The octet it begins at; it ends with what has come, or is `largestPart` long. */
  readonly from: number;
  /** From the beginning of the whole; `undefined` until there is enough of it. */
  readonly language: BodyView['language'] | undefined;
  /** Of a stream the newest is shown, of a document its beginning. */
  readonly isStream: boolean;
}

/** Octets of an answer under way that are shown. */
export const largestPart = 500_000;

/** Before anything has come. */
export const emptyPart: PartUnderWay = { from: 0, language: undefined, isStream: false };

/**
 * The part to show next. Of a stream it begins where the last one began until it is too long, and then with a line of
 * its later half: in between a text only grows at its end, and showing all of it costs as much as it is long.
 */
export async function nextPart(part: PartUnderWay, response: HttpResponse, redactor: Redactor): Promise<PartUnderWay> {
  const { body, headers } = response;
  const known = part.language === undefined ? await readKind(part, body, headers) : part;
  if (!known.isStream || body.size - known.from <= largestPart) return known;
  return { ...known, from: await findStart(known, response, redactor) };
}

/** A text, or JSON in lines. A form, XML and JSON of one piece make sense from their beginning only. */
async function readKind(part: PartUnderWay, body: ResponseBody, headers: readonly HeaderPair[]): Promise<PartUnderWay> {
  const { text, charset } = decodeText(await body.read(0, Math.min(body.size, beginning)), headers);
  const isSure = body.size >= beginning || text.trim().includes('\n');
  const mediaType = mediaTypeOf(headers);
  const language = bodyLanguage(mediaType, text);
  const isText = language === 'text' && mediaType !== 'application/x-www-form-urlencoded';
  const isLined = isText || (language === 'json' && isJsonLines(mediaType, text));
  // What means something else from the middle on, without its byte order mark or by half a character, begins at 0.
  const isStream = isLined && !charset.startsWith('utf-16');
  return { ...part, language: isSure ? language : undefined, isStream };
}

/** Where the later half begins: behind the end of a line, and in a text without lines anywhere. */
async function findStart(
  { from: earlier, language }: PartUnderWay,
  { body, headers }: HttpResponse,
  redactor: Redactor,
): Promise<number> {
  const target = body.size - largestPart / 2;
  const from = target - longestSecret;
  const octets = await body.read(from, Math.min(body.size, target + 2 * longestSecret));
  for (const start of candidates(octets, longestSecret, language === 'json')) {
    if (isApart(octets, start, headers, redactor)) return from + start;
  }
  // Nothing can begin it, so it stays where it is until something does.
  return earlier;
}

function* candidates(octets: Uint8Array, target: number, onlyLines: boolean): Generator<number> {
  let end = octets.indexOf(lineFeed, target);
  for (let tries = 0; tries < mostTries && end >= 0; tries++) {
    while (octets[end + 1] === lineFeed) end += 1;
    if (end + 1 < octets.byteLength) yield end + 1;
    end = octets.indexOf(lineFeed, end + 1);
  }
  if (onlyLines) return;
  for (let at = target; at < octets.byteLength; at += stride) yield characterStart(octets, at);
}

/** No secret reaches across: masking both sides apart masks what masking them together does. */
function isApart(octets: Uint8Array, at: number, headers: readonly HeaderPair[], { text }: Redactor): boolean {
  const decode = (part: Uint8Array): string => decodeText(part, headers).text;
  const [before, behind] = [octets.subarray(0, at), octets.subarray(at, at + longestSecret)];
  const whole = decode(octets.subarray(0, at + longestSecret));
  return text(whole) === text(decode(before)) + text(decode(behind));
}

/** Not inside a character of UTF-8. */
function characterStart(octets: Uint8Array, at: number): number {
  let start = Math.min(at, octets.byteLength);
  while (start < octets.byteLength && ((octets[start] ?? 0) & 0xc0) === 0x80) start += 1;
  return start;
}

/** Octets after which it is clear what it is; a line of JSON may be long. */
const beginning = 65_536;
const longestSecret = 65_536;
const lineFeed = 0x0a;
const mostTries = 8;
/** Octets between the places that are tried in a text without lines. */
const stride = 8192;
