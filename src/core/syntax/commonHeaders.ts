import { tokenEnd } from './lines';

/** True when one of the request header fields everybody writes stands at `start`. */
export function isCommonHeaderName(text: string, start: number, end: number): boolean {
  const stop = tokenEnd(text, start, Math.min(end, start + longestName + 1));
  return stop - start <= longestName && commonHeaderNames.has(text.slice(start, stop).toLowerCase());
}

const commonHeaderNames: ReadonlySet<string> = new Set([
  'accept',
  'accept-api-version',
  'accept-encoding',
  'accept-language',
  'authorization',
  'cache-control',
  'connection',
  'content-length',
  'content-type',
  'cookie',
  'host',
  'if-match',
  'if-none-match',
  'origin',
  'referer',
  'user-agent',
  'x-api-key',
  'x-requested-with',
  'x-openidm-password',
  'x-openidm-username',
]);

const longestName = 32;
