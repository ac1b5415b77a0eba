import { parseTemplate, templateLiteral, type Template } from '../text/template';
import { directiveKey, type RequestBlock } from './nodes';
import { eachBlock, overBlocks, type FileBlocks } from './overBlocks';

/** The paths of `import other.http` and of `# @import other.http`, which mean the same, in the order of the block. */
export function readImports(block: RequestBlock): readonly Template[] {
  const known = importsOfBlocks.get(block);
  if (known) return known;
  const paths = block.text.includes('import') ? findImports(block) : [];
  importsOfBlocks.set(block, paths);
  return paths;
}

/** Those of each block, `undefined` for the most that have none. */
export const readFileImports = eachBlock((block): readonly Template[] | undefined => {
  const paths = readImports(block);
  return paths.length > 0 ? paths : undefined;
});

/** Whether an import anywhere in the file has a placeholder in its path, so that it is not read. */
export const hasVariableImport: (file: FileBlocks) => boolean = overBlocks(
  (block) => readImports(block).some((path) => templateLiteral(path) === undefined),
  (one, other) => one === other,
  (found) => found.includes(true),
);

function findImports({ nodes, text }: RequestBlock): readonly Template[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'import') return [node.path];
    if (node.kind !== 'directive' || directiveKey(node.directive.name.text) !== 'import') return [];
    const { value } = node.directive;
    return value ? [parseTemplate(text, value.span)] : [];
  });
}

/** Asked for after every keystroke, and most blocks are the same as before it. */
const importsOfBlocks = new WeakMap<RequestBlock, readonly Template[]>();
