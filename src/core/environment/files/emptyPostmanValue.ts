import { parseTree, type Node } from 'jsonc-parser';
import type { Span } from '../../text/span';
import { membersOf, nodeSpan } from './parseJsonFile';

/** A value that an exported Postman environment has, and how to take it out of the file. */
export interface PostmanValue {
  readonly text: string;
  /** In the order of the file: a name may stand in it more than once. */
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** `undefined` when the file has no text under that name, or is not such a file any more. */
export function emptyPostmanValue(text: string, name: string): PostmanValue | undefined {
  const values = memberOf(parseTree(text), 'values');
  const nodes = (values?.children ?? []).flatMap((child) => {
    const value = memberOf(child, 'value');
    const isWanted = memberOf(child, 'key')?.value === name && memberOf(child, 'enabled')?.value !== false;
    return isWanted && value?.type === 'string' ? [value] : [];
  });
  const last = nodes.at(-1);
  if (!last) return undefined;
  return { text: String(last.value), edits: nodes.map((node) => ({ span: nodeSpan(node), text: '""' })) };
}

function memberOf(node: Node | undefined, key: string): Node | undefined {
  return membersOf(node, () => {}).findLast((member) => member.key === key)?.value;
}
