import { goesOn, identifierAt, isPunctuator, matches, ROOTS, textAt, words, type ScriptCursor } from './scriptCursor';
import type { ScriptToken } from './scriptTokens';

/** Passes over a statement that is not understood. False where nothing behind it is certain any more. */
export function skipStatement(script: ScriptCursor): boolean {
  const start = script.at;
  const word = identifierAt(script, start) ?? textAt(script, start);
  if (word === undefined || ENDING_WORDS.has(word) || EXITS.some((form) => matches(script, start, form))) return false;
  const isControl = CONTROL_WORDS.has(word) || word === '{' || word === 'function';
  const end = isControl ? skipControl(script, start) : skipExpression(script, start);
  if (end === undefined) return false;
  if (isControl && word !== 'function' && holdsExit(script, start, end)) return false;
  if (!keepPlaces(script, start, end)) return false;
  script.at = end;
  return true;
}

/** `if (…) {…} else {…}` and the like; a branch without braces is not told apart from what follows. */
function skipControl(script: ScriptCursor, start: number): number | undefined {
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
function skipExpression(script: ScriptCursor, start: number): number | undefined {
  let at = start;
  while (at < script.tokens.length) {
    const token = script.tokens[at];
    if (!token || isPunctuator(script, at, ';')) return at;
    if (at > start && token.newline && !goesOn(token) && !expectsMore(script.tokens[at - 1])) return at;
    if (token.kind === 'punctuator' && /^[)\]}]$/.test(token.text)) return undefined;
    // Behind a label or a mistake: what follows may depend on it.
    if (isControlWord(script, at)) return undefined;
    const partner = script.partners.get(at);
    if (partner === undefined && token.kind === 'punctuator' && /^[([{]$/.test(token.text)) return undefined;
    at = (partner ?? at) + 1;
  }
  return at;
}

function isControlWord(script: ScriptCursor, at: number): boolean {
  const word = identifierAt(script, at);
  if (word === undefined || (!CONTROL_WORDS.has(word) && word !== 'return' && word !== 'throw')) return false;
  const before = textAt(script, at - 1);
  return before !== '.' && before !== '?.';
}

function expectsMore(token: ScriptToken | undefined): boolean {
  if (token?.kind === 'identifier') return OPERATOR_WORDS.has(token.text);
  return token?.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(token.text);
}

function holdsExit(script: ScriptCursor, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (ENDING_WORDS.has(identifierAt(script, at) ?? '') || EXITS.some((form) => matches(script, at, form)))
      return true;
  }
  return false;
}

/**
 * A variable that the passed statement may have changed holds no known place any more. False when a name the known
 * forms are built of was given another meaning.
 */
function keepPlaces(script: ScriptCursor, start: number, end: number): boolean {
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

function isChanged(script: ScriptCursor, at: number, before: string | undefined): boolean {
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
  return text === '++' || text === '--' || (text.endsWith('=') && !/^(?:[=!]==?|[<>]=)$/.test(text));
}

const EXITS = ['client . exit (', 'process . exit ('].map(words);
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
