import { matchFrom } from './findMatches';
import { Metrics, type MetricsChange } from './metrics';
import { lineId } from './lineElement';
import { LineWindow } from './lineWindow';
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
  /** The mask at this character of the text. */
  readonly reveal: (offset: number) => void;
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
  /** As last told by a scroll: asking the element would cost a layout. */
  #left = 0;
  readonly #positions: Map<string, ViewerPosition>;
  readonly #sizer = document.createElement('div');
  readonly #window = new LineWindow(() => this.focus());
  readonly #scroll = new ScrollMap(this.element, this.#sizer);
  readonly #events: ViewerEvents;
  readonly #metrics = new Metrics(this.element, (change) => this.#resized(change));

  /** `positions` outlives the viewer: a text opens where it was left. */
  constructor(events: ViewerEvents, positions: Map<string, ViewerPosition>) {
    this.#events = events;
    this.#positions = positions;
    this.element.className = 'viewer';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'tree');
    this.#sizer.className = 'sizer';
    // The lines are items of the tree whatever stands between.
    this.#sizer.setAttribute('role', 'none');
    this.#sizer.append(this.#window.element);
    this.element.append(this.#sizer);
    this.element.addEventListener('scroll', () => this.#scrolled(), { passive: true });
    this.element.addEventListener('wheel', (event) => this.#wheel(event), { passive: false });
    this.element.addEventListener('click', (event) => this.#clicked(event));
    this.element.addEventListener('keydown', (event) => this.#key(event));
    this.element.addEventListener('focus', () => this.#mark(this.#current));
  }

  dispose(): void {
    this.#remember();
    this.#metrics.dispose();
  }

  /** Shows another text, at the place where it was left. */
  show(content: ViewerContent, options: { readonly wrap: boolean }): void {
    const same = this.#shown?.content;
    if (same !== undefined && sameContent(same, content)) {
      if (options.wrap !== this.#wrap) this.#setWrap(options.wrap);
      return;
    }
    if (same !== undefined && options.wrap === this.#wrap && isGrown(same, content)) {
      this.#grow(content);
      return;
    }
    const follows = same?.key === content.key && same.isStream === true && this.#scroll.isAtEnd;
    this.#metrics.measureOnce();
    this.#remember();
    this.#window.clear();
    const position = this.#positions.get(content.key);
    this.#wrap = options.wrap;
    this.#shown = new ShownText(content, position?.folded ?? []);
    this.#current = 0;
    this.element.setAttribute('aria-label', content.label);
    this.element.classList.toggle('folding', content.folding);
    this.element.style.setProperty('--digits', String(String(this.#shown.table.count).length));
    this.#rebuild();
    this.#scroll.scrollTo(follows ? Infinity : (position?.top ?? 0));
    if (this.#left !== 0) this.element.scrollLeft = 0;
    this.#render();
  }

  /** Only the last line and what is behind it is built anew. */
  #grow(content: ViewerContent): void {
    const shown = this.#shown;
    if (shown === undefined) return;
    const follows = (shown.content.isStream === true || content.isStream === true) && this.#scroll.isAtEnd;
    this.#window.forget(shown.table.count - 1);
    shown.grow(content);
    this.element.style.setProperty('--digits', String(String(shown.table.count).length));
    this.#rebuild();
    if (follows) this.#scroll.scrollTo(Infinity);
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
    const topLine = this.#rows?.lineAt(this.#rows.indexAtRow(this.#scroll.top / this.#metrics.lineHeight)) ?? 0;
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
    this.#window.clear();
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
    const mark = this.#window.element.querySelector('mark.current');
    if (mark === null) return;
    const box = mark.getBoundingClientRect();
    const frame = this.element.getBoundingClientRect();
    const gutter = this.#metrics.gutterWidth(this.#shown?.table.count ?? 1);
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
    const topLine = rows.lineAt(rows.indexAtRow(this.#scroll.top / this.#metrics.lineHeight));
    change(shown);
    this.#window.clear();
    const changed = this.#rebuild();
    this.#current = changed.lineAt(changed.indexOf(this.#current));
    this.#scroll.scrollTo(changed.rowOf(changed.indexOf(topLine)) * this.#metrics.lineHeight);
    this.#render();
    this.#events.moved();
  }

  #toggleFold(line: number): void {
    const shown = this.#shown;
    if (shown === undefined || !shown.opensFold(line)) return;
    if (!shown.folded.delete(line)) shown.folded.add(line);
    this.#window.forget(line);
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
    this.#scroll.resize(rows.rows * this.#metrics.lineHeight + PADDING, this.#metrics.height);
    return rows;
  }

  /** Brings the lines in sight into the document. */
  #render(): void {
    const [shown, rows] = [this.#shown, this.#rows];
    if (shown === undefined || rows === undefined) return;
    const row = this.#scroll.top / this.#metrics.lineHeight;
    const first = rows.indexAtRow(row - OVERSCAN);
    const last = rows.indexAtRow(row + this.#metrics.height / this.#metrics.lineHeight + OVERSCAN);
    const lines = new Set<number>();
    for (let index = first; index <= last; index++) lines.add(rows.lineAt(index));
    this.#window.show(shown, lines, this.#columns());
    this.#window.place(this.#scroll.placeOf(rows.rowOf(first) * this.#metrics.lineHeight));
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
    const unit = [1, this.#metrics.lineHeight, this.#metrics.height][event.deltaMode] ?? 1;
    this.#scroll.scrollTo(this.#scroll.top + event.deltaY * unit);
    this.#render();
  }

  #clicked(event: MouseEvent): void {
    const target = event.target;
    const shown = this.#shown;
    if (!(target instanceof Element) || shown === undefined) return;
    const line = Number(target.closest<HTMLElement>('[data-line]')?.dataset['line'] ?? this.#current);
    const link = target.closest<HTMLElement>('[data-link]')?.dataset['link'];
    const masked = target.closest<HTMLElement>('[data-mask]')?.dataset['mask'];
    const fold = target.closest<HTMLElement>('[data-fold]')?.dataset['fold'];
    const more = target.closest<HTMLElement>('[data-more]')?.dataset['more'];
    // The second click of a double click would follow twice.
    if (link !== undefined && event.detail < 2) this.#events.followLink(Number(link));
    else if (masked !== undefined && event.detail < 2) this.#events.reveal(Number(masked));
    else if (fold !== undefined) this.#toggleFold(Number(fold));
    else if (more === 'before' || more === 'after') this.#stretch(shown, line, more);
    else this.#mark(line);
  }

  #stretch(shown: ShownText, line: number, direction: 'before' | 'after'): void {
    shown.stretch(line, direction);
    this.#window.forget(line);
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
    const index = moveForKey(
      event.key,
      rows.indexOf(line),
      rows.count,
      Math.floor(this.#metrics.height / this.#metrics.lineHeight),
    );
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
    if (this.#window.mark(line)) this.element.setAttribute('aria-activedescendant', lineId(line));
    else this.element.removeAttribute('aria-activedescendant');
  }

  #reveal(line: number, where: 'nearest' | 'center'): void {
    const rows = this.#rows;
    if (rows === undefined) return;
    const index = rows.indexOf(line);
    const top = rows.rowOf(index) * this.#metrics.lineHeight;
    const bottom = rows.rowOf(index + 1) * this.#metrics.lineHeight;
    const seenBottom = this.#scroll.top + this.#metrics.height;
    if (top >= this.#scroll.top && bottom <= seenBottom) return;
    if (where === 'center') this.#scroll.scrollTo(top - this.#metrics.height / 2);
    else this.#scroll.scrollTo(top < this.#scroll.top ? top : bottom - this.#metrics.height + PADDING);
  }

  #resized(change: MetricsChange): void {
    if (this.#shown === undefined) return;
    const follows = this.#shown.content.isStream === true && this.#scroll.isAtEnd;
    if (change === 'columns') this.#keepingTop(() => undefined);
    else this.#rebuild();
    if (follows) this.#scroll.scrollTo(Infinity);
    this.#render();
  }

  #columns(): number | undefined {
    return this.#wrap ? this.#metrics.columns(this.#shown?.table.count ?? 1) : undefined;
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

/** The same text with more behind it. */
function isGrown(a: ViewerContent, b: ViewerContent): boolean {
  return a.key === b.key && a.language === b.language && a.links === b.links && b.text.startsWith(a.text);
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
