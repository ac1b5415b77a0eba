import { directiveKey, type RequestBlock, type RequestFile } from '../../syntax/nodes';
import { overBlocks } from '../../syntax/overBlocks';
import { readScriptCaptures } from '../../syntax/script/readScriptCaptures';
import { templateSource } from '../../text/template';
import { parseCapture } from './parseCapture';

/** Names that sending the block may give a value to. */
export function capturedNames(block: RequestBlock): readonly string[] {
  const names: string[] = [];
  for (const directive of block.directives) {
    const capture = directiveKey(directive.name.text) === 'capture' ? parseCapture(directive) : undefined;
    if (typeof capture === 'object') names.push(capture.name);
  }
  for (const node of block.nodes) {
    if (node.kind !== 'script' || !node.code) continue;
    for (const { name } of readScriptCaptures(block.text, node.code).captures) names.push(name);
  }
  return names;
}

/** How to call the first request but `own` whose answer gives `name`, or what it is a member of, a value. */
export function findCapturing(
  files: readonly RequestFile[],
  own: RequestBlock | undefined,
  name: string,
): string | undefined {
  const [whole = name] = name.split(/[.[]/, 1);
  for (const file of files) {
    const { blocks } = file;
    const giving = findGiving(file);
    const places = [...(giving.get(name) ?? []), ...(giving.get(whole) ?? [])].sort((one, other) => one - other);
    const block = places.map((place) => blocks[place]).find((found) => found !== own);
    if (!block?.request) continue;
    const { method, target } = block.request;
    return block.name?.text ?? block.title?.text ?? `${method?.text ?? 'GET'} ${templateSource(target)}`;
  }
  return undefined;
}

/** The indexes of the first two requests that give a name its value: one of them is not the one that asks. */
const findGiving = overBlocks<readonly string[], ReadonlyMap<string, readonly number[]>>(
  (block) => (block.request ? [...new Set(capturedNames(block))] : []),
  (one, other) => one.length === other.length && one.every((name, at) => name === other[at]),
  (names) => {
    const giving = new Map<string, number[]>();
    for (const [index, ofBlock] of names.entries()) {
      for (const name of ofBlock) {
        const places = giving.get(name);
        if (!places) giving.set(name, [index]);
        else if (places.length < 2) places.push(index);
      }
    }
    return giving;
  },
);
