import type { FileSource } from '../environment/ports';
import type { RequestBody } from './resolvedRequest';

/** Octets that go on the wire, wherever they are now. */
export function bodySize(body: RequestBody | undefined): number {
  if (!body) return 0;
  return body.kind === 'stream' ? body.size : body.bytes.byteLength;
}

/** One body of texts and files in their order; `undefined` for none. Files that are sources stay on the disk. */
export function joinBody(pieces: readonly (Uint8Array | FileSource)[]): RequestBody | undefined {
  const inMemory = pieces.filter((piece) => piece instanceof Uint8Array);
  if (inMemory.length === pieces.length) {
    const bytes = concatenate(inMemory);
    return bytes.byteLength === 0 ? undefined : { kind: 'bytes', bytes };
  }
  const size = pieces.reduce((sum, piece) => sum + (piece instanceof Uint8Array ? piece.byteLength : piece.size), 0);
  const heads = pieces.map((piece) => (piece instanceof Uint8Array ? piece : piece.beginning));
  // Behind the beginning of a large file comes nothing that could be shown.
  const end = pieces.findIndex((piece) => !(piece instanceof Uint8Array)) + 1;
  return { kind: 'stream', bytes: concatenate(heads.slice(0, end)), size, open: () => streamOf(pieces) };
}

async function* streamOf(pieces: readonly (Uint8Array | FileSource)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (piece instanceof Uint8Array) yield piece;
    else yield* piece.open();
  }
}

function concatenate(chunks: readonly Uint8Array[]): Uint8Array {
  const [only] = chunks;
  if (only && chunks.length === 1) return only;
  const whole = new Uint8Array(chunks.reduce((size, chunk) => size + chunk.length, 0));
  let offset = 0;
  for (const chunk of chunks) {
    whole.set(chunk, offset);
    offset += chunk.length;
  }
  return whole;
}
