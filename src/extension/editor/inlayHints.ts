import * as vscode from 'vscode';
import { findInlayHints } from '../../core/language/outline/findInlayHints';
import { blockIndexAtOffset } from '../../core/syntax/blockAtOffset';
import { toSpan } from '../convert';
import type { Host } from '../host';

/** Values behind their placeholders, where the setting asks for them; never a secret. */
export async function provideInlayHints(
  host: Host,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.InlayHint[]> {
  const setting = vscode.workspace.getConfiguration('identityHttp', document.uri).get<unknown>('inlayHints');
  if (setting === 'off') return [];
  const file = (await host.documents()).fileOf(document);
  const scopeOf = await (await host.variables()).scopesOf(document);
  const within = toSpan(document, range);
  const first = blockIndexAtOffset(file, within.start);
  const last = Math.min(blockIndexAtOffset(file, within.end), first + mostBlocks - 1);
  const hints: vscode.InlayHint[] = [];
  for (let index = first; index <= last; index++) {
    const block = file.blocks[index];
    const start = file.starts[index] ?? 0;
    if (!block?.text.includes('{{')) continue;
    const scope = await scopeOf(index, { exact: true });
    const own = { start: within.start - start, end: within.end - start };
    for (const { offset, label, full } of findInlayHints(block, scope, own)) {
      const hint = new vscode.InlayHint(document.positionAt(start + offset), label);
      hint.paddingLeft = true;
      if (full !== undefined) hint.tooltip = full;
      hints.push(hint);
    }
  }
  return hints;
}

/** More than any screen shows. */
const mostBlocks = 60;
