import { countOf } from '../formatFigures';
import { lineEnd, lineIndent, lineStart } from './lineTable';
import { buildMoreButton, renderLine } from './renderLine';
import { hangingIndent } from './rowModel';
import type { ShownText } from './shownText';

/** The element of one line: its number, its fold, its text. */
export function buildLineElement(shown: ShownText, line: number, columns: number | undefined): HTMLElement {
  const element = document.createElement('div');
  element.className = 'line';
  element.id = lineId(line);
  element.setAttribute('role', 'treeitem');
  element.setAttribute('aria-level', String((lineIndent(shown.table, line) >> 1) + 1));
  element.dataset['line'] = String(line);
  element.append(buildGutter(shown, line, element), buildCode(shown, line, columns));
  return element;
}

/** The id that `aria-activedescendant` points to. */
export function lineId(line: number): string {
  return `line-${line}`;
}

function buildGutter(shown: ShownText, line: number, element: HTMLElement): HTMLElement {
  const gutter = document.createElement('span');
  gutter.className = 'gutter';
  gutter.setAttribute('aria-hidden', 'true');
  // As an attribute, so that selected text holds no line numbers.
  gutter.dataset['number'] = String(line + 1);
  if (shown.opensFold(line)) {
    const folded = shown.folded.has(line);
    element.setAttribute('aria-expanded', String(!folded));
    const chevron = document.createElement('span');
    chevron.className = 'chevron';
    chevron.title = folded ? 'Unfold' : 'Fold';
    chevron.dataset['fold'] = String(line);
    gutter.append(chevron);
  }
  return gutter;
}

function buildCode(shown: ShownText, line: number, columns: number | undefined): HTMLElement {
  const code = document.createElement('span');
  code.className = 'code';
  const { from, to } = shown.partOf(line);
  const before = from - lineStart(shown.table, line);
  const after = lineEnd(shown.table, line) - to;
  if (columns !== undefined && to - from > columns) {
    const hang = hangingIndent(lineIndent(shown.table, line), columns);
    code.style.paddingInlineStart = `${hang}ch`;
    code.style.textIndent = `${-hang}ch`;
  }
  if (before > 0) code.append(buildMoreButton(before, 'before'));
  code.append(renderLine(shown.lineContent(line)));
  if (after > 0) code.append(buildMoreButton(after, 'after'));
  if (shown.folded.has(line)) appendFolded(code, shown, line);
  return code;
}

/** `{` goes on as ` … } 13 members`, with the comma of the line that closes it. */
function appendFolded(code: HTMLElement, shown: ShownText, line: number): void {
  const end = shown.folds.ends[line] ?? line;
  const closing = shown.content.text.slice(lineStart(shown.table, end), lineEnd(shown.table, end)).trim();
  const isArray = shown.content.text.charAt(lineEnd(shown.table, line) - 1) === '[';
  const ellipsis = document.createElement('span');
  ellipsis.className = 'ellipsis';
  ellipsis.dataset['fold'] = String(line);
  ellipsis.title = 'Unfold';
  ellipsis.textContent = '…';
  const size = document.createElement('span');
  size.className = 'size';
  const count = shown.folds.sizes[line] ?? 0;
  size.textContent = countOf(count, isArray ? 'item' : 'member');
  code.append(ellipsis, /^[\]}],?$/.test(closing) ? closing : '', size);
}
