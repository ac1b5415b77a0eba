import * as vscode from 'vscode';
import type { PlacedBlock } from '../core/syntax/blockAtOffset';
import type { RequestFile } from '../core/syntax/nodes';
import { toOffset } from './convert';

/** A block to send, with the file as it was when it was chosen. */
export interface SendTarget {
  readonly document: vscode.TextDocument;
  readonly file: RequestFile;
  readonly placed: PlacedBlock;
  readonly environmentName: string | undefined;
}

/**
 * The document and offset a command speaks of: those it was given, else the cursor in the request file in front. What
 * it was given may come from anywhere.
 */
export async function findTarget(
  uri: unknown,
  blockStart: unknown,
): Promise<{ readonly document: vscode.TextDocument; readonly offset: number } | undefined> {
  if (typeof uri === 'string' && typeof blockStart === 'number') {
    const document = await openDocument(uri);
    return document && holdsRequests(document) ? { document, offset: blockStart } : undefined;
  }
  // The button in a title bar hands over the document, not a block.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isRequestEditor);
  if (!editor || !isRequestEditor(editor)) return undefined;
  return { document: editor.document, offset: toOffset(editor.document, editor.selection.active) };
}

/** A request file, or a Markdown document with requests in its fences. */
function holdsRequests({ languageId }: vscode.TextDocument): boolean {
  return languageId === 'http' || languageId === 'markdown';
}

function isRequestEditor(editor: vscode.TextEditor): boolean {
  return editor.document.languageId === 'http';
}

/** An open document, or one opened now; `undefined` when there is none at that address. */
export async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri);
  if (open) return open;
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri, true));
  } catch {
    return undefined;
  }
}
