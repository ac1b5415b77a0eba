import { execFile } from 'node:child_process';
import { basename, dirname } from 'node:path';

/** Whether git keeps the file; `undefined` where there is no git to ask. */
export async function isTracked(path: string): Promise<boolean | undefined> {
  // A repository may name programs that git would run on the way; none of these is.
  const safe = ['-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '--no-optional-locks'];
  const words = [...safe, '-C', dirname(path), 'ls-files', '--error-unmatch', '--', `:(literal)${basename(path)}`];
  return new Promise((resolve) => {
    execFile('git', words, { timeout: LONGEST_WAIT, windowsHide: true }, (error) => {
      if (!error) resolve(true);
      // Git ends with 1 for a file it does not know, and with 128 outside of a repository.
      else resolve(error.code === 1 || error.code === 128 ? false : undefined);
    });
  });
}

const LONGEST_WAIT = 5000;
