import { lookupDirective, type RequestBlock } from '../nodes';

/** True where a body is a file whose placeholders are filled, whatever they are. */
export function fillsFiles(block: RequestBlock): boolean {
  if (!block.text.includes('<')) return false;
  const files = block.request?.body?.parts.filter((part) => part.kind === 'file') ?? [];
  if (files.length === 0) return false;
  return files.some((part) => part.substitutes) || lookupDirective(block, 'injectVariables') !== undefined;
}
