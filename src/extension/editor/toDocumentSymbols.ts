import * as vscode from 'vscode';
import { describeBlockSymbols, type FileSymbol } from '../../core/language/outline/describeSymbols';
import { eachBlockAtLine, type BlockPosition } from '../../core/syntax/blockLines';
import type { RequestFile } from '../../core/syntax/nodes';
import type { Span } from '../../core/text/span';
import { toSymbolKind } from '../convert';

/** The outline of a document. After an edit the entries that stayed where they were are the same objects. */
export const toDocumentSymbols: (file: RequestFile) => readonly vscode.DocumentSymbol[] = eachBlockAtLine(
  (block, place) => describeBlockSymbols(block).map((symbol) => toDocumentSymbol(place, symbol)),
);

function toDocumentSymbol(place: BlockPosition, symbol: FileSymbol): vscode.DocumentSymbol {
  const converted = new vscode.DocumentSymbol(
    // VS Code refuses a symbol without a name.
    symbol.label === '' ? ' ' : symbol.label,
    symbol.detail,
    toSymbolKind(symbol.kind),
    toPlacedRange(place, symbol.span),
    toPlacedRange(place, symbol.selectionSpan),
  );
  if (symbol.children.length > 0) converted.children = symbol.children.map((child) => toDocumentSymbol(place, child));
  return converted;
}

function toPlacedRange({ positionAt }: BlockPosition, span: Span): vscode.Range {
  const start = positionAt(span.start);
  const end = positionAt(span.end);
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
