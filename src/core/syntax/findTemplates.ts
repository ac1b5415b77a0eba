import type { Template } from '../text/template';
import type { RequestBlock } from './nodes';

/** Every template that is filled when the block is sent, in the order of the document, variables of the block first. */
export function findTemplates(block: RequestBlock): readonly Template[] {
  const templates = block.variables.map((variable) => variable.value);
  const { request } = block;
  if (!request) return templates;
  templates.push(request.target);
  for (const header of request.headers) templates.push(header.value);
  for (const part of request.body?.parts ?? []) templates.push(part.kind === 'text' ? part.content : part.path);
  return templates;
}
