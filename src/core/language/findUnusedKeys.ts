import type { EnvironmentKey, EnvironmentNames } from '../environment/findEnvironmentNames';
import type { RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { fillsFiles, findMentions, mentionsIn } from './findMentions';

/** A variable of an environment file that nothing uses, and what to say of it. */
export interface UnusedKey {
  readonly key: EnvironmentKey;
  readonly problem: Problem;
}

/** Every name that a request file may mean; `undefined` where it fills files, which may use any name. */
export function findFileMentions(file: RequestFile): ReadonlySet<string> | undefined {
  const mentions = new Set<string>();
  for (const block of file.blocks) {
    if (fillsFiles(block)) return undefined;
    for (const name of findMentions(block)) mentions.add(name);
  }
  return mentions;
}

/** Names that values of an environment file may mean. */
export function findEnvironmentMentions({ uses }: EnvironmentNames): ReadonlySet<string> {
  return new Set(uses.flatMap(({ expression }) => [...mentionsIn(expression.text)]));
}

/** The keys of an environment file that none of the mentions means, in its order. */
export function findUnusedKeys(
  { keys }: EnvironmentNames,
  mentions: readonly ReadonlySet<string>[],
): readonly UnusedKey[] {
  return keys
    .filter(({ name }) => !mentions.some((names) => names.has(name)))
    .map((key) => {
      const message = `No request below this folder uses '${key.name}'.`;
      return { key, problem: { code: 'unused-variable', severity: 'hint', span: key.span, message } };
    });
}
