import type { FileBlocks } from '../../syntax/overBlocks';
import { findFileNames, type SomeNames } from './nameIndex';

/** Names that a request of one of the files captures: they have no value before it is sent, and are no mistake. */
export function findCapturedNames(files: readonly FileBlocks[]): SomeNames {
  const captured = files.map((file) => findFileNames(file).captures);
  const [only] = captured;
  // The same value for as long as no name changes, for those who keep what they know by it.
  if (only && captured.length === 1) return only;
  return {
    has: (name) => captured.some((names) => names.has(name)),
    keys: () => new Set(captured.flatMap((names) => [...names.keys()])),
  };
}
