import { directiveKey, type RequestBlock, type RequestFile } from '../../syntax/nodes';
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
  for (const { blocks } of files) {
    for (const block of blocks) {
      if (block === own || !block.request) continue;
      const names = knownNames(block);
      if (!names.includes(name) && !names.includes(whole)) continue;
      const { method, target } = block.request;
      return block.name?.text ?? block.title?.text ?? `${method?.text ?? 'GET'} ${templateSource(target)}`;
    }
  }
  return undefined;
}

function knownNames(block: RequestBlock): readonly string[] {
  const names = namesOfBlocks.get(block) ?? capturedNames(block);
  namesOfBlocks.set(block, names);
  return names;
}

/** Blocks stay the same while others are edited. */
const namesOfBlocks = new WeakMap<RequestBlock, readonly string[]>();
