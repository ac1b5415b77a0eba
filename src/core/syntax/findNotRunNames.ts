import { directiveKey, type RequestBlock } from './nodes';
import { overBlocks, type FileBlocks } from './overBlocks';

/** What would give a name its value in another tool, and is not run here. */
export interface NotRunName {
  readonly name: string;
  /** `# @loop` and its relatives as written, or `script`. */
  readonly by: string;
}

/** Names that scripts and directives anywhere in the file would set. Nothing is run: the text says them. */
export const findNotRunNames: (file: FileBlocks) => readonly NotRunName[] = overBlocks(
  (block) => ofBlock(block).everywhere,
  (one, other) => one.length === 0 && other.length === 0,
  (names) => names.flat(),
);

/** What has a value in the block alone: the variable of a loop, and its count. */
export function findLoopNames(block: RequestBlock): readonly NotRunName[] {
  return ofBlock(block).here;
}

interface BlockNames {
  readonly everywhere: readonly NotRunName[];
  readonly here: readonly NotRunName[];
}

const none: BlockNames = { everywhere: [], here: [] };

function ofBlock(block: RequestBlock): BlockNames {
  const known = namesOfBlocks.get(block);
  if (known) return known;
  const names = mayHoldNames(block.text) ? readBlock(block) : none;
  namesOfBlocks.set(block, names);
  return names;
}

const namesOfBlocks = new WeakMap<RequestBlock, BlockNames>();

/** Most blocks hold none, and reading a block costs more than a look at its text. */
function mayHoldNames(text: string): boolean {
  return MARKS.test(text);
}

const MARKS = /\{%|\bexports\b|@(?:loop|env[-_]?(?:json|header|stdin)|file[-_]?to)/i;

function readBlock(block: RequestBlock): BlockNames {
  const everywhere: NotRunName[] = [];
  const here: NotRunName[] = [];
  for (const { name, value } of block.directives) {
    const key = directiveKey(name.text);
    const by = `# @${name.text}`;
    if (key === 'loop') {
      // Each round has a name of its own: `user0`, `user1`.
      if (block.name) everywhere.push({ name: `${block.name.text}$index`, by });
      here.push({ name: '$index', by });
      const item = /^for\s+([A-Za-z_$][\w$]*)\s+of\s/.exec(value?.text ?? '')?.[1];
      if (item !== undefined) here.push({ name: item, by });
    } else if (SETTERS.has(key)) {
      const set = /^[\w$.-]+/.exec(value?.text ?? '')?.[0];
      if (set !== undefined) everywhere.push({ name: set, by });
    }
  }
  for (const node of block.nodes) {
    if (node.kind !== 'script' || !node.code) continue;
    const code = block.text.slice(node.code.start, node.code.end);
    for (const name of readScriptNames(code)) everywhere.push({ name, by: 'script' });
  }
  return { everywhere, here };
}

/** `client.global.set("id", …)`, `exports.id = …`. */
function* readScriptNames(code: string): Generator<string> {
  for (const [, , name = ''] of code.matchAll(SET_CALL)) yield name;
  for (const [, name = ''] of code.matchAll(EXPORT)) yield name;
  for (const [, name = ''] of code.matchAll(GLOBAL)) yield name;
  // A name too many only makes less of an alarm of what has no value.
  if (WHOLE_EXPORT.test(code)) for (const [, name = ''] of code.matchAll(MEMBER)) yield name;
}

const SET_CALL = /\.set(?:EnvironmentVariable|GlobalVariable)?\s{0,20}\(\s{0,20}(["'`])([^"'`\s{}]{1,200})\1/g;
/** Lua, as Kulala has it. */
const GLOBAL = /\bclient\.global\.([A-Za-z_][\w]{0,200})\s{0,20}=(?!=)/g;
const WHOLE_EXPORT = /\bmodule\.exports\s{0,20}=\s{0,20}\{/;
const MEMBER = /(?:^|[{,\s])([A-Za-z_$][\w$]{0,200})\s{0,20}[:,}(\n]/g;
const EXPORT = /\bexports\.([A-Za-z_$][\w$]{0,200})\s{0,20}=(?!=)/g;

/** Directives whose first word is the name of a variable that they set. */
const SETTERS: ReadonlySet<string> = new Set(['envjsonkey', 'envheaderkey', 'envstdincmd', 'filetovariable']);
