import type { RequestBlock } from '../syntax/nodes';
import type { Placeholder, Template } from '../text/template';
import { spanTouches } from '../text/span';

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

/** The placeholder that a cursor at `offset` (block coordinates) stands in or beside. */
export function placeholderAtOffset(block: RequestBlock, offset: number): Placeholder | undefined {
  for (const template of findTemplates(block)) {
    if (!spanTouches(template.span, offset)) continue;
    for (const part of template.parts) {
      if (part.kind === 'placeholder' && spanTouches(part.span, offset)) return part;
    }
  }
  return undefined;
}
