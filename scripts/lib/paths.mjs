import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The checkout. */
export const rootFolder = fileURLToPath(new URL('../..', import.meta.url)).replace(/[\\/]$/, '');

/** Downloads and other things that may be deleted at any time; git ignores it. */
export const cacheFolder = process.env.IDENTITY_HTTP_CACHE ?? join(rootFolder, '.cache');

/** @param {string[]} parts */
export const inRoot = (...parts) => join(rootFolder, ...parts);
