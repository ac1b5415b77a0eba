import { blockAtOffset } from '../../syntax/blockAtOffset';
import { spanTouches, type Span } from '../../text/span';
import { findBlockNames, useSpan } from './blockNames';
import {
  findBlockOccurrences,
  findEnvironmentOccurrences,
  findOccurrencesNear,
  knownNamesOf,
  type NameIndex,
  type NameOccurrence,
} from './nameIndex';

/** What the cursor is at. */
export type NameAtOffset =
  | {
      readonly kind: 'name';
      readonly occurrence: NameOccurrence;
      /** The expression around the name, where it is more than the name: `login.response.body.$.id`. */
      readonly expression: string | undefined;
    }
  /** An expression that names nothing in a file: a dynamic variable, or code. */
  | { readonly kind: 'other'; readonly expression: string; readonly span: Span };

/** The name in or beside which a cursor at `offset` stands, in the request file or environment file at `path`. */
export function findNameAt(index: NameIndex, path: string, offset: number): NameAtOffset | undefined {
  const indexed = index.files.get(path);
  if (!indexed) return findEnvironmentNameAt(index, path, offset);
  const placed = blockAtOffset(indexed.file, offset);
  const expression = findExpressionAt(index, path, offset);
  const occurrences = findBlockOccurrences(placed, knownNamesOf(index, path));
  const touched = nearest(occurrences, offset);
  if (touched) return { kind: 'name', occurrence: touched, expression: expression?.text };
  if (!expression) return undefined;
  // Behind the name, at the path of an answer or of a member.
  const { start, end } = expression.span;
  const inside = occurrences.find(({ span }) => start <= span.start && span.end <= end);
  if (inside) return { kind: 'name', occurrence: inside, expression: expression.text };
  return { kind: 'other', expression: expression.text, span: expression.span };
}

/**
 * The occurrences in one file of what the name there means, in their order. Of very many those around the name: an
 * editor draws each of them anew whenever the cursor moves.
 */
export function findHighlights(index: NameIndex, path: string, name: NameOccurrence): readonly NameOccurrence[] {
  const near = { offset: name.span.start, most: mostHighlights };
  const file = index.files.get(path)?.file;
  if (file) return findOccurrencesNear(file, knownNamesOf(index, path), name, near);
  const names = index.environments.get(path);
  const found = names ? findEnvironmentOccurrences(names) : [];
  return found.filter(({ kind, name: text }) => kind === name.kind && text === name.name);
}

const mostHighlights = 500;

function findEnvironmentNameAt(index: NameIndex, path: string, offset: number): NameAtOffset | undefined {
  const names = index.environments.get(path);
  if (!names) return undefined;
  const touched = nearest(findEnvironmentOccurrences(names), offset);
  if (touched) return { kind: 'name', occurrence: touched, expression: undefined };
  const use = names.uses.find(({ span }) => spanTouches(span, offset));
  return use && { kind: 'other', expression: use.expression.text, span: use.expression.span };
}

function findExpressionAt(index: NameIndex, path: string, offset: number): { text: string; span: Span } | undefined {
  const indexed = index.files.get(path);
  if (!indexed) return undefined;
  const { block, start } = blockAtOffset(indexed.file, offset);
  for (const use of findBlockNames(block).uses) {
    const span = useSpan(use);
    if (use.kind !== 'expression' || !spanTouches({ start: start + span.start, end: start + span.end }, offset))
      continue;
    return { text: use.expression.text, span: { start: start + span.start, end: start + span.end } };
  }
  return undefined;
}

/** Of two names that touch, as in `@a={{b}}`, the one that holds the character behind the cursor. */
function nearest(occurrences: readonly NameOccurrence[], offset: number): NameOccurrence | undefined {
  const touched = occurrences.filter(({ span }) => spanTouches(span, offset));
  return touched.find(({ span }) => offset < span.end) ?? touched[0];
}
