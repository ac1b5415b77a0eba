import { findStartLines, linesOf } from '../../syntax/blockLines';
import type { BlockNodeKind, RequestBlock, RequestFile } from '../../syntax/nodes';
import { overBlocks } from '../../syntax/overBlocks';
import { positionAtOffset } from '../../text/lineIndex';
import type { Span } from '../../text/span';

/** The lines behind `first` up to `last` can be folded into it. */
export interface Folding {
  readonly kind: 'region' | 'comment';
  readonly first: number;
  readonly last: number;
  /** How many others are around it. */
  readonly depth: number;
}

/**
 * The block itself, its runs of comments, scripts, and the objects and arrays of a JSON body, in the lines of the block
 * and in their order. Of those that start in one line an editor shows one, so the others are left out.
 */
export function findFoldings(block: RequestBlock): readonly Folding[] {
  const known = foldingsOfBlocks.get(block);
  if (known) return known;
  const spans: FoldedSpan[] = [];
  const end = block.text.trimEnd().length;
  if (end > 0 && block.request) spans.push({ kind: 'region', span: { start: 0, end } });
  for (const span of nodeSpans(block)) spans.push(span);
  for (const part of block.request?.body?.parts ?? []) {
    if (part.kind === 'text') for (const span of bracketSpans(block.text, part.span)) spans.push(span);
  }
  const foldings = nest(spans.map((span) => toLines(block, span)).filter(({ first, last }) => last > first));
  foldingsOfBlocks.set(block, foldings);
  return foldings;
}

const foldingsOfBlocks = new WeakMap<RequestBlock, readonly Folding[]>();

/**
 * Editors take so many foldings of a file and leave out the others, the deepest first and of one depth the last. They are
 * told those that stay, and one more, so that they can say that there are more.
 */
export interface FoldingLimit {
  /** All that lie less deep stay. */
  readonly depth: number;
  /** How many there are of this depth, in the order of the document, with the one that is too many. */
  readonly further: number;
}

/** What stays of a file where an editor takes `most`. */
export function limitFoldings(file: RequestFile, most: number): FoldingLimit {
  const counts = countDepths(file);
  let above = 0;
  for (const [depth, count] of counts.entries()) {
    if (above + count > most) return { depth, further: most - above + 1 };
    above += count;
  }
  return { depth: counts.length, further: 0 };
}

/** The first foldings of one depth, in the lines of the document. */
export function findFirstFoldings(file: RequestFile, { depth, further }: FoldingLimit): readonly Folding[] {
  const found: Folding[] = [];
  const lines = findStartLines(file);
  for (const [index, block] of file.blocks.entries()) {
    if (found.length >= further) break;
    const line = lines[index] ?? 0;
    for (const { kind, first, last, depth: own } of findFoldings(block)) {
      if (own === depth && found.length < further) found.push({ kind, first: line + first, last: line + last, depth });
    }
  }
  return found;
}

/** The number of foldings of each depth. */
const countDepths = overBlocks(
  (block) => addDepths([], findFoldings(block)),
  (one, other) => one.length === other.length && one.every((count, depth) => count === other[depth]),
  (counts) => {
    const all: number[] = [];
    for (const own of counts) {
      for (const [depth, count] of own.entries()) all[depth] = (all[depth] ?? 0) + count;
    }
    return all;
  },
);

function addDepths(counts: number[], foldings: readonly Folding[]): readonly number[] {
  for (const { depth } of foldings) {
    while (counts.length <= depth) counts.push(0);
    counts[depth] = (counts[depth] ?? 0) + 1;
  }
  return counts;
}

interface FoldedSpan {
  readonly kind: Folding['kind'];
  readonly span: Span;
}

type Lines = Omit<Folding, 'depth'>;

function toLines(block: RequestBlock, { kind, span }: FoldedSpan): Lines {
  const lines = linesOf(block);
  return { kind, first: positionAtOffset(lines, span.start).line, last: positionAtOffset(lines, span.end).line };
}

/** As VS Code does it, which counts depths for its limit. */
function nest(foldings: readonly Lines[]): readonly Folding[] {
  const nested: Folding[] = [];
  const around: Lines[] = [];
  for (const { kind, first, last } of foldings.toSorted((one, other) => one.first - other.first)) {
    let top = around.at(-1);
    if (top && first <= top.first) continue;
    while (top && first > top.last) {
      around.pop();
      top = around.at(-1);
    }
    const crosses = top !== undefined && last > top.last;
    nested.push({ kind, first, last, depth: crosses ? around.length - 1 : around.length });
    if (!crosses) around.push({ kind, first, last });
  }
  return nested;
}

function nodeSpans(block: RequestBlock): readonly FoldedSpan[] {
  const spans: FoldedSpan[] = [];
  let run: { kind: BlockNodeKind; span: Span } | undefined;
  for (const node of block.nodes) {
    const joins = run?.kind === 'comment' && node.kind === 'comment';
    if (run && joins) run = { kind: run.kind, span: { start: run.span.start, end: node.span.end } };
    else {
      pushRun(block, run, spans);
      run = { kind: node.kind, span: node.span };
    }
  }
  pushRun(block, run, spans);
  return spans;
}

function pushRun(block: RequestBlock, run: { kind: BlockNodeKind; span: Span } | undefined, spans: FoldedSpan[]): void {
  if (run?.kind !== 'comment' && run?.kind !== 'script') return;
  const text = block.text.slice(run.span.start, run.span.end);
  const end = run.span.start + text.trimEnd().length;
  spans.push({ kind: run.kind === 'comment' ? 'comment' : 'region', span: { start: run.span.start, end } });
}

/** Pairs of brackets outside strings; unmatched ones end nothing. Only a text that opens like JSON is read. */
function bracketSpans(text: string, span: Span): readonly FoldedSpan[] {
  const source = text.slice(span.start, span.end);
  if (!/^\s*[{[]/.test(source)) return [];
  const spans: FoldedSpan[] = [];
  const open: number[] = [];
  let quoted = false;
  for (let offset = span.start; offset < span.end; offset++) {
    const unit = text[offset];
    if (quoted) {
      if (unit === '\\') offset++;
      // A string ends with its line: a forgotten quote must not swallow the rest of the body.
      else if (unit === '"' || unit === '\n') quoted = false;
    } else if (unit === '"') quoted = true;
    else if (unit === '{' || unit === '[') open.push(offset);
    else if (unit === '}' || unit === ']') {
      const start = open.pop();
      if (start !== undefined) spans.push({ kind: 'region', span: { start, end: offset } });
    }
  }
  return spans;
}
