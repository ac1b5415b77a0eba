import type { RequestBlock, RequestFile, RequestMessage, VariableDeclaration } from '../syntax/nodes';
import type { Span } from '../text/span';
import { shiftSpan } from '../text/span';
import { templateSource } from '../text/template';

/** One entry of an outline; spans are document coordinates, and `selectionSpan` lies inside `span`. */
export interface FileSymbol {
  readonly kind: 'request' | 'section' | 'variable';
  readonly label: string;
  readonly detail: string;
  readonly span: Span;
  readonly selectionSpan: Span;
  readonly children: readonly FileSymbol[];
}

/** Requests with the variables of their block inside; variables of a block without request and title stand alone. */
export function describeSymbols(file: RequestFile): readonly FileSymbol[] {
  return file.blocks.flatMap((block, index) => describeBlock(block, file.starts[index] ?? 0));
}

function describeBlock(block: RequestBlock, start: number): readonly FileSymbol[] {
  const variables = block.variables.map((variable) => describeVariable(variable, start));
  const label = block.title?.text ?? block.name?.text;
  const span = { start, end: start + block.text.trimEnd().length };
  if (block.request) {
    const line = requestLine(block.request);
    const selection = block.title ?? block.name;
    const selectionSpan = selection ? selection.span : block.request.target.span;
    return [
      {
        kind: 'request',
        label: label ?? line,
        detail: label === undefined ? '' : line,
        span,
        selectionSpan: clampSpan(shiftSpan(selectionSpan, start), span),
        children: variables,
      },
    ];
  }
  if (!block.title) return variables;
  const selectionSpan = clampSpan(shiftSpan(block.title.span, start), span);
  return [{ kind: 'section', label: block.title.text, detail: '', span, selectionSpan, children: variables }];
}

function describeVariable(variable: VariableDeclaration, start: number): FileSymbol {
  const span = shiftSpan(variable.span, start);
  return {
    kind: 'variable',
    label: variable.name.text,
    // The value stays out: an outline is on every screenshot, and a value may be a secret.
    detail: '',
    span,
    selectionSpan: clampSpan(shiftSpan(variable.name.span, start), span),
    children: [],
  };
}

function requestLine(request: RequestMessage): string {
  return `${request.method?.text.toUpperCase() ?? 'GET'} ${templateSource(request.target)}`;
}

/** Editors refuse a selection that leaves its symbol. */
function clampSpan(span: Span, outer: Span): Span {
  const start = Math.min(Math.max(span.start, outer.start), outer.end);
  return { start, end: Math.min(Math.max(span.end, start), outer.end) };
}
