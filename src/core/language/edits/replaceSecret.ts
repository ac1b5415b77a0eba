import { shiftSpan, type Span } from '../../text/span';
import { templateSource } from '../../text/template';
import type { RequestFile } from '../../syntax/nodes';
import { lookupFileVariable, removeFileVariable } from './editFileVariable';
import { findFileNames } from '../names/nameIndex';

/** What the request file has in the place of a secret that is written out, and the name the secret is kept under. */
export interface SecretReplacement {
  readonly name: string;
  readonly edits: readonly { readonly span: Span; readonly text: string }[];
}

/** A secret that is written out at `span`, and the name it should have. */
export interface WrittenSecret {
  readonly name: string;
  readonly span: Span;
}

/**
 * A placeholder takes the place of the secret. A variable that is nothing but the secret is taken out instead, where its
 * own name is not `taken` elsewhere: every use of it means the one that is kept then.
 */
export function replaceSecret(
  file: RequestFile,
  text: string,
  { name, span }: WrittenSecret,
  taken: ReadonlySet<string>,
): SecretReplacement {
  const declared = findDeclarations(file, name);
  const [own, ...others] = declared;
  const isWhole =
    own !== undefined &&
    own.valueSpan.start <= span.start &&
    span.end <= own.valueSpan.end &&
    own.source.trim() === text.slice(span.start, span.end);
  const written = isWhole && others.length === 0 && !taken.has(name) && lookupFileVariable(file, name, undefined);
  const removal = written ? removeFileVariable(text, written) : undefined;
  if (removal?.kind === 'edits') return { name, edits: removal.edits };
  const { variables, prompts, captures } = findFileNames(file);
  const free = freeName(name, new Set([...taken, ...variables.keys(), ...prompts.keys(), ...captures.keys()]));
  return { name: free, edits: [{ span, text: `{{${free}}}` }] };
}

function findDeclarations(
  file: RequestFile,
  name: string,
): readonly { readonly valueSpan: Span; readonly source: string }[] {
  return file.blocks.flatMap((block, index) =>
    block.variables
      .filter((declaration) => declaration.name.text === name)
      .map(({ value }) => ({
        valueSpan: shiftSpan(value.span, file.starts[index] ?? 0),
        source: templateSource(value),
      })),
  );
}

function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let count = 2; taken.has(name); count++) name = `${wanted}${count}`;
  return name;
}
