import { lookupHeader } from '../exchange/headerFields';
import type { AuthConfiguration } from './authConfiguration';
import { toAnswer } from './authEndpoints';
import type { AuthPorts } from './authPorts';
import { parseObject } from './parseObject';
import type { TokenRecord } from './token';

/** When a session of AM ends, in milliseconds since the epoch by our clock. */
export interface SessionEnd {
  /** Whatever is done with it. */
  readonly expiresAt: number;
  /** Unless it is used before; left out where it is not said. */
  readonly idleUntil?: number;
}

/**
 * Asks AM when a session ends, which does not make it live longer. `undefined` for every other answer: it is good to
 * know and nothing more.
 */
export async function readSessionEnd(
  ports: AuthPorts,
  { am }: AuthConfiguration,
  { accessToken, cookieName }: TokenRecord,
  signal: AbortSignal,
): Promise<SessionEnd | undefined> {
  if (!am || cookieName === undefined) return undefined;
  const url = `${am.url}/json${am.realmPath}/sessions/?_action=getSessionInfo`;
  const headers = [
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json'],
    ['Accept-API-Version', 'resource=4.0'],
    [cookieName, accessToken],
  ] as const;
  const body = JSON.stringify({ tokenId: accessToken });
  const request = { method: 'POST' as const, url, headers, body, secrets: [accessToken], keepsNoCookies: true };
  const exchange = await ports.send(request, signal);
  const answer = await toAnswer(exchange, url, signal);
  if (answer.kind !== 'answer' || answer.answer.status !== 200 || exchange.outcome.kind !== 'response')
    return undefined;
  const now = ports.clock();
  // The times are by the clock of the server.
  const ahead = (readTime(lookupHeader(exchange.outcome.headers, 'date')) ?? now) - now;
  return readEnd(answer.answer.text, { now, ahead: isBelieved(Math.abs(ahead)) ? ahead : 0 });
}

function isBelieved(difference: number): boolean {
  return difference > usualDelay && difference < longestDifference;
}

function readEnd(
  text: string,
  { now, ahead }: { readonly now: number; readonly ahead: number },
): SessionEnd | undefined {
  const members = parseObject(text);
  const [end, idle] = [members?.['maxSessionExpirationTime'], members?.['maxIdleExpirationTime']].map((member) => {
    const time = typeof member === 'string' && isoTime.test(member) ? readTime(member) : undefined;
    // A session that answers is there, so one that has ended long ago is none to believe.
    return time !== undefined && time - ahead > now ? time - ahead : undefined;
  });
  if (end === undefined) return undefined;
  return { expiresAt: end, ...(idle !== undefined && idle < end && { idleUntil: idle }) };
}

function readTime(text: string | undefined): number | undefined {
  const time = text === undefined ? NaN : Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}

/** A date has whole seconds, and took a moment to come. */
const usualDelay = 5000;
/** No clock is wrong by ten years; times that were moved by more would soon be none. */
const longestDifference = 10 * 365 * 24 * 60 * 60 * 1000;
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/;
