/** A text with `$0` in it: where the cursor stands, and the text without the mark. */
export function cursor(marked: string): { readonly text: string; readonly offset: number } {
  const offset = marked.indexOf('$0');
  if (offset < 0) throw new Error('The text has no ‘$0’.');
  return { text: marked.slice(0, offset) + marked.slice(offset + 2), offset };
}
