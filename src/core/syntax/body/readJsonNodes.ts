import { createScanner } from 'jsonc-parser';
import { shiftSpan, type Span } from '../../text/span';
import type { BodyStandIn } from './bodyStandIn';
import type { BodyTreeNode } from './readBodyTree';

/** Objects, arrays, members and values, from tokens: a missing bracket or comma costs no more than that. */
export function readJsonNodes(standIn: BodyStandIn): readonly BodyTreeNode[] {
  const roots: BodyTreeNode[] = [];
  const open: OpenNode[] = [];
  const scanner = createScanner(standIn.text, true);
  const push = (node: BodyTreeNode): void => {
    const outer = open.at(-1);
    (outer?.children ?? roots).push(node);
  };
  for (let token: number = scanner.scan(); token !== END; token = scanner.scan()) {
    const start = standIn.start + scanner.getTokenOffset();
    const span = { start, end: start + scanner.getTokenLength() };
    switch (token) {
      case OPENING_BRACE:
      case OPENING_BRACKET:
        open.push({ kind: token === OPENING_BRACE ? 'object' : 'array', start, children: [] });
        break;
      case CLOSING_BRACE:
      case CLOSING_BRACKET: {
        const kind = token === CLOSING_BRACE ? 'object' : 'array';
        closeMember(open, push);
        // A bracket that closes nothing here is passed over.
        if (open.at(-1)?.kind === kind) closeNode(open, push, span);
        break;
      }
      case COLON:
        openMember(open);
        break;
      case COMMA:
        closeMember(open, push);
        break;
      default:
        push(valueNode(standIn, span));
    }
  }
  while (open.length > 0) {
    closeMember(open, push);
    const end = standIn.start + standIn.text.length;
    if (open.length > 0) closeNode(open, push, { start: end, end });
  }
  return roots;
}

interface OpenNode {
  readonly kind: 'object' | 'array' | 'member';
  readonly start: number;
  readonly name?: Span;
  readonly children: BodyTreeNode[];
}

/** What was read last was no value but a name. */
function openMember(open: OpenNode[]): void {
  const outer = open.at(-1);
  if (outer?.kind !== 'object') return;
  const name = outer.children.at(-1);
  if (name?.kind !== 'value' && name?.kind !== 'placeholder') return;
  outer.children.pop();
  open.push({ kind: 'member', start: name.span.start, name: name.content ?? name.span, children: [] });
}

function closeMember(open: OpenNode[], push: (node: BodyTreeNode) => void): void {
  const member = open.at(-1);
  if (member?.kind !== 'member') return;
  open.pop();
  const end = member.children.at(-1)?.span.end ?? member.name?.end ?? member.start;
  const name = member.name ?? { start: member.start, end: member.start };
  push({ kind: 'member', span: { start: member.start, end }, name, children: member.children });
}

function closeNode(open: OpenNode[], push: (node: BodyTreeNode) => void, close: Span): void {
  const node = open.pop();
  if (!node) return;
  const content = { start: node.start + 1, end: close.start };
  push({ kind: node.kind, span: { start: node.start, end: close.end }, content, children: node.children });
}

function valueNode({ text, start, placeholders }: BodyStandIn, span: Span): BodyTreeNode {
  const inner = shiftSpan(span, -start);
  const isPlaceholder = placeholders.has(inner.start);
  const isString = !isPlaceholder && text.charAt(inner.start) === '"';
  const isClosed = isString && inner.end - inner.start > 1 && text.charAt(inner.end - 1) === '"';
  const content = isString ? { content: { start: span.start + 1, end: isClosed ? span.end - 1 : span.end } } : {};
  return { kind: isPlaceholder ? 'placeholder' : 'value', span, ...content, children: [] };
}

/** `SyntaxKind` of jsonc-parser, which exists in its types alone. */
const OPENING_BRACE = 1;
const CLOSING_BRACE = 2;
const OPENING_BRACKET = 3;
const CLOSING_BRACKET = 4;
const COMMA = 5;
const COLON = 6;
const END = 17;
