import { isSecretName } from '../environment/secrets/isSecretName';
import type { Variable, VariableLayer, VariableRemark } from '../environment/variable';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import { eachBlock } from '../syntax/overBlocks';
import { shiftSpan } from '../text/span';

/** Where the file lies, for `Variable.source`; left out when the variables need no place. */
export interface FileLayerOptions {
  readonly path?: string | undefined;
  /** `import` for a file that the request file imports. */
  readonly origin?: 'file' | 'import';
}

/**
 * The `@name = value` lines of a request file as seen from one block: a name is its last definition above, or in, the
 * block; where there is none, its first one below, with a remark. Inside a value the same holds as seen from there.
 */
export function buildFileLayer(
  file: RequestFile,
  block: RequestBlock | undefined,
  options: FileLayerOptions = {},
): VariableLayer {
  const { definitions, places } = definitionsOf(file, options);
  const origin = options.origin ?? 'file';
  const index = block ? file.blocks.indexOf(block) : -1;
  const blockEnd = index < 0 ? file.length : (file.starts[index + 1] ?? file.length);
  return {
    origin,
    names: [...definitions.keys()],
    lookup: (expression, user) => {
      const list = definitions.get(expression);
      if (!list) return undefined;
      const place = user ? places.get(user) : undefined;
      return (
        lastBefore(list, place ?? blockEnd)?.variable ??
        list.find(({ start }) => start !== place)?.below ??
        list[0]?.below
      );
    },
  };
}

/** A tree never changes, and is looked into for each of its blocks. */
function definitionsOf(file: RequestFile, options: FileLayerOptions): Definitions {
  const known = definitionsOfFiles.get(file);
  if (known && known.path === options.path && known.origin === options.origin) return known;
  const definitions = collectDefinitions(file, options);
  const places = new Map<Variable, number>();
  for (const list of definitions.values()) {
    for (const { variable, below, start } of list) {
      places.set(variable, start);
      places.set(below, start);
    }
  }
  const found = { path: options.path, origin: options.origin, definitions, places };
  definitionsOfFiles.set(file, found);
  return found;
}

interface Definitions {
  readonly path: FileLayerOptions['path'];
  readonly origin: FileLayerOptions['origin'] | undefined;
  readonly definitions: ReadonlyMap<string, readonly Definition[]>;
  /** Where each variable of them is defined. */
  readonly places: ReadonlyMap<Variable, number>;
}

const definitionsOfFiles = new WeakMap<RequestFile, Definitions>();

/** `below` is the same definition as seen from further up. */
interface Definition {
  readonly start: number;
  readonly variable: Variable;
  readonly below: Variable;
}

function collectDefinitions(
  file: RequestFile,
  { path = '', origin = 'file' }: FileLayerOptions,
): Map<string, Definition[]> {
  const definitions = new Map<string, Definition[]>();
  const globals: [string, Definition[]][] = [];
  findDeclared(file).forEach((variables, index) => {
    const blockStart = file.starts[index] ?? 0;
    for (const { name, value, span } of variables ?? []) {
      const variable: Variable = {
        name: name.text,
        value,
        secret: isSecretName(name.text),
        origin,
        source: { path, span: shiftSpan(name.span, blockStart) },
      };
      const below = { ...variable, remark: usedBefore(name.text) };
      const list = definitions.get(name.text) ?? [];
      list.push({ start: blockStart + span.start, variable, below });
      definitions.set(name.text, list);
      // httpYac's mark for a variable of all files; here the file is what knows it.
      const plain = name.text.startsWith(GLOBAL) ? name.text.slice(GLOBAL.length) : '';
      if (plain !== '') globals.push([plain, list]);
    }
  });
  for (const [name, list] of globals) if (!definitions.has(name)) definitions.set(name, list);
  return definitions;
}

const GLOBAL = 'global.';

/** `undefined` for most blocks. */
const findDeclared = eachBlock(({ variables }) => (variables.length > 0 ? variables : undefined));

function usedBefore(name: string): VariableRemark {
  const message = `'${name}' is defined further down only. Move its definition above this place.`;
  return { code: 'used-before-definition', severity: 'warning', message };
}

function lastBefore(list: readonly Definition[], place: number): Definition | undefined {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle]?.start ?? 0) < place) low = middle + 1;
    else high = middle;
  }
  return list[low - 1];
}
