import type { HistoryEntry, RecordedBody } from './historyEntry';

/** One line without its end: JSON has no line break of its own in it. */
export function encodeHistoryLine(entry: HistoryEntry): string {
  return JSON.stringify({ version, ...entry });
}

/**
 * What `encodeHistoryLine` made, or `undefined` for a line that was not finished, was written by a later version, or
 * is no entry at all. Every member that this program reads is looked at, because anybody may write into a file.
 */
export function decodeHistoryLine(line: string): HistoryEntry | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value['version'] !== version) return undefined;
  const { id, view, source, origin, requestBody, responseBody } = value;
  const isSound =
    isText(id) &&
    isView(view) &&
    isSource(source) &&
    origins.has(origin) &&
    recordedBodies.has(requestBody) &&
    recordedBodies.has(responseBody);
  if (!isSound) return undefined;
  return { id, view, source, origin, requestBody, responseBody } as unknown as HistoryEntry; // Looked at just now.
}

const version = 1;

const origins: ReadonlySet<unknown> = new Set<HistoryEntry['origin']>(['block', 'link', 'token']);

const recordedBodies: ReadonlySet<unknown> = new Set<RecordedBody>(['whole', 'part', 'binary', 'withheld', 'none']);

type Members = Readonly<Record<string, unknown>>;

function isView(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { id, title, environmentName, startedAt, milliseconds, request, outcome, redirects, notes } = value;
  return (
    isText(id) &&
    isText(title) &&
    isTextOrNone(environmentName) &&
    isNumber(startedAt) &&
    // A day that no calendar has cannot be shown.
    Math.abs(startedAt) <= 8.64e15 &&
    isNumber(milliseconds) &&
    isRequest(request) &&
    isOutcome(outcome) &&
    isList(redirects, (hop) => isObject(hop) && isNumber(hop['status']) && isText(hop['url'])) &&
    isList(notes, isText)
  );
}

function isRequest(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { method, url, httpVersion, headers, body } = value;
  return isText(method) && isText(url) && isText(httpVersion) && isList(headers, isPair) && isTextOrNone(body);
}

function isOutcome(value: unknown): boolean {
  if (!isObject(value)) return false;
  if (value['kind'] === 'failure') return ['code', 'message', 'nextStep'].every((name) => isText(value[name]));
  const { kind, status, statusText, httpVersion, headers, size, wireSize, mediaType, body, links } = value;
  return (
    kind === 'response' &&
    isNumber(status) &&
    isText(statusText) &&
    isText(httpVersion) &&
    isList(headers, isPair) &&
    isNumber(size) &&
    isNumber(wireSize) &&
    isTextOrNone(mediaType) &&
    isBody(body) &&
    isList(links, isLink)
  );
}

function isBody(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { language, formatted, raw, cut } = value;
  return languages.has(language) && isText(formatted) && isTextOrNone(raw) && isTextOrNone(cut);
}

const languages: ReadonlySet<unknown> = new Set(['json', 'xml', 'html', 'text', 'binary', 'empty']);

function isLink(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { index, rel, href, source, resource, effect, method, mediaType, templated, span } = value;
  return (
    isNumber(index) &&
    [rel, href, resource, method].every(isText) &&
    (source === 'body' || source === 'location') &&
    effects.has(effect) &&
    isTextOrNone(mediaType) &&
    typeof templated === 'boolean' &&
    (span === undefined || (isObject(span) && isNumber(span['start']) && isNumber(span['end'])))
  );
}

const effects: ReadonlySet<unknown> = new Set(['follow', 'ask', 'compose', 'none']);

function isSource(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['block'])) return false;
  const { name, title, requestLine, index } = value['block'];
  return (
    isText(value['uri']) &&
    isTextOrNone(value['environmentName']) &&
    isTextOrNone(name) &&
    isTextOrNone(title) &&
    isText(requestLine) &&
    isNumber(index)
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isTextOrNone(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isPair(value: unknown): boolean {
  return Array.isArray(value) && value.length === 2 && value.every(isText);
}

function isList(value: unknown, accepts: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(accepts);
}
