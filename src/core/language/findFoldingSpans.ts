import type { BlockNodeKind, RequestBlock, RequestFile } from '../syntax/nodes';
import type { Span } from '../text/span';
import { shiftSpan } from '../text/span';

/** Lines from the one of `span.start` to the one of `span.end` can be folded into the first. */
export interface FoldingSpan {
  readonly kind: 'region' | 'comment';
  readonly span: Span;
}

/** Blocks, runs of comments, scripts, and the objects and arrays of JSON bodies, in document coordinates. */
export function findFoldingSpans(file: RequestFile): readonly FoldingSpan[] {
  const found: FoldingSpan[] = [];
  for (const [index, block] of file.blocks.entries()) {
    const start = file.starts[index] ?? 0;
    for (const { kind, span } of blockSpans(block)) found.push({ kind, span: shiftSpan(span, start) });
  }
  return found;
}

/** Blocks keep their identity over edits elsewhere, and so does what was found in them. */
const spansOfBlock = new WeakMap<RequestBlock, readonly FoldingSpan[]>();

function blockSpans(block: RequestBlock): readonly FoldingSpan[] {
  const known = spansOfBlock.get(block);
  if (known) return known;
  const spans: FoldingSpan[] = [];
  const end = block.text.trimEnd().length;
  if (end > 0 && block.request) spans.push({ kind: 'region', span: { start: 0, end } });
  spans.push(...nodeSpans(block));
  for (const part of block.request?.body?.parts ?? []) {
    if (part.kind === 'text') spans.push(...bracketSpans(block.text, part.span));
  }
  const severalLines = spans.filter(({ span }) => /[\r\n]/.test(block.text.slice(span.start, span.end)));
  spansOfBlock.set(block, severalLines);
  return severalLines;
}

function nodeSpans(block: RequestBlock): readonly FoldingSpan[] {
  const spans: FoldingSpan[] = [];
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

function pushRun(
  block: RequestBlock,
  run: { kind: BlockNodeKind; span: Span } | undefined,
  spans: FoldingSpan[],
): void {
  if (run?.kind !== 'comment' && run?.kind !== 'script') return;
  const text = block.text.slice(run.span.start, run.span.end);
  const end = run.span.start + text.trimEnd().length;
  spans.push({ kind: run.kind === 'comment' ? 'comment' : 'region', span: { start: run.span.start, end } });
}

/** Pairs of brackets outside strings; unmatched ones end nothing. Only a text that opens like JSON is read. */
function bracketSpans(text: string, span: Span): readonly FoldingSpan[] {
  const source = text.slice(span.start, span.end);
  if (!/^\s*[{[]/.test(source)) return [];
  const spans: FoldingSpan[] = [];
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
