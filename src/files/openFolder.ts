import { lstat, mkdir, realpath, rmdir } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import type { FileFailure } from '../core/environment/ports';

/** A folder by its real path, and those on the way to it that were made. */
export interface OpenedFolder {
  readonly kind: 'folder';
  readonly path: string;
  readonly made: readonly string[];
}

/** The folder, made where it is missing. With `within`, it has to lie there when symbolic links are followed. */
export async function openFolder(path: string, within: string | undefined): Promise<OpenedFolder | FileFailure> {
  const missing: string[] = [];
  let there = path;
  while (!(await lstat(there).catch(() => undefined)) && dirname(there) !== there) {
    missing.unshift(basename(there));
    there = dirname(there);
  }
  const real = await realpath(there);
  if (within !== undefined && !isInside(await realpath(within), real)) {
    return { kind: 'file-failure', message: `'${there}' leads out of '${within}', so nothing is written there.` };
  }
  const made: string[] = [];
  let folder = real;
  try {
    for (const name of missing) {
      folder = join(folder, name);
      if (await makeFolder(folder)) made.push(folder);
    }
  } catch (error) {
    await removeFolders(made);
    throw error;
  }
  return { kind: 'folder', path: folder, made };
}

/** Removes folders that were made for nothing, unless somebody else put something into them. */
export async function removeFolders(made: readonly string[]): Promise<void> {
  for (const folder of made.toReversed()) await rmdir(folder).catch(() => undefined);
}

/** False when somebody else made it meanwhile; what is there and no folder is in the way. */
async function makeFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (error) {
    if ((await lstat(path)).isDirectory()) return false;
    throw error;
  }
}

/** Both are real paths. */
export function isInside(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
