import { findTemplates } from '../../syntax/findTemplates';
import type { RequestBlock } from '../../syntax/nodes';
import type { Placeholder } from '../../text/template';
import { spanTouches } from '../../text/span';

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
