import type { RequestBlock, RequestMessage, VariableDeclaration } from '../../syntax/nodes';
import type { Span } from '../../text/span';
import { shiftSpan } from '../../text/span';
import { templateSource } from '../../text/template';

/** One entry of an outline; `selectionSpan` lies inside `span`. */
export interface FileSymbol {
  readonly kind: 'request' | 'section' | 'variable';
  readonly label: string;
  readonly detail: string;
  /** What placeholders call a request that has a title too. */
  readonly name?: string;
  readonly span: Span;
  readonly selectionSpan: Span;
  readonly children: readonly FileSymbol[];
}

const symbolsOfBlocks = new WeakMap<RequestBlock, readonly FileSymbol[]>();

/**
 * The outline of one block, in its coordinates: a request with the variables of the block inside; variables of a block
 * without request and title stand alone. Worked out once.
 */
export function describeBlockSymbols(block: RequestBlock): readonly FileSymbol[] {
  const known = symbolsOfBlocks.get(block);
  if (known) return known;
  const symbols = describeBlock(block);
  symbolsOfBlocks.set(block, symbols);
  return symbols;
}

/** The symbol as it stands in a document where its block starts at `offset`. */
export function shiftSymbol(symbol: FileSymbol, offset: number): FileSymbol {
  return {
    kind: symbol.kind,
    label: symbol.label,
    detail: symbol.detail,
    ...(symbol.name !== undefined && { name: symbol.name }),
    span: shiftSpan(symbol.span, offset),
    selectionSpan: shiftSpan(symbol.selectionSpan, offset),
    children: symbol.children.length === 0 ? [] : symbol.children.map((child) => shiftSymbol(child, offset)),
  };
}

function describeBlock(block: RequestBlock): readonly FileSymbol[] {
  const variables = block.variables.map(describeVariable);
  const label = block.title?.text ?? block.name?.text;
  const hasOtherName = block.name !== undefined && block.name.text !== label;
  const span = { start: 0, end: block.text.trimEnd().length };
  if (block.request) {
    const line = requestLine(block.request);
    const selection = block.title ?? block.name;
    const selectionSpan = selection ? selection.span : block.request.target.span;
    return [
      {
        kind: 'request',
        label: label ?? line,
        detail: label === undefined ? '' : line,
        ...(hasOtherName && { name: block.name.text }),
        span,
        selectionSpan: clampSpan(selectionSpan, span),
        children: variables,
      },
    ];
  }
  if (!block.title) return variables;
  const selectionSpan = clampSpan(block.title.span, span);
  return [{ kind: 'section', label: block.title.text, detail: '', span, selectionSpan, children: variables }];
}

function describeVariable(variable: VariableDeclaration): FileSymbol {
  const { span } = variable;
  return {
    kind: 'variable',
    label: variable.name.text,
    // The value stays out: an outline is on every screenshot, and a value may be a secret.
    detail: '',
    span,
    selectionSpan: clampSpan(variable.name.span, span),
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
