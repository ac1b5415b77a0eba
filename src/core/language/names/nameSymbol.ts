import { parentFolder, resolvePath } from '../../environment/paths';
import type { NameKind } from './blockNames';
import {
  findEnvironmentOccurrences,
  findFileNames,
  findFileOccurrences,
  importChain,
  knownNamesOf,
  type IndexedFile,
  type NameIndex,
  type NameOccurrence,
} from './nameIndex';

/** A name as it is meant in one place of one file. */
export interface MeantName {
  readonly kind: NameKind;
  readonly name: string;
  /** Of the request file or environment file in which it is meant. */
  readonly path: string;
}

/** One thing with a name, and every place that means it. */
export interface NameSymbol {
  readonly kind: NameKind;
  readonly name: string;
  readonly requestFiles: ReadonlyMap<string, readonly NameOccurrence[]>;
  readonly environmentFiles: ReadonlyMap<string, readonly NameOccurrence[]>;
}

/**
 * Everything that goes by the name and may give it its value in the same place: a variable that a file declares belongs
 * to that file and those that import it; all others belong to the environment files that count, and to captures. What
 * one place may take from either side makes both sides one.
 */
export function findSymbol(index: NameIndex, meant: MeantName): NameSymbol {
  return meant.kind === 'request' ? findRequestSymbol(index, meant) : findVariableSymbol(index, meant);
}

/** The request belongs to the nearest file that has it; a file without one means the only other that does. */
function findRequestSymbol(index: NameIndex, meant: MeantName): NameSymbol {
  const { name } = meant;
  const having = [...index.files.values()].filter((file) => hasRequest(file, name));
  const sole = having.length === 1 ? having[0]?.path : undefined;
  const requestOwner = (path: string): string | undefined =>
    importChain(index, path).find((file) => hasRequest(file, name))?.path ?? sole;
  const owner = requestOwner(meant.path);
  const requestFiles = new Map<string, readonly NameOccurrence[]>();
  for (const { path } of index.files.values()) {
    if (owner === undefined && path !== meant.path) continue;
    const own = requestOwner(path);
    const occurrences = occurrencesIn(index, path, meant).filter(
      ({ into }) => (into === undefined ? own : targetOf(path, into)) === owner,
    );
    if (occurrences.length > 0) requestFiles.set(path, occurrences);
  }
  return { kind: 'request', name, requestFiles, environmentFiles: new Map() };
}

function hasRequest({ file }: IndexedFile, name: string): boolean {
  return findFileNames(file).requests.has(name);
}

function targetOf(path: string, into: string): string {
  return resolvePath(parentFolder(path) ?? '/', into);
}

function findVariableSymbol(index: NameIndex, meant: MeantName): NameSymbol {
  const { name } = meant;
  const files = findVariableFiles(index, meant);
  const requestFiles = new Map<string, readonly NameOccurrence[]>();
  for (const path of files.requestFiles) {
    const occurrences = occurrencesIn(index, path, meant).filter(
      ({ into }) => into === undefined || files.requestFiles.has(targetOf(path, into)),
    );
    if (occurrences.length > 0) requestFiles.set(path, occurrences);
  }
  const environmentFiles = new Map<string, readonly NameOccurrence[]>();
  for (const path of files.environmentFiles) {
    const names = index.environments.get(path);
    const found = names ? findEnvironmentOccurrences(names) : [];
    environmentFiles.set(
      path,
      found.filter((occurrence) => occurrence.kind === 'variable' && occurrence.name === name),
    );
  }
  return { kind: 'variable', name, requestFiles, environmentFiles };
}

interface SymbolFiles {
  readonly requestFiles: ReadonlySet<string>;
  readonly environmentFiles: ReadonlySet<string>;
}

function findVariableFiles(index: NameIndex, { name, path }: MeantName): SymbolFiles {
  const mentioning = [...index.files.values()].filter(({ file }) =>
    file.blocks.some(({ text }) => text.includes(name)),
  );
  const walk: Walk = { index, name, mentioning, requestFiles: new Set(), environmentFiles: new Set() };
  if (index.files.has(path)) addFile(walk, path);
  else walk.environmentFiles.add(path);
  growShared(walk);
  return walk;
}

interface Walk {
  readonly index: NameIndex;
  readonly name: string;
  readonly mentioning: readonly IndexedFile[];
  readonly requestFiles: Set<string>;
  readonly environmentFiles: Set<string>;
}

/** Adds the file, all that mean a declaration of the same file, and what they share with others. */
function addFile(walk: Walk, path: string): void {
  if (walk.requestFiles.has(path)) return;
  walk.requestFiles.add(path);
  const owner = ownerOf(walk, path);
  if (owner !== undefined) {
    addFile(walk, owner);
    for (const { path: other } of walk.mentioning) if (ownerOf(walk, other) === owner) addFile(walk, other);
  }
  if (isShared(walk, path))
    for (const environment of environmentsOf(walk, path)) walk.environmentFiles.add(environment);
}

/** The file whose declarations or prompts the name means in the file at `path`; `undefined` when it is shared. */
function ownerOf({ index, name }: Walk, path: string): string | undefined {
  return importChain(index, path).find(({ file, path: at }) => {
    const { variables, prompts } = findFileNames(file);
    return variables.has(name) || (at === path && prompts.has(name));
  })?.path;
}

/** True where a value of the name may come from an environment or a capture, or is captured for others. */
function isShared(walk: Walk, path: string): boolean {
  const file = walk.index.files.get(path)?.file;
  if (!file) return false;
  const { variables, captures } = findFileNames(file);
  const owner = ownerOf(walk, path);
  return owner === undefined || captures.has(walk.name) || (owner === path && !variables.has(walk.name));
}

function environmentsOf({ index, name }: Walk, path: string): readonly string[] {
  const environments = index.files.get(path)?.environments ?? [];
  return environments.filter((at) => index.environments.get(at)?.keys.some((key) => key.name === name));
}

/** Files that take the name from the same environment files, or from the same captures, until there are no more. */
function growShared(walk: Walk): void {
  for (let before = -1; before !== walk.requestFiles.size + walk.environmentFiles.size;) {
    before = walk.requestFiles.size + walk.environmentFiles.size;
    const captured = walk.mentioning.some(
      ({ path, file }) => walk.requestFiles.has(path) && findFileNames(file).captures.has(walk.name),
    );
    const hasShared = walk.environmentFiles.size > 0 || [...walk.requestFiles].some((path) => isShared(walk, path));
    if (!hasShared) return;
    for (const { path, file } of walk.mentioning) {
      if (walk.requestFiles.has(path) || !isShared(walk, path)) continue;
      const environments = environmentsOf(walk, path);
      const isNear = environments.some((environment) => walk.environmentFiles.has(environment));
      const captures = findFileNames(file).captures.has(walk.name);
      if (isNear || captures || (captured && environments.length === 0)) addFile(walk, path);
    }
    addUsingEnvironments(walk);
  }
}

/** Environment files that use the name in a value without giving it one themselves. */
function addUsingEnvironments(walk: Walk): void {
  const { index, name, environmentFiles, requestFiles } = walk;
  for (const { path, environments } of index.files.values()) {
    const isNear = requestFiles.has(path) || environments.some((at) => environmentFiles.has(at));
    if (!isNear || environmentFiles.size === 0) continue;
    for (const at of environments) {
      const uses = index.environments.get(at)?.uses ?? [];
      if (uses.some(({ expression }) => expression.text.includes(name))) environmentFiles.add(at);
    }
  }
}

function occurrencesIn(index: NameIndex, path: string, meant: MeantName): readonly NameOccurrence[] {
  const file = index.files.get(path)?.file;
  return file ? findFileOccurrences(file, knownNamesOf(index, path), meant) : [];
}
