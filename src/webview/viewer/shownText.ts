import type { HiddenPlace } from '../../core/view/protocol';
import type { LinkView } from '../../core/view/responseView';
import { findMatches, type Matches } from './findMatches';
import { buildFoldTable, opensFold, type FoldTable } from './foldTable';
import { buildLineTable, growLineTable, lineEnd, lineStart, type LineTable } from './lineTable';
import { tokenizeJsonLine, tokenizeMarkupLine, type Token } from './tokenizeLine';

/** A text to view. `key` tells texts apart, so that each keeps its place and its folds. */
export interface ViewerContent {
  readonly key: string;
  readonly text: string;
  readonly language: 'json' | 'xml' | 'html' | 'text';
  /** Only laid-out JSON folds. */
  readonly folding: boolean;
  /** With spans into `text`. */
  readonly links: readonly LinkView[];
  /** What the text is, for a screen reader. */
  readonly label: string;
  /** Whoever sees its end goes on to see it when there is more. */
  readonly isStream?: boolean;
  /** Which text of the view it is: a mask in it is revealed by that. */
  readonly part: HiddenPlace['part'];
}

/** What stands inside one line, as offsets into the whole text. */
export interface LineContent {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  readonly tokens: readonly Token[];
  /** Those of this line, by their spans in order. */
  readonly links: readonly LinkView[];
  readonly matches: Matches | undefined;
  readonly currentMatch: number;
}

/** A text with what a person did to it: folds, stretched lines, a search. Knows no DOM. */
export class ShownText {
  content: ViewerContent;
  table: LineTable;
  readonly folded: Set<number>;
  matches: Matches | undefined;
  currentMatch = -1;
  #folds: FoldTable | undefined;
  #comments: readonly number[] | undefined;
  readonly #links: readonly LinkView[];
  /** Lines of which another part than the first characters is shown. */
  readonly #parts = new Map<number, { readonly from: number; readonly to: number }>();

  constructor(content: ViewerContent, folded: Iterable<number>) {
    this.content = content;
    this.table = buildLineTable(content.text);
    this.folded = new Set(folded);
    this.#links = content.links
      .filter((link) => link.span !== undefined)
      .sort((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
  }

  /** The same text with more behind it. What a person did stays; a search finds what is new when it is asked again. */
  grow(content: ViewerContent): void {
    this.content = content;
    this.table = growLineTable(this.table, content.text);
    this.#folds = undefined;
    this.#comments = undefined;
  }

  /** Found on first use: a view that nobody folds needs none. */
  get folds(): FoldTable {
    this.#folds ??= buildFoldTable(this.table);
    return this.#folds;
  }

  opensFold(line: number): boolean {
    return this.content.folding && opensFold(this.table, line);
  }

  /** Folds everything but the outermost brackets, whose members stay as an overview. */
  foldAll(): void {
    if (!this.content.folding) return;
    for (let line = 0; line < this.table.count; line++) {
      const start = lineStart(this.table, line);
      const indented = this.content.text.charCodeAt(start) === SPACE;
      if (indented && this.opensFold(line)) this.folded.add(line);
    }
  }

  /** Opens every fold that hides a line; true when there was one. */
  unfoldTo(line: number): boolean {
    let changed = false;
    for (const opener of this.folded) {
      if (opener < line && line <= (this.folds.ends[opener] ?? 0)) {
        this.folded.delete(opener);
        changed = true;
      }
    }
    return changed;
  }

  /** Offsets of what is shown of a line, which is not all of it when it is very long. */
  partOf(line: number): { readonly from: number; readonly to: number } {
    const start = lineStart(this.table, line);
    return this.#parts.get(line) ?? { from: start, to: Math.min(lineEnd(this.table, line), start + LINE_LIMIT) };
  }

  /** Shows more of a long line; at some length the part slides along instead of growing. */
  stretch(line: number, direction: 'before' | 'after'): void {
    const part = this.partOf(line);
    const step = Math.max(LINE_LIMIT, part.to - part.from);
    const from = direction === 'before' ? Math.max(lineStart(this.table, line), part.from - step) : part.from;
    const to = direction === 'after' ? Math.min(lineEnd(this.table, line), part.to + step) : part.to;
    const slides = to - from > PART_LIMIT;
    if (direction === 'after') this.#parts.set(line, { from: slides ? to - PART_LIMIT : from, to });
    else this.#parts.set(line, { from, to: slides ? from + PART_LIMIT : to });
  }

  /** Makes sure that a long line shows a place; true when that changed something. */
  showOffset(line: number, offset: number, length: number): boolean {
    const part = this.partOf(line);
    if (offset >= part.from && offset + length <= part.to) return false;
    const from = Math.max(lineStart(this.table, line), offset - (LINE_LIMIT >> 2));
    this.#parts.set(line, {
      from,
      to: Math.min(lineEnd(this.table, line), Math.max(offset + length, from + LINE_LIMIT)),
    });
    return true;
  }

  find(query: string, options: { readonly matchCase: boolean }): void {
    this.matches = query === '' ? undefined : findMatches(this.content.text, query, options);
  }

  /** A line, ready to be rendered. */
  lineContent(line: number): LineContent {
    const { from, to } = this.partOf(line);
    return {
      text: this.content.text,
      start: from,
      end: to,
      tokens: from === lineStart(this.table, line) ? this.#tokens(from, to) : [],
      links: this.linksIn(from, to),
      matches: this.matches,
      currentMatch: this.currentMatch,
    };
  }

  /** The links that begin between two offsets. */
  linksIn(from: number, to: number): readonly LinkView[] {
    let low = 0;
    let high = this.#links.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#links[middle]?.span?.start ?? 0) < from) low = middle + 1;
      else high = middle;
    }
    let end = low;
    while (end < this.#links.length && (this.#links[end]?.span?.start ?? to) < to) end += 1;
    return this.#links.slice(low, end);
  }

  #tokens(from: number, to: number): readonly Token[] {
    switch (this.content.language) {
      case 'json':
        return tokenizeJsonLine(this.content.text, from, to);
      case 'xml':
      case 'html':
        return tokenizeMarkupLine(this.content.text, from, to, this.#insideComment(from)).tokens;
      case 'text':
        return [];
    }
  }

  #insideComment(offset: number): boolean {
    this.#comments ??= findComments(this.content.text);
    let low = 0;
    let high = this.#comments.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#comments[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    // Starts and ends take turns, so an odd number of borders before means inside.
    return low % 2 === 1;
  }
}

/** Starts and ends of the comments of XML or HTML, in turn. */
function findComments(text: string): readonly number[] {
  const borders: number[] = [];
  let start = text.indexOf('<!--');
  while (start !== -1) {
    const end = text.indexOf('-->', start + 4);
    borders.push(start + 1);
    if (end === -1) break;
    borders.push(end + 3);
    start = text.indexOf('<!--', end + 3);
  }
  return borders;
}

const SPACE = 32;
const LINE_LIMIT = 4000;
const PART_LIMIT = 32_000;
