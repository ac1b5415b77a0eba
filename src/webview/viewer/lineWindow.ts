import { buildLineElement } from './lineElement';
import type { ShownText } from './shownText';

/** The elements of the lines in sight. Lines that stay keep their element, and so focus and selection. */
export class LineWindow {
  readonly element = document.createElement('div');
  readonly #elements = new Map<number, HTMLElement>();
  readonly #focusLost: () => void;

  /** `focusLost` is called before an element that has the focus goes. */
  constructor(focusLost: () => void) {
    this.#focusLost = focusLost;
    this.element.className = 'lines';
    this.element.setAttribute('role', 'none');
  }

  /** Puts exactly these lines into the document, in their order. */
  show(shown: ShownText, lines: ReadonlySet<number>, columns: number | undefined): void {
    for (const line of this.#elements.keys()) if (!lines.has(line)) this.forget(line);
    let next = this.element.firstChild;
    for (const line of lines) {
      let element = this.#elements.get(line);
      if (element === undefined) {
        element = buildLineElement(shown, line, columns);
        this.#elements.set(line, element);
      }
      if (element === next) next = next.nextSibling;
      else this.element.insertBefore(element, next);
    }
  }

  /** Moves the lines to where the first of them belongs. */
  place(top: number): void {
    this.element.style.transform = top === 0 ? '' : `translateY(${top}px)`;
  }

  /** Makes a line the current one; false when it is not in the document. */
  mark(line: number): boolean {
    this.element.querySelector('.line.current')?.classList.remove('current');
    const element = this.#elements.get(line);
    element?.classList.add('current');
    return element !== undefined;
  }

  /** A line that has changed is built anew at the next `show`. */
  forget(line: number): void {
    const element = this.#elements.get(line);
    if (element === undefined) return;
    if (element.contains(document.activeElement)) this.#focusLost();
    element.remove();
    this.#elements.delete(line);
  }

  clear(): void {
    if (this.element.contains(document.activeElement)) this.#focusLost();
    this.element.replaceChildren();
    this.#elements.clear();
  }
}
