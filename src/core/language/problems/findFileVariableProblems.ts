import type { VariableOrigin, VariableScope } from '../../environment/variable';
import { toDocument } from '../../syntax/fileProblems';
import type { RequestFile, VariableNode } from '../../syntax/nodes';
import { eachBlock } from '../../syntax/overBlocks';
import type { Problem } from '../../text/problem';
import { fillsFiles } from '../../syntax/body/fillsFiles';
import { hasScriptFile } from '../../syntax/script/findNotRunNames';
import { findMentions, mentionsIn } from '../names/findMentions';

/** Variables of the file that hide a value of the environment, and those whose value goes nowhere; document coordinates. */
export function findFileVariableProblems(file: RequestFile, scope: VariableScope): readonly Problem[] {
  const declared = findDeclarations(file);
  if (declared.size === 0) return [];
  return [...findShadowed(declared, scope), ...findUnused(file, declared, findNamesInEnvironment(scope))];
}

type Declarations = ReadonlyMap<string, readonly Declaration[]>;

function findUnused(file: RequestFile, declared: Declarations, usedOutside: ReadonlySet<string>): readonly Problem[] {
  // What only holds variables is there to be imported.
  if (!file.blocks.some(({ request }) => request)) return [];
  const unused = new Set([...declared.keys()].filter((name) => !usedOutside.has(name)));
  for (const block of file.blocks) {
    // A file that is filled, and a script in a file, may use any of them.
    if (fillsFiles(block) || hasScriptFile(block)) return [];
    for (const name of findMentions(block)) {
      unused.delete(name);
      unused.delete(`global.${name}`);
      if (name.endsWith('_*')) {
        for (const other of unused) if (other.startsWith(name.slice(0, -1))) unused.delete(other);
      }
    }
    if (unused.size === 0) return [];
  }
  return [...unused].flatMap((name) =>
    (declared.get(name) ?? []).map(({ node, start }) => {
      const problem: Problem = {
        code: 'unused-variable',
        severity: 'hint',
        span: node.variable.span,
        message: `'${name}' is not used in this file.`,
        fixes: [{ kind: 'replace', title: `Remove '${name}'`, span: node.span, text: '' }],
      };
      return toDocument(problem, start);
    }),
  );
}

function findShadowed(declared: Declarations, scope: VariableScope): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, [first]] of declared) {
    const hidden = scope.layers
      .filter(({ origin }) => HIDEABLE.has(origin))
      .map((layer) => layer.lookup(name))
      .find((found) => found !== undefined && 'origin' in found);
    if (!first || !hidden || !('origin' in hidden)) continue;
    const place = hidden.environment === undefined ? hiddenPlace(hidden.origin) : `environment '${hidden.environment}'`;
    const problem: Problem = {
      code: 'shadowed-variable',
      severity: 'information',
      span: first.node.variable.name.span,
      message: `'${name}' has a value in ${place} too. In this file the one that is written here counts.`,
      fixes: [{ kind: 'replace', title: `Remove '${name}' from this file`, span: first.node.span, text: '' }],
    };
    problems.push(toDocument(problem, first.start));
  }
  return problems;
}

/** Names in values of the environment, which may be those of the file. Once for each scope. */
function findNamesInEnvironment(scope: VariableScope): ReadonlySet<string> {
  const known = namesOfScopes.get(scope);
  if (known) return known;
  const names = new Set<string>();
  namesOfScopes.set(scope, names);
  for (const layer of scope.layers) {
    if (!HIDEABLE.has(layer.origin)) continue;
    for (const name of layer.names) {
      const variable = layer.lookup(name);
      if (!variable || !('origin' in variable)) continue;
      for (const part of variable.value.parts) {
        if (part.kind === 'placeholder') for (const mention of mentionsIn(part.expression.text)) names.add(mention);
      }
    }
  }
  return names;
}

const namesOfScopes = new WeakMap<VariableScope, ReadonlySet<string>>();

interface Declaration {
  readonly node: VariableNode;
  /** Of its block. */
  readonly start: number;
}

function findDeclarations(file: RequestFile): Declarations {
  const declared = new Map<string, Declaration[]>();
  findVariableNodes(file).forEach((nodes, index) => {
    for (const node of nodes ?? []) {
      const name = node.variable.name.text;
      if (name === '') continue;
      const list = declared.get(name) ?? [];
      list.push({ node, start: file.starts[index] ?? 0 });
      declared.set(name, list);
    }
  });
  return declared;
}

/** `undefined` for most blocks. */
const findVariableNodes = eachBlock(({ nodes, variables }) =>
  variables.length === 0 ? undefined : nodes.filter((node) => node.kind === 'variable'),
);

function hiddenPlace(origin: VariableOrigin): string {
  if (origin === 'shared') return "'$shared'";
  if (origin === 'sandbox') return 'the Sandbox';
  return origin === 'dotenv' ? "the '.env' file" : 'the environment';
}

const HIDEABLE: ReadonlySet<VariableOrigin> = new Set([
  'private',
  'environment',
  'setting',
  'dotenv',
  'postman',
  'sandbox',
  'shared',
]);
