import { isJsonMediaType } from '../exchange/decodeText';
import type { BodyView } from './responseView';

/** How a body is read: by its media type, and where that says little, by what it begins with. */
export function bodyLanguage(mediaType: string | undefined, text: string): BodyView['language'] {
  if (text === '') return 'empty';
  if (isJsonMediaType(mediaType) || jsonTypes.has(mediaType ?? '')) return 'json';
  if (mediaType === 'text/html' || mediaType === 'application/xhtml+xml') return 'html';
  if (mediaType !== undefined && /[/+]xml$/.test(mediaType)) return 'xml';
  if (mediaType !== undefined && binaryTypes.test(mediaType) && !looksLikeText(text)) return 'binary';
  if (mediaType === undefined || mediaType === 'text/plain' || binaryTypes.test(mediaType)) return sniff(text);
  return mediaType.startsWith('text/') || looksLikeText(text) ? 'text' : 'binary';
}

/** A JSON value in each line, by its media type or by its first line: such a body can be read from any line on. */
export function isJsonLines(mediaType: string | undefined, beginning: string): boolean {
  if (jsonTypes.has(mediaType ?? '')) return true;
  const end = beginning.indexOf('\n');
  if (end < 0 || beginning.slice(end).trim() === '') return false;
  try {
    const first: unknown = JSON.parse(beginning.slice(0, end));
    return typeof first === 'object' && first !== null;
  } catch {
    return false;
  }
}

function sniff(text: string): BodyView['language'] {
  if (!looksLikeText(text)) return 'binary';
  const start = text.slice(0, 512).trimStart();
  if (/^(?:\{\s*["}]|\[\s*[[{"\]\d-])/.test(start)) return 'json';
  if (/^<(?:!doctype html|html)[\s>]/i.test(start)) return 'html';
  return start.startsWith('<?xml') ? 'xml' : 'text';
}

/** Control characters and characters that stand for unreadable octets are rare in a text. */
function looksLikeText(text: string): boolean {
  const head = text.slice(0, 4096);
  let strange = 0;
  for (let index = 0; index < head.length; index++) {
    const unit = head.charCodeAt(index);
    if (unit === 0) return false;
    if (unit === 0xfffd || (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d && unit !== 0x1b)) strange++;
  }
  return strange * 20 <= head.length;
}

const jsonTypes: ReadonlySet<string> = new Set(['application/x-ndjson', 'application/jsonl', 'application/json-seq']);

const binaryTypes =
  /^(?:image\/(?!svg)|audio\/|video\/|font\/|application\/(?:octet-stream|zip|gzip|pdf|x-tar|x-7z-compressed|pkcs|x-pkcs|vnd\.ms-|vnd\.openxmlformats|wasm|protobuf|x-protobuf|cbor|msgpack))/;
