import { createBlock } from '../syntax/createBlock';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { splitBlocks } from '../syntax/splitBlocks';
import type { Span } from '../text/span';

/**
 * The requests in the ```` ```http ```` fences of a Markdown document (CommonMark section 4.5), as one requests file
 * with the offsets of the document: variables and names of one fence count in the next. What stands around the fences
 * is blank in it, so nothing else in the document is ever taken for a request. Blocks at either end of `before`, the
 * document as it was, that have stayed the same are the same objects.
 */
export function parseMarkdownRequests(text: string, before?: RequestFile): RequestFile {
  const blocks: RequestBlock[] = [];
  const starts: number[] = [];
  let length = 0;
  const push = (block: RequestBlock): void => {
    blocks.push(block);
    starts.push(length);
    length += block.text.length;
  };
  const fences = findHttpFences(text);
  for (const { start, end } of fences) {
    if (start > length) push(createBlock(blanked(text.slice(length, start))));
    if (end > start) for (const block of splitBlocks(text.slice(start, end))) push(block);
  }
  if (length < text.length || blocks.length === 0) push(createBlock(blanked(text.slice(length))));
  const file = { blocks: keepBlocks(blocks, before?.blocks ?? []), starts, length };
  fencesOfFiles.set(file, fences);
  return file;
}

/** False in the prose of a Markdown document, where there is nothing to say. Other files are requests throughout. */
export function isRequestText(file: RequestFile, offset: number): boolean {
  return fencesOfFiles.get(file)?.some(({ start, end }) => start <= offset && offset <= end) ?? true;
}

/** True where a fence begins: what stands before it is no request that it should be kept apart from. */
export function startsFence(file: RequestFile, offset: number): boolean {
  return fencesOfFiles.get(file)?.some(({ start }) => start === offset) ?? false;
}

const fencesOfFiles = new WeakMap<RequestFile, readonly Span[]>();

/** Between the opening and the closing line of every fence for requests, in document coordinates. */
export function findHttpFences(text: string): readonly Span[] {
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

/** An edit in one place leaves the blocks before and behind it as they are. */
function keepBlocks(blocks: readonly RequestBlock[], before: readonly RequestBlock[]): readonly RequestBlock[] {
  const kept = [...blocks];
  const shorter = Math.min(blocks.length, before.length);
  let first = 0;
  for (let old = before[0]; old && first < shorter && old.text === blocks[first]?.text; old = before[++first]) {
    kept[first] = old;
  }
  for (let behind = 1; behind <= shorter - first; behind++) {
    const old = before[before.length - behind];
    if (!old || old.text !== blocks[blocks.length - behind]?.text) break;
    kept[blocks.length - behind] = old;
  }
  return kept;
}

/** As long as the text and with its lines, but empty. */
function blanked(text: string): string {
  return text.replace(/[^\r\n]/g, ' ');
}
