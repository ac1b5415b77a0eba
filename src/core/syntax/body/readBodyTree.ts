import type { Span } from '../../text/span';
import { describeBodyKind } from './describeBodyKind';
import type { RequestBlock } from '../nodes';
import { bodyStandIn } from './bodyStandIn';
import { readFormNodes } from './readFormNodes';
import { readJsonNodes } from './readJsonNodes';
import { readXmlNodes } from './readXmlNodes';

/** A body with its own structure. Spans are in block coordinates. */
export interface BodyTree {
  readonly kind: 'json' | 'xml' | 'form';
  /** More than one where a text goes on behind its end; fewer pieces than the text has where it is malformed. */
  readonly roots: readonly BodyTreeNode[];
}

/** A piece of a body, with the pieces inside it in the order of the document. */
export interface BodyTreeNode {
  /** `value` is a string, a number or a word; a `placeholder` stands for a value or a name outside of quotes. */
  readonly kind: 'object' | 'array' | 'member' | 'value' | 'placeholder' | 'element' | 'attribute' | 'pair';
  readonly span: Span;
  /** Of a member, an element, an attribute and a pair; a string's without its quotes. */
  readonly name?: Span;
  /** What stands between the ends: inside brackets, quotes or tags, or behind the equals sign of a pair. */
  readonly content?: Span;
  readonly children: readonly BodyTreeNode[];
}

/**
 * The structure of a JSON, XML or form body, whatever its placeholders stand for; `undefined` for any other body. Read
 * when somebody asks, and once for a block. Linear in the length of the body, however deep it is nested.
 */
export function readBodyTree(block: RequestBlock): BodyTree | undefined {
  if (trees.has(block)) return trees.get(block);
  const tree = readTree(block);
  trees.set(block, tree);
  return tree;
}

const trees = new WeakMap<RequestBlock, BodyTree | undefined>();

function readTree(block: RequestBlock): BodyTree | undefined {
  const body = block.request?.body;
  // The words of a command stand between quotes of the shell.
  if (!body || block.request.kind === 'curl') return undefined;
  const kind = describeBodyKind(block);
  const standIn = bodyStandIn(block.text, body);
  switch (kind) {
    case 'json':
      return { kind, roots: readJsonNodes(standIn) };
    case 'xml':
      return { kind, roots: readXmlNodes(standIn) };
    case 'form':
      return { kind, roots: readFormNodes(standIn) };
    default:
      return undefined;
  }
}
