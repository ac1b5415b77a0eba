/** What a change of the sizes means: other columns, so other rows; or only more or less of them in sight. */
export type MetricsChange = 'columns' | 'height';

/** The sizes that lines are laid out by. They are read when they may have changed, never for each answer. */
export class Metrics {
  lineHeight = 20;
  height = 0;
  #charWidth = 8;
  #width = 0;
  readonly #element: HTMLElement;
  readonly #changed: (change: MetricsChange) => void;
  readonly #sizes = new ResizeObserver(() => this.#check());
  readonly #theme = new MutationObserver(() => this.#check());

  constructor(element: HTMLElement, changed: (change: MetricsChange) => void) {
    this.#element = element;
    this.#changed = changed;
    this.#sizes.observe(element);
    // The editor writes a changed font or theme into the root's style.
    this.#theme.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  }

  dispose(): void {
    this.#sizes.disconnect();
    this.#theme.disconnect();
  }

  /** Before the first text is shown; later changes are observed. */
  measureOnce(): void {
    if (this.height === 0) this.#measure();
  }

  /** Characters in a row of a text of so many lines; undefined while the element has no width. */
  columns(lines: number): number | undefined {
    if (this.#width === 0) return undefined;
    return Math.max(20, Math.floor((this.#width - this.gutterWidth(lines) - CODE_PADDING) / this.#charWidth));
  }

  /** As the stylesheet has it: the digits, the fold and the space around them. */
  gutterWidth(lines: number): number {
    return Math.max(2, String(lines).length) * this.#charWidth + GUTTER_SPACE;
  }

  #check(): void {
    const [width, charWidth, lineHeight, height] = [this.#width, this.#charWidth, this.lineHeight, this.height];
    this.#measure();
    // A hidden page has no height, and nothing to lay out for.
    if (this.height === 0) return;
    if (width !== this.#width || charWidth !== this.#charWidth || lineHeight !== this.lineHeight) {
      this.#changed('columns');
    } else if (height !== this.height) this.#changed('height');
  }

  #measure(): void {
    const probe = document.createElement('span');
    probe.className = 'probe';
    probe.textContent = '0'.repeat(100);
    this.#element.append(probe);
    const charWidth = probe.getBoundingClientRect().width / 100;
    const fontSize = Number.parseFloat(getComputedStyle(probe).fontSize);
    probe.remove();
    if (charWidth > 0) this.#charWidth = charWidth;
    if (fontSize > 0) this.lineHeight = Math.round(fontSize * 1.5);
    this.#element.style.setProperty('--line-height', `${this.lineHeight}px`);
    this.#width = this.#element.clientWidth;
    this.height = this.#element.clientHeight;
  }
}

const CODE_PADDING = 12;
const GUTTER_SPACE = 32;
