import { lineEnd, lineIndent, lineStart, type LineTable } from './lineTable';
import type { FoldTable } from './foldTable';

/**
 * Which lines are seen, and how many rows of fixed height lie above each. An index counts the seen lines; without
 * folds it is the line itself, and without wrapping it is the row too.
 */
export interface RowModel {
  /** Seen lines. */
  readonly count: number;
  readonly rows: number;
  readonly lineAt: (index: number) => number;
  /** The index of a line; for a folded one, of the line that hides it. */
  readonly indexOf: (line: number) => number;
  readonly rowOf: (index: number) => number;
  readonly indexAtRow: (row: number) => number;
}

/** What decides about the rows. `columns` is undefined when lines are not wrapped. */
export interface RowOptions {
  readonly folded: ReadonlySet<number>;
  readonly folds: FoldTable | undefined;
  readonly columns: number | undefined;
  /** Characters of a line that are shown, at most. */
  readonly limitOf: (line: number) => number;
}

/** Linear in the lines, and without any work when nothing is folded or wrapped. */
export function buildRowModel(table: LineTable, options: RowOptions): RowModel {
  const lines = seenLines(table, options);
  const count = lines?.length ?? table.count;
  const lineAt = (index: number): number => (lines === undefined ? index : (lines[index] ?? 0));
  const indexOf = (line: number): number => (lines === undefined ? line : lastAtMost(lines, line));
  const { columns } = options;
  // A line that fits counts one row, so a text of short lines needs no sums.
  if (columns === undefined || table.longest <= columns) {
    const clamp = (row: number): number => Math.max(0, Math.min(count - 1, Math.floor(row)));
    return { count, rows: count, lineAt, indexOf, rowOf: (index) => index, indexAtRow: clamp };
  }
  const tops = new Uint32Array(count + 1);
  for (let index = 0; index < count; index++) {
    tops[index + 1] = (tops[index] ?? 0) + rowsOfLine(table, lineAt(index), columns, options.limitOf);
  }
  const inner = tops.subarray(0, count);
  return {
    count,
    rows: tops[count] ?? count,
    lineAt,
    indexOf,
    rowOf: (index) => tops[index] ?? 0,
    indexAtRow: (row) => lastAtMost(inner, Math.max(0, Math.floor(row))),
  };
}

/** Columns a wrapped line's later rows are set in: a little deeper than its first. */
export function hangingIndent(indent: number, columns: number): number {
  return Math.min(indent + 4, columns >> 1);
}

function rowsOfLine(table: LineTable, line: number, columns: number, limitOf: (line: number) => number): number {
  const start = lineStart(table, line);
  const length = lineEnd(table, line) - start;
  if (length <= columns) return 1;
  const shown = Math.min(length, limitOf(line));
  const later = columns - hangingIndent(lineIndent(table, line), columns);
  return 1 + Math.ceil((shown - columns) / later) + (shown < length ? 1 : 0);
}

function seenLines(table: LineTable, options: RowOptions): Uint32Array | undefined {
  if (options.folded.size === 0 || options.folds === undefined) return undefined;
  const lines = new Uint32Array(table.count);
  let count = 0;
  for (let line = 0; line < table.count; line++) {
    lines[count] = line;
    count += 1;
    if (options.folded.has(line)) line = Math.max(line, options.folds.ends[line] ?? 0);
  }
  return lines.subarray(0, count);
}

function lastAtMost(sorted: Uint32Array, value: number): number {
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((sorted[middle] ?? 0) <= value) low = middle;
    else high = middle - 1;
  }
  return Math.max(0, low);
}
