import { readScriptTokens, type ScriptToken } from './scriptTokens';

/** A script while its statements are read. */
export interface ScriptCursor {
  readonly tokens: readonly ScriptToken[];
  /** False when the script cannot be read to its end. */
  readonly complete: boolean;
  /** By the index of an opening bracket, that of its closing one. */
  readonly partners: ReadonlyMap<number, number>;
  /** Variables of the script that hold a place in the answer. */
  readonly places: Map<string, ScriptPlace>;
  /** Index of the token to read next. */
  at: number;
}

/** A place in the answer; only a JSON body has places inside. */
export interface ScriptPlace {
  readonly kind: 'json' | 'plain';
  readonly path: string;
}

/** At the first token of the script. */
export function startScript(source: string): ScriptCursor {
  const { tokens, complete } = readScriptTokens(source);
  return { tokens, complete, partners: matchBrackets(tokens), places: new Map(), at: 0 };
}

/** True when the tokens from `at` on are these words and signs. */
export function matches(script: ScriptCursor, at: number, form: readonly string[]): boolean {
  return at >= 0 && form.every((word, index) => textAt(script, at + index) === word);
}

/** Of an identifier or a punctuator: a string of the same letters is something else. */
export function textAt(script: ScriptCursor, at: number): string | undefined {
  const token = script.tokens[at];
  return token?.kind === 'identifier' || token?.kind === 'punctuator' ? token.text : undefined;
}

/** A name or a keyword. */
export function identifierAt(script: ScriptCursor, at: number): string | undefined {
  const token = script.tokens[at];
  return token?.kind === 'identifier' ? token.text : undefined;
}

/** True for that sign, and not for a string of it. */
export function isPunctuator(script: ScriptCursor, at: number, text: string): boolean {
  const token = script.tokens[at];
  return token?.kind === 'punctuator' && token.text === text;
}

/** True for a token that, on a new line, belongs to the statement above. */
export function goesOn(token: ScriptToken): boolean {
  if (token.kind === 'template') return true;
  if (token.kind === 'identifier') return token.text === 'in' || token.text === 'instanceof';
  return token.kind === 'punctuator' && !['{', '}', ')', ']', '++', '--', '!', '~', ';'].includes(token.text);
}

/** The words of a form, for tables. */
export function words(text: string): readonly string[] {
  return text.split(' ');
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

const CLOSING: Readonly<Record<string, string | undefined>> = { '(': ')', '[': ']', '{': '}' };

/** Names the known forms are built of. */
export const ROOTS: ReadonlySet<string> = new Set(['client', 'pm', 'postman', 'response', 'responseBody', 'JSON']);
