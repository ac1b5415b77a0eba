import { randomUUID } from 'node:crypto';
import * as vscode from 'vscode';
import { isInsideFolder, numberedPath, parentFolder } from '../../core/environment/paths';
import type { FileContent, FileFailure, FileSaver, SavePlace } from '../../core/environment/ports';
import type { ConfirmSave } from '../../core/session/saveAnswer';
import { saveFile } from '../../files/saveFile';

/** Writes files of the file system that `place` belongs to; a virtual one is asked through VS Code. */
export function answerSaver(place: vscode.Uri): FileSaver {
  if (place.scheme === 'file' || place.scheme === 'untitled') return saveFile;
  return (target, content, signal) => saveVirtually(place, { target, content }, signal);
}

/** Asks in the middle of the window before a request goes out whose answer is saved elsewhere. */
export const confirmSave: ConfirmSave = async (paths) => {
  const options = { modal: true, detail: paths.join('\n') };
  const choice = await vscode.window.showWarningMessage(
    'Save the answer outside of the workspace?',
    options,
    sendAndSave,
  );
  return choice === sendAndSave;
};

const sendAndSave = 'Send and Save';

/** Written under another name first, which takes the right one when that is free. */
async function saveVirtually(
  home: vscode.Uri,
  { target, content }: { readonly target: SavePlace; readonly content: FileContent },
  signal: AbortSignal,
): ReturnType<FileSaver> {
  const { path, within, overwrites } = target;
  const folder = parentFolder(path);
  if (folder === undefined || (within !== undefined && !isInsideFolder(within, path))) {
    return failure(`'${path}' is not inside '${within ?? '/'}', so it is not written.`);
  }
  if (content.size > LARGEST) return failure(`'${path}' cannot be written: it is larger than 50 MB.`);
  const { fs } = vscode.workspace;
  const temporary = home.with({ path: `${folder}/.identity-http-${randomUUID()}.tmp` });
  try {
    const octets = await content.read(0, content.size);
    if (signal.aborted) return failure('It was cancelled before all of it was written.');
    const refusal = overwrites ? await refuseReplaced(home.with({ path }), path) : undefined;
    if (refusal !== undefined) return failure(refusal);
    await fs.createDirectory(home.with({ path: folder }));
    await fs.writeFile(temporary, octets);
    const taken = await takeName(temporary, home, { path, overwrites });
    return taken === undefined ? failure(`There are too many files like '${path}' already.`) : taken;
  } catch (error) {
    const reason = error instanceof vscode.FileSystemError ? ` (${error.code})` : '';
    return failure(`'${path}' cannot be written${reason}. Check its permissions and those of its folder.`);
  } finally {
    await fs.delete(temporary).then(undefined, () => undefined);
  }
}

/** A file system may replace a whole folder when it is told to overwrite. */
async function refuseReplaced(uri: vscode.Uri, path: string): Promise<string | undefined> {
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
  if (!stat) return undefined;
  if (stat.type & vscode.FileType.Directory) return `'${path}' is a folder, not a file. Write another name.`;
  return stat.permissions === vscode.FilePermission.Readonly
    ? `'${path}' is read-only, so it is not replaced. Change that first.`
    : undefined;
}

async function takeName(
  from: vscode.Uri,
  home: vscode.Uri,
  { path, overwrites }: Pick<SavePlace, 'path' | 'overwrites'>,
): Promise<{ readonly kind: 'saved-file'; readonly path: string } | undefined> {
  for (let count = 0; count <= MOST_NAMES; count++) {
    const candidate = numberedPath(path, count);
    try {
      await vscode.workspace.fs.rename(from, home.with({ path: candidate }), { overwrite: overwrites });
      return { kind: 'saved-file', path: candidate };
    } catch (error) {
      if (overwrites || !(error instanceof vscode.FileSystemError) || error.code !== 'FileExists') throw error;
    }
  }
  return undefined;
}

function failure(message: string): FileFailure {
  return { kind: 'file-failure', message };
}

const LARGEST = 50_000_000;
const MOST_NAMES = 999;
