import {
  directiveKey,
  type BlockNode,
  type RequestBlock,
  type RequestFile,
  type RequestMessage,
} from '../../syntax/nodes';
import { readRefs } from '../../syntax/blockRefs';
import { blockIndexAtOffset } from '../../syntax/blockAtOffset';
import { findTemplates } from '../../syntax/findTemplates';
import { buildLineIndex, positionAtOffset } from '../../text/lineIndex';
import type { Span } from '../../text/span';
import type { Template } from '../../text/template';
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

/**
 * The tokens of the blocks that touch `within`, in document coordinates, as editors take them: five numbers a token,
 * each place told from the one before. `lineAt` gives the line of a document offset, from 0.
 */
export function findSemanticTokens(file: RequestFile, within: Span, lineAt: (offset: number) => number): Uint32Array {
  const first = blockIndexAtOffset(file, within.start);
  const last = blockIndexAtOffset(file, within.end);
  const blocks = file.blocks.slice(first, last + 1).map(encodeBlock);
  return joinTokens(blocks, lineAt(file.starts[first] ?? 0));
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
      add(node.name.span, 'variable');
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

/** `gap` are the lines before the first block. */
function joinTokens(blocks: readonly EncodedBlock[], gap: number): Uint32Array {
  const joined = new Uint32Array(blocks.reduce((sum, { data }) => sum + data.length, 0));
  let offset = 0;
  for (const { data, lines, lastLine } of blocks) {
    if (data.length === 0) {
      gap += lines;
      continue;
    }
    joined.set(data, offset);
    joined[offset] = (data[0] ?? 0) + gap;
    offset += data.length;
    gap = lines - lastLine;
  }
  return joined;
}
