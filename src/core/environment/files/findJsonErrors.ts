import { parseTree, type ParseError } from 'jsonc-parser';
import type { Span } from '../../text/span';
import { jsonDepth } from '../answers/jsonText';

/** One place at which text is not JSON. */
export interface JsonError {
  readonly kind: 'comma-missing' | 'comma-too-many' | 'other';
  readonly span: Span;
  /** A sentence that says what is expected there. */
  readonly message: string;
}

/** Where the text is not JSON, RFC 8259, at most `limit` places. Text that nests too deep to be read has none. */
export function findJsonErrors(text: string, limit: number): readonly JsonError[] {
  if (jsonDepth(text, DEEPEST_NESTING) > DEEPEST_NESTING) return [];
  const errors: ParseError[] = [];
  parseTree(text, errors, { disallowComments: true, allowTrailingComma: false, allowEmptyContent: true });
  return errors.slice(0, limit).map(({ error, offset, length }) => {
    const start = Math.min(offset, text.length);
    const message = describeJsonError(error);
    return { kind: kindOf(error, text, start), span: { start, end: Math.min(start + length, text.length) }, message };
  });
}

/** What is expected, by the number of the package's `ParseErrorCode`, whose names exist in its types only. */
export function describeJsonError(code: number): string {
  return MESSAGES[code] ?? 'This is not JSON.';
}

function kindOf(code: number, text: string, start: number): JsonError['kind'] {
  if (code === COMMA_EXPECTED) return 'comma-missing';
  const isValue = code === VALUE_EXPECTED || code === NAME_EXPECTED;
  return isValue && /,\s*$/.test(text.slice(Math.max(0, start - LONGEST_GAP), start)) && /[\]}]/.test(text[start] ?? '')
    ? 'comma-too-many'
    : 'other';
}

const NAME_EXPECTED = 3;
const VALUE_EXPECTED = 4;
const COMMA_EXPECTED = 6;
const DEEPEST_NESTING = 500;
const LONGEST_GAP = 200;

const MESSAGES: Readonly<Record<number, string>> = {
  1: 'This is not a JSON value. Texts stand in double quotes.',
  2: 'This is not a JSON number. Put it in double quotes to use it as text.',
  3: 'Expected a name in double quotes.',
  4: 'Expected a value: a text in double quotes, a number, true, false, a list or an object.',
  5: 'Expected a colon between the name and its value.',
  6: 'Expected a comma between two members.',
  7: "Expected the closing '}' of the object.",
  8: "Expected the closing ']' of the list.",
  9: 'Expected the end: everything belongs into one object or list.',
  10: 'Comments are not allowed here.',
  11: 'This comment has no end.',
  12: 'This text has no closing double quote on its line.',
  13: 'This number has no end.',
  14: 'A Unicode escape is \\u and four hexadecimal digits.',
  15: 'After a backslash only " \\ / b f n r t or u may follow.',
  16: 'This character cannot stand in JSON text. Write it as an escape.',
};
