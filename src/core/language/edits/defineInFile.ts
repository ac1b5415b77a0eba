import type { RequestFile } from '../../syntax/nodes';

/** One insertion into the document, and where the cursor belongs in it. */
export interface FileInsertion {
  readonly offset: number;
  readonly text: string;
  /** Offset in the document as it will be, where the value belongs. */
  readonly cursor: number;
}

/**
 * A line `@name = ` behind the variables at the head of the file, or before everything when there are none. Both stand
 * above every request, so every use below finds it. A line that has the name and no value is taken as it is.
 */
export function defineInFile(file: RequestFile, name: string): FileInsertion {
  const written = findEmpty(file, name);
  if (written) return written;
  const head = file.blocks[0];
  const lineEnd = head?.text.includes('\r\n') ? '\r\n' : '\n';
  const last = head?.nodes.filter(({ kind, span }) => kind === 'variable' && span.end <= requestStart(file)).at(-1);
  const line = `@${name} = `;
  if (!head || !last) {
    const gap = file.length === 0 ? '' : lineEnd + lineEnd;
    return { offset: 0, text: line + gap, cursor: line.length };
  }
  const offset = last.span.end;
  const before = /[\r\n]$/.test(head.text.slice(last.span.start, offset)) ? '' : lineEnd;
  return { offset, text: before + line + lineEnd, cursor: offset + before.length + line.length };
}

function findEmpty({ blocks, starts }: RequestFile, name: string): FileInsertion | undefined {
  for (const [index, { text, variables }] of blocks.entries()) {
    const empty = variables.find((variable) => variable.name.text === name && variable.value.parts.length === 0);
    if (!empty) continue;
    const { start } = empty.value.span;
    const blank = text[start - 1] === '=' ? ' ' : '';
    const offset = (starts[index] ?? 0) + start;
    return { offset, text: blank, cursor: offset + blank.length };
  }
  return undefined;
}

function requestStart(file: RequestFile): number {
  return file.blocks[0]?.request?.span.start ?? Number.POSITIVE_INFINITY;
}
