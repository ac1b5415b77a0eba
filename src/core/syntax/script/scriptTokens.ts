/** A token of JavaScript, as far as telling statements apart needs it. A template literal is one token. */
export interface ScriptToken {
  readonly kind: 'identifier' | 'number' | 'string' | 'template' | 'pattern' | 'punctuator';
  /** As written; of a string, what it means. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** A line ends between the token before and this one. */
  readonly newline: boolean;
}

/** What was read of a script. */
export interface ScriptTokens {
  readonly tokens: readonly ScriptToken[];
  /** False when the tokens end before the script does, at a place that cannot be read. */
  readonly complete: boolean;
}

/** The tokens of a script. Nothing is run. Linear in the length of the code. */
export function readScriptTokens(code: string): ScriptTokens {
  const tokens: ScriptToken[] = [];
  let offset = 0;
  let newline = false;
  while (offset < code.length) {
    const blank = blankEnd(code, offset);
    if (blank === undefined) break;
    if (blank > offset) {
      newline ||= /[\n\r\u2028\u2029]/.test(code.slice(offset, blank));
      offset = blank;
      continue;
    }
    const token = readToken(code, offset, tokens.at(-1));
    if (!token) break;
    tokens.push({ kind: token.kind, text: token.text, start: offset, end: token.end, newline });
    offset = token.end;
    newline = false;
  }
  return { tokens, complete: offset >= code.length };
}

type TokenContent = Pick<ScriptToken, 'kind' | 'text' | 'end'>;

/** Behind blanks or one comment at `offset`; `undefined` for a comment without an end. */
function blankEnd(code: string, offset: number): number | undefined {
  if (code.startsWith('//', offset)) {
    LINE_END.lastIndex = offset;
    return LINE_END.exec(code)?.index ?? code.length;
  }
  if (code.startsWith('/*', offset)) {
    const close = code.indexOf('*/', offset + 2);
    return close < 0 ? undefined : close + 2;
  }
  BLANKS.lastIndex = offset;
  return BLANKS.test(code) ? BLANKS.lastIndex : offset;
}

function readToken(code: string, offset: number, before: ScriptToken | undefined): TokenContent | undefined {
  const first = code.charAt(offset);
  if (first === '"' || first === "'") return readString(code, offset);
  if (first === '`') return readTemplate(code, offset);
  if (first === '/' && startsPattern(before)) return readPattern(code, offset);
  for (const [kind, shape] of SHAPES) {
    shape.lastIndex = offset;
    const text = shape.exec(code)?.[0];
    if (text !== undefined) return { kind, text, end: offset + text.length };
  }
  return undefined;
}

/** A string ends on its line. */
function readString(code: string, start: number): TokenContent | undefined {
  const quote = code.charAt(start);
  let text = '';
  let offset = start + 1;
  while (offset < code.length) {
    PLAIN_TEXT.lastIndex = offset;
    const plain = PLAIN_TEXT.exec(code)?.[0] ?? '';
    text += plain;
    offset += plain.length;
    const unit = code.charAt(offset);
    if (unit === quote) return { kind: 'string', text, end: offset + 1 };
    if (unit === '"' || unit === "'") {
      text += unit;
      offset++;
      continue;
    }
    ESCAPE.lastIndex = offset;
    const escape = ESCAPE.exec(code);
    // A line end, or an escape that is none.
    if (!escape) return undefined;
    const [whole, hex = '', letter = ''] = escape;
    text += hex === '' ? (ESCAPES[letter] ?? letter) : String.fromCharCode(Number.parseInt(hex.slice(1), 16));
    offset += whole.length;
  }
  return undefined;
}

/** From the opening backtick to its partner, over the expressions inside and the templates inside those. */
function readTemplate(code: string, start: number): TokenContent | undefined {
  const depths: number[] = [];
  let inText = true;
  let offset = start + 1;
  while (offset < code.length) {
    const unit = code.charAt(offset);
    if (inText) {
      if (unit === '\\') offset++;
      else if (unit === '`') {
        if (depths.length === 0) return { kind: 'template', text: '', end: offset + 1 };
        inText = false;
      } else if (unit === '$' && code.charAt(offset + 1) === '{') {
        depths.push(0);
        inText = false;
        offset++;
      }
      offset++;
      continue;
    }
    const depth = depths.at(-1) ?? 0;
    if (unit === '"' || unit === "'") {
      const string = readString(code, offset);
      if (!string) return undefined;
      offset = string.end;
      continue;
    }
    if (unit === '`') inText = true;
    else if (unit === '{') depths[depths.length - 1] = depth + 1;
    else if (unit === '}' && depth > 0) depths[depths.length - 1] = depth - 1;
    else if (unit === '}') {
      depths.pop();
      inText = true;
    }
    offset++;
  }
  return undefined;
}

/** A regular expression stands where a value may begin; elsewhere a slash divides. */
function startsPattern(before: ScriptToken | undefined): boolean {
  if (!before) return true;
  if (before.kind === 'identifier') return BEFORE_VALUE.has(before.text);
  return before.kind === 'punctuator' && ![')', ']', '}', '++', '--'].includes(before.text);
}

function readPattern(code: string, start: number): TokenContent | undefined {
  let inClass = false;
  for (let offset = start + 1; offset < code.length; offset++) {
    const unit = code.charAt(offset);
    if (unit === '\n' || unit === '\r') return undefined;
    if (unit === '\\') offset++;
    else if (unit === '[') inClass = true;
    else if (unit === ']') inClass = false;
    else if (unit === '/' && !inClass) {
      FLAGS.lastIndex = offset + 1;
      const flags = FLAGS.exec(code)?.[0] ?? '';
      return { kind: 'pattern', text: '', end: offset + 1 + flags.length };
    }
  }
  return undefined;
}

const BLANKS = /[\s\uFEFF]+/y;
const LINE_END = /[\n\r\u2028\u2029]/g;
const PLAIN_TEXT = /[^"'\\\n\r]*/y;
const ESCAPE = /\\(?:(u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})|([^ux\d\n\r]))/y;
const ESCAPES: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' };
const FLAGS = /[a-z]*/y;

const SHAPES: readonly (readonly [ScriptToken['kind'], RegExp])[] = [
  ['identifier', /[\p{L}_$][\p{L}\p{N}_$]*/uy],
  ['number', /\d[\w.]*/y],
  [
    'punctuator',
    />>>=|\.\.\.|[=!]==|\*\*=|<<=|>>=|>>>|&&=|\|\|=|\?\?=|=>|[=!<>]=|&&|\|\||\?\?|\?\.|\+\+|--|[-+*/%&|^]=|<<|>>|\*\*|[-{}()[\];,<>+*/%&|^!~?:=.]/y,
  ],
];

const BEFORE_VALUE: ReadonlySet<string> = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'new',
  'delete',
  'void',
  'throw',
  'instanceof',
  'else',
  'do',
]);
