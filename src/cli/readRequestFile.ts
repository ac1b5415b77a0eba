import { dirname, resolve } from 'node:path';
import { isInsideFolder } from '../core/environment/paths';
import { parseRequestFile } from '../core/syntax/parseRequestFile';
import type { RequestFile } from '../core/syntax/nodes';
import { buildLineIndex, positionAtOffset } from '../core/text/lineIndex';
import type { LineIndex } from '../core/text/lineIndex';
import { readFileBytes } from '../files/fileReader';

/** A requests file as read from disk. */
export interface ReadRequestFile {
  /** As the person wrote it, for printing. */
  readonly shownPath: string;
  readonly path: string;
  readonly folder: string;
  /** Body files are read from inside it: the folder the command runs in, where that holds the file. */
  readonly workspaceFolder: string;
  readonly text: string;
  readonly parsed: RequestFile;
  readonly lines: LineIndex;
}

/** The file with its tree, or the sentence that says why it cannot be read. */
export async function readRequestFile(shownPath: string): Promise<ReadRequestFile | string> {
  const path = resolve(shownPath);
  const bytes = await readFileBytes(path);
  if (bytes === undefined) return `There is no file '${shownPath}'.`;
  if (!(bytes instanceof Uint8Array)) return bytes.message;
  const text = decodeText(bytes);
  const folder = dirname(path);
  const workingFolder = process.cwd();
  return {
    shownPath,
    path,
    folder,
    workspaceFolder: isInsideFolder(workingFolder, folder) ? workingFolder : folder,
    text,
    parsed: parseRequestFile(text),
    lines: buildLineIndex(text),
  };
}

/** One-based line of a document offset. */
export function lineAtOffset(file: ReadRequestFile, offset: number): number {
  return positionAtOffset(file.lines, offset).line + 1;
}

/** UTF-8, or UTF-16 where the file begins with its mark, as some Windows programs write it. */
function decodeText(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return new TextDecoder().decode(bytes);
}
