import type { Confirm } from '../core/session/confirmationFor';
import { askPerson } from './askPerson';

/** Asks on the terminal before a request goes out; anything but a clear yes is a no. */
export function askConfirmation(signal: AbortSignal): Confirm {
  return async ({ method, url, reasons }) => {
    const question = `${reasons.join(' ')} Send ${method} to ${url}? [y/N]`;
    const answer = await askPerson(question, { secret: false, signal });
    return /^\s*y(?:es)?\s*$/i.test(answer ?? '');
  };
}
