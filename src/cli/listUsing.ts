import { opendir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files below the folder that may use a name; links are not followed. `undefined` when there is too much. */
export async function listUsing(root: string): Promise<readonly string[] | undefined> {
  const folders = [root];
  const paths: string[] = [];
  let seen = 0;
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    try {
      for await (const entry of await opendir(folder)) {
        if (++seen > MOST_ENTRIES || paths.length > MOST_FILES) return undefined;
        const path = join(folder, entry.name);
        if (entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules') folders.push(path);
        else if (entry.isFile() && USING.test(entry.name)) paths.push(path);
      }
    } catch {
      // What may not be looked into may use any name.
      return undefined;
    }
  }
  return paths;
}

const USING = /\.(?:http|rest|md)$|^http-client.*\.env\.json/;
const MOST_FILES = 2000;
const MOST_ENTRIES = 50_000;
