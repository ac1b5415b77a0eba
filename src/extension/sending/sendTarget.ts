import * as vscode from 'vscode';
import { findShownBlock, type BlockReference } from '../../core/language/blockReference';
import type { PlacedBlock } from '../../core/syntax/blockAtOffset';
import type { RequestFile } from '../../core/syntax/nodes';
import { toOffset } from '../convert';
import type { Host } from '../host';

/** A block to send, with the file as it was when it was chosen. */
export interface SendTarget {
  readonly document: vscode.TextDocument;
  readonly file: RequestFile;
  readonly placed: PlacedBlock;
  readonly environmentName: string | undefined;
  /** Values for this send alone. */
  readonly given?: ReadonlyMap<string, string>;
}

/** What a button above a request says of it: where it stood, and how to find it when text before it was changed. */
export interface ShownBlock {
  readonly start: number;
  readonly reference: BlockReference;
}

/** Where a command is to do its work; `changed` when the file is another one than when it was asked for. */
export type Target = { readonly document: vscode.TextDocument; readonly offset: number } | 'changed' | undefined;

/**
 * The document and offset a command speaks of: those it was given, else the cursor in the request file in front. What
 * it was given may come from anywhere.
 */
export async function findTarget(host: Host, uri: unknown, blockStart: unknown): Promise<Target> {
  if (typeof uri === 'string' && isShownBlock(blockStart)) {
    const document = await openDocument(uri);
    if (!document || !holdsRequests(document)) return undefined;
    const file = (await host.documents()).fileOf(document);
    const index = findShownBlock(file, blockStart.start, blockStart.reference);
    const offset = index === undefined ? undefined : file.starts[index];
    return offset === undefined ? 'changed' : { document, offset };
  }
  if (typeof uri === 'string' && typeof blockStart === 'number') {
    const document = await openDocument(uri);
    return document && holdsRequests(document) ? { document, offset: blockStart } : undefined;
  }
  // The button in a title bar hands over the document, not a block.
  const editor = vscode.window.activeTextEditor ?? vscode.window.visibleTextEditors.find(isRequestEditor);
  if (!editor || !isRequestEditor(editor)) return undefined;
  return { document: editor.document, offset: toOffset(editor.document, editor.selection.active) };
}

/** Says why nothing is done when there is no place to do it. */
export function reportNoTarget(target: 'changed' | undefined): void {
  const message =
    target === 'changed'
      ? 'Nothing was done: the file has changed since this button was drawn. Click it again.'
      : 'Open a request file and put the cursor into a request to send it.';
  void vscode.window.showInformationMessage(message);
}

function isShownBlock(value: unknown): value is ShownBlock {
  if (typeof value !== 'object' || value === null) return false;
  const { start, reference } = value as Partial<Record<keyof ShownBlock, unknown>>;
  if (typeof start !== 'number' || typeof reference !== 'object' || reference === null) return false;
  const { index, requestLine } = reference as Partial<Record<keyof BlockReference, unknown>>;
  return typeof index === 'number' && typeof requestLine === 'string';
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

/** What is marked in the editor by now; the send itself looks again. */
export function hasErrors(document: vscode.TextDocument, { start, block }: PlacedBlock): boolean {
  const range = new vscode.Range(document.positionAt(start), document.positionAt(start + block.text.length));
  return vscode.languages
    .getDiagnostics(document.uri)
    .some(({ severity, range: at }) => severity === vscode.DiagnosticSeverity.Error && range.intersection(at));
}

/** The chosen environment is in no file any more. */
export function refuseEnvironment(environmentName: string, uri: vscode.Uri): void {
  const message = `Nothing was sent: no environment file of this folder has '${environmentName}'.`;
  void vscode.window.showErrorMessage(message, 'Select Environment').then(async (choice) => {
    if (choice) await vscode.commands.executeCommand('identityHttp.selectEnvironment', uri.toString());
  });
}
