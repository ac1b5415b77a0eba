import type { Span } from '../../text/span';
import type { BodyStandIn } from './bodyStandIn';
import type { BodyTreeNode } from './readBodyTree';

/** Elements with their attributes; comments, instructions and sections of text are passed over. */
export function readXmlNodes({ text, start: base }: BodyStandIn): readonly BodyTreeNode[] {
  const roots: BodyTreeNode[] = [];
  const open: OpenElement[] = [];
  const depths = new Map<string, number>();
  const push = (node: BodyTreeNode): void => void (open.at(-1)?.children ?? roots).push(node);
  const close = (contentEnd: number, end: number): void => {
    const element = open.pop();
    if (!element) return;
    depths.set(element.tag, (depths.get(element.tag) ?? 1) - 1);
    const { start, name, contentStart, children } = element;
    const content = { start: base + contentStart, end: base + contentEnd };
    push({ kind: 'element', span: { start: base + start, end: base + end }, name, content, children });
  };
  for (let at = text.indexOf('<'); at >= 0;) {
    const skipped = skipSection(text, at);
    const isEnd = text.charAt(at + 1) === '/';
    const nameStart = at + (isEnd ? 2 : 1);
    const nameEnd = skipped === undefined ? xmlNameEnd(text, nameStart) : nameStart;
    if (skipped !== undefined || nameEnd === nameStart) {
      at = text.indexOf('<', skipped ?? at + 1);
      continue;
    }
    const tag = text.slice(nameStart, nameEnd);
    const attributes: BodyTreeNode[] = [];
    const end = readTag(text, nameEnd, isEnd ? undefined : attributes, base);
    if (isEnd) {
      // An end without its start closes nothing; one further out closes what was left open inside.
      if ((depths.get(tag) ?? 0) > 0) {
        while (open.at(-1)?.tag !== tag) close(at, at);
        close(at, end);
      }
    } else {
      const name = { start: base + nameStart, end: base + nameEnd };
      open.push({ tag, start: at, name, contentStart: end, children: attributes });
      depths.set(tag, (depths.get(tag) ?? 0) + 1);
      if (text.charAt(end - 2) === '/' && end - 2 >= nameEnd) close(end, end);
    }
    at = text.indexOf('<', end);
  }
  while (open.length > 0) close(text.length, text.length);
  return roots;
}

interface OpenElement {
  readonly tag: string;
  readonly start: number;
  readonly name: Span;
  readonly contentStart: number;
  readonly children: BodyTreeNode[];
}

/** Behind a comment, a section of text, an instruction or a declaration that starts at `at`. */
function skipSection(text: string, at: number): number | undefined {
  for (const [opening, closing] of sections) {
    if (!text.startsWith(opening, at)) continue;
    const found = text.indexOf(closing, at + opening.length);
    return found < 0 ? text.length : found + closing.length;
  }
  return undefined;
}

const sections = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
  ['<!', '>'],
] as const;

/** Behind the `>` of a tag; its attributes are added to `attributes`. */
function readTag(text: string, from: number, attributes: BodyTreeNode[] | undefined, base: number): number {
  let offset = from;
  while (offset < text.length) {
    const unit = text.charAt(offset);
    if (unit === '>') return offset + 1;
    // A tag that another one interrupts has no end.
    if (unit === '<') return offset;
    const nameEnd = xmlNameEnd(text, offset);
    if (nameEnd === offset) {
      offset++;
      continue;
    }
    const value = valueOf(text, nameEnd);
    if (value && attributes) {
      const name = { start: base + offset, end: base + nameEnd };
      const content = { start: base + value.start, end: base + value.end };
      const span = { start: name.start, end: base + value.next };
      attributes.push({ kind: 'attribute', span, name, content, children: [] });
    }
    offset = value?.next ?? nameEnd;
  }
  return offset;
}

/** `="…"` behind a name; the value ends before a `<`, which no value holds. */
function valueOf(text: string, from: number): (Span & { readonly next: number }) | undefined {
  let offset = from;
  while (isSpace(text.charCodeAt(offset))) offset++;
  if (text.charAt(offset) !== '=') return undefined;
  offset++;
  while (isSpace(text.charCodeAt(offset))) offset++;
  const quote = text.charAt(offset);
  if (quote !== '"' && quote !== "'") return undefined;
  const start = ++offset;
  while (offset < text.length && text.charAt(offset) !== quote && text.charAt(offset) !== '<') offset++;
  return { start, end: offset, next: text.charAt(offset) === quote ? offset + 1 : offset };
}

function xmlNameEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isNameUnit(text.charCodeAt(end))) end++;
  return end;
}

function isNameUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 58) ||
    unit === 45 ||
    unit === 46 ||
    unit === 95 ||
    unit > 127
  );
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}
