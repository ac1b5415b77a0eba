import { placeholderEnd } from '../text/template';
import type { Span } from '../text/span';
import { isBlankUnit, skipBlanks, tokenEnd, trimEnd, wordEnd } from './lines';
import { knownMethods, longestMethod } from './requestMethods';

/** The pieces of a request line; `target` may be empty. */
export interface RequestLine {
  readonly method: Span | undefined;
  readonly target: Span;
  readonly version: Span | undefined;
}

/**
 * Reads the line as `[method] target [version]`. A known method counts in any case, any other token only in upper
 * case and before a target that looks like one; without a method the line has to look like a target.
 */
export function matchRequestLine(text: string, start: number, end: number): RequestLine | undefined {
  const first = skipBlanks(text, start, end);
  const last = trimEnd(text, first, end);
  if (first === last) return undefined;
  return matchMethodLine(text, first, last) ?? matchBareLine(text, first, last);
}

/**
 * True for a line that opens a new request without a separator: only a method with a target that cannot be mistaken
 * for prose, an absolute address, or a `curl` command.
 */
export function opensRequest(text: string, start: number, end: number): boolean {
  const first = skipBlanks(text, start, end);
  const methodEnd = tokenEnd(text, first, Math.min(end, first + longestMethod + 1));
  if (methodEnd === first) return false;
  if (methodEnd < end && isBlankUnit(text.charCodeAt(methodEnd))) {
    if (isCommandLine(text, first, end)) return true;
    if (!isKnownMethod(text, first, methodEnd) && !isUpperCase(text, first, methodEnd)) return false;
    return isStrongTarget(text, skipBlanks(text, methodEnd, end), end);
  }
  return schemeEnd(text, first, end) !== undefined;
}

/** A line that starts with `curl` or `curl.exe` and a blank. */
export function isCommandLine(text: string, first: number, end: number): boolean {
  if (!text.startsWith('curl', first)) return false;
  const behind = text.startsWith('.exe', first + 4) ? first + 8 : first + 4;
  return behind < end && isBlankUnit(text.charCodeAt(behind));
}

/** The version at the end of a line that continues a target, or that is this line, or `undefined`. */
export function trailingVersion(text: string, start: number, end: number): Span | undefined {
  return findVersion(text, start, end);
}

function matchMethodLine(text: string, start: number, end: number): RequestLine | undefined {
  const methodEnd = tokenEnd(text, start, Math.min(end, start + longestMethod + 1));
  if (methodEnd === start || methodEnd - start > longestMethod) return undefined;
  const method = { start, end: methodEnd };
  if (methodEnd === end) {
    const isMethod = isKnownMethod(text, start, end) && isUpperCase(text, start, end);
    return isMethod ? { method, target: { start: end, end }, version: undefined } : undefined;
  }
  if (!isBlankUnit(text.charCodeAt(methodEnd))) return undefined;
  const line = splitTarget(text, method, skipBlanks(text, methodEnd, end), end);
  return isMethodLine(text, start, methodEnd, line) ? line : undefined;
}

function matchBareLine(text: string, start: number, end: number): RequestLine | undefined {
  return isBareTarget(text, start, end) ? splitTarget(text, undefined, start, end) : undefined;
}

function isMethodLine(text: string, first: number, methodEnd: number, line: RequestLine): boolean {
  const { start, end } = line.target;
  if (!isKnownMethod(text, first, methodEnd)) {
    return isUpperCase(text, first, methodEnd) && isStrongTarget(text, start, end);
  }
  const word = wordEnd(text, start, end);
  if (looksLikeTarget(text, start, word)) return true;
  return isUpperCase(text, first, methodEnd) && word === end;
}

/** Cuts `HTTP/…` off the end; what stands before it is the target, blanks inside included. */
function splitTarget(text: string, method: Span | undefined, start: number, end: number): RequestLine {
  const found = findVersion(text, start, end);
  // Without a method the first word is the target, whatever it looks like.
  const version = method === undefined && found?.start === start ? undefined : found;
  const targetEnd = version ? trimEnd(text, start, version.start) : end;
  return { method, target: { start, end: targetEnd }, version };
}

function findVersion(text: string, start: number, end: number): Span | undefined {
  let last = end;
  // `HTTP/2 (Prior Knowledge)` is two words more.
  if (text.charCodeAt(end - 1) === CLOSING_PARENTHESIS) {
    let opening = end;
    const limit = Math.max(start, end - longestVersion);
    while (opening > limit && text.charCodeAt(opening) !== OPENING_PARENTHESIS) opening--;
    if (opening > limit) last = trimEnd(text, start, opening);
  }
  let first = last;
  while (first > start && !isBlankUnit(text.charCodeAt(first - 1))) first--;
  if (last - first > longestVersion || !/^http\/[^{}]*$/i.test(text.slice(first, last))) return undefined;
  return { start: first, end: last };
}

/** Text at the start of a line that is a target without a method: GET. */
function isBareTarget(text: string, start: number, end: number): boolean {
  switch (text.charCodeAt(start)) {
    case SLASH: {
      const next = text.charCodeAt(start + 1);
      return next !== SLASH && next !== ASTERISK;
    }
    case OPENING_BRACE:
      return placeholderEnd(text, start, end) !== undefined && !isHeaderLike(text, start, end);
    default: {
      if (schemeEnd(text, start, end) !== undefined) return true;
      const word = wordEnd(text, start, end);
      if (!isHostLike(text, start, word)) return false;
      const rest = splitTarget(text, undefined, start, end).target;
      return rest.end <= word || text.slice(start, word).includes('?');
    }
  }
}

/** `{{name}}: value` is a header in the wrong place rather than an address. */
function isHeaderLike(text: string, start: number, end: number): boolean {
  const stop = placeholderEnd(text, start, end) ?? start;
  return text.charCodeAt(stop) === COLON && (stop + 1 === end || isBlankUnit(text.charCodeAt(stop + 1)));
}

/** A word with a character that prose words do not have. */
function looksLikeTarget(text: string, start: number, end: number): boolean {
  for (let offset = start; offset < end; offset++) {
    const unit = text.charCodeAt(offset);
    if (unit === SLASH || unit === OPENING_BRACE || unit === QUESTION_MARK || unit === ASTERISK || unit === COLON) {
      return true;
    }
    if (unit === DOT && offset + 1 < end) return true;
  }
  return text.startsWith('localhost', start) && start + 9 === end;
}

function isStrongTarget(text: string, start: number, end: number): boolean {
  if (start >= end) return false;
  const unit = text.charCodeAt(start);
  if (unit === SLASH) return true;
  if (unit === ASTERISK) return start + 1 === end || isBlankUnit(text.charCodeAt(start + 1));
  if (unit === OPENING_BRACE) return placeholderEnd(text, start, end) !== undefined;
  return schemeEnd(text, start, end) !== undefined || isHostLike(text, start, wordEnd(text, start, end));
}

/** Behind `://`, when a scheme stands at `start`. */
function schemeEnd(text: string, start: number, end: number): number | undefined {
  let offset = start;
  const limit = Math.min(end, start + 16);
  while (offset < limit && isSchemeUnit(text.charCodeAt(offset))) offset++;
  return offset > start && text.startsWith('://', offset) && offset + 3 <= end ? offset + 3 : undefined;
}

function isSchemeUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 43 ||
    unit === 45 ||
    unit === DOT
  );
}

/** `localhost`, `name:8080`, `[::1]`, `a.example`, each alone or before a port, a path or a query. */
function isHostLike(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) === OPENING_BRACKET) return isBracketedAddress(text, start, end);
  let offset = start;
  let dots = 0;
  let labelStart = start;
  while (offset < end && (isLabelUnit(text.charCodeAt(offset)) || text.charCodeAt(offset) === DOT)) {
    if (text.charCodeAt(offset) === DOT) {
      if (offset === labelStart) return false;
      dots++;
      labelStart = offset + 1;
    }
    offset++;
  }
  if (offset === start || offset === labelStart) return false;
  const isLocalhost = offset - start === 9 && text.slice(start, offset).toLowerCase() === 'localhost';
  return endsHost(text, offset, end, dots > 0 || isLocalhost);
}

function isBracketedAddress(text: string, start: number, end: number): boolean {
  let offset = start + 1;
  while (offset < end && isAddressUnit(text.charCodeAt(offset))) offset++;
  return offset > start + 2 && text.charCodeAt(offset) === CLOSING_BRACKET && endsHost(text, offset + 1, end, true);
}

/** A name without a dot is a host only before a port number. */
function endsHost(text: string, offset: number, end: number, isHost: boolean): boolean {
  if (offset === end) return isHost;
  const unit = text.charCodeAt(offset);
  if (unit === SLASH || unit === QUESTION_MARK || unit === HASH) return isHost;
  if (unit !== COLON || offset + 1 === end) return false;
  const next = text.charCodeAt(offset + 1);
  return (next >= 48 && next <= 57) || (isHost && placeholderEnd(text, offset + 1, end) !== undefined);
}

function isLabelUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 45 ||
    unit === 95
  );
}

function isAddressUnit(unit: number): boolean {
  return (unit >= 48 && unit <= 58) || (unit >= 97 && unit <= 102) || (unit >= 65 && unit <= 70) || unit === DOT;
}

function isKnownMethod(text: string, start: number, end: number): boolean {
  return end - start <= longestMethod && knownMethods.has(text.slice(start, end).toUpperCase());
}

/** At least two units: `I` and `A` are words. */
function isUpperCase(text: string, start: number, end: number): boolean {
  if (end - start < 2) return false;
  for (let offset = start; offset < end; offset++) {
    const unit = text.charCodeAt(offset);
    const counts =
      (unit >= 65 && unit <= 90) || (offset > start && ((unit >= 48 && unit <= 57) || unit === 45 || unit === 95));
    if (!counts) return false;
  }
  return true;
}

/** Of a version with what follows it; more is not looked at. */
const longestVersion = 24;

const SLASH = 47;
const ASTERISK = 42;
const COLON = 58;
const DOT = 46;
const HASH = 35;
const QUESTION_MARK = 63;
const OPENING_BRACE = 123;
const OPENING_BRACKET = 91;
const CLOSING_BRACKET = 93;
const OPENING_PARENTHESIS = 40;
const CLOSING_PARENTHESIS = 41;
