import type { EnvironmentSource } from '../environmentSource';
import type { FileProblem } from './parseJsonFile';

/**
 * What each file said when it could last be read whole, by path: in a host that lives on, a file that is broken while
 * one edits it does not take its values away.
 */
export type LastGoodFiles = Map<string, EnvironmentSource>;

/**
 * The source to use: as it is now, or as it last could be read, with the problems of now. A file of no bytes is one
 * that is just being written: it has no values, and takes nobody's place among the good ones.
 */
export function keepLastGood(
  lastGood: LastGoodFiles | undefined,
  source: EnvironmentSource,
  bytes: number,
): EnvironmentSource {
  if (!lastGood || source.path === '') return source;
  if (!source.problems.some(isBreaking)) {
    if (bytes > 0) remember(lastGood, source);
    return source;
  }
  const good = lastGood.get(source.path);
  if (!good) return source;
  return { ...good, problems: source.problems.map(tellWhatCounts) };
}

function remember(lastGood: LastGoodFiles, source: EnvironmentSource): void {
  lastGood.delete(source.path);
  lastGood.set(source.path, source);
  if (lastGood.size <= MOST_FILES) return;
  const [oldest] = lastGood.keys();
  if (oldest !== undefined) lastGood.delete(oldest);
}

/** Problems that leave out, or make up, more than the value they stand at. */
function isBreaking({ code }: FileProblem): boolean {
  return code === 'invalid-json' || code === 'environment-file-unreadable' || code === 'environment-not-an-object';
}

function tellWhatCounts(problem: FileProblem): FileProblem {
  if (!isBreaking(problem)) return problem;
  return { ...problem, message: `${problem.message} Until then the values from before count.` };
}

const MOST_FILES = 1000;
