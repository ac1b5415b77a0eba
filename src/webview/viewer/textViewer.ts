import { matchFrom } from './findMatches';
import { buildLineElement, lineId } from './lineElement';
import { lineAtOffset, lineEnd, lineIndent, lineStart } from './lineTable';
import { buildRowModel, type RowModel } from './rowModel';
import { ScrollMap } from './scrollMap';
import { ShownText, type ViewerContent } from './shownText';
import { moveForKey } from './viewerKeys';

/** Where a person is in a text, so that coming back finds it as it was left. */
export interface ViewerPosition {
  readonly key: string;
  readonly top: number;
  readonly folded: readonly number[];
}

/** What the viewer tells. */
export interface ViewerEvents {
  readonly followLink: (index: number) => void;
  readonly moved: () => void;
}

/** How a search stands; `current` counts from 1, 0 when there is no match. */
export interface FindResult {
  readonly count: number;
  readonly current: number;
  readonly capped: boolean;
}

/** Shows a text of any length: only the lines in sight, and a few around them, are in the document. */
export class TextViewer {
  readonly element = document.createElement('div');
  #shown: ShownText | undefined;
  #rows: RowModel | undefined;
  #wrap = false;
  #current = 0;
  #lineHeight = 20;
  #charWidth = 8;
  #width = 0;
  #height = 0;
  #measured = false;
  /** As last told by a scroll: asking the element would cost a layout. */
  #left = 0;
  readonly #elements = new Map<number, HTMLElement>();
  readonly #positions: Map<string, ViewerPosition>;
  readonly #sizer = document.createElement('div');
  readonly #lines = document.createElement('div');
  readonly #scroll = new ScrollMap(this.element, this.#sizer);
  readonly #events: ViewerEvents;
  readonly #observer = new ResizeObserver(() => this.#resized());
  readonly #themeObserver = new MutationObserver(() => this.#resized());

  /** `positions` outlives the viewer: a text opens where it was left. */
  constructor(events: ViewerEvents, positions: Map<string, ViewerPosition>) {
    this.#events = events;
    this.#positions = positions;
    this.element.className = 'viewer';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'tree');
    this.#sizer.className = 'sizer';
    this.#lines.className = 'lines';
    // The lines are items of the tree whatever stands between.
    this.#sizer.setAttribute('role', 'none');
    this.#lines.setAttribute('role', 'none');
    this.#sizer.append(this.#lines);
    this.element.append(this.#sizer);
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.element.addEventListener('click', (event) => this.#clicked(event));
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focus', () => this.#mark(this.#current));
    this.#observer.observe(this.element);
    // The editor writes a changed font or theme into the root's style.
    this.#themeObserver.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  }

  dispose(): void {
    this.#remember();
    this.#observer.disconnect();
    this.#themeObserver.disconnect();
  }

  /** Shows another text, at the place where it was left. */
  show(content: ViewerContent, options: { readonly wrap: boolean }): void {
    const same = this.#shown?.content;
    if (same !== undefined && sameContent(same, content)) {
      if (options.wrap !== this.#wrap) this.#setWrap(options.wrap);
      return;
    }
    if (!this.#measured) this.#measure();
    this.#remember();
    this.#forgetElements();
    const position = this.#positions.get(content.key);
    this.#wrap = options.wrap;
    this.#shown = new ShownText(content, position?.folded ?? []);
    this.#current = 0;
    this.element.setAttribute('aria-label', content.label);
    this.element.classList.toggle('folding', content.folding);
    this.element.style.setProperty('--digits', String(String(this.#shown.table.count).length));
    this.#rebuild();
    this.#scroll.scrollTo(position?.top ?? 0);
    if (this.#left !== 0) this.element.scrollLeft = 0;
    this.#render();
  }

  /** Where the person is now; undefined before anything was shown. */
  position(): ViewerPosition | undefined {
    const shown = this.#shown;
    if (shown === undefined) return undefined;
    return { key: shown.content.key, top: this.#scroll.top, folded: [...shown.folded] };
  }

  foldAll(): void {
    this.#keepingTop((shown) => shown.foldAll());
  }

  unfoldAll(): void {
    this.#keepingTop((shown) => shown.folded.clear());
  }

  /** Marks every place of `query` and goes to the first from here on. */
  find(query: string, options: { readonly matchCase: boolean }): FindResult {
    const shown = this.#shown;
    if (shown === undefined) return { count: 0, current: 0, capped: false };
    shown.find(query, options);
    const topLine = this.#rows?.lineAt(this.#rows.indexAtRow(this.#scroll.top / this.#lineHeight)) ?? 0;
    shown.currentMatch = shown.matches === undefined ? -1 : matchFrom(shown.matches, lineStart(shown.table, topLine));
    return this.#showMatch(shown);
  }

  /** The next match, or the one before; the last is followed by the first. */
  stepMatch(step: 1 | -1): FindResult {
    const shown = this.#shown;
    const count = shown?.matches?.offsets.length ?? 0;
    if (shown === undefined || count === 0) return { count: 0, current: 0, capped: false };
    shown.currentMatch = (shown.currentMatch + step + count) % count;
    return this.#showMatch(shown);
  }

  focus(): void {
    this.element.focus({ preventScroll: true });
  }

  #showMatch(shown: ShownText): FindResult {
    const offset = shown.matches?.offsets[shown.currentMatch];
    const length = shown.matches?.length ?? 0;
    this.#forgetElements();
    if (offset !== undefined) {
      const line = lineAtOffset(shown.table, offset);
      const unfolded = shown.unfoldTo(line);
      if (shown.showOffset(line, offset, length) || unfolded) this.#rebuild();
      this.#current = line;
      this.#reveal(line, 'center');
    }
    this.#render();
    this.#revealMark();
    const count = shown.matches?.offsets.length ?? 0;
    return { count, current: count === 0 ? 0 : shown.currentMatch + 1, capped: shown.matches?.capped ?? false };
  }

  #revealMark(): void {
    const mark = this.#lines.querySelector('mark.current');
    if (mark === null) return;
    const box = mark.getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    const gutter = this.#gutterWidth();
    if (box.right > frame.right - 16) this.element.scrollLeft += box.right - frame.right + frame.width / 3;
    else if (box.left < frame.left + gutter)
      this.element.scrollLeft -= frame.left + gutter - box.left + frame.width / 3;
    if (box.bottom > frame.bottom || box.top < frame.top) {
      this.#scroll.scrollTo(this.#scroll.top + box.top - frame.top - frame.height / 2);
      this.#render();
    }
  }

  #keepingTop(change: (shown: ShownText) => void): void {
    const [shown, rows] = [this.#shown, this.#rows];
    if (shown === undefined || rows === undefined) return;
    const topLine = rows.lineAt(rows.indexAtRow(this.#scroll.top / this.#lineHeight));
    change(shown);
    this.#forgetElements();
    const changed = this.#rebuild();
    this.#current = changed.lineAt(changed.indexOf(this.#current));
    this.#scroll.scrollTo(changed.rowOf(changed.indexOf(topLine)) * this.#lineHeight);
    this.#render();
    this.#events.moved();
  }

  #toggleFold(line: number): void {
    const shown = this.#shown;
    if (shown === undefined || !shown.opensFold(line)) return;
    if (!shown.folded.delete(line)) shown.folded.add(line);
    this.#forgetElement(line);
    const rows = this.#rebuild();
    this.#current = rows.lineAt(rows.indexOf(line));
    this.#scroll.scrollTo(this.#scroll.top);
    this.#render();
    this.#mark(this.#current);
    this.#events.moved();
  }

  #setWrap(wrap: boolean): void {
    this.#wrap = wrap;
    this.#keepingTop(() => undefined);
  }

  #rebuild(): RowModel {
    const shown = this.#shown;
    const columns = this.#columns();
    this.element.classList.toggle('wrap', columns !== undefined);
    if (shown === undefined) throw new Error('The viewer has no text yet.');
    const rows = buildRowModel(shown.table, {
      folded: shown.folded,
      folds: shown.folded.size === 0 ? undefined : shown.folds,
      columns,
      limitOf: (line) => {
        const part = shown.partOf(line);
        return part.to - part.from;
      },
    });
    this.#rows = rows;
    this.#scroll.resize(rows.rows * this.#lineHeight + PADDING, this.#height);
    return rows;
  }

  /** Brings the lines in sight into the document; elements of lines that stay are kept, with their focus. */
  #render(): void {
    const [shown, rows] = [this.#shown, this.#rows];
    if (shown === undefined || rows === undefined) return;
    const row = this.#scroll.top / this.#lineHeight;
    const first = rows.indexAtRow(row - OVERSCAN);
    const last = rows.indexAtRow(row + this.#height / this.#lineHeight + OVERSCAN);
    const wanted = new Set<number>();
    for (let index = first; index <= last; index++) wanted.add(rows.lineAt(index));
    for (const line of this.#elements.keys()) if (!wanted.has(line)) this.#forgetElement(line);
    let next = this.#lines.firstChild;
    for (const line of wanted) {
      let element = this.#elements.get(line);
      if (element === undefined) {
        element = buildLineElement(shown, line, this.#columns());
        this.#elements.set(line, element);
      }
      if (element === next) next = next.nextSibling;
      else this.#lines.insertBefore(element, next);
    }
    const place = this.#scroll.placeOf(rows.rowOf(first) * this.#lineHeight);
    this.#lines.style.transform = place === 0 ? '' : `translateY(${place}px)`;
  }

  #forgetElements(): void {
    if (this.#lines.contains(document.activeElement)) this.focus();
    this.#lines.replaceChildren();
    this.#elements.clear();
  }

  #forgetElement(line: number): void {
    const element = this.#elements.get(line);
    if (element === undefined) return;
    // Focus that would be lost goes to the text as a whole.
    if (element.contains(document.activeElement)) this.focus();
    element.remove();
    this.#elements.delete(line);
  }

  #scrolled(): void {
    this.#scroll.readScroll();
    this.#left = this.element.scrollLeft;
    this.#render();
    this.#events.moved();
  }

  #wheel(event: WheelEvent): void {
    // A scaled height would jump hundreds of lines with each turn of the wheel.
    if (!this.#scroll.scaled || event.ctrlKey || event.deltaY === 0) return;
    event.preventDefault();
    const unit = [1, this.#lineHeight, this.#height][event.deltaMode] ?? 1;
    this.#scroll.scrollTo(this.#scroll.top + event.deltaY * unit);
    this.#render();
  }

  #clicked(event: MouseEvent): void {
    const target = event.target;
    const shown = this.#shown;
    if (!(target instanceof Element) || shown === undefined) return;
    const line = Number(target.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? this.#current);
    const link = target.closest<HTMLElement>('[data-link]')?.dataset['link'];
    const fold = target.closest<HTMLElement>('[data-fold]')?.dataset['fold'];
    const more = target.closest<HTMLElement>('[data-more]')?.dataset['more'];
    // The second click of a double click would follow twice.
    if (link !== undefined && event.detail < 2) this.#events.followLink(Number(link));
    else if (fold !== undefined) this.#toggleFold(Number(fold));
    else if (more === 'before' || more === 'after') this.#stretch(shown, line, more);
    else this.#mark(line);
  }

  #stretch(shown: ShownText, line: number, direction: 'before' | 'after'): void {
    shown.stretch(line, direction);
    this.#forgetElement(line);
    this.#rebuild();
    this.#render();
  }

  #key(event: KeyboardEvent): void {
    const [shown, rows] = [this.#shown, this.#rows];
    if (shown === undefined || rows === undefined) return;
    const link = event.target instanceof HTMLElement ? event.target.dataset['link'] : undefined;
    if (link !== undefined && event.key === 'Enter') this.#events.followLink(Number(link));
    else if (event.target !== this.element || !this.#keyOnLine(event, shown, rows)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** A key while the text as a whole has the focus; true when it was one of ours. */
  #keyOnLine(event: KeyboardEvent, shown: ShownText, rows: RowModel): boolean {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    const line = this.#current;
    const folded = shown.folded.has(line);
    const foldable = shown.opensFold(line);
    const index = moveForKey(event.key, rows.indexOf(line), rows.count, Math.floor(this.#height / this.#lineHeight));
    if (index !== undefined) this.#goTo(rows.lineAt(index));
    else if (event.key === 'ArrowRight' && folded) this.#toggleFold(line);
    else if (event.key === 'ArrowRight') this.element.scrollLeft += 40;
    else if (event.key === 'ArrowLeft' && foldable && !folded) this.#toggleFold(line);
    else if (event.key === 'ArrowLeft' && this.element.scrollLeft > 0) this.element.scrollLeft -= 40;
    else if (event.key === 'ArrowLeft') this.#goTo(parentLine(shown, line));
    else if (event.key === ' ') this.#toggleFold(line);
    else if (event.key === 'Enter') this.#followLine(shown, line);
    else return false;
    return true;
  }

  #followLine(shown: ShownText, line: number): void {
    const links = shown.linksIn(lineStart(shown.table, line), lineEnd(shown.table, line));
    const link = links.find((candidate) => candidate.effect !== 'none');
    if (link !== undefined) this.#events.followLink(link.index);
    else this.#toggleFold(line);
  }

  #goTo(line: number): void {
    this.#reveal(line, 'nearest');
    this.#render();
    this.#mark(line);
  }

  /** Makes a line the current one, for the eye and for a screen reader. */
  #mark(line: number): void {
    this.#current = line;
    this.#lines.querySelector('.line.current')?.classList.remove('current');
    const element = this.#elements.get(line);
    element?.classList.add('current');
    if (element !== undefined) this.element.setAttribute('aria-activedescendant', lineId(line));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #reveal(line: number, where: 'nearest' | 'center'): void {
    const rows = this.#rows;
    if (rows === undefined) return;
    const index = rows.indexOf(line);
    const top = rows.rowOf(index) * this.#lineHeight;
    const bottom = rows.rowOf(index + 1) * this.#lineHeight;
    const seenBottom = this.#scroll.top + this.#height;
    if (top >= this.#scroll.top && bottom <= seenBottom) return;
    if (where === 'center') this.#scroll.scrollTo(top - this.#height / 2);
    else this.#scroll.scrollTo(top < this.#scroll.top ? top : bottom - this.#height + PADDING);
  }

  #resized(): void {
    const [width, height, charWidth] = [this.#width, this.#height, this.#charWidth];
    this.#measure();
    if (this.#shown === undefined || this.#height === 0) return;
    if (width !== this.#width || charWidth !== this.#charWidth) this.#keepingTop(() => undefined);
    else if (height !== this.#height) {
      this.#rebuild();
      this.#render();
    }
  }

  #measure(): void {
    const probe = document.createElement('span');
    probe.className = 'probe';
    probe.textContent = '0'.repeat(100);
    this.element.append(probe);
    const charWidth = probe.getBoundingClientRect().width / 100;
    const fontSize = Number.parseFloat(getComputedStyle(probe).fontSize);
    probe.remove();
    if (charWidth > 0) this.#charWidth = charWidth;
    if (fontSize > 0) this.#lineHeight = Math.round(fontSize * 1.5);
    this.element.style.setProperty('--line-height', `${this.#lineHeight}px`);
    this.#width = this.element.clientWidth;
    this.#height = this.element.clientHeight;
    this.#measured = this.#height > 0;
  }

  #columns(): number | undefined {
    if (!this.#wrap || this.#width === 0) return undefined;
    return Math.max(20, Math.floor((this.#width - this.#gutterWidth() - 12) / this.#charWidth));
  }

  /** As the stylesheet has it: digits, the fold and the space around them. */
  #gutterWidth(): number {
    const digits = String(this.#shown?.table.count ?? 1).length;
    return Math.max(2, digits) * this.#charWidth + 32;
  }

  #remember(): void {
    const position = this.position();
    if (position === undefined) return;
    this.#positions.delete(position.key);
    this.#positions.set(position.key, position);
    const oldest = this.#positions.keys().next().value;
    if (this.#positions.size > POSITION_LIMIT && oldest !== undefined) this.#positions.delete(oldest);
  }
}

function sameContent(a: ViewerContent, b: ViewerContent): boolean {
  return a.key === b.key && a.text === b.text && a.links === b.links;
}

function parentLine(shown: ShownText, line: number): number {
  const indent = lineIndent(shown.table, line);
  let parent = line;
  while (parent > 0 && lineIndent(shown.table, parent) >= indent) parent -= 1;
  return parent;
}

const OVERSCAN = 24;
const PADDING = 8;
const POSITION_LIMIT = 50;
