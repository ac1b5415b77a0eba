import type { EnvironmentSource } from '../../environment/environmentSource';
import {
  findEnvironmentNames,
  type EnvironmentKey,
  type EnvironmentNames,
} from '../../environment/files/findEnvironmentNames';
import { isWritableEnvironmentPath } from '../../environment/files/loadEnvironments';
import type { RequestFile } from '../../syntax/nodes';
import type { Problem } from '../../text/problem';
import { parseRequestFile } from '../../syntax/parseRequestFile';
import { fillsFiles } from '../../syntax/body/fillsFiles';
import { hasScriptFile } from '../../syntax/script/findNotRunNames';
import { findMentions, isMentioned, mentionsIn } from '../names/findMentions';
import { parseMarkdownRequests } from '../parseMarkdownRequests';

/** A variable of an environment file that nothing uses, and what to say of it. */
export interface UnusedKey {
  readonly key: EnvironmentKey;
  readonly problem: Problem;
}

/** Every name that a request file may mean; `undefined` where files it fills, or scripts in files, may use any name. */
export function findFileMentions(file: RequestFile): ReadonlySet<string> | undefined {
  const mentions = new Set<string>();
  for (const block of file.blocks) {
    if (fillsFiles(block) || hasScriptFile(block)) return undefined;
    for (const name of findMentions(block)) mentions.add(name);
  }
  return mentions;
}

/** Names that values of an environment file may mean. */
export function findEnvironmentMentions({ uses }: EnvironmentNames): ReadonlySet<string> {
  return new Set(uses.flatMap(({ expression }) => [...mentionsIn(expression.text)]));
}

/** What values elsewhere may mean: of settings, `.env` files and environment files that `except` is not. */
export function findSourceMentions(sources: readonly EnvironmentSource[], except: string): ReadonlySet<string> {
  const uses = sources
    .filter(({ path }) => path !== except)
    .flatMap(({ sections }) => [...sections.values()])
    .flatMap((section) => section.variables)
    .flatMap(({ value }) => value.parts.filter((part) => part.kind === 'placeholder'));
  return findEnvironmentMentions({ keys: [], uses });
}

/** Names that a file may mean by its path: a request file, a Markdown document or an environment file. */
export function findMentionsOf(text: string, path: string): ReadonlySet<string> | undefined {
  if (isWritableEnvironmentPath(path)) {
    return findEnvironmentMentions(findEnvironmentNames(new TextEncoder().encode(text), path));
  }
  return findFileMentions(isRequestPath(path) ? parseRequestFile(text) : parseMarkdownRequests(text));
}

/** True for a file of requests alone. */
export function isRequestPath(path: string): boolean {
  return /\.(?:http|rest)$/.test(path);
}

/** The keys of an environment file that none of the mentions means, in its order. */
export function findUnusedKeys(
  { keys }: EnvironmentNames,
  mentions: readonly ReadonlySet<string>[],
): readonly UnusedKey[] {
  return keys
    .filter(({ name }) => !mentions.some((names) => isMentioned(names, name)))
    .map((key) => {
      const message = `No request below this folder uses '${key.name}'.`;
      return { key, problem: { code: 'unused-variable', severity: 'hint', span: key.span, message } };
    });
}
