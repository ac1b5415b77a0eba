import * as vscode from 'vscode';
import { describeSignature } from '../../core/language/complete/describeSignature';
import { findSelectionSpans } from '../../core/language/outline/findSelectionSpans';
import { blockAtOffset } from '../../core/syntax/blockAtOffset';
import { toLinePlace, toRange } from '../convert';
import type { Host } from '../host';

/** The arguments of the dynamic variable that is being written. */
export function provideSignature(
  document: vscode.TextDocument,
  position: vscode.Position,
): vscode.SignatureHelp | undefined {
  const { line, column } = toLinePlace(document, position);
  const signature = describeSignature(line, column);
  if (!signature) return undefined;
  const information = new vscode.SignatureInformation(signature.label, signature.about);
  information.parameters = signature.parameters.map(
    ({ label, about }) => new vscode.ParameterInformation(label, about),
  );
  const help = new vscode.SignatureHelp();
  help.signatures = [information];
  help.activeSignature = 0;
  help.activeParameter = signature.active;
  return help;
}

/** What the selection at each position grows to. */
export async function provideSelections(
  host: Host,
  document: vscode.TextDocument,
  positions: readonly vscode.Position[],
): Promise<vscode.SelectionRange[]> {
  const file = (await host.documents()).fileOf(document);
  return positions.map((position) => {
    const offset = document.offsetAt(position);
    const whole = new vscode.SelectionRange(toRange(document, { start: 0, end: file.length }));
    // From the outermost inwards: each knows the one around it.
    return findSelectionSpans(blockAtOffset(file, offset), offset).reduceRight(
      (parent, span) => new vscode.SelectionRange(toRange(document, span), parent),
      whole,
    );
  });
}
