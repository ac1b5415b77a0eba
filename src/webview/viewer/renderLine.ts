import type { LinkView } from '../../core/view/responseView';
import { describeLink } from '../describeLink';
import { formatCount } from '../formatFigures';
import { ICON_PATHS, type IconName } from '../iconPaths';
import { MASK, REVEAL_LABEL, splitMasks } from '../masks';
import { hasHidden, splitHidden, visibleText } from '../visibleText';
import { firstMatchAt } from './findMatches';
import type { LineContent } from './shownText';

/** Builds the nodes of a line. Only text nodes ever hold what a response says. */
export function renderLine(content: LineContent): DocumentFragment {
  const fragment = document.createDocumentFragment();
  let position = content.start;
  for (const token of content.tokens) {
    appendPlain(fragment, content, position, token.start);
    const span = document.createElement('span');
    span.className = token.kind;
    appendLinked(span, content, token.start, token.end);
    fragment.append(span);
    position = token.end;
  }
  appendLinked(fragment, content, position, content.end);
  return fragment;
}

/** An icon for nodes built without preact. */
export function buildIcon(name: IconName): SVGElement {
  const icon = document.createElementNS(SVG, 'svg');
  icon.setAttribute('class', 'icon');
  icon.setAttribute('viewBox', '0 0 16 16');
  icon.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICON_PATHS[name]);
  icon.append(path);
  return icon;
}

/** A button that shows more of a long line. */
export function buildMoreButton(hidden: number, direction: 'before' | 'after'): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'more';
  button.dataset['more'] = direction;
  button.textContent = `Show more (${formatCount(hidden)} characters ${direction === 'before' ? 'before' : 'follow'})`;
  return button;
}

function appendLinked(parent: Node, content: LineContent, from: number, to: number): void {
  let position = from;
  for (const link of content.links) {
    const { span } = link;
    if (span === undefined || span.start >= to) break;
    if (span.start < position || span.end <= span.start) continue;
    // A line may be cut inside a link; the rest follows with "show more".
    const end = Math.min(span.end, to);
    appendPlain(parent, content, position, span.start);
    const anchor = buildAnchor(link);
    appendPlain(anchor, content, span.start, end);
    parent.appendChild(anchor);
    position = end;
  }
  appendPlain(parent, content, position, to);
}

function buildAnchor(link: LinkView): HTMLElement {
  const description = describeLink(link);
  const anchor = document.createElement(link.effect === 'none' ? 'span' : 'a');
  anchor.className = `link ${description.icon}`;
  anchor.title = description.tooltip;
  anchor.dataset['rel'] = visibleText(link.rel);
  if (link.effect !== 'none') {
    // Without an href: the host decides where a link leads, and the browser must have nothing to open.
    anchor.setAttribute('role', 'link');
    anchor.tabIndex = 0;
    anchor.dataset['link'] = String(link.index);
  }
  if (description.icon !== 'follow') anchor.append(buildIcon(description.icon));
  return anchor;
}

function appendPlain(parent: Node, content: LineContent, from: number, to: number): void {
  if (from >= to) return;
  const { text, matches } = content;
  if (matches === undefined || matches.offsets.length === 0) {
    appendMasked(parent, text.slice(from, to), from);
    return;
  }
  let position = from;
  let index = firstMatchAt(matches, from - matches.length + 1);
  for (; index < matches.offsets.length; index++) {
    const start = matches.offsets[index] ?? to;
    const end = start + matches.length;
    if (start >= to) break;
    if (end <= position) continue;
    appendMasked(parent, text.slice(position, Math.max(position, start)), position);
    const mark = document.createElement('mark');
    if (index === content.currentMatch) mark.className = 'current';
    appendVisible(mark, text.slice(Math.max(position, start), Math.min(end, to)));
    parent.appendChild(mark);
    position = Math.min(end, to);
  }
  appendMasked(parent, text.slice(position, to), position);
}

/** `offset`: of the piece in the whole text. */
function appendMasked(parent: Node, text: string, offset: number): void {
  // A link is one thing to click on; what it hides is revealed in the list of links.
  const isInLink = parent instanceof HTMLElement && parent.classList.contains('link');
  if (isInLink || !text.includes(MASK)) {
    appendVisible(parent, text);
    return;
  }
  for (const piece of splitMasks(text)) {
    if (piece.isMask) parent.appendChild(buildMask(offset + piece.offset));
    else appendVisible(parent, piece.text);
  }
}

function buildMask(offset: number): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'masked';
  button.title = REVEAL_LABEL;
  button.setAttribute('aria-label', REVEAL_LABEL);
  button.dataset['mask'] = String(offset);
  button.textContent = MASK;
  return button;
}

function appendVisible(parent: Node, text: string): void {
  if (text === '') return;
  if (!hasHidden(text)) {
    parent.appendChild(document.createTextNode(text));
    return;
  }
  for (const piece of splitHidden(text)) {
    if (piece.escape === undefined) {
      parent.appendChild(document.createTextNode(piece.text));
      continue;
    }
    const escape = document.createElement('span');
    escape.className = 'escape';
    escape.title = 'A character that cannot be seen';
    escape.textContent = piece.escape;
    parent.appendChild(escape);
  }
}

const SVG = 'http://www.w3.org/2000/svg';
