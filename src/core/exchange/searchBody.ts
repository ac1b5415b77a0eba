import type { ResponseBody } from './exchange';

/** A place of a text in a body, with what stands around it. */
export interface BodyMatch {
  /** Of the first octet of the match. */
  readonly offset: number;
  readonly before: string;
  readonly text: string;
  readonly after: string;
}

/** What is looked for, and when it is enough. */
export interface BodySearch {
  readonly query: string;
  readonly matchCase: boolean;
  readonly maximum: number;
}

/** What was found. `isComplete` is false when there may be more matches than were asked for. */
export interface BodySearchResult {
  readonly matches: readonly BodyMatch[];
  readonly isComplete: boolean;
}

/**
 * Finds a text in a body of UTF-8, one window of it in memory at a time. Letters beyond ASCII are found in the case
 * they are written in. Ends early when `signal` is given.
 */
export async function searchBody(
  body: ResponseBody,
  { query, matchCase, maximum }: BodySearch,
  signal: AbortSignal,
): Promise<BodySearchResult> {
  const wanted = toBytes(query, matchCase);
  const matches: BodyMatch[] = [];
  if (wanted === '') return { matches, isComplete: true };
  // A window begins as far before the end of the one before it as a match can reach over.
  const step = Math.max(windowSize, 4 * wanted.length);
  for (let start = 0; start < body.size; start += step) {
    if (signal.aborted) return { matches, isComplete: false };
    const octets = await body.read(start, Math.min(body.size, start + step + wanted.length - 1));
    const text = fold(latin1.decode(octets), matchCase);
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      if (matches.length === maximum) return { matches, isComplete: false };
      // A match that began in the window before has been told.
      const last = matches.at(-1);
      if (last && start + at < last.offset + wanted.length) continue;
      matches.push(await describeMatch(body, start + at, wanted.length));
    }
  }
  return { matches, isComplete: true };
}

async function describeMatch(body: ResponseBody, offset: number, length: number): Promise<BodyMatch> {
  const start = Math.max(0, offset - around);
  const octets = await body.read(start, Math.min(body.size, offset + length + around));
  const at = offset - start;
  const part = (from: number, to?: number): string => utf8.decode(octets.subarray(from, to));
  return { offset, before: part(0, at), text: part(at, at + length), after: part(at + length) };
}

/** One character for each octet, so that places in the text are places in the body. */
function toBytes(query: string, matchCase: boolean): string {
  return fold(latin1.decode(new TextEncoder().encode(query)), matchCase);
}

/** Only ASCII: other letters are several octets, whose halves mean nothing. */
function fold(text: string, matchCase: boolean): string {
  return matchCase ? text : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** What is larger waits for the collector long enough to gather a hundred megabytes. */
const windowSize = 128 * 1024;
const around = 60;
/** The label stands for windows-1252, which has one character for each octet too. */
const latin1 = new TextDecoder('latin1');
const utf8 = new TextDecoder();
