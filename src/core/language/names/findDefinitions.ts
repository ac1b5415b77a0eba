import { blockAtOffset } from '../../syntax/blockAtOffset';
import { findBlockNames } from './blockNames';
import { findFileDefinitions, importChain, type NameIndex, type NameOccurrence } from './nameIndex';
import { findSymbol, type MeantName } from './nameSymbol';
import type { Span } from '../../text/span';

/** A place in a file. */
export interface NamePlace {
  readonly path: string;
  readonly span: Span;
}

/**
 * Where the name that is used at `offset` gets its value or is given, the place that counts first: the question that
 * asks for it, captures, the declaration that counts there, then every environment that has it.
 */
export function findDefinitions(index: NameIndex, meant: MeantName, offset: number): readonly NamePlace[] {
  const near = index.files.has(meant.path) ? findNearDefinitions(index, meant, offset) : [];
  if (near.length > 0) return near;
  const symbol = findSymbol(index, meant);
  const places: NamePlace[] = [];
  for (const files of [symbol.environmentFiles, symbol.requestFiles]) {
    for (const [path, occurrences] of files) {
      for (const occurrence of occurrences) if (isDefinition(occurrence)) places.push({ path, span: occurrence.span });
    }
  }
  return places;
}

/** True where a name is given, or a value comes to be. */
export function isDefinition({ form }: NameOccurrence): boolean {
  return form !== undefined && form !== 'off';
}

/** Those in the file itself and in what it imports. */
function findNearDefinitions(index: NameIndex, meant: MeantName, offset: number): readonly NamePlace[] {
  const prompt = findPrompt(index, meant, offset);
  if (prompt) return [prompt];
  for (const { path, file } of importChain(index, meant.path)) {
    const found = findFileDefinitions(file, meant).filter(isDefinition);
    const captures = found.filter(({ form }) => form === 'capture' || form === 'script');
    const others = found.filter(({ form }) => form === 'declaration' || form === 'request');
    // Of an imported file everything lies above.
    const counting = lookupCounting(others, path === meant.path ? offset : Number.POSITIVE_INFINITY);
    const places = counting ? [...captures, counting] : captures;
    // What is only captured may have a value in an environment as well.
    if (counting) return places.map(({ span }) => ({ path, span }));
    if (places.length > 0) return [...places.map(({ span }) => ({ path, span })), ...findKeys(index, meant)];
  }
  return [];
}

function findPrompt(index: NameIndex, { path, kind, name }: MeantName, offset: number): NamePlace | undefined {
  const file = index.files.get(path)?.file;
  if (!file || kind === 'request') return undefined;
  const { block, start } = blockAtOffset(file, offset);
  const prompt = findBlockNames(block).definitions.find(
    ({ form, name: token }) => form === 'prompt' && token.text === name,
  );
  return prompt && { path, span: { start: start + prompt.name.span.start, end: start + prompt.name.span.end } };
}

/** The last one above the place, where there is none the first one below it. */
function lookupCounting(found: readonly NameOccurrence[], offset: number): NameOccurrence | undefined {
  return found.findLast(({ span }) => span.start <= offset) ?? found[0];
}

function findKeys(index: NameIndex, { path, name, kind }: MeantName): readonly NamePlace[] {
  if (kind === 'request') return [];
  return (index.files.get(path)?.environments ?? []).flatMap((environment) =>
    (index.environments.get(environment)?.keys ?? [])
      .filter((key) => key.name === name)
      .map(({ span }) => ({ path: environment, span })),
  );
}
