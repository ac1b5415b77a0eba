/**
 * The text as it may be parsed, or why it is not: bounds come before the parser, to which depth and number of elements
 * are what costs most. A document type declaration is left out, because nothing it could say is used; one that declares
 * entities of its own makes another document without them, and is refused. Nothing that it names is ever fetched.
 */
export function checkXml(text: string): { readonly text: string } | { readonly fault: string } {
  if (text.length > longestXml) return { fault: `is larger than ${longestXml / 1_000_000} MB, too large for an XPath` };
  let depth = 0;
  let count = 0;
  let type: Mark | undefined;
  let typeStart = 0;
  const prefixes = createPrefixMeter();
  for (let start = text.indexOf('<'); start >= 0;) {
    const mark = readMark(text, start);
    if (mark.kind === 'subset') return { fault: 'declares entities or elements of its own (DTD), which is not read' };
    if (mark.kind === 'type') {
      // There is one at most, and joining the text anew for each of many would take for ever.
      if (type) return { fault: 'is not well-formed XML' };
      type = mark;
      typeStart = start;
    }
    if (mark.kind === 'open') depth++;
    if (mark.kind === 'close') depth--;
    if (mark.quotes > mostAttributes) {
      return { fault: `has an element with more than ${mostAttributes} attributes, too many for an XPath` };
    }
    if (!prefixes(mark, text, start)) return { fault: 'declares too many namespaces for an XPath' };
    if (depth > deepest) return { fault: `nests deeper than ${deepest} elements, too deep for an XPath` };
    if (mark.kind !== 'other') count += 1 + mark.quotes / 8;
    if (count > mostTags) {
      return { fault: `has more than ${mostTags / 1000} thousand tags, too many for an XPath` };
    }
    start = text.indexOf('<', mark.end);
  }
  return { text: type ? text.slice(0, typeStart) + ' '.repeat(type.end - typeStart) + text.slice(type.end) : text };
}

/**
 * The parser copies what prefixes mean for each element that declares one: many that declare in one that declares many
 * would be as many copies of all. False when that gets too much.
 */
function createPrefixMeter(): (mark: Mark, text: string, start: number) => boolean {
  const open: number[] = [];
  let declared = 0;
  let copied = 0;
  return ({ kind, end, quotes }, text, start) => {
    if (kind === 'close') declared -= open.pop() ?? 0;
    if (kind !== 'open' && kind !== 'empty') return true;
    const own = quotes === 0 ? 0 : text.slice(start, end).split('xmlns').length - 1;
    if (own > 0) copied += declared + own;
    if (kind === 'open') {
      open.push(own);
      declared += own;
    }
    return copied <= mostCopies;
  };
}

interface Mark {
  readonly kind: 'open' | 'close' | 'empty' | 'type' | 'subset' | 'other';
  /** What breaks off ends with the text: the parser will tell. */
  readonly end: number;
  /** Quoted values in a tag. */
  readonly quotes: number;
}

function readMark(text: string, start: number): Mark {
  if (text.startsWith('<!--', start)) return { kind: 'other', end: behind(text, '-->', start + 4), quotes: 0 };
  if (text.startsWith('<![CDATA[', start)) return { kind: 'other', end: behind(text, ']]>', start + 9), quotes: 0 };
  if (text.startsWith('<?', start)) return { kind: 'other', end: behind(text, '?>', start + 2), quotes: 0 };
  if (text.startsWith('<!', start)) {
    const { end } = readTag(text, start, '[');
    return { kind: text[end - 1] === '[' ? 'subset' : 'type', end, quotes: 0 };
  }
  const tag = readTag(text, start);
  if (text[start + 1] === '/') return { kind: 'close', ...tag };
  return { kind: text[tag.end - 2] === '/' ? 'empty' : 'open', ...tag };
}

/** To behind the `>`, or the other mark, that is in no quotes. */
function readTag(text: string, start: number, stop?: string): Pick<Mark, 'end' | 'quotes'> {
  let quotes = 0;
  for (let index = start + 1; index < text.length; index++) {
    const character = text[index];
    if (character === '>' || character === stop) return { end: index + 1, quotes };
    if (character !== '"' && character !== "'") continue;
    const close = text.indexOf(character, index + 1);
    if (close < 0) break;
    quotes++;
    index = close;
  }
  return { end: text.length, quotes };
}

function behind(text: string, mark: string, from: number): number {
  const found = text.indexOf(mark, from);
  return found < 0 ? text.length : found + mark.length;
}

/** Characters. */
const longestXml = 2_000_000;
const mostTags = 100_000;
const deepest = 500;
/** Of one element: the parser looks through all of them for each. */
const mostAttributes = 500;
const mostCopies = 1_000_000;
