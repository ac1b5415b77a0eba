/** What a person sees of a value: a secret is dots of a fixed number, a long text its beginning, on one line. */
export function maskValue(text: string, secret: boolean): string {
  if (secret) return '••••••••';
  const line = text.slice(0, LONGEST_SHOWN).replace(/[\r\n\t]+/g, ' ');
  return text.length > LONGEST_SHOWN ? `${line}…` : line;
}

const LONGEST_SHOWN = 200;
