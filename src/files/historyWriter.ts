import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { findExpiredSegments, segmentMilliseconds, segmentSize } from '../core/history/historyBounds';
import type { HistoryLimits } from '../core/history/historyBounds';
import { createSegment, ensurePrivateFolder, listSegments, nameSegment, removeSegment } from './historySegments';

/** Where history is written, and what that needs from outside. */
export interface HistoryPlace {
  readonly folder: string;
  readonly clock: () => number;
  readonly newId: () => string;
  readonly limits: () => HistoryLimits;
}

/**
 * Appends lines to a segment of its own, one `write` for each, so that another process never writes into the same
 * file and a kill cuts at most the line that is being written. Behind the last of the lines that wait, the system is
 * told to bring them to the disk: an end of the process loses none of them, an end of the machine those of a moment.
 */
export class HistoryWriter {
  readonly #place: HistoryPlace;
  #segment: OpenSegment | undefined;
  #last: Promise<void> = Promise.resolve();
  #waiting = 0;

  constructor(place: HistoryPlace) {
    this.#place = place;
  }

  /** Resolves when the line was handed to the system; rejects when it could not be. The next one is tried anew. */
  append(line: string): Promise<void> {
    this.#waiting++;
    return this.#inTurn(async () => {
      try {
        await this.#write(Buffer.from(`${line}\n`));
      } finally {
        this.#waiting--;
      }
    });
  }

  /** Deletes what is beyond the limits, in whole segments. */
  prune(): Promise<void> {
    return this.#inTurn(() => this.#prune());
  }

  /** Deletes everything, also what other windows wrote. */
  clear(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#endSegment();
      for (const { name } of await listSegments(this.#place.folder)) {
        await removeSegment(join(this.#place.folder, name));
      }
    });
  }

  /** Resolves when everything that was appended is written. */
  close(): Promise<void> {
    return this.#inTurn(() => this.#endSegment());
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    const turn = this.#last.then(run);
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #write(line: Buffer): Promise<void> {
    const segment = await this.#segmentFor(line.byteLength);
    try {
      await writeAll(segment.handle, line);
      segment.size += line.byteLength;
      if (this.#waiting <= 1) await segment.handle.datasync();
    } catch (error) {
      // What follows must not stand behind half a line.
      await this.#endSegment();
      throw error;
    }
    if (segment.size > 2 * segmentSize(this.#place.limits())) await this.#prune();
  }

  async #segmentFor(size: number): Promise<OpenSegment> {
    const { folder, clock, newId, limits } = this.#place;
    const now = clock();
    const open = this.#segment;
    if (open) {
      const isFull = open.size > 0 && open.size + size > segmentSize(limits());
      const isOld = Math.abs(now - open.startedAt) >= segmentMilliseconds;
      if (!isFull && !isOld && (await isThere(open.handle))) return open;
      await this.#endSegment();
    }
    await ensurePrivateFolder(folder);
    const name = nameSegment(now, newId());
    const made = { name, handle: await createSegment(join(folder, name)), startedAt: now, size: 0 };
    this.#segment = made;
    await this.#prune();
    return made;
  }

  async #prune(): Promise<void> {
    const { folder, clock, limits } = this.#place;
    const about = { now: clock(), current: this.#segment?.name };
    for (const name of findExpiredSegments(await listSegments(folder), limits(), about)) {
      await removeSegment(join(folder, name));
    }
  }

  async #endSegment(): Promise<void> {
    const segment = this.#segment;
    this.#segment = undefined;
    await segment?.handle.close().catch(() => undefined);
  }
}

interface OpenSegment {
  readonly name: string;
  readonly handle: FileHandle;
  readonly startedAt: number;
  size: number;
}

/** Another window may have deleted it; what is written into it then would be lost. */
async function isThere(handle: FileHandle): Promise<boolean> {
  const { nlink } = await handle.stat();
  return nlink > 0;
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  for (let start = 0; start < bytes.byteLength;) {
    const { bytesWritten } = await handle.write(bytes, start);
    start += bytesWritten;
  }
}
