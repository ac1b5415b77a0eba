import { encodeUrlText } from '../../request/encodeUrlText';
import type { RequestBlock } from '../../syntax/nodes';
import { spanTouches, type Span } from '../../text/span';

/** Another way to write the same place, for one who asks for it. */
export interface Rewrite {
  readonly title: string;
  readonly span: Span;
  readonly text: string;
}

/** What can be rewritten where the cursor stands, block coordinates: the address encoded, `<` made to `<@`. */
export function findRewrites(block: RequestBlock, offset: number): readonly Rewrite[] {
  return [...encodeTarget(block, offset), ...fillFile(block, offset)];
}

/** The wire has it so in any case; written out, other tools send the same. */
function encodeTarget({ request, text }: RequestBlock, offset: number): readonly Rewrite[] {
  if (!request || request.command || !spanTouches(request.target.span, offset)) return [];
  const { span, parts } = request.target;
  let encoded = '';
  let copied = span.start;
  let isPath = false;
  for (const part of parts) {
    if (part.kind === 'placeholder') continue;
    const written = text.slice(part.span.start, part.span.end);
    // Braces that are escaped, and lines that are joined, stay as they are.
    if (written !== part.text) continue;
    const start: number = isPath ? 0 : authorityEnd(written);
    isPath ||= start < written.length;
    encoded += text.slice(copied, part.span.start) + written.slice(0, start) + encodeUrlText(written.slice(start));
    copied = part.span.end;
  }
  encoded += text.slice(copied, span.end);
  return encoded === text.slice(span.start, span.end)
    ? []
    : [{ title: 'Percent-encode the address', span, text: encoded }];
}

/** Names of hosts are encoded in another way. */
function authorityEnd(text: string): number {
  return /^(?:[A-Za-z][A-Za-z0-9+.-]*:\/\/)?[^/?#]*/.exec(text)?.[0].length ?? 0;
}

function fillFile({ request }: RequestBlock, offset: number): readonly Rewrite[] {
  for (const part of request?.body?.parts ?? []) {
    if (part.kind !== 'file' || part.substitutes || !spanTouches(part.span, offset)) continue;
    const behind = part.span.start + 1;
    return [{ title: 'Fill placeholders in the file with ‘<@’', span: { start: behind, end: behind }, text: '@' }];
  }
  return [];
}
