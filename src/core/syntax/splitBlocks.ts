import { isBlankUnit, isTokenUnit, nextLineStart } from './lines';
import type { RequestBlock } from './nodes';
import { createBlock } from './createBlock';
import { parseBlock } from './parseBlock';
import { opensRequest } from './requestLine';

/**
 * Cuts a text into blocks. Separators alone decide unless a section has a line that may open a second request; only
 * such sections are read here, the others when somebody asks what is in them.
 */
export function splitBlocks(text: string): readonly RequestBlock[] {
  const blocks: RequestBlock[] = [];
  const scan: LineScan = { text, lineFeed: -2, carriageReturn: -2 };
  let start = 0;
  while (start < text.length) {
    const section = scanSection(scan, start);
    const source = start === 0 && section.end === text.length ? text : text.slice(start, section.end);
    if (section.isSingle) blocks.push(createBlock(source));
    else splitSection(source, blocks);
    start = section.end;
  }
  if (blocks.length === 0) blocks.push(createBlock(''));
  return blocks;
}

function splitSection(section: string, blocks: RequestBlock[]): void {
  let rest = section;
  while (rest !== '') {
    const { contents, end } = parseBlock(rest);
    blocks.push(createBlock(rest.slice(0, end), contents));
    rest = rest.slice(end);
  }
}

/** Offsets of the next line ends of both kinds, so that each is searched for once. */
interface LineScan {
  readonly text: string;
  lineFeed: number;
  carriageReturn: number;
}

/** From a separator (or the start of the text) to the next one. */
function scanSection(scan: LineScan, start: number): { readonly end: number; readonly isSingle: boolean } {
  const { text } = scan;
  let hasContent = false;
  let isSingle = true;
  let offset = start;
  while (offset < text.length) {
    const first = text.charCodeAt(offset);
    if (first === HASH && offset > start && isSeparator(text, offset)) break;
    const end = findLineEnd(scan, offset);
    if (isSingle) {
      if (!hasContent) hasContent = !isPassive(text, offset, end);
      else if (mayOpenRequest(text, offset, end)) isSingle = false;
    }
    offset = end < text.length ? nextLineStart(text, end) : text.length;
  }
  return { end: offset, isSingle };
}

function isSeparator(text: string, offset: number): boolean {
  return text.charCodeAt(offset + 1) === HASH && text.charCodeAt(offset + 2) === HASH;
}

function findLineEnd(scan: LineScan, offset: number): number {
  if (scan.lineFeed < offset) scan.lineFeed = indexOrEnd(scan.text, '\n', offset);
  if (scan.carriageReturn < offset) scan.carriageReturn = indexOrEnd(scan.text, '\r', offset);
  return Math.min(scan.lineFeed, scan.carriageReturn);
}

function indexOrEnd(text: string, mark: string, offset: number): number {
  const found = text.indexOf(mark, offset);
  return found < 0 ? text.length : found;
}

/** Blank lines, comments and declarations: what may stand before a request and is never one. */
function isPassive(text: string, start: number, end: number): boolean {
  let offset = start;
  while (offset < end && isBlankUnit(text.charCodeAt(offset))) offset++;
  if (offset === end) return true;
  const unit = text.charCodeAt(offset);
  return unit === HASH || unit === AT_SIGN || (unit === SLASH && text.charCodeAt(offset + 1) === SLASH);
}

/** Quick for the lines that bodies and headers are made of. */
function mayOpenRequest(text: string, start: number, end: number): boolean {
  let offset = start;
  while (offset < end && isBlankUnit(text.charCodeAt(offset))) offset++;
  const first = offset;
  while (offset < end && isTokenUnit(text.charCodeAt(offset))) offset++;
  if (offset === first || offset === end) return false;
  const unit = text.charCodeAt(offset);
  // A word and a blank, or the scheme of an address.
  if (unit === COLON ? !text.startsWith('://', offset) : !isBlankUnit(unit)) return false;
  return opensRequest(text, first, end);
}

const HASH = 35;
const AT_SIGN = 64;
const SLASH = 47;
const COLON = 58;
