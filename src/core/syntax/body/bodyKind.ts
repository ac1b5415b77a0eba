import type { Line } from '../blockParse';
import { graphqlFilePath } from './graphqlFile';
import { isBlankUnit, skipBlanks } from '../lines';
import { lookupDirective, type Directive, type HeaderField, type RequestKind } from '../nodes';

/** How a body is read: what is a comment in it, when it is complete, what may follow it. */
export type BodyKind = 'json' | 'xml' | 'form' | 'graphql' | 'multipart' | 'text' | 'other';

/** What the header fields say of the body; `kind` is `undefined` when the first line of the body has to decide. */
export interface BodyHeaders {
  readonly kind: BodyKind | undefined;
  /** Of a multipart body, when it is written without a placeholder. */
  readonly boundary: string | undefined;
}

/** What is known before any header field was read. */
export function startBodyHeaders(kind: RequestKind): BodyHeaders {
  return { kind: kind === 'graphql' ? 'graphql' : undefined, boundary: undefined };
}

/** Takes one more field into account: the last `Content-Type` counts, and the field that marks GraphQL. */
export function readBodyHeaders(before: BodyHeaders, field: HeaderField): BodyHeaders {
  const name = field.name.text;
  const first = field.value.parts[0];
  if (before.kind === 'graphql' || first?.kind !== 'literal') return before;
  if (name.length === 14 && name.toLowerCase() === 'x-request-type') {
    return first.text.toLowerCase() === 'graphql' ? { kind: 'graphql', boundary: undefined } : before;
  }
  if (name.length !== 12 || name.toLowerCase() !== 'content-type') return before;
  const mediaType = (/^[^;\s]*/.exec(first.text)?.[0] ?? '').toLowerCase();
  const kind = kindOfMediaType(mediaType);
  const boundary = kind === 'multipart' && field.value.parts.length === 1 ? readBoundary(first.text) : undefined;
  return { kind, boundary };
}

/** True for a line that opens a body even where a header field is expected. */
export function opensBody(text: string, line: Line, headers: BodyHeaders | undefined): boolean {
  const next = text.charCodeAt(line.first + 1);
  switch (text.charCodeAt(line.first)) {
    case OPENING_BRACE:
      return next !== OPENING_BRACE;
    case OPENING_BRACKET:
      return true;
    case LESS_THAN:
      return isFileLine(text, line) || isMarkup(text, line);
    case HYPHEN:
      return headers?.kind === 'multipart' && next === HYPHEN;
    default:
      return opensGraphql(text, line) || opensForm(text, line, headers);
  }
}

/** The kind of a body whose header fields do not tell, from its first line. */
export function kindOfFirstLine(text: string, line: Line, directives: readonly Directive[]): BodyKind {
  switch (text.charCodeAt(line.first)) {
    case OPENING_BRACE:
      return text.charCodeAt(line.first + 1) === OPENING_BRACE ? 'other' : 'json';
    case OPENING_BRACKET:
      return 'json';
    case LESS_THAN:
      return isMarkup(text, line) ? 'xml' : 'other';
    default:
      return isGraphqlDocument(text, line, directives) ? 'graphql' : 'other';
  }
}

/** A GraphQL document sent without saying so: a keyword of it opens the body, and no directive forbids it. */
export function isGraphqlDocument(text: string, line: Line, directives: readonly Directive[]): boolean {
  return opensGraphql(text, line) && lookupDirective({ directives }, 'no-gql-parsing') === undefined;
}

/** `< path`, `<@ path` or `<@encoding path`. */
export function isFileLine(text: string, line: Line): boolean {
  return filePathStart(text, line) !== undefined;
}

/** Where the path of a file line starts. */
export function filePathStart(text: string, line: Line): number | undefined {
  if (text.charCodeAt(line.first) !== LESS_THAN) return undefined;
  let offset = line.first + 1;
  if (text.charCodeAt(offset) === AT_SIGN) {
    offset++;
    while (offset < line.end && isEncodingUnit(text.charCodeAt(offset))) offset++;
  }
  if (offset >= line.end || !isBlankUnit(text.charCodeAt(offset))) return undefined;
  const path = skipBlanks(text, offset, line.end);
  return path < line.end && !text.startsWith('{%', path) ? path : undefined;
}

function kindOfMediaType(mediaType: string): BodyKind | undefined {
  if (mediaType === '') return undefined;
  if (mediaType.startsWith('multipart/')) return 'multipart';
  // A GraphQL document sent as it stands has comments of its own.
  if (mediaType.startsWith('text/') || mediaType === 'application/graphql') return 'text';
  if (mediaType === 'application/x-www-form-urlencoded') return 'form';
  if (mediaType.includes('json')) return 'json';
  return mediaType.includes('xml') ? 'xml' : 'other';
}

function readBoundary(value: string): string | undefined {
  const match = /;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(value);
  return match?.[1] ?? match?.[2];
}

function opensGraphql(text: string, line: Line): boolean {
  const word = /^(?:query|mutation|subscription|fragment)(?=[\s({]|$)/.exec(
    text.slice(line.first, Math.min(line.end, line.first + 14)),
  );
  if (word === null) return graphqlFilePath(text, line) !== undefined;
  const next = skipBlanks(text, line.first + word[0].length, line.end);
  return next < line.end || word[0] !== 'fragment';
}

/** `name=value` before an `&`, or at the end of the line when the media type says that it is a form. */
function opensForm(text: string, line: Line, headers: BodyHeaders | undefined): boolean {
  let offset = line.first;
  while (offset < line.end && isFormNameUnit(text.charCodeAt(offset))) offset++;
  if (offset === line.first) return false;
  const equals = skipBlanks(text, offset, line.end);
  if (equals >= line.end || text.charCodeAt(equals) !== EQUALS_SIGN) return false;
  if (headers?.kind === 'form') return true;
  for (offset = equals; offset < line.end; offset++) {
    if (text.charCodeAt(offset) === AMPERSAND) return true;
  }
  return false;
}

/** `<name`, `<?xml` or `<!DOCTYPE`. */
function isMarkup(text: string, line: Line): boolean {
  const next = text.charCodeAt(line.first + 1);
  return line.first + 1 < line.end && (isLetter(next) || next === QUESTION_MARK || next === EXCLAMATION_MARK);
}

function isLetter(unit: number): boolean {
  return (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90);
}

function isEncodingUnit(unit: number): boolean {
  return isLetter(unit) || (unit >= 48 && unit <= 57) || unit === HYPHEN || unit === 95;
}

/** Letters, digits and `-._~%[]`. */
function isFormNameUnit(unit: number): boolean {
  return isEncodingUnit(unit) || unit === 46 || unit === 126 || unit === 37 || unit === 91 || unit === 93;
}

const OPENING_BRACE = 123;
const OPENING_BRACKET = 91;
const LESS_THAN = 60;
const HYPHEN = 45;
const AT_SIGN = 64;
const AMPERSAND = 38;
const EQUALS_SIGN = 61;
const QUESTION_MARK = 63;
const EXCLAMATION_MARK = 33;
