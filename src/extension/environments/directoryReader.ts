import { realpath } from 'node:fs/promises';
import { relative, isAbsolute, sep } from 'node:path';
import * as vscode from 'vscode';
import type { DirectoryReader } from '../../core/language/complete/completePath';

/** Lists folders of the file system that `place` belongs to. */
export function directoryReader(place: vscode.Uri): DirectoryReader {
  return async (path, within) => {
    const uri = place.scheme === 'file' || place.scheme === 'untitled' ? vscode.Uri.file(path) : place.with({ path });
    try {
      if (uri.scheme === 'file' && !isInside(await realpath(within), await realpath(path))) return [];
      const entries = await vscode.workspace.fs.readDirectory(uri);
      return entries.map(([name, type]) => ({
        name,
        kind: (type & vscode.FileType.Directory) === 0 ? ('file' as const) : ('folder' as const),
      }));
    } catch {
      // There is no such folder, or it is not ours to read: there is nothing to offer.
      return [];
    }
  };
}

/** Links are followed by then. */
function isInside(folder: string, place: string): boolean {
  const way = relative(folder, place);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}
