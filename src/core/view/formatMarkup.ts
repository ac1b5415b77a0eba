/**
 * XML or HTML with one element to a line, indented by two. Comments, CDATA, scripts and everything that is not
 * markup stay as they came. One pass; a text that is no markup comes back as it is.
 */
export function formatMarkup(text: string, language: 'xml' | 'html'): string {
  const pieces = splitMarkup(text, language);
  if (!pieces.some((piece) => piece.kind === 'open')) return text;
  const lines: string[] = [];
  let depth = 0;
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index];
    if (!piece || piece.text === '') continue;
    if (piece.kind === 'close') depth = Math.max(0, depth - 1);
    const short = piece.kind === 'open' ? shortElement(pieces, index) : undefined;
    lines.push(indents[Math.min(depth, deepestIndent)] + (short?.text ?? piece.text));
    if (short) index = short.last;
    else if (piece.kind === 'open') depth++;
  }
  return lines.join('\n');
}

interface Piece {
  readonly kind: 'open' | 'close' | 'alone' | 'text';
  readonly text: string;
}

const deepestIndent = 40;
const indents: readonly string[] = Array.from({ length: deepestIndent + 1 }, (_, depth) => '  '.repeat(depth));

/** `<a>text</a>` and `<a></a>` stay on one line when they are short. */
function shortElement(pieces: readonly Piece[], index: number): { text: string; last: number } | undefined {
  const [first, second, third] = [pieces[index], pieces[index + 1], pieces[index + 2]];
  if (!first || !second) return undefined;
  if (second.kind === 'close') return { text: first.text + second.text, last: index + 1 };
  const isShort = second.kind === 'text' && second.text.length <= 200 && !second.text.includes('\n');
  return isShort && third?.kind === 'close'
    ? { text: first.text + second.text + third.text, last: index + 2 }
    : undefined;
}

function splitMarkup(text: string, language: 'xml' | 'html'): Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  while (offset < text.length) {
    if (text.charCodeAt(offset) !== OPENING_ANGLE) {
      const next = text.indexOf('<', offset);
      const end = next < 0 ? text.length : next;
      pieces.push({ kind: 'text', text: text.slice(offset, end).trim() });
      offset = end;
      continue;
    }
    const end = markupEnd(text, offset);
    const tag = text.slice(offset, end);
    const kind = kindOf(tag, language);
    offset = end;
    const rawName = kind === 'open' && language === 'html' ? rawTextName(tag) : undefined;
    if (rawName === undefined) {
      pieces.push({ kind, text: tag });
    } else {
      offset = rawTextEnd(text, end, rawName);
      pieces.push({ kind: 'alone', text: tag + text.slice(end, offset) });
    }
  }
  return pieces;
}

/** Behind the construct that begins at `offset`; the end of the text when it does not end. */
function markupEnd(text: string, offset: number): number {
  for (const [start, stop] of delimited) {
    if (!text.startsWith(start, offset)) continue;
    const end = text.indexOf(stop, offset + start.length);
    return end < 0 ? text.length : end + stop.length;
  }
  let quote = 0;
  for (let index = offset + 1; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (quote !== 0) {
      if (unit === quote) quote = 0;
    } else if (unit === 0x22 || unit === 0x27) {
      quote = unit;
    } else if (unit === CLOSING_ANGLE) {
      return index + 1;
    }
  }
  return text.length;
}

const delimited: readonly (readonly [start: string, stop: string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
];

function kindOf(tag: string, language: 'xml' | 'html'): Piece['kind'] {
  if (tag.startsWith('</')) return 'close';
  if (tag.startsWith('<!') || tag.startsWith('<?') || tag.endsWith('/>') || !tag.endsWith('>')) return 'alone';
  return language === 'html' && voidElements.has(tagName(tag)) ? 'alone' : 'open';
}

function tagName(tag: string): string {
  return /^<\/?([^\s/>]{1,64})/.exec(tag)?.[1]?.toLowerCase() ?? '';
}

function rawTextName(tag: string): string | undefined {
  const name = tagName(tag);
  return rawTextElements.has(name) ? name : undefined;
}

/** Behind the closing tag. The pattern is of a fixed name and is found in one pass. */
function rawTextEnd(text: string, start: number, name: string): number {
  const closing = new RegExp(`</${name}[^>]*>`, 'ig');
  closing.lastIndex = start;
  return closing.exec(text) ? closing.lastIndex : text.length;
}

const rawTextElements: ReadonlySet<string> = new Set(['script', 'style', 'pre', 'textarea']);

const voidElements: ReadonlySet<string> = new Set([
  'area',
  'base',
  'br',
  'col',
  'embed',
  'hr',
  'img',
  'input',
  'link',
  'meta',
  'param',
  'source',
  'track',
  'wbr',
]);

const OPENING_ANGLE = 0x3c;
const CLOSING_ANGLE = 0x3e;
