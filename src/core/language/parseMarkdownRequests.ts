import { createBlock } from '../syntax/createBlock';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { splitBlocks } from '../syntax/splitBlocks';

/**
 * The requests in the ```` ```http ```` fences of a Markdown document (CommonMark section 4.5), as one requests file
 * with the offsets of the document: variables and names of one fence count in the next. What stands around the fences
 * is blank in it, so nothing else in the document is ever taken for a request.
 */
export function parseMarkdownRequests(text: string): RequestFile {
  const blocks: RequestBlock[] = [];
  const starts: number[] = [];
  let length = 0;
  const push = (block: RequestBlock): void => {
    blocks.push(block);
    starts.push(length);
    length += block.text.length;
  };
  for (const { start, end } of findHttpFences(text)) {
    if (start > length) push(createBlock(blanked(text.slice(length, start))));
    if (end > start) for (const block of splitBlocks(text.slice(start, end))) push(block);
  }
  if (length < text.length || blocks.length === 0) push(createBlock(blanked(text.slice(length))));
  return { blocks, starts, length };
}

/** Between the opening and the closing line of every fence for requests, in document coordinates. */
export function findHttpFences(text: string): readonly { readonly start: number; readonly end: number }[] {
  const fences: { start: number; end: number }[] = [];
  let open: { readonly mark: string; readonly start: number; readonly isHttp: boolean } | undefined;
  const lines = /([^\r\n]*)(\r\n|\n|\r|$)/g;
  for (let match = lines.exec(text); match && match.index < text.length; match = lines.exec(text)) {
    const [whole, line = ''] = match;
    const next = match.index + whole.length;
    const [, mark = '', info = ''] = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line) ?? [];
    if (open) {
      const closes = mark.startsWith(open.mark) && info.trim() === '';
      if (closes && open.isHttp) fences.push({ start: open.start, end: match.index });
      if (closes) open = undefined;
    } else if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) {
      open = { mark, start: next, isHttp: /^[ \t]*\{?[ \t]*\.?(?:http|rest)(?![\w-])/i.test(info) };
    }
  }
  if (open?.isHttp) fences.push({ start: open.start, end: text.length });
  return fences;
}

/** As long as the text and with its lines, but empty. */
function blanked(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
