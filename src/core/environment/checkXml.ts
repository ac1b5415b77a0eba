/**
 * The text as it may be parsed, or why it is not: bounds come before the parser, to which depth and number of elements
 * are what costs most. A document type declaration is left out, because nothing it could say is used; one that declares
 * entities of its own makes another document without them, and is refused. Nothing that it names is ever fetched.
 */
export function checkXml(text: string): { readonly text: string } | { readonly fault: string } {
  if (text.length > longestXml) return { fault: `is larger than ${longestXml / 1_000_000} MB, too large for an XPath` };
  let depth = 0;
  let count = 0;
  let kept = text;
  for (let start = text.indexOf('<'); start >= 0;) {
    const mark = readMark(text, start);
    if (mark.kind === 'subset') return { fault: 'declares entities or elements of its own (DTD), which is not read' };
    if (mark.kind === 'type') kept = kept.slice(0, start) + ' '.repeat(mark.end - start) + kept.slice(mark.end);
    if (mark.kind === 'open') depth++;
    if (mark.kind === 'close') depth--;
    if (depth > deepest) return { fault: `nests deeper than ${deepest} elements, too deep for an XPath` };
    if (mark.kind !== 'other' && ++count > mostTags) {
      return { fault: `has more than ${mostTags / 1000} thousand tags, too many for an XPath` };
    }
    start = text.indexOf('<', mark.end);
  }
  return { text: kept };
}

interface Mark {
  readonly kind: 'open' | 'close' | 'empty' | 'type' | 'subset' | 'other';
  /** What breaks off ends with the text: the parser will tell. */
  readonly end: number;
}

function readMark(text: string, start: number): Mark {
  if (text.startsWith('<!--', start)) return { kind: 'other', end: behind(text, '-->', start + 4) };
  if (text.startsWith('<![CDATA[', start)) return { kind: 'other', end: behind(text, ']]>', start + 9) };
  if (text.startsWith('<?', start)) return { kind: 'other', end: behind(text, '?>', start + 2) };
  if (text.startsWith('<!', start)) {
    const end = tagEnd(text, start, '[');
    return { kind: text[end - 1] === '[' ? 'subset' : 'type', end };
  }
  const end = tagEnd(text, start);
  if (text[start + 1] === '/') return { kind: 'close', end };
  return { kind: text[end - 2] === '/' ? 'empty' : 'open', end };
}

/** Behind the `>`, or the other mark, that is in no quotes. */
function tagEnd(text: string, start: number, stop?: string): number {
  for (let index = start + 1; index < text.length; index++) {
    const character = text[index];
    if (character === '>' || character === stop) return index + 1;
    if (character !== '"' && character !== "'") continue;
    const close = text.indexOf(character, index + 1);
    if (close < 0) return text.length;
    index = close;
  }
  return text.length;
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

/** Characters. */
const longestXml = 2_000_000;
const mostTags = 100_000;
const deepest = 500;
