import type { EnvironmentNames } from '../environment/findEnvironmentNames';
import type { PlacedBlock } from '../syntax/blockAtOffset';
import type { RequestFile } from '../syntax/nodes';
import { shiftSpan, type Span } from '../text/span';
import {
  findBlockNames,
  type ExpressionSpelling,
  type NameDefinition,
  type NameKind,
  type NameUse,
} from './blockNames';
import { readExpressionName, type ExpressionName, type KnownNames } from './readExpressionName';

/** The files in which a name may occur, as they are now. */
export interface NameIndex {
  readonly files: ReadonlyMap<string, IndexedFile>;
  readonly environments: ReadonlyMap<string, EnvironmentNames>;
  /** Names that get a value where nothing is renamed, with the words for that place: «the settings». */
  readonly elsewhere: ReadonlyMap<string, string>;
}

/** A request file with the other files that give its names a meaning. */
export interface IndexedFile {
  readonly path: string;
  readonly file: RequestFile;
  /** Environment files that count for it. */
  readonly environments: readonly string[];
  /** Request files it imports, the one that counts first. */
  readonly imports: readonly string[];
}

/** A name in a file, document coordinates. */
export interface NameOccurrence {
  readonly kind: NameKind;
  readonly name: string;
  readonly span: Span;
  /** `undefined` at a use. */
  readonly form: NameDefinition['form'] | 'environment' | undefined;
  /** At an expression. */
  readonly spelling?: ExpressionSpelling;
  /** Of the request file that a use names, as written: `run ./login.http#login`. */
  readonly into?: string;
  /** At a key of an environment file. */
  readonly environment?: string;
}

/** What a request file itself defines. */
export interface FileNames {
  readonly variables: ReadonlySet<string>;
  readonly captures: ReadonlySet<string>;
  readonly prompts: ReadonlySet<string>;
  readonly requests: ReadonlySet<string>;
}

/** Worked out once for each tree. */
export function findFileNames(file: RequestFile): FileNames {
  const known = namesOfFiles.get(file);
  if (known) return known;
  const names = {
    variables: new Set<string>(),
    captures: new Set<string>(),
    prompts: new Set<string>(),
    requests: new Set<string>(),
  };
  for (const block of file.blocks) {
    for (const { form, name } of findBlockNames(block).definitions) {
      if (form === 'declaration') names.variables.add(name.text);
      else if (form === 'capture' || form === 'script') names.captures.add(name.text);
      else if (form === 'prompt') names.prompts.add(name.text);
      else if (form === 'request') names.requests.add(name.text);
    }
  }
  namesOfFiles.set(file, names);
  return names;
}

const namesOfFiles = new WeakMap<RequestFile, FileNames>();

/** The file and all it imports, the one that counts first; files that are not in the index are passed over. */
export function importChain(index: NameIndex, path: string): readonly IndexedFile[] {
  const chain = new Set<string>([path]);
  // The set grows while it is walked.
  for (const at of chain) for (const imported of index.files.get(at)?.imports ?? []) chain.add(imported);
  return [...chain].map((at) => index.files.get(at)).filter((file) => file !== undefined);
}

/** What the names in an expression of the file at `path` may mean. */
export function knownNamesOf(index: NameIndex, path: string): KnownNames {
  const chain = importChain(index, path).map(({ file }) => findFileNames(file));
  const keys = new Set<string>(index.elsewhere.keys());
  for (const environment of index.files.get(path)?.environments ?? []) {
    for (const { name } of index.environments.get(environment)?.keys ?? []) keys.add(name);
  }
  const [own] = chain;
  return {
    isVariable: (name) =>
      keys.has(name) ||
      chain.some(({ variables }) => variables.has(name)) ||
      (own !== undefined && (own.captures.has(name) || own.prompts.has(name))),
    isRequest: (name) => chain.some(({ requests }) => requests.has(name)),
  };
}

/** Every occurrence of names in a block, in the coordinates of its file. */
export function findBlockOccurrences({ block, start }: PlacedBlock, known: KnownNames): readonly NameOccurrence[] {
  const { definitions, uses } = findBlockNames(block);
  const found: NameOccurrence[] = definitions.map((definition) => toOccurrence(definition, start));
  for (const use of uses) {
    const occurrence = readUse(use, start, (expression) => readExpressionName(expression, known));
    if (occurrence) found.push(occurrence);
  }
  return found;
}

/** Those of one name in a whole file, in order. Of the blocks of a long file few have the name at all. */
export function findFileOccurrences(
  file: RequestFile,
  known: KnownNames,
  wanted: { readonly kind: NameKind; readonly name: string },
): readonly NameOccurrence[] {
  const found: NameOccurrence[] = [...findFileDefinitions(file, wanted)];
  const meanings = new Map<string, ExpressionName | undefined>();
  // The same few expressions stand in most blocks.
  const read = (expression: string): ExpressionName | undefined => {
    if (!meanings.has(expression)) meanings.set(expression, readExpressionName(expression, known));
    return meanings.get(expression);
  };
  for (const [index, block] of file.blocks.entries()) {
    for (const use of findBlockNames(block).uses) {
      if (!(use.kind === 'expression' ? use.expression : use.name).text.includes(wanted.name)) continue;
      const occurrence = readUse(use, file.starts[index] ?? 0, read);
      if (occurrence?.kind === wanted.kind && occurrence.name === wanted.name) found.push(occurrence);
    }
  }
  return found.sort((one, other) => one.span.start - other.span.start);
}

/** Only the places of a file that give the name; what its expressions mean does not matter for that. */
export function findFileDefinitions(
  file: RequestFile,
  wanted: { readonly kind: NameKind; readonly name: string },
): readonly NameOccurrence[] {
  const found: NameOccurrence[] = [];
  for (const [index, block] of file.blocks.entries()) {
    for (const definition of findBlockNames(block).definitions) {
      if (definition.kind !== wanted.kind || definition.name.text !== wanted.name) continue;
      found.push(toOccurrence(definition, file.starts[index] ?? 0));
    }
  }
  return found.sort((one, other) => one.span.start - other.span.start);
}

function toOccurrence({ kind, form, name }: NameDefinition, start: number): NameOccurrence {
  return { kind, form, name: name.text, span: shiftSpan(name.span, start) };
}

/** `undefined` for an expression that means nothing in a file. */
function readUse(
  use: NameUse,
  start: number,
  read: (expression: string) => ExpressionName | undefined,
): NameOccurrence | undefined {
  if (use.kind !== 'expression') {
    const { text, span } = use.name;
    const into = use.path === undefined ? {} : { into: use.path };
    return { kind: use.kind, name: text, span: shiftSpan(span, start), form: undefined, ...into };
  }
  const meant = read(use.expression.text);
  if (!meant) return undefined;
  const at = start + use.expression.span.start + meant.start;
  const span = { start: at, end: at + meant.name.length };
  return { kind: meant.kind, name: meant.name, span, form: undefined, spelling: use.spelling };
}

/** Keys, and placeholders in values, of an environment file. */
export function findEnvironmentOccurrences(names: EnvironmentNames): readonly NameOccurrence[] {
  const keys = new Set(names.keys.map(({ name }) => name));
  const known: KnownNames = { isVariable: (name) => keys.has(name), isRequest: () => false };
  const found: NameOccurrence[] = names.keys.map(({ name, span, environment }) => {
    return { kind: 'variable', name, span, form: 'environment', environment };
  });
  for (const { expression } of names.uses) {
    const meant = readExpressionName(expression.text, known);
    const { start, end } = expression.span;
    // A name written with escapes has no span that is certain but that of the whole expression.
    const isPlain = end - start === expression.text.length;
    if (!meant || (!isPlain && meant.name !== expression.text)) continue;
    const at = start + meant.start;
    const span = isPlain ? { start: at, end: at + meant.name.length } : { start, end };
    found.push({ kind: meant.kind, name: meant.name, span, form: undefined });
  }
  return found.toSorted((one, other) => one.span.start - other.span.start);
}
