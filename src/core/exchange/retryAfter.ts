import type { ResolvedRequest } from '../request/resolvedRequest';
import type { HttpResponse } from './exchange';
import { lookupHeader } from './headerFields';

/** What an answer says of trying again. */
export interface RetryAdvice {
  /**
   * Milliseconds since the epoch, before which the server does not want to be asked; `undefined` where it names no time,
   * or one that nobody would sit out.
   */
  readonly notBefore: number | undefined;
  /** The request may be offered to be sent again: it does the same however often it is sent. */
  readonly mayRepeat: boolean;
}

/** `Retry-After` of a 429 or 503, RFC 9110 section 10.2.3; `undefined` without one. `now` is when the answer arrived. */
export function readRetryAdvice(
  request: ResolvedRequest,
  response: HttpResponse,
  now: number,
): RetryAdvice | undefined {
  if (response.status !== 429 && response.status !== 503) return undefined;
  const { headers } = response;
  const value = lookupHeader(headers, 'retry-after');
  if (value === undefined) return undefined;
  // A date is by the clock of the server, which may be another one than ours.
  const theirs = parseHttpDate(lookupHeader(headers, 'date'));
  const wait = readRetryAfter(value, theirs ?? now);
  return { notBefore: wait === undefined ? undefined : now + wait, mayRepeat: mayRepeat(request) };
}

/** Milliseconds to wait; `undefined` for a value that is none, or that nobody would sit out. */
export function readRetryAfter(value: string | undefined, now: number): number | undefined {
  const text = value?.trim() ?? '';
  const date = parseHttpDate(text);
  const wait = /^\d{1,9}$/.test(text) ? Number(text) * 1000 : date !== undefined ? date - now : longestWait + 1;
  return wait > longestWait ? undefined : Math.max(0, wait);
}

function parseHttpDate(text: string | undefined): number | undefined {
  if (text === undefined || !httpDate.test(text)) return undefined;
  const time = Date.parse(text.endsWith('GMT') ? text : `${text} GMT`);
  return Number.isNaN(time) ? undefined : time;
}

/** Sent twice, it does what it does when sent once: RFC 9110 section 9.2.2, and a `PUT` that creates or does nothing. */
export function mayRepeat({ method, headers }: ResolvedRequest): boolean {
  if (safeMethods.has(method)) return true;
  const condition = lookupHeader(headers, 'if-none-match') ?? lookupHeader(headers, 'if-match');
  return method === 'PUT' && condition !== undefined;
}

/**
 * How to find out what became of a request that got no answer, when it may have changed something; `undefined` for one
 * that may simply be sent again.
 */
export function explainUnclear({ method, headers }: ResolvedRequest): string | undefined {
  if (safeMethods.has(method)) return undefined;
  if (method === 'PUT' && lookupHeader(headers, 'if-none-match')?.trim() === '*') {
    return 'This PUT with If-None-Match: * may be sent again: if the first one created the resource, the second is answered with 412 and changes nothing.';
  }
  if (method === 'PUT' || method === 'DELETE') {
    return `Read the resource with GET to find out; a second ${method} ends in the same state, unless somebody else changed it in between.`;
  }
  if (method === 'POST') {
    return 'To find out, look for what it would have created, for example with a filter on a name that is unique.';
  }
  return 'Read the resource with GET to find out.';
}

/** RFC 9110 section 9.2.1. */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS', 'TRACE', 'QUERY']);

/** The form that is sent, and the two older ones a recipient takes, section 5.6.7. */
const httpDate = /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? [ \dA-Za-z:-]+(?: GMT)?$/;
const longestWait = 24 * 60 * 60 * 1000;
