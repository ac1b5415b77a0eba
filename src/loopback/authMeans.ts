import { randomBytes } from 'node:crypto';
import type { AuthPorts } from '../core/auth/authPorts';

/** Chance that nobody can guess, and time, as fetching a token needs them. */
export const authMeans: Pick<AuthPorts, 'newSecret' | 'wait'> = {
  newSecret: () => randomBytes(32).toString('base64url'),
  wait: (milliseconds, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) {
        resolve();
        return;
      }
      const end = (): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      signal.addEventListener('abort', end, { once: true });
    }),
};
