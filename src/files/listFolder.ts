import { readdir } from 'node:fs/promises';
import type { FolderLister } from '../core/environment/ports';

/** The names in a folder; none when it is not there, is no folder, may not be read, or links lead round in a circle. */
export const listFolder: FolderLister = async (path) => {
  try {
    return await readdir(path);
  } catch {
    return [];
  }
};
