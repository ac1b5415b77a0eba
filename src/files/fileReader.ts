import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import type { FileFailure, FileReader } from '../core/environment/ports';
import { fileSource } from './fileSource';
import { isInside } from './openFolder';

/**
 * Reads whole files of at most 50 MB. A missing path is `undefined`; a directory, a link loop, a file that is too
 * large, forbidden or no regular file, or (with `within`) one that links lead out of the folder, is a failure.
 */
export const readFileBytes: FileReader = async (path, within) => {
  try {
    // The real path is opened, so that a link changed in between cannot lead elsewhere.
    const place = await realpath(path);
    if (within !== undefined && !isInside(await realpath(within), place)) {
      return failure(`'${path}' is a link that leads out of '${within}', so it is not read.`);
    }
    return await readRegularFile(place, path);
  } catch (error) {
    return describeError(error, path);
  }
};

async function readRegularFile(place: string, path: string): Promise<Uint8Array | FileFailure> {
  // Without the flag, opening a pipe waits for somebody to write into it. Windows has no such flag.
  const nonBlocking: number | undefined = constants.O_NONBLOCK;
  const handle = await open(place, constants.O_RDONLY | (nonBlocking ?? 0));
  try {
    const stats = await handle.stat();
    if (stats.isDirectory()) return folderFailure(path);
    // A pipe or a device could block for ever or never end.
    if (!stats.isFile()) return failure(`'${path}' is not a regular file.`);
    if (stats.size > LARGEST_FILE) {
      const source = await fileSource(place, handle, stats.size);
      return { ...failure(`'${path}' is larger than 50 MB.`), source };
    }
    const buffer = await handle.readFile();
    if (buffer.length > LARGEST_FILE) return failure(`'${path}' is larger than 50 MB.`);
    return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.length);
  } finally {
    await handle.close();
  }
}

function describeError(error: unknown, path: string): FileFailure | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return undefined;
    case 'EISDIR':
      return folderFailure(path);
    case 'ELOOP':
      return failure(`'${path}' is a link that leads to itself.`);
    case 'EACCES':
    case 'EPERM':
      return failure(`'${path}' may not be read by this user.`);
    default:
      return failure(`'${path}' cannot be read (${code || 'unknown error'}).`);
  }
}

function folderFailure(path: string): FileFailure {
  return { ...failure(`'${path}' is a folder, not a file.`), isFolder: true };
}

function failure(message: string): FileFailure {
  return { kind: 'file-failure', message };
}

const LARGEST_FILE = 50_000_000;
