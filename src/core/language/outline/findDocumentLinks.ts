import { refuseSavePlace } from '../../environment/refuseSavePlace';
import { refuseSavePath, trimSavePath } from '../../request/savePath';
import { findBlocksNear, findPlacedBlocks } from '../../syntax/blockAtOffset';
import { readImports } from '../../syntax/blockImports';
import type { RequestBlock, RequestFile } from '../../syntax/nodes';
import { shiftSpan, type Span } from '../../text/span';
import { templateLiteral, type Template } from '../../text/template';

/** Something that can be opened; where it leads is worked out when somebody asks. Document coordinates. */
export type DocumentLink =
  | { readonly kind: 'target'; readonly span: Span; readonly blockIndex: number }
  | (FileLink & { readonly blockIndex: number });

interface FileLink {
  readonly kind: 'file';
  readonly span: Span;
  readonly path: Template;
  /** An answer is saved there, so that the file may not be there yet. */
  readonly isSaved?: true;
}

/**
 * Addresses on request lines, files of bodies, imports, scripts and saved answers, in the order of the document. With
 * `near`, those of the blocks that touch one of these places.
 */
export function findDocumentLinks(file: RequestFile, near?: readonly Span[]): readonly DocumentLink[] {
  const found: DocumentLink[] = [];
  for (const { block, start, index: blockIndex } of near ? findBlocksNear(file, near) : findPlacedBlocks(file)) {
    for (const link of blockLinks(block)) {
      const span = shiftSpan(link.span, start);
      if (link.kind === 'target') found.push({ kind: 'target', span, blockIndex });
      else found.push({ ...link, span, blockIndex });
    }
  }
  return found;
}

type BlockLink = { readonly kind: 'target'; readonly span: Span } | FileLink;

const linksOfBlocks = new WeakMap<RequestBlock, readonly BlockLink[]>();

function blockLinks(block: RequestBlock): readonly BlockLink[] {
  const known = linksOfBlocks.get(block);
  if (known) return known;
  const links: BlockLink[] = [];
  const { request } = block;
  // An address without placeholders is a link in every editor, but not one that knows what is secret in it.
  if (request && (request.kind === 'http' || request.kind === 'graphql') && request.target.parts.length > 0) {
    links.push({ kind: 'target', span: firstLine(block.text, request.target.span) });
  }
  for (const part of request?.body?.parts ?? []) if (part.kind === 'file') addFile(links, part.path);
  for (const path of readImports(block)) addFile(links, path);
  for (const node of block.nodes) {
    if (node.kind === 'run' || node.kind === 'script' || node.kind === 'response-reference') {
      if (node.path) addFile(links, node.path);
    }
    if (node.kind === 'response-redirection' && mayBeSaved(node.path))
      links.push({ kind: 'file', span: node.path.span, path: node.path, isSaved: true });
  }
  linksOfBlocks.set(block, links);
  return links;
}

function mayBeSaved(path: Template): boolean {
  const literal = templateLiteral(path);
  const text = literal === undefined ? undefined : trimSavePath(literal);
  return text === undefined || (refuseSavePath(text, false) === undefined && refuseSavePlace(text) === undefined);
}

function addFile(links: BlockLink[], path: Template): void {
  if (path.span.end > path.span.start) links.push({ kind: 'file', span: path.span, path });
}

/** A target may go on over lines that are indented: the link is on its first one. */
function firstLine(text: string, { start, end }: Span): Span {
  const [line = ''] = /^[^\r\n]*/.exec(text.slice(start, end)) ?? [];
  return { start, end: start + line.trimEnd().length };
}
