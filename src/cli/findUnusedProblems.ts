import { dirname } from 'node:path';
import type { EnvironmentSource } from '../core/environment/environmentSource';
import { findEnvironmentNames } from '../core/environment/files/findEnvironmentNames';
import { isWritableEnvironmentPath } from '../core/environment/files/loadEnvironments';
import { isInsideFolder } from '../core/environment/paths';
import {
  findEnvironmentMentions,
  findMentionsOf,
  findSourceMentions,
  findUnusedKeys,
  isRequestPath,
} from '../core/language/problems/findUnusedKeys';
import type { Problem } from '../core/text/problem';
import { readFileBytes } from '../files/fileReader';
import { listUsing } from './listUsing';

/** What no request below the folder of an environment file uses, by that file's path. Each is looked at once a run. */
export async function findUnusedProblems(
  sources: readonly EnvironmentSource[],
  workspaceFolder: string,
  looked: Set<string>,
): Promise<readonly (Problem & { readonly path: string })[]> {
  const found: (Problem & { readonly path: string })[] = [];
  for (const path of new Set(sources.map((source) => source.path))) {
    // Above the folder of the run may lie anything.
    if (!isWritableEnvironmentPath(path) || !isInsideFolder(workspaceFolder, dirname(path)) || looked.has(path))
      continue;
    looked.add(path);
    for (const problem of await findInFile(path, sources)) found.push({ ...problem, path });
  }
  return found;
}

/** Nothing is said where something may use any name, and where there is too much to look through. */
async function findInFile(path: string, sources: readonly EnvironmentSource[]): Promise<readonly Problem[]> {
  const bytes = await readFileBytes(path);
  if (!(bytes instanceof Uint8Array)) return [];
  const names = findEnvironmentNames(bytes, path);
  const paths = names.keys.length === 0 ? [] : await listUsing(dirname(path));
  if (!paths?.some(isRequestPath)) return [];
  const mentions = [findEnvironmentMentions(names), findSourceMentions(sources, path)];
  for (const using of paths) {
    const content = await readFileBytes(using);
    if (!(content instanceof Uint8Array)) continue;
    const found = findMentionsOf(new TextDecoder().decode(content), using);
    if (found === undefined) return [];
    mentions.push(found);
  }
  return findUnusedKeys(names, mentions).map(({ problem }) => problem);
}
