import { constants } from 'node:fs';
import { chmod, lstat, mkdir, open, readdir, truncate, unlink } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { segmentMilliseconds } from '../core/history/historyBounds';
import type { HistorySegment } from '../core/history/historyBounds';

/** Makes the folder one that only this user may look into. Rejects where something else lies in its place. */
export async function ensurePrivateFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const stats = await lstat(folder);
  if (!stats.isDirectory()) throw new HistoryError(`'${folder}' is no folder`);
  if (process.platform !== 'win32' && (stats.mode & 0o077) !== 0) await chmod(folder, 0o700);
}

/** What the store cannot go on with; the message is a part of a sentence. */
export class HistoryError extends Error {}

/** The segments of a folder that is not there are none. Other files in it are not looked at. */
export async function listSegments(folder: string): Promise<readonly HistorySegment[]> {
  const names = (await readdirOrNone(folder)).filter((name) => segmentName.test(name));
  const segments = await Promise.all(
    names.map(async (name) => {
      const stats = await lstat(join(folder, name)).catch(() => undefined);
      if (!stats?.isFile()) return [];
      const startedAt = Number(name.slice(0, 13));
      // A clock that was wrong for a while must not keep a file for ever, nor does wiping an entry make it younger.
      const endedAt = Math.min(startedAt + segmentMilliseconds, stats.mtimeMs);
      return [{ name, size: stats.size, startedAt, endedAt }];
    }),
  );
  return segments.flat();
}

/** The moment first, so that names are in order; then what no other window has. */
export function nameSegment(startedAt: number, id: string): string {
  return `${String(Math.max(0, startedAt)).padStart(13, '0')}-${id}.jsonl`;
}

const segmentName = /^\d{13}-[\w-]{1,64}\.jsonl$/;

/** A new file, which only its maker appends to. Nothing that lies there already is opened, a link least of all. */
export function createSegment(path: string): Promise<FileHandle> {
  const { O_APPEND, O_CREAT, O_EXCL, O_WRONLY } = constants;
  return open(path, O_WRONLY | O_APPEND | O_CREAT | O_EXCL, 0o600);
}

/**
 * Octets of a segment from `start` to its end, or `length` of them; `undefined` when it is gone, or is none that this
 * program wrote.
 */
export async function readSegment(path: string, start: number, length?: number): Promise<Buffer | undefined> {
  const handle = await openExisting(path, constants.O_RDONLY);
  if (!handle) return undefined;
  try {
    const stats = await handle.stat();
    const rest = Math.max(0, stats.size - start);
    if (!stats.isFile() || rest > largestRead) return undefined;
    return await readRange(handle, start, Math.min(length ?? rest, rest));
  } finally {
    await handle.close();
  }
}

/** Never through a link; `undefined` when it cannot be opened. */
export function openExisting(path: string, flags: number): Promise<FileHandle | undefined> {
  const noFollow: number | undefined = constants.O_NOFOLLOW;
  return open(path, flags | (noFollow ?? 0)).catch(() => undefined);
}

/** Less than `length` at the end of the file. */
export async function readRange(handle: FileHandle, start: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  let read = 0;
  while (read < length) {
    const { bytesRead } = await handle.read(buffer, read, length - read, start + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return buffer.subarray(0, read);
}

/** One that another window has open goes too: that window sees it, and begins a new one. */
export async function removeSegment(path: string): Promise<void> {
  try {
    await unlink(path);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return;
    // Some systems keep a file that is open.
    await truncate(path, 0);
  }
}

/** `ENOSPC`, or `undefined` for what no system said. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}

async function readdirOrNone(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return [];
    throw error;
  }
}

/** Far more than a segment grows to. */
const largestRead = 64_000_000;
