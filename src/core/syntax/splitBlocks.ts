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
  let start = 0;
  while (start < text.length) {
    const section = scanSection(text, start);
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

/**
 * From a separator (or the start of the text) to the next one. Expressions look for the lines that matter, because they
 * run at full speed from the first line on, where a loop over the characters of a long file has to warm up.
 */
function scanSection(text: string, start: number): { readonly end: number; readonly isSingle: boolean } {
  let isSingle = true;
  let offset = behindPassiveLines(text, start);
  if (offset > start && text.startsWith('###', offset)) return { end: offset, isSingle };
  for (;;) {
    remarkableLine.lastIndex = offset;
    if (!remarkableLine.test(text)) return { end: text.length, isSingle };
    offset = remarkableLine.lastIndex;
    if (text.charCodeAt(offset - 1) === HASH) return { end: offset - 3, isSingle };
    if (isSingle) isSingle = !opensRequest(text, lineStart(text, offset), lineEnd(text, offset));
  }
}

/** Behind the separator, blank lines, comments and declarations: what may stand before a request and is never one. */
function behindPassiveLines(text: string, start: number): number {
  let offset = behind(separatedPassiveLines, text, start);
  while (isPassiveStart(text.charCodeAt(offset))) {
    const next = behind(passiveLines, text, offset);
    if (next === offset) break;
    offset = next;
  }
  return offset;
}

function behind(expression: RegExp, text: string, offset: number): number {
  expression.lastIndex = offset;
  expression.test(text);
  return expression.lastIndex;
}

/** False for the letters, braces and slashes that requests begin with, which spares another search. */
function isPassiveStart(unit: number): boolean {
  return unit <= SLASH || unit === AT_SIGN || unit > 127;
}

function lineStart(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  return start;
}

function lineEnd(text: string, offset: number): number {
  anyLineEnd.lastIndex = offset;
  return anyLineEnd.test(text) ? anyLineEnd.lastIndex - 1 : text.length;
}

function isLineEnd(unit: number): boolean {
  return unit === 10 || unit === 13;
}

/** A separator, or the start of a line that may open a request: a word and a blank, or the scheme of an address. */
const remarkableLine = /[\r\n](?:###|[ \t\xa0\ufeff\u200b]*[\w.+-]+(?:[ \t\xa0\ufeff\u200b]|:\/\/))/g;

/** So many at most that no text makes the expression remember too much of its way. */
const passiveLines = /(?:(?!###)[ \t\xa0\ufeff\u200b]*(?:(?:[#@]|\/\/)[^\r\n]*)?(?:\r\n?|\n)){0,64}/y;
const separatedPassiveLines = new RegExp(`(?:###[^\\r\\n]*(?:\\r\\n?|\\n))?${passiveLines.source}`, 'y');

const anyLineEnd = /[\r\n]/g;

const HASH = 35;
const SLASH = 47;
const AT_SIGN = 64;
