import type { Span } from '../text/span';
import { readScriptTokens, type ScriptToken } from './scriptTokens';

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
  const tokens = readScriptTokens(source);
  const script: Script = { tokens, partners: matchBrackets(tokens), places: new Map(), captures: [], at: 0 };
  let isWhole = readsToEnd(source, tokens);
  while (script.at < tokens.length) {
    if (isPunctuator(script, script.at, ';')) script.at++;
    else if (!readStatement(script)) {
      isWhole = false;
      if (!skipStatement(script)) break;
    }
  }
  const lineAt = buildLineCounter(source);
  const captures = script.captures.map(({ name, path, span }) => ({
    name,
    path,
    span: { start: code.start + span.start, end: code.start + span.end },
    line: lineAt(span.start),
  }));
  return { captures, whole: isWhole };
}

interface Script {
  readonly tokens: readonly ScriptToken[];
  /** By the index of an opening bracket, that of its closing one. */
  readonly partners: ReadonlyMap<number, number>;
  /** Variables of the script that hold a place in the answer. */
  readonly places: Map<string, Place>;
  readonly captures: Pick<ScriptCapture, 'name' | 'path' | 'span'>[];
  at: number;
}

/** A place in the answer; only a JSON body has places inside. */
interface Place {
  readonly kind: 'json' | 'plain';
  readonly path: string;
}

function readsToEnd(source: string, tokens: readonly ScriptToken[]): boolean {
  const rest = source.slice(tokens.at(-1)?.end ?? 0);
  return rest.replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '').trim() === '';
}

/** An assignment or a declaration of the known forms, and nothing behind it on its line. */
function readStatement(script: Script): boolean {
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
  const setter = SETTERS.find((words) => matches(script, start, words));
  if (!setter) return false;
  const name = start + setter.length;
  const value = readPlace(script, name + 2);
  const token = script.tokens[name];
  if (token?.kind !== 'string' || !isPunctuator(script, name + 1, ',') || !value) return false;
  if (!/^[^\s{}=]{1,200}$/.test(token.text)) return false;
  if (!isPunctuator(script, value.next, ')') || !endsStatement(script, value.next + 1)) return false;
  const span = { start: script.tokens[start]?.start ?? 0, end: script.tokens[value.next]?.end ?? 0 };
  script.captures.push({ name: token.text, path: toCapturePath(value.place), span });
  script.at = value.next + 1;
  return true;
}

/** The members' path was written behind `$`; a whole body is given as the text it is. */
function toCapturePath({ kind, path }: Place): string {
  return kind === 'json' && path === '' ? 'response.body.*' : kind === 'json' ? `response.body.$${path}` : path;
}

interface ReadPlace {
  readonly place: Place;
  readonly next: number;
}

function readPlace(script: Script, at: number): ReadPlace | undefined {
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

function readRoot(script: Script, at: number): ReadPlace | undefined {
  const name = identifierAt(script, at);
  const known = name === undefined ? undefined : script.places.get(name);
  if (known) return { place: known, next: at + 1 };
  const body = BODIES.find((words) => matches(script, at, words));
  if (body) return { place: { kind: 'json', path: '' }, next: at + body.length };
  const status = STATUSES.find((words) => matches(script, at, words));
  if (status) return { place: { kind: 'plain', path: 'response.status' }, next: at + status.length };
  const header = HEADERS.find((words) => matches(script, at, words));
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
function endsStatement(script: Script, at: number): boolean {
  const token = script.tokens[at];
  if (!token || isPunctuator(script, at, ';')) return true;
  return token.newline && !goesOn(token);
}

function goesOn(token: ScriptToken): boolean {
  if (token.kind === 'template') return true;
  if (token.kind === 'identifier') return token.text === 'in' || token.text === 'instanceof';
  return token.kind === 'punctuator' && !['{', '}', ')', ']', '++', '--', '!', '~', ';'].includes(token.text);
}

/** Passes over a statement that is not understood. False where nothing behind it is certain any more. */
function skipStatement(script: Script): boolean {
  const start = script.at;
  const word = identifierAt(script, start) ?? textAt(script, start);
  if (word === undefined || ENDING_WORDS.has(word) || EXITS.some((words) => matches(script, start, words)))
    return false;
  const isControl = CONTROL_WORDS.has(word) || word === '{' || word === 'function';
  const end = isControl ? skipControl(script, start) : skipExpression(script, start);
  if (end === undefined) return false;
  if (isControl && word !== 'function' && holdsExit(script, start, end)) return false;
  if (!keepPlaces(script, start, end)) return false;
  script.at = end;
  return true;
}

/** `if (…) {…} else {…}` and the like; a branch without braces is not told apart from what follows. */
function skipControl(script: Script, start: number): number | undefined {
  let at = start;
  for (;;) {
    const word = textAt(script, at);
    if (word !== undefined && (CONTROL_WORDS.has(word) || word === 'function')) at++;
    if (word === 'else' && textAt(script, at) === 'if') at++;
    if (word === 'function' && identifierAt(script, at) !== undefined) at++;
    if (isPunctuator(script, at, '(')) {
      const close = script.partners.get(at);
      if (close === undefined) return undefined;
      at = close + 1;
    }
    // The `while (…)` of a `do` has no block of its own.
    if (word === 'while' && at > start && textAt(script, start) === 'do' && !isPunctuator(script, at, '{')) return at;
    const close = isPunctuator(script, at, '{') ? script.partners.get(at) : undefined;
    if (close === undefined) return undefined;
    at = close + 1;
    const next = textAt(script, at);
    const isDo = textAt(script, start) === 'do' && next === 'while';
    if (!isDo && (next === undefined || !FOLLOWING_WORDS.has(next))) return at;
  }
}

/** To the semicolon, or to the line end where the expression is complete. Brackets are passed as a whole. */
function skipExpression(script: Script, start: number): number | undefined {
  let at = start;
  while (at < script.tokens.length) {
    const token = script.tokens[at];
    if (!token || isPunctuator(script, at, ';')) return at;
    if (at > start && token.newline && !goesOn(token) && !expectsMore(script.tokens[at - 1])) return at;
    if (token.kind === 'punctuator' && /^[)\]}]$/.test(token.text)) return undefined;
    const partner = script.partners.get(at);
    if (partner === undefined && token.kind === 'punctuator' && /^[([{]$/.test(token.text)) return undefined;
    at = (partner ?? at) + 1;
  }
  return at;
}

function expectsMore(token: ScriptToken | undefined): boolean {
  if (token?.kind === 'identifier') return OPERATOR_WORDS.has(token.text);
  return token?.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(token.text);
}

function holdsExit(script: Script, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (ENDING_WORDS.has(identifierAt(script, at) ?? '') || EXITS.some((words) => matches(script, at, words)))
      return true;
  }
  return false;
}

/**
 * A variable that the passed statement may have changed holds no known place any more. False when a name the known
 * forms are built of was given another meaning.
 */
function keepPlaces(script: Script, start: number, end: number): boolean {
  const opening = textAt(script, start);
  // `[a, b] = …` and `({ a } = …)` assign without naming what.
  if (opening === '[' || opening === '(') script.places.clear();
  for (let at = start; at < end; at++) {
    const name = identifierAt(script, at);
    if (name === undefined || (!script.places.has(name) && !ROOTS.has(name))) continue;
    const before = at > 0 ? textAt(script, at - 1) : undefined;
    if (before === '.' || before === '?.' || !isChanged(script, at, before)) continue;
    if (ROOTS.has(name)) return false;
    script.places.delete(name);
  }
  return true;
}

function isChanged(script: Script, at: number, before: string | undefined): boolean {
  if (before !== undefined && CHANGING_BEFORE.has(before)) return true;
  if (before === '(' && matches(script, at - 4, ['Object', '.', 'assign', '('])) return true;
  let last = '';
  let next = at + 1;
  for (;;) {
    const partner = isPunctuator(script, next, '[') ? script.partners.get(next) : undefined;
    const name = identifierAt(script, next + 1);
    if (partner !== undefined) next = partner + 1;
    else if (name !== undefined && (isPunctuator(script, next, '.') || isPunctuator(script, next, '?.'))) {
      last = name;
      next += 2;
    } else break;
  }
  const text = script.tokens[next]?.kind === 'punctuator' ? (textAt(script, next) ?? '') : '';
  if (text === '(') return CHANGING_METHODS.has(last);
  return text === '++' || text === '--' || (/=$/.test(text) && !/^(?:[=!]==?|[<>]=)$/.test(text));
}

function matchBrackets(tokens: readonly ScriptToken[]): ReadonlyMap<number, number> {
  const partners = new Map<number, number>();
  const open: { readonly index: number; readonly close: string }[] = [];
  for (const [index, { kind, text }] of tokens.entries()) {
    if (kind !== 'punctuator') continue;
    const close = CLOSING[text];
    if (close !== undefined) open.push({ index, close });
    else if (text === ')' || text === ']' || text === '}') {
      // Behind a bracket of the wrong kind nothing is paired any more.
      const last = open.pop();
      if (last?.close !== text) break;
      partners.set(last.index, index);
    }
  }
  return partners;
}

function matches(script: Script, at: number, words: readonly string[]): boolean {
  return at >= 0 && words.every((word, index) => textAt(script, at + index) === word);
}

/** Of an identifier or a punctuator: a string of the same letters is something else. */
function textAt(script: Script, at: number): string | undefined {
  const token = script.tokens[at];
  return token?.kind === 'identifier' || token?.kind === 'punctuator' ? token.text : undefined;
}

function identifierAt(script: Script, at: number): string | undefined {
  const token = script.tokens[at];
  return token?.kind === 'identifier' ? token.text : undefined;
}

function isPunctuator(script: Script, at: number, text: string): boolean {
  const token = script.tokens[at];
  return token?.kind === 'punctuator' && token.text === text;
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

function words(text: string): readonly string[] {
  return text.split(' ');
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
const EXITS = ['client . exit (', 'process . exit ('].map(words);
const ROOTS: ReadonlySet<string> = new Set(['client', 'pm', 'postman', 'response', 'responseBody', 'JSON']);
const CONTROL_WORDS: ReadonlySet<string> = new Set(words('if else for while do switch try catch finally'));
const FOLLOWING_WORDS: ReadonlySet<string> = new Set(words('else catch finally'));
const ENDING_WORDS: ReadonlySet<string> = new Set(words('return throw break continue import export class with async'));
const OPERATOR_WORDS: ReadonlySet<string> = new Set(
  words('in instanceof typeof new delete void await of var let const'),
);
const CHANGING_BEFORE: ReadonlySet<string> = new Set(words('++ -- delete function var let const'));
const CHANGING_METHODS: ReadonlySet<string> = new Set(
  words('copyWithin fill pop push reverse shift sort splice unshift'),
);
const CLOSING: Readonly<Record<string, string | undefined>> = { '(': ')', '[': ']', '{': '}' };
