import type { Span } from '../../text/span';
import {
  goesOn,
  identifierAt,
  isPunctuator,
  matches,
  ROOTS,
  startScript,
  textAt,
  words,
  type ScriptCursor,
  type ScriptPlace,
} from './scriptCursor';
import { skipStatement } from './skipStatement';

/** What a script that runs behind an answer would set, as far as its statements are plain assignments. */
export interface ScriptReading {
  readonly captures: readonly ScriptCapture[];
  /** Nothing in the script is left over: not running it leaves nothing out. */
  readonly whole: boolean;
}

/** `client.global.set("id", response.body.id)`. */
export interface ScriptCapture {
  readonly name: string;
  /** Where the value stands in the answer, as `# @capture` writes it: `response.body.$.id`. */
  readonly path: string;
  /** The statement, in the coordinates of the text. */
  readonly span: Span;
  /** Of the script, counted from 1. */
  readonly line: number;
}

/**
 * Reads a script without running it: `client.global.set`, `pm.environment.set` and their relatives with a text as name
 * and a place in the answer as value, and variables that hold such a place. Only statements that are certain to be
 * reached count: nothing inside a condition, a loop or a function, and nothing behind what may end the script.
 */
export function readScriptCaptures(text: string, code: Span): ScriptReading {
  const source = text.slice(code.start, code.end);
  if (!/\.set(?:EnvironmentVariable|GlobalVariable)?\s*\(/.test(source)) {
    return { captures: [], whole: source.trim() === '' };
  }
  const script = startScript(source);
  const found: FoundCapture[] = [];
  let isWhole = script.complete;
  while (script.at < script.tokens.length) {
    if (isPunctuator(script, script.at, ';')) script.at++;
    else if (!readStatement(script, found)) {
      isWhole = false;
      if (!skipStatement(script)) break;
    }
  }
  const lineAt = buildLineCounter(source);
  const captures = found.map(({ name, path, span }) => ({
    name,
    path,
    span: { start: code.start + span.start, end: code.start + span.end },
    line: lineAt(span.start),
  }));
  return { captures, whole: isWhole };
}

type FoundCapture = Pick<ScriptCapture, 'name' | 'path' | 'span'>;

/** An assignment or a declaration of the known forms, and nothing behind it on its line. */
function readStatement(script: ScriptCursor, found: FoundCapture[]): boolean {
  const start = script.at;
  const word = textAt(script, start);
  if (word === 'var' || word === 'let' || word === 'const') {
    const name = identifierAt(script, start + 1);
    if (name === undefined || ROOTS.has(name) || !isPunctuator(script, start + 2, '=')) return false;
    const value = readPlace(script, start + 3);
    if (!value || !endsStatement(script, value.next)) return false;
    script.places.set(name, value.place);
    script.at = value.next;
    return true;
  }
  const setter = SETTERS.find((form) => matches(script, start, form));
  if (!setter) return false;
  const name = start + setter.length;
  const value = readPlace(script, name + 2);
  const token = script.tokens[name];
  if (token?.kind !== 'string' || !isPunctuator(script, name + 1, ',') || !value) return false;
  if (!/^[^\s{}=]{1,200}$/.test(token.text)) return false;
  if (!isPunctuator(script, value.next, ')') || !endsStatement(script, value.next + 1)) return false;
  const span = { start: script.tokens[start]?.start ?? 0, end: script.tokens[value.next]?.end ?? 0 };
  found.push({ name: token.text, path: toCapturePath(value.place), span });
  script.at = value.next + 1;
  return true;
}

/** The members' path was written behind `$`; a whole body is given as the text it is. */
function toCapturePath({ kind, path }: ScriptPlace): string {
  return kind === 'json' && path === '' ? 'response.body.*' : kind === 'json' ? `response.body.$${path}` : path;
}

interface ReadPlace {
  readonly place: ScriptPlace;
  readonly next: number;
}

function readPlace(script: ScriptCursor, at: number): ReadPlace | undefined {
  const root = readRoot(script, at);
  if (root?.place.kind !== 'json') return root;
  let { next } = root;
  let { path } = root.place;
  for (;;) {
    const isOptional = isPunctuator(script, next, '?.');
    if (isPunctuator(script, next, '[') || (isOptional && isPunctuator(script, next + 1, '['))) {
      const key = next + (isOptional ? 2 : 1);
      const token = script.tokens[key];
      if (!isPunctuator(script, key + 1, ']')) return undefined;
      if (token?.kind === 'number' && /^\d{1,15}$/.test(token.text)) path += `[${token.text}]`;
      else if (token?.kind === 'string') path += memberPath(token.text);
      else return undefined;
      next = key + 2;
    } else if (isOptional || isPunctuator(script, next, '.')) {
      const name = identifierAt(script, next + 1);
      // A length is worked out and stands nowhere in the answer.
      if (name === undefined || name === 'length') return undefined;
      path += memberPath(name);
      next += 2;
    } else break;
  }
  return { place: { kind: 'json', path }, next };
}

function readRoot(script: ScriptCursor, at: number): ReadPlace | undefined {
  const name = identifierAt(script, at);
  const known = name === undefined ? undefined : script.places.get(name);
  if (known) return { place: known, next: at + 1 };
  const body = BODIES.find((form) => matches(script, at, form));
  if (body) return { place: { kind: 'json', path: '' }, next: at + body.length };
  const status = STATUSES.find((form) => matches(script, at, form));
  if (status) return { place: { kind: 'plain', path: 'response.status' }, next: at + status.length };
  const header = HEADERS.find((form) => matches(script, at, form));
  const token = header && script.tokens[at + header.length];
  if (!header || token?.kind !== 'string' || !/^[\w!#$%&'*+.^`|~-]{1,200}$/.test(token.text)) return undefined;
  if (!isPunctuator(script, at + header.length + 1, ')')) return undefined;
  return { place: { kind: 'plain', path: `response.headers.${token.text}` }, next: at + header.length + 2 };
}

/** A step of a JSONPath, RFC 9535 section 2.3.1. */
function memberPath(name: string): string {
  if (/^[A-Za-z_]\w*$/.test(name)) return `.${name}`;
  if (!/['\\]|[^ -~]/.test(name)) return `['${name}']`;
  return `[${JSON.stringify(name)}]`;
}

/** A statement ends at a semicolon, at the end of the script, or with its line where the next one cannot go on with it. */
function endsStatement(script: ScriptCursor, at: number): boolean {
  const token = script.tokens[at];
  if (!token) return script.complete;
  if (isPunctuator(script, at, ';')) return true;
  return token.newline && !goesOn(token);
}

/** Asked in ascending order, so that all answers together are one pass. */
function buildLineCounter(source: string): (offset: number) => number {
  let line = 1;
  let from = 0;
  return (offset) => {
    for (; from < offset; from++) if (source.charCodeAt(from) === 10) line++;
    return line;
  };
}

const SETTERS = [
  'client . global . set (',
  'pm . environment . set (',
  'pm . collectionVariables . set (',
  'pm . globals . set (',
  'pm . variables . set (',
  'postman . setEnvironmentVariable (',
  'postman . setGlobalVariable (',
].map(words);

const BODIES = [
  'pm . response . json ( )',
  'JSON . parse ( responseBody )',
  'JSON . parse ( response . body )',
  'JSON . parse ( pm . response . text ( ) )',
  'response . body',
].map(words);

const STATUSES = ['response . status', 'pm . response . code'].map(words);
const HEADERS = ['response . headers . valueOf (', 'pm . response . headers . get ('].map(words);
