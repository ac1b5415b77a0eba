import {
  directiveKey,
  type BlockNode,
  type RequestBlock,
  type RequestFile,
  type RequestMessage,
} from '../syntax/nodes';
import { readRefs } from '../syntax/blockRefs';
import { findTemplates } from '../syntax/findTemplates';
import { buildLineIndex, positionAtOffset } from '../text/lineIndex';
import type { Span } from '../text/span';
import type { Template } from '../text/template';
import {
  semanticTokenModifiers,
  semanticTokenTypes,
  type SemanticTokenModifier,
  type SemanticTokenType,
} from './semanticTokenTypes';

/** One coloured piece; tokens of a block stand in its order and do not overlap. */
export interface SemanticToken {
  readonly span: Span;
  readonly type: SemanticTokenType;
  readonly modifiers: readonly SemanticTokenModifier[];
}

/** The tokens of a whole file. */
export interface FileTokens {
  /** As editors take them: five numbers a token, each place told from the one before. */
  readonly data: Uint32Array;
  readonly blocks: readonly RequestBlock[];
  /** Where the tokens of each block begin in `data`. */
  readonly offsets: Uint32Array;
}

/** With `before`, the tokens of the file before an edit, only those between the blocks that stayed are put together. */
export function findSemanticTokens(file: RequestFile, before?: FileTokens): FileTokens {
  const { blocks } = file;
  const old = before?.blocks ?? [];
  const shorter = Math.min(old.length, blocks.length);
  let same = 0;
  while (same < shorter && old[same] === blocks[same]) same++;
  let behind = 0;
  while (behind < shorter - same && old[old.length - 1 - behind] === blocks[blocks.length - 1 - behind]) behind++;
  const kept = before ?? { data: noData, blocks: [], offsets: new Uint32Array(1) };
  return joinTokens(blocks, kept, { same, oldEnd: old.length - behind, end: blocks.length - behind });
}

/** As `findSemanticTokens`, for the blocks that touch `within`, in document coordinates, alone. */
export function findSemanticTokensWithin(file: RequestFile, within: Span): Uint32Array {
  let line = 0;
  const encoded: EncodedBlock[] = [];
  for (const [index, block] of file.blocks.entries()) {
    const start = file.starts[index] ?? 0;
    if (start > within.end) break;
    if (start + block.text.length < within.start) line += countLines(block);
    else encoded.push(encodeBlock(block));
  }
  return encodeBlocks(encoded, line).data;
}

/** One replacement that makes `before` into `after`; `undefined` when they are equal. */
export interface TokenEdit {
  readonly start: number;
  readonly deleteCount: number;
  readonly data: Uint32Array;
}

/** Compares from both ends: an edit of the text changes tokens in one place. */
export function diffSemanticTokens(before: Uint32Array, after: Uint32Array): TokenEdit | undefined {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start++;
  if (start === before.length && start === after.length) return undefined;
  let behind = 0;
  while (behind < shorter - start && before[before.length - 1 - behind] === after[after.length - 1 - behind]) behind++;
  return {
    start,
    deleteCount: before.length - start - behind,
    data: after.subarray(start, after.length - behind),
  };
}

/** The tokens of one block in its own coordinates. */
export function findBlockTokens(block: RequestBlock): readonly SemanticToken[] {
  const tokens: SemanticToken[] = [];
  const add = (span: Span, type: SemanticTokenType, ...modifiers: SemanticToken['modifiers']): void => {
    if (span.end > span.start) tokens.push({ span, type, modifiers });
  };
  for (const { name, value } of block.directives) {
    add({ start: name.span.start - 1, end: name.span.end }, 'decorator');
    const key = directiveKey(name.text);
    if (value && key === 'name') add(value.span, 'function', 'declaration');
  }
  for (const { name } of readRefs(block)) add(name.span, 'function');
  for (const { name } of block.variables) add(name.span, 'variable', 'declaration');
  for (const template of findTemplates(block)) addTemplate(template, add);
  if (block.request) addRequest(block.request, add);
  for (const node of block.nodes) addNode(node, block.text, add);
  return withoutOverlaps(tokens);
}

type Add = (span: Span, type: SemanticTokenType, ...modifiers: SemanticToken['modifiers']) => void;

function addRequest({ method, version, headers, command }: RequestMessage, add: Add): void {
  if (method) add(method.span, 'keyword');
  if (version) add(version.span, 'keyword');
  // A field whose name holds a placeholder is coloured by that.
  for (const { name } of headers) if (!name.text.includes('{')) add(name.span, 'property');
  if (command) addTemplate(command, add);
}

/** `{{$uuid}}` calls, `{{login.response.body.$.id}}` reads an answer, everything else is a variable. */
function addTemplate({ parts }: Template, add: Add): void {
  for (const part of parts) {
    if (part.kind === 'literal') continue;
    const { text, span } = part.expression;
    if (text.startsWith('$')) {
      const [name = ''] = /^\$[\w.]*/.exec(text) ?? [];
      add({ start: span.start, end: span.start + name.length }, 'function', 'defaultLibrary');
      continue;
    }
    const request = /^(.+?)\.(?:response|request)(?:\.|$)/s.exec(text)?.[1];
    if (request === undefined) add(span, 'variable');
    else {
      add({ start: span.start, end: span.start + request.length }, 'function');
      add({ start: span.start + request.length + 1, end: span.end }, 'variable');
    }
  }
}

/** What the parser knows better than a line by line grammar. */
function addNode(node: BlockNode, text: string, add: Add): void {
  switch (node.kind) {
    case 'body-comment':
      // Left out of what is sent.
      for (const span of lineSpans(text, node.span)) add(span, 'comment');
      return;
    case 'assertion':
      for (const span of lineSpans(text, node.span)) add(span, 'comment', 'deprecated');
      return;
    case 'run':
      if (node.name) add(node.name.span, 'function');
      return;
    case 'header-spread':
      add(node.name.span, 'variable', 'deprecated');
      return;
    default:
  }
}

/** Editors take no token over several lines. */
function lineSpans(text: string, { start, end }: Span): readonly Span[] {
  const spans: Span[] = [];
  for (const match of text.slice(start, end).matchAll(/[^\r\n]+/g)) {
    const line = match[0].trimEnd();
    const indent = line.length - line.trimStart().length;
    spans.push({ start: start + match.index + indent, end: start + match.index + line.length });
  }
  return spans;
}

/** In order; of two that overlap the first one stays. */
function withoutOverlaps(tokens: SemanticToken[]): readonly SemanticToken[] {
  tokens.sort((one, other) => one.span.start - other.span.start || other.span.end - one.span.end);
  const kept: SemanticToken[] = [];
  let end = -1;
  for (const token of tokens) {
    if (token.span.start < end) continue;
    kept.push(token);
    end = token.span.end;
  }
  return kept;
}

/** Tokens as numbers, the first one told from the start of the block. */
interface EncodedBlock {
  readonly data: Uint32Array;
  readonly lines: number;
  /** Line of the last token in the block; 0 without one. */
  readonly lastLine: number;
}

const encodedBlocks = new WeakMap<RequestBlock, EncodedBlock>();

function encodeBlock(block: RequestBlock): EncodedBlock {
  const known = encodedBlocks.get(block);
  if (known) return known;
  const index = buildLineIndex(block.text);
  const tokens = findBlockTokens(block);
  const data = new Uint32Array(tokens.length * 5);
  let line = 0;
  let character = 0;
  tokens.forEach(({ span, type, modifiers }, count) => {
    const position = positionAtOffset(index, span.start);
    const isSameLine = position.line === line;
    const bits = modifiers.reduce((sum, modifier) => sum | (1 << semanticTokenModifiers.indexOf(modifier)), 0);
    data.set(
      [
        position.line - line,
        isSameLine ? position.character - character : position.character,
        span.end - span.start,
        semanticTokenTypes.indexOf(type),
        bits,
      ],
      count * 5,
    );
    ({ line, character } = position);
  });
  const encoded = { data, lines: index.starts.length - 1, lastLine: line };
  encodedBlocks.set(block, encoded);
  return encoded;
}

function countLines(block: RequestBlock): number {
  return encodeBlock(block).lines;
}

/** The blocks before `same`, and those from `end` (`oldEnd` before the edit), are what they were. */
interface Kept {
  readonly same: number;
  readonly oldEnd: number;
  readonly end: number;
}

function joinTokens(blocks: readonly RequestBlock[], before: FileTokens, { same, oldEnd, end }: Kept): FileTokens {
  const headLength = before.offsets[same] ?? 0;
  const tailStart = before.offsets[oldEnd] ?? 0;
  const middle = encodeBlocks(blocks.slice(same, end).map(encodeBlock), gapBefore(blocks, same));
  const shift = headLength + middle.data.length - tailStart;
  const data = new Uint32Array(before.data.length + shift);
  data.set(before.data.subarray(0, headLength));
  data.set(middle.data, headLength);
  data.set(before.data.subarray(tailStart), tailStart + shift);
  const offsets = new Uint32Array(blocks.length + 1);
  offsets.set(before.offsets.subarray(0, same));
  for (let index = same; index < end; index++) offsets[index] = headLength + (middle.offsets[index - same] ?? 0);
  for (let index = end; index <= blocks.length; index++) {
    offsets[index] = (before.offsets[index - end + oldEnd] ?? 0) + shift;
  }
  // The place of the first token behind the edit is told from the last one before it.
  const next = findBlockWithTokens(blocks, end);
  const first = blocks[next];
  if (first) data[offsets[next] ?? 0] = (encodeBlock(first).data[0] ?? 0) + gapBefore(blocks, next);
  return { data, blocks, offsets };
}

function findBlockWithTokens(blocks: readonly RequestBlock[], from: number): number {
  for (let index = from; index < blocks.length; index++) {
    const block = blocks[index];
    if (block && encodeBlock(block).data.length > 0) return index;
  }
  return -1;
}

/** Lines between the last token before a block and the start of the block. */
function gapBefore(blocks: readonly RequestBlock[], index: number): number {
  let gap = 0;
  for (let before = index - 1; before >= 0; before--) {
    const block = blocks[before];
    if (!block) continue;
    const { data, lines, lastLine } = encodeBlock(block);
    if (data.length > 0) return gap + lines - lastLine;
    gap += lines;
  }
  return gap;
}

interface EncodedBlocks {
  readonly data: Uint32Array;
  readonly offsets: readonly number[];
}

/** `gap` are the lines between the token before and the start of the first block. */
function encodeBlocks(blocks: readonly EncodedBlock[], gap: number): EncodedBlocks {
  const data = new Uint32Array(blocks.reduce((sum, block) => sum + block.data.length, 0));
  const offsets: number[] = [];
  let offset = 0;
  for (const block of blocks) {
    offsets.push(offset);
    if (block.data.length === 0) {
      gap += block.lines;
      continue;
    }
    data.set(block.data, offset);
    data[offset] = (block.data[0] ?? 0) + gap;
    offset += block.data.length;
    gap = block.lines - block.lastLine;
  }
  return { data, offsets };
}

const noData = new Uint32Array();
