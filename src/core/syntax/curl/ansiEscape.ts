/** What the escape at `offset` means inside `$'…'`, and where it ends. A backslash before anything else is one. */
export function ansiEscape(text: string, offset: number): { readonly text: string; readonly end: number } {
  const mark = text.charAt(offset + 1);
  const simple = SIMPLE_ESCAPES.get(mark);
  if (simple !== undefined) return { text: simple, end: offset + 2 };
  const numeric = /^(?:x([0-9A-Fa-f]{1,2})|u([0-9A-Fa-f]{1,4})|U([0-9A-Fa-f]{1,8})|([0-7]{1,3}))/.exec(
    text.slice(offset + 1, offset + 10),
  );
  if (numeric) {
    const digits = numeric[1] ?? numeric[2] ?? numeric[3];
    const code = digits === undefined ? Number.parseInt(numeric[4] ?? '0', 8) & 255 : Number.parseInt(digits, 16);
    const end = offset + 1 + numeric[0].length;
    return { text: code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD', end };
  }
  return { text: text.charAt(offset), end: offset + 1 };
}

const SIMPLE_ESCAPES: ReadonlyMap<string, string> = new Map([
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['a', '\x07'],
  ['b', '\b'],
  ['e', '\x1b'],
  ['E', '\x1b'],
  ['f', '\f'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['?', '?'],
]);
