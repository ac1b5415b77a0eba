import type { EnvironmentNames } from '../../environment/files/findEnvironmentNames';
import { blockIndexAtOffset, type PlacedBlock } from '../../syntax/blockAtOffset';
import { NameCounts } from '../../syntax/nameCounts';
import type { RequestFile } from '../../syntax/nodes';
import { eachBlock, overBlocks, type FileBlocks } from '../../syntax/overBlocks';
import { shiftSpan, type Span } from '../../text/span';
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
  readonly variables: SomeNames;
  readonly captures: SomeNames;
  readonly prompts: SomeNames;
  readonly requests: SomeNames;
}

/** Names of one kind. */
export interface SomeNames {
  readonly has: (name: string) => boolean;
  readonly keys: () => Iterable<string>;
}

/** The same value for as long as no edit changes a name. */
export const findFileNames: (file: FileBlocks) => FileNames = overBlocks(
  (block) => findBlockNames(block).definitions,
  (one, other) =>
    one.length === other.length &&
    one.every(({ form, name }, at) => form === other[at]?.form && name.text === other[at]?.name.text),
  (definitions) => countForms(noCounts, [], definitions),
  countForms,
);

type Definitions = readonly (readonly NameDefinition[])[];

type FormCounts = { readonly [Kind in keyof FileNames]: NameCounts };

function countForms(counts: FormCounts, gone: Definitions, come: Definitions): FormCounts {
  const count = (kind: keyof FileNames): NameCounts =>
    counts[kind].change(namesOfKind(gone, kind), namesOfKind(come, kind));
  return {
    variables: count('variables'),
    captures: count('captures'),
    prompts: count('prompts'),
    requests: count('requests'),
  };
}

function namesOfKind(definitions: Definitions, kind: keyof FileNames): readonly string[] {
  const names: string[] = [];
  for (const own of definitions) for (const { form, name } of own) if (kinds[form] === kind) names.push(name.text);
  return names;
}

const kinds: Readonly<Record<NameDefinition['form'], keyof FileNames | undefined>> = {
  declaration: 'variables',
  off: undefined,
  capture: 'captures',
  script: 'captures',
  prompt: 'prompts',
  request: 'requests',
};

const noCounts: FormCounts = {
  variables: NameCounts.none,
  captures: NameCounts.none,
  prompts: NameCounts.none,
  requests: NameCounts.none,
};

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
      (own?.prompts.has(name) ?? false) ||
      capturedIn(index).has(name),
    isRequest: (name) => chain.some(({ requests }) => requests.has(name)),
  };
}

/** What one file captures has its value in all of them. */
function capturedIn(index: NameIndex): ReadonlySet<string> {
  const known = capturesOfIndexes.get(index);
  if (known) return known;
  const files = [...index.files.values()];
  const captured = new Set(files.flatMap(({ file }) => [...findFileNames(file).captures.keys()]));
  capturesOfIndexes.set(index, captured);
  return captured;
}

const capturesOfIndexes = new WeakMap<NameIndex, ReadonlySet<string>>();

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
  wanted: WantedName,
): readonly NameOccurrence[] {
  const find = occurrenceFinder(file, known, wanted);
  return file.blocks.flatMap((_block, index) => find(index));
}

/** What is looked for. */
export interface WantedName {
  readonly kind: NameKind;
  readonly name: string;
}

/**
 * Of all that `findFileOccurrences` gives the `most` around an offset: half of them before it, unless there are fewer on
 * one of its sides. Looks no further away than it has to.
 */
export function findOccurrencesNear(
  file: RequestFile,
  known: KnownNames,
  wanted: WantedName,
  { offset, most }: { readonly offset: number; readonly most: number },
): readonly NameOccurrence[] {
  const find = occurrenceFinder(file, known, wanted);
  const own = blockIndexAtOffset(file, offset);
  const near = find(own);
  const before = near.filter(({ span }) => span.start < offset).toReversed();
  for (let index = own - 1; index >= 0 && before.length < most; index--) {
    for (const occurrence of find(index).toReversed()) before.push(occurrence);
  }
  const behind = near.filter(({ span }) => span.start >= offset);
  for (let index = own + 1; index < file.blocks.length && behind.length < most; index++) {
    for (const occurrence of find(index)) behind.push(occurrence);
  }
  const taken = Math.min(before.length, Math.max(most >> 1, most - behind.length));
  return before
    .slice(0, taken)
    .toReversed()
    .concat(behind.slice(0, most - taken));
}

/** The occurrences in the block with an index, in order. */
function occurrenceFinder(
  file: RequestFile,
  known: KnownNames,
  wanted: WantedName,
): (index: number) => readonly NameOccurrence[] {
  const meanings = new Map<string, ExpressionName | undefined>();
  // The same few expressions stand in most blocks.
  const read = (expression: string): ExpressionName | undefined => {
    if (!meanings.has(expression)) meanings.set(expression, readExpressionName(expression, known));
    return meanings.get(expression);
  };
  return (index) => {
    const found: NameOccurrence[] = [];
    const block = file.blocks[index];
    // Much quicker than to look at all that is named in it.
    if (!block?.text.includes(wanted.name)) return found;
    const { definitions, uses } = findBlockNames(block);
    const start = file.starts[index] ?? 0;
    for (const definition of definitions) if (isWanted(definition, wanted)) found.push(toOccurrence(definition, start));
    for (const use of uses) {
      if (!(use.kind === 'expression' ? use.expression : use.name).text.includes(wanted.name)) continue;
      const occurrence = readUse(use, start, read);
      if (occurrence?.kind === wanted.kind && occurrence.name === wanted.name) found.push(occurrence);
    }
    return found.length > 1 ? found.sort((one, other) => one.span.start - other.span.start) : found;
  };
}

/** Only the places of a file that give the name; what its expressions mean does not matter for that. */
export function findFileDefinitions(file: RequestFile, wanted: WantedName): readonly NameOccurrence[] {
  const found: NameOccurrence[] = [];
  const mark = markOf(wanted.name);
  for (const [index, marks] of findMarks(file).entries()) {
    const block = (marks & mark) === 0 ? undefined : file.blocks[index];
    for (const definition of block ? findBlockNames(block).definitions : []) {
      if (isWanted(definition, wanted)) found.push(toOccurrence(definition, file.starts[index] ?? 0));
    }
  }
  return found.sort((one, other) => one.span.start - other.span.start);
}

/** One bit for each name that a block gives. Most blocks give other names, which a look at their bits tells. */
const findMarks = eachBlock((block) =>
  findBlockNames(block).definitions.reduce((marks, { name }) => marks | markOf(name.text), 0),
);

function markOf(name: string): number {
  let sum = name.length;
  for (let at = 0; at < Math.min(name.length, 100); at++) sum = (sum * 31 + name.charCodeAt(at)) & 0xffffff;
  return 1 << (sum % 30);
}

function isWanted({ kind, name }: NameDefinition, wanted: WantedName): boolean {
  return kind === wanted.kind && name.text === wanted.name;
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
