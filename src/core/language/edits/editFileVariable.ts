import type { FileEdits } from '../../environment/files/editEnvironmentFile';
import type { RequestFile, VariableDeclaration } from '../../syntax/nodes';
import { shiftSpan, type Span } from '../../text/span';
import { templateSource } from '../../text/template';

/** A `@name = value` line of a request file, in the coordinates of the file. */
export interface WrittenDeclaration {
  readonly nameSpan: Span;
  readonly valueSpan: Span;
  /** The whole declaration, its line end left out. */
  readonly span: Span;
  /** The value as it is written, placeholders unfilled. */
  readonly source: string;
}

/** The declaration at `nameStart`, or the last one of that name when it moved; `undefined` when there is none. */
export function lookupFileVariable(
  file: RequestFile,
  name: string,
  nameStart: number | undefined,
): WrittenDeclaration | undefined {
  let last: WrittenDeclaration | undefined;
  for (const [index, block] of file.blocks.entries()) {
    for (const declaration of block.variables) {
      if (declaration.name.text !== name) continue;
      last = toWritten(declaration, file.starts[index] ?? 0);
      if (last.nameSpan.start === nameStart) return last;
    }
  }
  return last;
}

/** Writes another value behind the name; it stays on its line. */
export function setFileVariable(declaration: WrittenDeclaration, value: string): FileEdits {
  if (/[\r\n]/.test(value)) {
    return {
      kind: 'refused',
      message: 'The value of a variable in a request file is one line. Leave out the line end.',
    };
  }
  return { kind: 'edits', edits: [{ span: declaration.valueSpan, text: value }] };
}

/** Takes the line of the declaration out. */
export function removeFileVariable(text: string, { span }: WrittenDeclaration): FileEdits {
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = span.end + (/^[ \t]*(?:\r?\n)?/.exec(text.slice(span.end))?.[0].length ?? 0);
  return { kind: 'edits', edits: [{ span: { start: lineStart, end }, text: '' }] };
}

function toWritten({ name, value, span }: VariableDeclaration, start: number): WrittenDeclaration {
  return {
    nameSpan: shiftSpan(name.span, start),
    valueSpan: shiftSpan(value.span, start),
    span: shiftSpan(span, start),
    source: templateSource(value),
  };
}
