/**
 * Scrolling over a height that browsers do not allow: the element is at most 8 million pixels high, and what lies
 * beyond is reached by scaling. `top` is where the view stands in the true height.
 */
export class ScrollMap {
  top = 0;
  #total = 0;
  #viewport = 0;
  #written = 0;
  readonly #scroller: HTMLElement;
  readonly #sizer: HTMLElement;

  constructor(scroller: HTMLElement, sizer: HTMLElement) {
    this.#scroller = scroller;
    this.#sizer = sizer;
  }

  get scaled(): boolean {
    return this.#total > HEIGHT_LIMIT;
  }

  get isAtEnd(): boolean {
    return this.top >= this.#range - 1;
  }

  /** Sets the true height and the height that is seen. */
  resize(total: number, viewport: number): void {
    if (total !== this.#total) this.#sizer.style.height = `${Math.min(total, HEIGHT_LIMIT)}px`;
    this.#total = total;
    this.#viewport = viewport;
  }

  /** Moves to a place in the true height. */
  scrollTo(top: number): void {
    this.top = Math.max(0, Math.min(top, this.#range));
    const target = this.scaled ? (this.top / this.#range) * this.#scrollRange : this.top;
    // Reading it first would cost a layout; writing what it is already costs none.
    if (Math.abs(target - this.#written) < 0.5) return;
    this.#scroller.scrollTop = target;
    this.#written = this.scaled ? this.#scroller.scrollTop : target;
  }

  /** Takes over what the person scrolled to. */
  readScroll(): void {
    const { scrollTop } = this.#scroller;
    if (!this.scaled) this.top = scrollTop;
    else if (Math.abs(scrollTop - this.#written) >= 1) this.top = (scrollTop / this.#scrollRange) * this.#range;
    this.#written = scrollTop;
  }

  /** Where a place of the true height stands inside the sized element. */
  placeOf(top: number): number {
    return this.scaled ? this.#written + (top - this.top) : top;
  }

  get #range(): number {
    return Math.max(0, this.#total - this.#viewport);
  }

  get #scrollRange(): number {
    return Math.max(1, Math.min(this.#total, HEIGHT_LIMIT) - this.#viewport);
  }
}

const HEIGHT_LIMIT = 8_000_000;
