import type { Clock } from '../../core/environment/ports';

/**
 * Says of a click whether it is the second half of a double click on the same thing. The first one's answer may be
 * there already, and a user must not be created twice.
 */
export function createClickGuard(clock: Clock): (clicked: readonly unknown[]) => boolean {
  let last: { readonly key: string; readonly at: number } | undefined;
  return (clicked) => {
    const key = JSON.stringify(clicked);
    const at = clock();
    const isSecond = key === last?.key && at - last.at >= 0 && at - last.at < doubleClickTime;
    last = { key, at };
    return isSecond;
  };
}

/** Milliseconds within which two clicks are one; the usual time of desktop systems. */
const doubleClickTime = 500;
