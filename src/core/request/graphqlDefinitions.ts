import type { GraphqlDefinitionNode, RequestFile } from '../syntax/nodes';

/** A GraphQL definition outside of a request, under the name by which queries spread it. */
export interface NamedDefinition {
  readonly name: string;
  readonly part: GraphqlDefinitionNode['part'];
}

/** The definitions of the file that have a name; the first of a name counts. */
export function findGraphqlDefinitions(file: RequestFile): readonly NamedDefinition[] {
  const known = definitionsOfFiles.get(file);
  if (known) return known;
  const found = new Map<string, NamedDefinition>();
  for (const block of file.blocks) {
    if (!/^[ \t]*(?:gql|fragment|query|mutation|subscription)\s/m.test(block.text)) continue;
    for (const node of block.nodes) {
      if (node.kind !== 'graphql-definition' || !node.name || found.has(node.name.text)) continue;
      found.set(node.name.text, { name: node.name.text, part: node.part });
    }
  }
  const definitions = [...found.values()];
  definitionsOfFiles.set(file, definitions);
  return definitions;
}

const definitionsOfFiles = new WeakMap<RequestFile, readonly NamedDefinition[]>();

/** The names that a document spreads and does not define itself. */
export function findMissingFragments(document: string): ReadonlySet<string> {
  const missing = new Set<string>();
  for (const [, name = ''] of document.matchAll(SPREAD)) if (name !== 'on') missing.add(name);
  for (const name of findFragmentNames(document)) missing.delete(name);
  return missing;
}

/** The names of the fragments that a document defines. */
export function findFragmentNames(document: string): readonly string[] {
  return Array.from(document.matchAll(FRAGMENT), ([, name = '']) => name);
}

const SPREAD = /\.\.\.\s{0,20}([A-Za-z_]\w{0,200})/g;
const FRAGMENT = /\bfragment\s{1,20}([A-Za-z_]\w{0,200})\s{1,20}on\b/g;
