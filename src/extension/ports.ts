import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isInsideFolder } from '../core/environment/paths';
import type { FileReader, FolderLister, ValuePorts } from '../core/environment/ports';
import { readFileBytes } from '../files/fileReader';
import { listFolder } from '../files/listFolder';
import { hostAdvice } from './hostAdvice';

/** Clock, chance and process variables of this machine. In Restricted Mode a file learns nothing of the process. */
export function valuePorts(): ValuePorts {
  return {
    clock: Date.now,
    newId: randomUUID,
    random: Math.random,
    advice: hostAdvice,
    readProcessVariable: vscode.workspace.isTrusted ? (name) => process.env[name] : undefined,
  };
}

/** Reads files of the file system that `place` belongs to; a virtual one is asked through VS Code. */
export function fileReader(place: vscode.Uri): FileReader {
  if (place.scheme === 'file' || place.scheme === 'untitled') return readFileBytes;
  return async (path, within) => {
    if (within !== undefined && !isInsideFolder(within, path)) {
      return { kind: 'file-failure', message: `'${path}' is not inside '${within}', so it is not read.` };
    }
    try {
      return await vscode.workspace.fs.readFile(place.with({ path }));
    } catch (error) {
      if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return undefined;
      const isFolder = error instanceof vscode.FileSystemError && error.code === 'FileIsADirectory';
      return { kind: 'file-failure', message: `'${path}' cannot be read.`, isFolder };
    }
  };
}

/** Lists folders of the file system that `place` belongs to. */
export function folderLister(place: vscode.Uri): FolderLister {
  if (place.scheme === 'file' || place.scheme === 'untitled') return listFolder;
  return async (path) => {
    try {
      return (await vscode.workspace.fs.readDirectory(place.with({ path }))).map(([name]) => name);
    } catch {
      return [];
    }
  };
}

/** As `fileReader`, but what is typed into an open document counts before it is saved. */
export function editorReader(place: vscode.Uri): FileReader {
  const read = fileReader(place);
  return async (path, within) => {
    const open = vscode.workspace.textDocuments.find((document) => document.isDirty && pathOf(document.uri) === path);
    return open ? new TextEncoder().encode(open.getText()) : read(path, within);
  };
}

/** The path as the file reader of that place understands it. */
export function pathOf(uri: vscode.Uri): string {
  return uri.scheme === 'file' ? uri.fsPath : uri.path;
}
