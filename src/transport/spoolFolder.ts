import { lstatSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A file for the octets of one body. It goes away with the last use of this value, and with the process. */
export interface SpoolFile {
  readonly append: (octets: readonly Uint8Array[]) => Promise<void>;
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
  readonly remove: () => Promise<void>;
}

/** Where large bodies go: a folder that only this user can enter, made with the first of them, outside any workspace. */
export interface SpoolFolder {
  readonly openFile: () => Promise<SpoolFile>;
  /** Removes everything that is left. A later file makes a new folder. */
  readonly remove: () => void;
}

/** A folder of this process in the system's folder for temporary files. What crashed ones left there is removed. */
export function spoolFolder(parent: string = tmpdir()): SpoolFolder {
  let folder: string | undefined;
  let count = 0;
  const remove = (): void => {
    process.off('exit', remove);
    const left = folder;
    folder = undefined;
    try {
      if (left !== undefined) rmSync(left, { recursive: true, force: true });
    } catch {
      // A file that is still open on Windows: the next start removes it.
    }
  };
  const place = (): string => {
    if (folder !== undefined && isFolder(folder)) return folder;
    removeLeftOvers(parent);
    // `mkdtemp` makes a name nobody could guess, with the mode 0700.
    folder = mkdtempSync(join(parent, `${namePrefix}${process.pid}-`));
    process.off('exit', remove);
    process.once('exit', remove);
    return folder;
  };
  return {
    openFile: async () => {
      const path = join(place(), `body-${++count}`);
      const handle = await open(path, 'wx+', 0o600);
      // An open file without a name is gone with the process, however that ends. Windows keeps the name until the end.
      const isNamed = await rm(path).then(
        () => false,
        () => true,
      );
      return spoolFile(handle, isNamed ? path : undefined);
    },
    remove,
  };
}

const namePrefix = 'identity-http-body-';

function spoolFile(handle: FileHandle, path: string | undefined): SpoolFile {
  const file: SpoolFile = {
    append: async (pieces) => {
      const size = pieces.reduce((sum, octets) => sum + octets.byteLength, 0);
      const { bytesWritten } = await handle.writev([...pieces]);
      if (bytesWritten === size) return;
      // A disk that is nearly full takes a part.
      const rest = Buffer.concat(pieces).subarray(bytesWritten);
      for (let start = 0; start < rest.byteLength;) start += (await handle.write(rest, start)).bytesWritten;
    },
    read: async (start, end) => {
      const octets = new Uint8Array(Math.max(0, end - start));
      let size = 0;
      while (size < octets.byteLength) {
        const { bytesRead } = await handle.read(octets, size, octets.byteLength - size, start + size);
        if (bytesRead === 0) break;
        size += bytesRead;
      }
      return octets.subarray(0, size);
    },
    remove: () => {
      forgotten.unregister(file);
      return closeAndRemove(handle, path);
    },
  };
  forgotten.register(file, { handle, path }, file);
  return file;
}

async function closeAndRemove(handle: FileHandle, path: string | undefined): Promise<void> {
  await handle.close().catch(() => undefined);
  if (path !== undefined) await rm(path, { force: true }).catch(() => undefined);
}

/** An exchange that nobody looks at any more takes its file along. */
const forgotten = new FinalizationRegistry<{ handle: FileHandle; path: string | undefined }>(({ handle, path }) => {
  void closeAndRemove(handle, path);
});

/** Folders of processes that are no more. Only this user's own are touched; the others cannot be removed anyway. */
function removeLeftOvers(parent: string): void {
  for (const name of namesIn(parent)) {
    const pid = new RegExp(`^${namePrefix}(\\d{1,9})-\\w+$`).exec(name)?.[1];
    if (pid === undefined || isRunning(Number(pid))) continue;
    const path = join(parent, name);
    try {
      const stats = lstatSync(path, { throwIfNoEntry: false });
      const isOwn = stats?.isDirectory() === true && (process.getuid === undefined || stats.uid === process.getuid());
      if (isOwn) rmSync(path, { recursive: true, force: true });
    } catch {
      // It stays for the next start.
    }
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** Signal 0 only asks. A process of somebody else's cannot be asked, and is there. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
