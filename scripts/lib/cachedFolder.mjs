import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder } from './paths.mjs';

const stamp = '.complete';

/**
 * The folder `name` of the cache, filled on first use. The name has to hold the version of what is inside. It is filled
 * under another name and then renamed, so that a run that was killed, or two at once, never leave half of it behind.
 * @param {string} name
 * @param {(folder: string) => Promise<void>} fill
 */
export async function cachedFolder(name, fill) {
  const folder = join(cacheFolder, name);
  if (isComplete(folder)) return folder;
  await mkdir(cacheFolder, { recursive: true });
  await removeAbandoned(name);
  const partial = join(cacheFolder, `${name}.${process.pid}.${randomBytes(4).toString('hex')}.partial`);
  try {
    await mkdir(partial);
    await fill(partial);
    await writeFile(join(partial, stamp), '');
    await moveInto(partial, folder);
  } finally {
    await rm(partial, { recursive: true, force: true, maxRetries: 3 });
  }
  return folder;
}

/** @param {string} name */
export function isCached(name) {
  return isComplete(join(cacheFolder, name));
}

function isComplete(folder) {
  return existsSync(join(folder, stamp));
}

async function moveInto(partial, folder) {
  try {
    await rename(partial, folder);
  } catch (error) {
    // Another run was faster; its folder is as good.
    if (isComplete(folder)) return;
    if (!existsSync(folder)) throw error;
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    await rename(partial, folder);
  }
}

async function removeAbandoned(name) {
  for (const entry of await readdir(cacheFolder)) {
    const owner = /\.(\d+)\.[0-9a-f]{8}\.partial$/.exec(entry);
    if (owner === null || !entry.startsWith(`${name}.`) || isAlive(Number(owner[1]))) continue;
    await rm(join(cacheFolder, entry), { recursive: true, force: true, maxRetries: 3 });
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
