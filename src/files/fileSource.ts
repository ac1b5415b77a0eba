import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { FileSource } from '../core/environment/ports';

/** A file that is read bit by bit each time it is opened. It has to keep its length from now on. */
export async function fileSource(place: string, handle: FileHandle, size: number): Promise<FileSource> {
  const { bytesRead, buffer } = await handle.read(new Uint8Array(beginningSize), 0, beginningSize, 0);
  return { kind: 'file-source', size, beginning: buffer.subarray(0, bytesRead), open: () => readChunks(place, size) };
}

async function* readChunks(place: string, size: number): AsyncGenerator<Uint8Array> {
  const nonBlocking: number | undefined = constants.O_NONBLOCK;
  const handle = await open(place, constants.O_RDONLY | (nonBlocking ?? 0));
  try {
    const stats = await handle.stat();
    if (!stats.isFile() || stats.size !== size) throw new FileChanged();
    for (let start = 0; start < size;) {
      const length = Math.min(chunkSize, size - start);
      const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, start);
      if (bytesRead === 0) throw new FileChanged();
      yield buffer.subarray(0, bytesRead);
      start += bytesRead;
    }
  } finally {
    await handle.close();
  }
}

/** The announced length cannot be kept any more, so the send has to end. */
class FileChanged extends Error {
  readonly code = 'FILE_CHANGED';
}

const beginningSize = 64 * 1024;
const chunkSize = 256 * 1024;
