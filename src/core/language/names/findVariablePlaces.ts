import { blockAtOffset } from '../../syntax/blockAtOffset';
import type { RequestFile } from '../../syntax/nodes';
import type { Span } from '../../text/span';
import { isDefinition } from './findDefinitions';
import {
  findFileNames,
  findFileOccurrences,
  importChain,
  knownNamesOf,
  type NameIndex,
  type NameOccurrence,
} from './nameIndex';
import { findSymbol } from './nameSymbol';

/** A place of a variable, with what a list says of it. */
export interface VariablePlace {
  readonly path: string;
  readonly span: Span;
  readonly isDefinition: boolean;
  /** Title or name of the request it stands in. */
  readonly title: string | undefined;
}

/**
 * Every place that means the variable as it is seen from a file. A value that comes from none of the files that are
 * renamed in (settings, `.env`, the Sandbox) is meant by every file of the index that does not define the name itself.
 */
export function findVariablePlaces(
  index: NameIndex,
  { name, path }: { readonly name: string; readonly path: string },
): readonly VariablePlace[] {
  const symbol = findSymbol(index, { kind: 'variable', name, path });
  const all = [...symbol.requestFiles, ...symbol.environmentFiles];
  const isDefined = all.some(([, occurrences]) => occurrences.some(isDefinition));
  const files = isDefined ? all : findUndefinedUses(index, name);
  return files.flatMap(([at, occurrences]) =>
    occurrences.map((occurrence) => toPlace(at, occurrence, index.files.get(at)?.file)),
  );
}

function findUndefinedUses(index: NameIndex, name: string): readonly (readonly [string, readonly NameOccurrence[]])[] {
  return [...index.files.values()]
    .filter(({ path }) => !importChain(index, path).some(({ file }) => findFileNames(file).variables.has(name)))
    .map(({ path, file }) => {
      return [path, findFileOccurrences(file, knownNamesOf(index, path), { kind: 'variable', name })] as const;
    });
}

function toPlace(path: string, occurrence: NameOccurrence, file: RequestFile | undefined): VariablePlace {
  const { span } = occurrence;
  const block = file && blockAtOffset(file, span.start).block;
  return { path, span, isDefinition: isDefinition(occurrence), title: block?.title?.text ?? block?.name?.text };
}
