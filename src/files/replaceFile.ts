import { randomUUID } from 'node:crypto';
import { open, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * Puts `bytes` in the place of a file that held `expected`, all at once: who reads it sees the old content or the new
 * one, never a part. Links stay links, and permissions stay. Gives the sentence that says why it could not be done.
 */
export async function replaceFile(path: string, expected: Uint8Array, bytes: Uint8Array): Promise<string | undefined> {
  let temporary: string | undefined;
  try {
    const place = await realpath(path);
    const { mode } = await stat(place);
    temporary = join(dirname(place), `.${randomUUID()}.tmp`);
    await writeWhole(temporary, bytes, mode & 0o777);
    const current = await readFile(place);
    if (Buffer.compare(current, expected) !== 0) return `'${path}' was changed meanwhile, so it was left as it is.`;
    await rename(temporary, place);
    temporary = undefined;
    return undefined;
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error';
    return `'${path}' cannot be written (${code}). Check its permissions and those of its folder.`;
  } finally {
    if (temporary !== undefined) await rm(temporary, { force: true });
  }
}

/** The name is new, so that nothing that lies there, a link least of all, is written to. */
async function writeWhole(path: string, bytes: Uint8Array, mode: number): Promise<void> {
  const handle = await open(path, 'wx', mode);
  try {
    await handle.writeFile(bytes);
    // What the umask took away is given back.
    await handle.chmod(mode);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
