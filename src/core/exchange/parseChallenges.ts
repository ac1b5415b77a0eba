/** One challenge of `WWW-Authenticate`, RFC 9110 section 11.6.1. Scheme and names of parameters are in lower case. */
export interface Challenge {
  readonly scheme: string;
  readonly parameters: ReadonlyMap<string, string>;
}

/** The challenges of one field. What is no challenge is passed over; a field may hold any text. Linear in its length. */
export function parseChallenges(field: string): readonly Challenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  const text = field.slice(0, longestField);
  let position = 0;
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = position;
    const match = pattern.exec(text);
    if (match) position += match[0].length;
    return match;
  };
  while (position < text.length) {
    if (take(separator)) continue;
    const parameter = take(parameterName);
    const current = challenges.at(-1);
    if (parameter && current) {
      const value = take(quotedString)?.[1]?.replace(/\\(.)/gs, '$1') ?? take(plainValue)?.[0] ?? '';
      const name = (parameter[1] ?? '').toLowerCase();
      if (!current.parameters.has(name)) current.parameters.set(name, value);
      continue;
    }
    const scheme = take(token);
    if (scheme) challenges.push({ scheme: scheme[0].toLowerCase(), parameters: new Map() });
    else position += 1;
  }
  return challenges;
}

const longestField = 16_384;
const separator = /[\s,]+/y;
const parameterName = /([!#$%&'*+.^_`|~0-9A-Za-z-]{1,200})[ \t]{0,20}=(?!=)[ \t]{0,20}/y;
const quotedString = /"((?:[^"\\]|\\.)*)"?/sy;
const plainValue = /[^\s,"]+/y;
const token = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
