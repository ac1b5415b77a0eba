import { directiveKey, type RequestBlock } from '../nodes';
import { overBlocks, type FileBlocks } from '../overBlocks';

/** What would give a name its value in another tool, and is not run here. */
export interface NotRunName {
  readonly name: string;
  /** `# @loop` and its relatives as written, or `script`. */
  readonly by: string;
}

/** Names that scripts and directives anywhere in the file would set. Nothing is run: the text says them. */
export const findNotRunNames: (file: FileBlocks) => readonly NotRunName[] = overBlocks(
  (block) => readNotRunNames(block).everywhere,
  (one, other) => one.length === 0 && other.length === 0,
  (names) => names.flat(),
);

/** Whether a script anywhere in the file may set names that its text does not say. */
export const hasUnreadScript: (file: FileBlocks) => boolean = overBlocks(
  (block) => readNotRunNames(block).hasUnread,
  (one, other) => one === other,
  (found) => found.includes(true),
);

/** What has a value in the block alone: the variable of a loop, and its count. */
export function findLoopNames(block: RequestBlock): readonly NotRunName[] {
  return readNotRunNames(block).here;
}

/** Whether a script of the block lies in a file of its own. */
export function hasScriptFile(block: RequestBlock): boolean {
  return readNotRunNames(block).hasFile;
}

/** Of one block. */
export interface NotRunNames {
  /** With a meaning in the whole file. */
  readonly everywhere: readonly NotRunName[];
  /** With a meaning in the block alone. */
  readonly here: readonly NotRunName[];
  /** A script may set others, which its text does not say. */
  readonly hasUnread: boolean;
  /** A script lies in a file of its own. */
  readonly hasFile: boolean;
}

const none: NotRunNames = { everywhere: [], here: [], hasUnread: false, hasFile: false };

/** What other tools would give a value in the block, read once. */
export function readNotRunNames(block: RequestBlock): NotRunNames {
  const known = namesOfBlocks.get(block);
  if (known) return known;
  const names = mayHoldNames(block.text) ? readBlock(block) : none;
  namesOfBlocks.set(block, names);
  return names;
}

const namesOfBlocks = new WeakMap<RequestBlock, NotRunNames>();

/** Most blocks hold none, and reading a block costs more than a look at its text. */
function mayHoldNames(text: string): boolean {
  return MARKS.test(text);
}

const MARKS = /\{%|\bexports\b|\$httpyac\b|^[ \t]*[<>][ \t]+\S|@(?:loop|env[-_]?(?:json|header|stdin)|file[-_]?to)/im;

function readBlock(block: RequestBlock): NotRunNames {
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
  let hasUnread = false;
  let hasFile = false;
  for (const node of block.nodes) {
    if (node.kind !== 'script') continue;
    const code = node.code && block.text.slice(node.code.start, node.code.end);
    hasFile ||= code === undefined;
    hasUnread ||= code === undefined || UNREAD.test(code);
    for (const name of code === undefined ? [] : readScriptNames(code)) everywhere.push({ name, by: 'script' });
  }
  return { everywhere, here, hasUnread, hasFile };
}

/** `client.global.set("id", …)`, `exports.id = …`. */
function* readScriptNames(code: string): Generator<string> {
  for (const [, , name = ''] of code.matchAll(SET_CALL)) yield name;
  for (const [, name = ''] of code.matchAll(EXPORT)) yield name;
  for (const [, name = ''] of code.matchAll(GLOBAL)) yield name;
  for (const [, , name = ''] of code.matchAll(KEYED)) yield name;
  if (!WHOLE_EXPORT.test(code)) return;
  // A name too many only makes less of an alarm of what has no value.
  for (const [, name = ''] of code.matchAll(MEMBER)) yield name;
  for (const [, , name = ''] of code.matchAll(QUOTED_MEMBER)) yield name;
}

const SET_CALL = /\.set(?:EnvironmentVariable|GlobalVariable)?\s{0,20}\(\s{0,20}(["'`])([^"'`\s{}]{1,200})\1/g;
/** Lua, as Kulala has it. */
const GLOBAL = /\bclient\.global\.([A-Za-z_][\w]{0,200})\s{0,20}=(?!=)/g;
/** `exports["id"] =`, and `client.global["id"] =` of Lua. */
const KEYED = /\b(?:exports|client\.global)\s{0,20}\[\s{0,20}(["'])([^"'\s{}]{1,200})\1\s{0,20}\]\s{0,20}=(?!=)/g;
const WHOLE_EXPORT = /\bexports\s{0,20}[=,]\s{0,20}\{|\$httpyac\.(?:setVariables|execute)\b/;
const QUOTED_MEMBER = /[{,\n]\s{0,200}(["'])([^"'\s{}]{1,200})\1\s{0,20}:/g;
const MEMBER = /(?:^|[{,\s])([A-Za-z_$][\w$]{0,200})\s{0,20}[:,}(\n]/g;
const EXPORT = /\bexports\.([A-Za-z_$][\w$]{0,200})\s{0,20}=(?!=)/g;

/** Where a name is worked out, `exports` goes to a function, or other code or another file is loaded. */
const UNREAD = new RegExp(
  [
    /\bexports\s{0,20}(?:\)|,\s{0,20}[^{\s])/,
    /\bexports\s{0,20}=\s{0,20}[^\s{=]|\bexports\s{0,20}=\s{0,20}\{[^}]{0,2000}\.\.\./,
    /\b(?:exports|client\.global)\s{0,20}\[\s{0,20}[^"'\s]/,
    /\b(?:global|globals|variables|collectionVariables|environment)\.set\s{0,20}\(\s{0,20}[^"'`\s)]/,
    /\$httpyac\.(?:import|setVariables|execute)\b/,
    /^[ \t]{0,100}import\b|\bdofile\b/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);

/** Directives whose first word is the name of a variable that they set. */
const SETTERS: ReadonlySet<string> = new Set(['envjsonkey', 'envheaderkey', 'envstdincmd', 'filetovariable']);
