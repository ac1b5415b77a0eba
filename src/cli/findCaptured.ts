import { relative } from 'node:path';
import { addCaptured, mayCapture } from '../core/language/captureElsewhere';
import { isRequestPath } from '../core/language/problems/findUnusedKeys';
import { parseRequestFile } from '../core/syntax/parseRequestFile';
import { readFileBytes } from '../files/fileReader';
import { listUsing } from './listUsing';

/** Names that requests of the files below a folder capture, with the file. Each folder is looked through once a run. */
export async function findCaptured(
  folder: string,
  looked: Map<string, ReadonlyMap<string, string>>,
): Promise<ReadonlyMap<string, string>> {
  const known = looked.get(folder);
  if (known) return known;
  const captured = new Map<string, string>();
  looked.set(folder, captured);
  for (const path of (await listUsing(folder)) ?? []) {
    const bytes = isRequestPath(path) ? await readFileBytes(path) : undefined;
    const text = bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '';
    if (mayCapture(text)) addCaptured(captured, parseRequestFile(text), relative(folder, path));
  }
  return captured;
}
