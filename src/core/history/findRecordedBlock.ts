import { mask } from '../exchange/redaction';
import { describeBlockReference, findReferencedBlock } from '../language/blockReference';
import type { BlockReference } from '../language/blockReference';
import type { RequestFile } from '../syntax/nodes';

/**
 * The index of the block an entry was sent from, or `undefined` when it is gone or it cannot be told which one is
 * meant. Where the recorded request line holds masks, any text may stand in their place.
 */
export function findRecordedBlock(file: RequestFile, reference: BlockReference): number | undefined {
  const { name, title, requestLine, index } = reference;
  if (name !== undefined || title !== undefined || !requestLine.includes(mask)) {
    return findReferencedBlock(file, reference);
  }
  const found = file.blocks.flatMap((block, other) =>
    block.request && fits(describeBlockReference(file, other).requestLine, requestLine) ? [other] : [],
  );
  return found.length > 1 ? found.find((other) => other === index) : found[0];
}

/** The text between the masks stands in the line, in order; one pass. */
function fits(line: string, masked: string): boolean {
  const parts = masked.split(mask);
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (line.length < first.length + last.length || !line.startsWith(first) || !line.endsWith(last)) return false;
  let from = first.length;
  for (const part of parts.slice(1, -1)) {
    const at = line.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return from <= line.length - last.length;
}
