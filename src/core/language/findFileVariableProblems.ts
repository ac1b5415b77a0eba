import type { VariableOrigin, VariableScope } from '../environment/variable';
import { toDocument } from '../syntax/fileProblems';
import { directiveKey, type RequestBlock, type RequestFile, type VariableNode } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { findBlockNames } from './blockNames';

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
    // A file that is filled may use any of them.
    if (fillsFiles(block)) return [];
    for (const name of findMentions(block)) unused.delete(name);
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
  file.blocks.forEach((block, index) => {
    if (block.variables.length === 0) return;
    for (const node of block.nodes) {
      if (node.kind !== 'variable') continue;
      const name = node.variable.name.text;
      if (name === '') continue;
      const list = declared.get(name) ?? [];
      list.push({ node, start: file.starts[index] ?? 0 });
      declared.set(name, list);
    }
  });
  return declared;
}

/** Every name that something in the block may mean; more than it does mean, rather than less. Once for each block. */
function findMentions(block: RequestBlock): readonly string[] {
  const known = mentionsOfBlocks.get(block);
  if (known) return known;
  const mentions = new Set<string>();
  for (const use of findBlockNames(block).uses) {
    if (use.kind === 'expression') for (const name of mentionsIn(use.expression.text)) mentions.add(name);
    else mentions.add(use.name.text);
  }
  for (const { kind, span } of block.nodes) {
    if (kind !== 'script' && kind !== 'assertion') continue;
    for (const [word] of block.text.slice(span.start, span.end).matchAll(/[\w$][\w$.-]*/g)) {
      for (const name of mentionsIn(word)) mentions.add(name);
    }
  }
  for (const { value } of block.directives) {
    // `# @loop for item of list`, `# @disabled !isOn`.
    for (const [word] of (value?.text ?? '').matchAll(/[A-Za-z_]\w*/g)) mentions.add(word);
  }
  const list = [...mentions];
  mentionsOfBlocks.set(block, list);
  return list;
}

const mentionsOfBlocks = new WeakMap<RequestBlock, readonly string[]>();

/** The expression, what it starts with up to each dot or bracket, and the words in it. */
function* mentionsIn(expression: string): Generator<string> {
  const text = expression.slice(0, LONGEST_EXPRESSION).replace(/^%\s*/, '');
  yield text;
  for (const [word] of text.matchAll(/[^\s%()[\]{}.,;:"'`+*/=!<>&|?]+/g)) yield word;
  for (let cut = 1, count = 0; cut < text.length && count < MOST_PREFIXES; cut++) {
    if (text[cut] !== '.' && text[cut] !== '[') continue;
    count++;
    yield text.slice(0, cut);
  }
}

function fillsFiles(block: RequestBlock): boolean {
  if (!block.text.includes('<')) return false;
  const parts = block.request?.body?.parts ?? [];
  if (!parts.some(({ kind }) => kind === 'file')) return false;
  return (
    parts.some((part) => part.kind === 'file' && part.substitutes) ||
    block.directives.some(({ name }) => directiveKey(name.text) === 'injectvariables')
  );
}

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
const LONGEST_EXPRESSION = 1000;
const MOST_PREFIXES = 16;
