import zlib from 'node:zlib';
import type { Transform } from 'node:stream';

/** A body after decoding. `note` says what went wrong, as a sentence; `isWhole` is false when octets are missing. */
export interface DecodedContent {
  readonly bytes: Uint8Array;
  readonly note: string | undefined;
  readonly isWhole: boolean;
}

/**
 * Undoes `Content-Encoding`, RFC 9110 section 8.4, last coding first, up to `limit` octets. A coding that is unknown,
 * or that the octets do not follow, leaves them as they came; octets that break off give what could be read.
 */
export async function decodeContent(wire: Uint8Array, contentEncoding: string, limit: number): Promise<DecodedContent> {
  let bytes = wire;
  for (const coding of parseCodings(contentEncoding).toReversed()) {
    if (bytes.byteLength === 0) break;
    const open = decoders.get(coding);
    if (!open) {
      return { bytes, note: unknownCodingNote(coding), isWhole: true };
    }
    const first = await run(open(bytes, false), bytes, limit);
    if (first.kind === 'whole') {
      bytes = first.bytes;
    } else if (first.kind === 'cut') {
      return { bytes: first.bytes, note: cutNote(limit), isWhole: false };
    } else {
      return readDamaged(coding, bytes, limit);
    }
  }
  return { bytes, note: undefined, isWhole: true };
}

/** The codings of `Content-Encoding` in the order they were applied, in lower case. */
export function parseCodings(contentEncoding: string): readonly string[] {
  return contentEncoding
    .split(',')
    .map((coding) => coding.trim().toLowerCase())
    .filter((coding) => coding !== '' && coding !== 'identity')
    .slice(0, mostCodings);
}

/** More of them are a way to keep a machine busy; nobody sends two. */
const mostCodings = 5;

/** Opens a decoder of that coding, or `undefined` when it is not known here. */
export function decoderOf(coding: string): OpenDecoder | undefined {
  return decoders.get(coding);
}

/** What is said of a coding nobody here can undo. */
export function unknownCodingNote(coding: string): string {
  return `The answer is in the content coding '${coding}', which is not known here; its octets are shown as they came.`;
}

/** What is said when only a part could be decoded. */
export function damageNote(coding: string): string {
  return `The answer's ${coding} data ends too early or is damaged; what could be decoded is shown.`;
}

/** What is said when nothing could be decoded. */
export function unreadableNote(coding: string): string {
  return `The answer says it is ${coding}, but its octets cannot be read as such; they are shown as they came.`;
}

/** «The body was cut at 64 MB, the limit for one answer.» */
export function cutNote(limit: number): string {
  return `The body was cut at ${formatLimit(limit)}, the limit for one answer; the rest was not read.`;
}

/** A second run that hands out what was decoded before the octets went wrong, which a first run keeps to itself. */
async function readDamaged(coding: string, bytes: Uint8Array, limit: number): Promise<DecodedContent> {
  const open = decoders.get(coding);
  const again = open && (await run(open(bytes, true), bytes, limit));
  if (again && again.bytes.byteLength > 0) {
    return { bytes: again.bytes, note: damageNote(coding), isWhole: false };
  }
  return { bytes, note: unreadableNote(coding), isWhole: true };
}

interface Run {
  readonly kind: 'whole' | 'cut' | 'damaged';
  readonly bytes: Uint8Array;
}

function run(stream: Transform, input: Uint8Array, limit: number): Promise<Run> {
  return new Promise((resolve) => {
    const chunks: Uint8Array[] = [];
    let size = 0;
    const finish = (kind: Run['kind']): void => {
      stream.destroy();
      resolve({ kind, bytes: Buffer.concat(chunks) });
    };
    stream.on('data', (chunk: Buffer) => {
      const room = limit - size;
      chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
      size += Math.min(chunk.byteLength, room);
      if (chunk.byteLength > room) finish('cut');
    });
    stream.on('end', () => finish('whole'));
    stream.on('error', () => finish('damaged'));
    stream.end(input);
  });
}

/** Takes the first octets to see which kind of a coding it is; may bear that the end is missing. */
export type OpenDecoder = (bytes: Uint8Array, toleratesEnd: boolean) => Transform;

const decoders: ReadonlyMap<string, OpenDecoder> = buildDecoders();

function buildDecoders(): Map<string, OpenDecoder> {
  const { constants } = zlib;
  const flush = (toleratesEnd: boolean): zlib.ZlibOptions => ({
    finishFlush: toleratesEnd ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
  });
  const gunzip: OpenDecoder = (_, toleratesEnd) => zlib.createGunzip(flush(toleratesEnd));
  const all = new Map<string, OpenDecoder>([
    ['gzip', gunzip],
    ['x-gzip', gunzip],
    // RFC 9110 means the zlib format; some servers send the bare stream.
    [
      'deflate',
      (bytes, toleratesEnd) =>
        isZlibFormat(bytes) ? zlib.createInflate(flush(toleratesEnd)) : zlib.createInflateRaw(flush(toleratesEnd)),
    ],
    [
      'br',
      (_, toleratesEnd) =>
        zlib.createBrotliDecompress({
          finishFlush: toleratesEnd ? constants.BROTLI_OPERATION_FLUSH : constants.BROTLI_OPERATION_FINISH,
        }),
    ],
  ]);
  const zstd = zstdDecoder();
  if (zstd) all.set('zstd', zstd);
  return all;
}

/** Node has it since 22.15 and 23.8; the types we build with are older. */
function zstdDecoder(): OpenDecoder | undefined {
  const { createZstdDecompress, constants } = zlib as unknown as {
    createZstdDecompress?: (options: { finishFlush: number }) => Transform;
    constants: { ZSTD_e_flush: number; ZSTD_e_end: number };
  };
  if (!createZstdDecompress) return undefined;
  return (_, toleratesEnd) =>
    createZstdDecompress({ finishFlush: toleratesEnd ? constants.ZSTD_e_flush : constants.ZSTD_e_end });
}

/** RFC 1950 section 2.2: compression method 8, and a header that is a multiple of 31. */
function isZlibFormat(bytes: Uint8Array): boolean {
  const [first = 0, second = 0] = bytes;
  return (first & 0x0f) === 8 && (first * 256 + second) % 31 === 0;
}

function formatLimit(bytes: number): string {
  if (bytes >= 1024 * 1024) return `${Math.round(bytes / (1024 * 1024))} MB`;
  return bytes >= 1024 ? `${Math.round(bytes / 1024)} KB` : `${bytes} bytes`;
}
