import type { FileSession } from './session';

/**
 * Does `work`, which sends the request of that name. Until it ends, `waitForOthers` waits, so that a request which
 * several others refer to is not sent once for each of them.
 */
export async function whileUnderWay<T>(
  session: FileSession,
  name: string | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (name === undefined) return work();
  const works = worksOf(session, name);
  const working = work();
  works.add(working);
  try {
    return await working;
  } finally {
    works.delete(working);
  }
}

/** True while somebody is sending the request of that name. */
export function isUnderWay(session: FileSession, name: string): boolean {
  return worksOf(session, name).size > 0;
}

/**
 * Waits until those who send the request of that name have done so, or until the signal is given. Ask `isUnderWay`
 * again then: another one who waited may have begun.
 */
export async function waitForOthers(session: FileSession, name: string, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const done = new AbortController();
  const stopped = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true, signal: done.signal });
  });
  await Promise.race([stopped, Promise.allSettled(worksOf(session, name))]);
  done.abort();
}

function worksOf(session: FileSession, name: string): Set<Promise<unknown>> {
  const names = underWay.get(session) ?? new Map<string, Set<Promise<unknown>>>();
  underWay.set(session, names);
  const works = names.get(name) ?? new Set<Promise<unknown>>();
  names.set(name, works);
  return works;
}

/** Beside the session, because it is no value that a request could use. */
const underWay = new WeakMap<FileSession, Map<string, Set<Promise<unknown>>>>();
