/**
 * Text in which nothing hides: control characters, zero-width and bidirectional marks, line separators, lone
 * surrogates and tag characters become escapes such as `\u202E`. Everything a response says is shown through it.
 */
export function visibleText(text: string): string {
  return hasHidden(text) ? text.replace(HIDDEN_ALL, escapeHidden) : text;
}

/** True when `text` has a character that would not be seen. */
export function hasHidden(text: string): boolean {
  return HIDDEN.test(text);
}

/** Splits `text` so that each hidden character stands alone, beside its escape. */
export function splitHidden(text: string): { readonly text: string; readonly escape: string | undefined }[] {
  const pieces: { text: string; escape: string | undefined }[] = [];
  let position = 0;
  for (const match of text.matchAll(HIDDEN_ALL)) {
    if (match.index > position) pieces.push({ text: text.slice(position, match.index), escape: undefined });
    pieces.push({ text: match[0], escape: escapeHidden(match[0]) });
    position = match.index + match[0].length;
  }
  if (position < text.length) pieces.push({ text: text.slice(position), escape: undefined });
  return pieces;
}

function escapeHidden(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0xffff) return `\\u{${code.toString(16).toUpperCase()}}`;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

// Tab is shown as it is; line breaks never reach here inside a line.
const PATTERN =
  '[\\u0000-\\u0008\\u000A-\\u001F\\u007F-\\u009F\\u00AD\\u034F\\u061C\\u115F\\u1160\\u17B4\\u17B5\\u180B-\\u180F' +
  '\\u200B-\\u200F\\u2028-\\u202E\\u2060-\\u206F\\u3164\\uFE00-\\uFE0E\\uFEFF\\uFFA0\\uFFF0-\\uFFFB\\u{E0000}-\\u{E0FFF}]' +
  '|\\p{Surrogate}';
const HIDDEN = new RegExp(PATTERN, 'u');
const HIDDEN_ALL = new RegExp(PATTERN, 'gu');
