/** Where the lines of a text begin, so that any line is found without reading the others. */
export interface LineTable {
  readonly text: string;
  readonly starts: Uint32Array;
  readonly count: number;
  /** Characters of the longest line. */
  readonly longest: number;
}

/** One pass over `text`. Lines end at LF; a CR before it belongs to the line break. */
export function buildLineTable(text: string): LineTable {
  // Growing by doubling beats counting first: a large text is scanned once.
  const starts = new Uint32Array(Math.max(64, text.length >> 5));
  return scan(text, { starts, count: 1, longest: 0 });
}

/** The table of a text that begins with the one of `table`: only what is new is read, and the line it goes on with. */
export function growLineTable({ starts, count, longest }: LineTable, text: string): LineTable {
  return scan(text, { starts, count, longest });
}

/** Reads from the beginning of the last line on. */
function scan(text: string, known: Omit<LineTable, 'text'>): LineTable {
  let { starts, count, longest } = known;
  let position = starts[count - 1] ?? 0;
  for (;;) {
    const end = text.indexOf('\n', position);
    const length = (end === -1 ? text.length : end) - position;
    if (length > longest) longest = length;
    if (end === -1) break;
    if (count >= starts.length) {
      const larger = new Uint32Array(count * 2);
      larger.set(starts);
      starts = larger;
    }
    position = end + 1;
    starts[count] = position;
    count += 1;
  }
  return { text, starts: starts.subarray(0, count), count, longest };
}

/** Offset of the first character of a line. */
export function lineStart(table: LineTable, line: number): number {
  return table.starts[line] ?? table.text.length;
}

/** Offset after the last character of a line, its line break left out. */
export function lineEnd(table: LineTable, line: number): number {
  const next = table.starts[line + 1];
  if (next === undefined) return table.text.length;
  const end = next - 1;
  return end > lineStart(table, line) && table.text.charCodeAt(end - 1) === 13 ? end - 1 : end;
}

/** The line that holds an offset. */
export function lineAtOffset(table: LineTable, offset: number): number {
  let low = 0;
  let high = table.count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (lineStart(table, middle) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Spaces a line begins with. */
export function lineIndent(table: LineTable, line: number): number {
  const start = lineStart(table, line);
  let position = start;
  while (table.text.charCodeAt(position) === 32) position += 1;
  return position - start;
}
