import * as vscode from 'vscode';
import { findSemanticTokens } from '../../core/language/outline/findSemanticTokens';
import { toSpan } from '../convert';
import type { Host } from '../host';

/** Colours that only the parser knows, of what is on the screen. */
export async function provideTokens(
  host: Host,
  document: vscode.TextDocument,
  range: vscode.Range,
): Promise<vscode.SemanticTokens> {
  const file = (await host.documents()).fileOf(document);
  const lineAt = (offset: number): number => document.positionAt(offset).line;
  return new vscode.SemanticTokens(findSemanticTokens(file, toSpan(document, range), lineAt));
}
