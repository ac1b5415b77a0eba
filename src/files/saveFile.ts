import { randomUUID } from 'node:crypto';
import { link, lstat, open, realpath, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { numberedPath } from '../core/environment/paths';
import type { FileContent, FileFailure, FileSaver, SavePlace } from '../core/environment/ports';
import { refuseSavePlace } from '../core/environment/refuseSavePlace';
import { describeWriteError } from './describeWriteError';
import { isInside, openFolder, removeFolders } from './openFolder';

/**
 * Writes beside the place under a name of its own, window by window, and takes the right name when all of it is there:
 * who looks sees the whole file or none. What is in the way is left as it is, unless it is a file to be replaced.
 */
export const saveFile: FileSaver = async (place, content, signal) => {
  let temporary: string | undefined;
  let made: readonly string[] = [];
  try {
    const folder = await openFolder(dirname(resolve(place.path)), place.within);
    if (folder.kind === 'file-failure') return folder;
    made = folder.made;
    const target = join(folder.path, basename(place.path));
    const replaced = place.overwrites ? await findReplaced(target, place) : undefined;
    if (replaced && 'kind' in replaced) return replaced;
    const refusal = await refuseRealPlace(replaced?.path ?? target, place);
    if (refusal !== undefined) return failure(refusal);
    temporary = join(dirname(replaced?.path ?? target), `.identity-http-${randomUUID()}.tmp`);
    const isWhole = await writeWindows(temporary, content, { signal, mode: replaced?.mode });
    if (!isWhole) return failure('It was cancelled before all of it was written.');
    const path = await takeName(temporary, replaced?.path ?? target, place.overwrites);
    if (path === undefined) return failure(`There are too many files like '${place.path}' already. Remove some.`);
    temporary = undefined;
    made = [];
    // By the way it was asked for, whatever links lead there.
    return { kind: 'saved-file', path: place.overwrites ? place.path : join(dirname(place.path), basename(path)) };
  } catch (error) {
    return failure(describeWriteError(error, place.path));
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true }).catch(() => undefined);
    await removeFolders(made);
  }
};

/** Links may lead to what is no place for an answer, also inside of the workspace. */
async function refuseRealPlace(real: string, { path, within }: SavePlace): Promise<string | undefined> {
  const root = within === undefined ? undefined : await realpath(within);
  const shown = root !== undefined && isInside(root, real) ? relative(root, real) : real;
  if (refuseSavePlace(shown) === undefined) return undefined;
  return `'${path}' is behind a link that leads to '${shown}', where no answer is saved. Write another path.`;
}

interface Replaced {
  readonly path: string;
  readonly mode: number;
}

/** The file to be replaced, `undefined` where there is none. A link stays a link: what it leads to is replaced. */
async function findReplaced(path: string, { within }: SavePlace): Promise<Replaced | FileFailure | undefined> {
  const stats = await lstat(path).catch(() => undefined);
  if (!stats) return undefined;
  if (stats.isSymbolicLink()) {
    const real = await realpath(path);
    if (within !== undefined && !isInside(await realpath(within), real)) {
      return failure(`'${path}' is a link that leads out of '${within}', so nothing is written there.`);
    }
    return findReplaced(real, { path: real, within: undefined, overwrites: true });
  }
  if (stats.isDirectory()) return failure(`'${path}' is a folder, not a file. Write another name.`);
  if (!stats.isFile()) return failure(`'${path}' is not a regular file, so it is not replaced.`);
  // Taking its name would not ask for the right to write to it.
  if ((stats.mode & 0o222) === 0) return failure(`'${path}' is read-only, so it is not replaced. Change that first.`);
  return { path, mode: stats.mode & 0o777 };
}

/** False when it was cancelled. Nothing that lies there is written to: the name is new. */
async function writeWindows(
  path: string,
  { size, read }: FileContent,
  { signal, mode }: { readonly signal: AbortSignal; readonly mode: number | undefined },
): Promise<boolean> {
  const handle = await open(path, 'wx');
  try {
    for (let start = 0; start < size;) {
      if (signal.aborted) return false;
      const octets = await read(start, Math.min(start + WINDOW_SIZE, size));
      if (octets.byteLength === 0) throw new Error('The content ended too soon.');
      for (let done = 0; done < octets.byteLength;) done += (await handle.write(octets, done)).bytesWritten;
      start += octets.byteLength;
    }
    if (mode !== undefined) await handle.chmod(mode);
    await handle.sync();
    return !signal.aborted;
  } finally {
    await handle.close();
  }
}

/** The path that was taken: the one that is asked for, else the first of `out-1.json`, `out-2.json`… that is free. */
async function takeName(from: string, path: string, overwrites: boolean): Promise<string | undefined> {
  if (overwrites) {
    await rename(from, path);
    return path;
  }
  for (let count = 0; count <= MOST_NAMES; count++) {
    const candidate = numberedPath(path, count);
    if (await moveExclusively(from, candidate)) return candidate;
  }
  return undefined;
}

/** False when there is something at `to`: nothing is replaced, also when two do this at the same time. */
async function moveExclusively(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    // Some file systems have no second names: there the name is taken by an empty file first.
    if (!NO_LINKS.has(codeOf(error))) throw error;
    if (!(await reserve(to))) return false;
    await rename(from, to).catch(async (reason: unknown) => {
      await rm(to, { force: true });
      throw reason;
    });
    return true;
  }
  await rm(from, { force: true });
  return true;
}

async function reserve(path: string): Promise<boolean> {
  try {
    await (await open(path, 'wx')).close();
    return true;
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false;
    throw error;
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function failure(message: string): FileFailure {
  return { kind: 'file-failure', message };
}

const NO_LINKS: ReadonlySet<string> = new Set([
  'EPERM',
  'ENOTSUP',
  'EOPNOTSUPP',
  'ENOSYS',
  'EINVAL',
  'EMLINK',
  'EXDEV',
]);

/** Larger ones gather in memory until the collector comes. */
const WINDOW_SIZE = 256 * 1024;
const MOST_NAMES = 9999;
