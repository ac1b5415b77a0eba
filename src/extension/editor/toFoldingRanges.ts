import * as vscode from 'vscode';
import { findFirstFoldings, findFoldings, limitFoldings, type Folding } from '../../core/language/outline/findFoldings';
import { eachBlockAtLine } from '../../core/syntax/blockLines';
import type { RequestFile } from '../../core/syntax/nodes';

/** The foldings of a document of which VS Code takes so many; what it would drop is not sent to it. */
export function toFoldingRanges(file: RequestFile, most: number): readonly vscode.FoldingRange[] {
  const limit = limitFoldings(file, most);
  const { depth } = limit;
  let above = foldingsAbove.get(depth);
  if (!above) {
    above = eachBlockAtLine((block, { line }) =>
      findFoldings(block)
        .filter((folding) => folding.depth < depth)
        .map((folding) => toFoldingRange(line, folding)),
    );
    foldingsAbove.set(depth, above);
  }
  return above(file).concat(findFirstFoldings(file, limit).map((folding) => toFoldingRange(0, folding)));
}

/** By depth. */
const foldingsAbove = new Map<number, (file: RequestFile) => readonly vscode.FoldingRange[]>();

function toFoldingRange(line: number, { kind, first, last }: Folding): vscode.FoldingRange {
  return new vscode.FoldingRange(
    line + first,
    line + last,
    kind === 'comment' ? vscode.FoldingRangeKind.Comment : undefined,
  );
}
