import { releaseOctets } from './releaseOctets';
import type { SpoolFile } from './spoolFolder';

/** Where the decoded octets of one body gather: in memory up to a size, behind it in a private file. */
export interface BodyStore {
  readonly size: () => number;
  /** Octets that are held in memory. */
  readonly memorySize: () => number;
  /** False when the limit is reached: what fits was taken. */
  readonly append: (octets: Uint8Array) => boolean;
  /** True while the file is behind, and whoever appends should wait for `whenWritten`. */
  readonly isBehind: () => boolean;
  /** When everything appended so far can be read. Rejects when the file could not be written. */
  readonly whenWritten: () => Promise<void>;
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
}

/** What bounds a store, and where it goes when memory is not enough. */
export interface StoreOptions {
  /** Octets of the whole body. */
  readonly limit: number;
  /** Octets that are kept in memory; the beginning stays there when the rest is in the file. */
  readonly memoryLimit: number;
  readonly openFile: () => Promise<SpoolFile>;
}

/** An empty store. */
export function bodyStore({ limit, memoryLimit, openFile }: StoreOptions): BodyStore {
  const head: Uint8Array[] = [];
  let joined: Uint8Array | undefined;
  let headSize = 0;
  let size = 0;
  let file: SpoolFile | undefined;
  let queue: Uint8Array[] = [];
  let queued = 0;
  let writing: Promise<void> | undefined;

  const drain = async (): Promise<void> => {
    file ??= await openFile();
    while (queue.length > 0) {
      const pieces = queue;
      queue = [];
      await file.append(pieces);
      queued -= pieces.reduce((sum, octets) => sum + octets.byteLength, 0);
      for (const octets of pieces) releaseOctets(octets);
    }
    writing = undefined;
  };
  // What was appended while the file was written is written by the same run.
  const whenWritten = (): Promise<void> => writing ?? Promise.resolve();
  const whole = (): Uint8Array => {
    joined ??= Buffer.concat(head);
    return joined;
  };
  return {
    size: () => size,
    memorySize: () => headSize + queued,
    append: (octets) => {
      const fits = octets.subarray(0, Math.max(0, limit - size));
      size += fits.byteLength;
      const first = fits.subarray(0, Math.max(0, memoryLimit - headSize));
      if (first.byteLength > 0) {
        head.push(first);
        headSize += first.byteLength;
        joined = undefined;
      }
      const rest = fits.subarray(first.byteLength);
      if (rest.byteLength > 0) {
        queue.push(rest);
        queued += rest.byteLength;
        if (!writing) {
          writing = drain();
          // Whoever waits for it is told; nobody may be.
          writing.catch(() => undefined);
        }
      }
      return fits.byteLength === octets.byteLength;
    },
    isBehind: () => queued > largestQueue,
    whenWritten,
    read: async (start, end) => {
      const stop = Math.min(end, size);
      if (stop <= headSize) return whole().subarray(start, stop);
      await whenWritten();
      if (start >= headSize) return (await file?.read(start - headSize, stop - headSize)) ?? new Uint8Array();
      const rest = (await file?.read(0, stop - headSize)) ?? new Uint8Array();
      return Buffer.concat([whole().subarray(start), rest]);
    },
  };
}

const largestQueue = 512 * 1024;
