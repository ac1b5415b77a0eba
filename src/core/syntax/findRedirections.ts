import type { RequestBlock, ResponseRedirectionNode } from './nodes';

/** The lines of a block that save its answer, `>> path` and `>>! path`, in order. */
export function findRedirections({ text, nodes }: RequestBlock): readonly ResponseRedirectionNode[] {
  return text.includes('>>') ? nodes.filter((node) => node.kind === 'response-redirection') : [];
}
