import * as vscode from 'vscode';
import type { FileEdits } from '../../core/environment/files/editEnvironmentFile';
import { toRange } from '../convert';

/** Why a file was left as it is: what another program or an editor has in it is never written over. */
export interface FileConflict {
  readonly kind: 'conflict';
  readonly message: string;
}

/**
 * A file as it was when a person began to change something in it. What they type takes time; before anything is
 * written, the file has to be the same still, on disk and in the editor.
 */
export interface GuardedFile {
  readonly kind: 'file';
  readonly uri: vscode.Uri;
  /** Empty for a file that is yet to be made. */
  readonly text: string;
  readonly isNew: boolean;
  /** In an editor with changes of its own the edit joins them and is saved with them. */
  readonly joinsEditor: boolean;
}

/** `mayBeUnsaved` for files that are written in an editor anyway; others have to be saved before they are changed here. */
export async function openGuarded(
  uri: vscode.Uri,
  { mayBeUnsaved = false }: { readonly mayBeUnsaved?: boolean } = {},
): Promise<GuardedFile | FileConflict> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (open?.isDirty === true || uri.scheme === 'untitled') {
    if (!mayBeUnsaved) return unsaved(uri);
    const document = open ?? (await vscode.workspace.openTextDocument(uri));
    return { kind: 'file', uri, text: document.getText(), isNew: false, joinsEditor: true };
  }
  const onDisk = await readText(uri);
  if (onDisk === 'unreadable') return conflictAbout(uri, 'cannot be read. Nothing was written.');
  if (onDisk === undefined) return { kind: 'file', uri, text: '', isNew: true, joinsEditor: false };
  const document = await vscode.workspace.openTextDocument(uri);
  if (!(await followsDisk(document, onDisk.text))) return changed(uri);
  return { kind: 'file', uri, text: document.getText(), isNew: false, joinsEditor: false };
}

/** Writes the edits and saves them, or says what is in the way; then nothing has changed. */
export async function writeGuarded(
  file: GuardedFile,
  edits: Extract<FileEdits, { kind: 'edits' }>['edits'],
): Promise<FileConflict | undefined> {
  const { uri } = file;
  const conflict = await findConflict(file);
  if (conflict) return conflict;
  const edit = new vscode.WorkspaceEdit();
  if (file.isNew) {
    const text = edits.map((part) => part.text).join('');
    edit.createFile(uri, { contents: new TextEncoder().encode(text) });
    return (await vscode.workspace.applyEdit(edit)) ? undefined : changed(uri);
  }
  const document = await vscode.workspace.openTextDocument(uri);
  if (document.getText() !== file.text) return changed(uri);
  for (const { span, text } of edits) edit.replace(uri, toRange(document, span), text);
  if (!(await vscode.workspace.applyEdit(edit))) return changed(uri);
  if (file.joinsEditor || (await document.save())) return undefined;
  return conflictAbout(uri, 'could not be saved. The change stands in its editor, unsaved.');
}

/** Tells of the conflict; true when the person wants to begin again with the file as it is now. */
export async function showConflict(uri: vscode.Uri, { message }: FileConflict): Promise<boolean> {
  const choice = await vscode.window.showWarningMessage(message, 'Try Again', 'Open File');
  if (choice === 'Open File') await vscode.window.showTextDocument(uri);
  return choice === 'Try Again';
}

async function findConflict({ uri, text, isNew, joinsEditor }: GuardedFile): Promise<FileConflict | undefined> {
  const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
  if (joinsEditor) return open?.getText() === text ? undefined : changed(uri);
  if (open?.isDirty === true) return unsaved(uri);
  const onDisk = await readText(uri);
  if (isNew) return onDisk === undefined ? undefined : changed(uri);
  return typeof onDisk === 'object' && isSameText(text, onDisk.text) ? undefined : changed(uri);
}

/** An open document learns of a change on disk a moment later than the disk has it. */
async function followsDisk(document: vscode.TextDocument, onDisk: string): Promise<boolean> {
  if (isSameText(document.getText(), onDisk)) return true;
  return new Promise((resolve) => {
    const settle = (follows: boolean): void => {
      clearTimeout(timer);
      listener.dispose();
      resolve(follows);
    };
    const timer = setTimeout(() => settle(false), longestLag);
    const listener = vscode.workspace.onDidChangeTextDocument(({ document: changing }) => {
      if (changing === document && isSameText(document.getText(), onDisk)) settle(true);
    });
  });
}

/** `undefined` when there is no file. */
async function readText(uri: vscode.Uri): Promise<{ readonly text: string } | 'unreadable' | undefined> {
  try {
    // Without its byte order mark, as a document has it.
    return { text: new TextDecoder().decode(await vscode.workspace.fs.readFile(uri)) };
  } catch (error) {
    return error instanceof vscode.FileSystemError && error.code === 'FileNotFound' ? undefined : 'unreadable';
  }
}

/** A document has one kind of line end throughout, whatever the file has. */
function isSameText(one: string, other: string): boolean {
  return one === other || one.replaceAll('\r\n', '\n') === other.replaceAll('\r\n', '\n');
}

function unsaved(uri: vscode.Uri): FileConflict {
  return conflictAbout(
    uri,
    'has changes in an editor that are not saved. Nothing was written: save or revert them first.',
  );
}

function changed(uri: vscode.Uri): FileConflict {
  return conflictAbout(uri, 'was changed meanwhile, in an editor or by another program. Nothing was written over.');
}

function conflictAbout(uri: vscode.Uri, what: string): FileConflict {
  return { kind: 'conflict', message: `'${vscode.workspace.asRelativePath(uri, false)}' ${what}` };
}

const longestLag = 2000;
