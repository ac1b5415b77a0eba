import type { BodyStandIn } from './bodyStandIn';
import type { BodyTreeNode } from './readBodyTree';

/** The pairs of a form, without the blanks and line ends between them. */
export function readFormNodes({ text, start: base }: BodyStandIn): readonly BodyTreeNode[] {
  const pairs: BodyTreeNode[] = [];
  for (let offset = 0; offset <= text.length;) {
    const found = text.indexOf('&', offset);
    const stop = found < 0 ? text.length : found;
    const { start, end } = trim(text, offset, stop);
    if (end > start) {
      const equals = text.slice(start, end).indexOf('=');
      const name = trim(text, start, equals < 0 ? end : start + equals);
      const content = equals < 0 ? { start: end, end } : trim(text, start + equals + 1, end);
      pairs.push({
        kind: 'pair',
        span: { start: base + start, end: base + end },
        name: { start: base + name.start, end: base + name.end },
        content: { start: base + content.start, end: base + content.end },
        children: [],
      });
    }
    offset = stop + 1;
  }
  return pairs;
}

function trim(text: string, from: number, to: number): { readonly start: number; readonly end: number } {
  let start = from;
  let end = to;
  while (start < end && isSpace(text.charCodeAt(start))) start++;
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--;
  return { start, end };
}

function isSpace(unit: number): boolean {
  return unit === 32 || (unit >= 9 && unit <= 13);
}
