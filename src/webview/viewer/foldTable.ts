import { lineEnd, lineStart, type LineTable } from './lineTable';

/** The folds of laid-out JSON, by the line that opens them. */
export interface FoldTable {
  /** The line that closes the bracket opened on a line; 0 when the line opens none. */
  readonly ends: Uint32Array;
  /** Members or items directly inside. */
  readonly sizes: Uint32Array;
}

/** One pass over the lines. A bracket that a cut text never closes folds to the end of the text. */
export function buildFoldTable(table: LineTable): FoldTable {
  const ends = new Uint32Array(table.count);
  const sizes = new Uint32Array(table.count);
  const open: number[] = [];
  for (let line = 0; line < table.count; line++) {
    if (closesBracket(table, line)) {
      const opener = open.pop();
      if (opener !== undefined) ends[opener] = line;
    } else {
      const parent = open.at(-1);
      if (parent !== undefined) sizes[parent] = (sizes[parent] ?? 0) + 1;
    }
    if (opensFold(table, line)) open.push(line);
  }
  for (const opener of open) ends[opener] = table.count - 1;
  return { ends, sizes };
}

/**
 * True when a line opens a bracket that a later line closes. Laid-out JSON puts such a bracket last in its line, and
 * a string never ends with one, so no other line has to be read.
 */
export function opensFold(table: LineTable, line: number): boolean {
  const end = lineEnd(table, line);
  if (end === lineStart(table, line) || line === table.count - 1) return false;
  const last = table.text.charCodeAt(end - 1);
  return last === 123 || last === 91;
}

function closesBracket(table: LineTable, line: number): boolean {
  const end = lineEnd(table, line);
  let position = lineStart(table, line);
  while (position < end && table.text.charCodeAt(position) === 32) position += 1;
  const first = table.text.charCodeAt(position);
  return position < end && (first === 125 || first === 93);
}
