import { lookupVariable } from '../environment/lookupVariable';
import type { Variable, VariableScope } from '../environment/variable';
import { fillsFiles } from '../syntax/body/fillsFiles';
import { findTemplates } from '../syntax/findTemplates';
import type { RequestBlock, RequestFile, ScriptNode } from '../syntax/nodes';
import { readScriptTokens, type ScriptToken } from '../syntax/script/scriptTokens';
import type { Token } from '../text/span';
import type { Template } from '../text/template';
import { findGraphqlDefinitions } from './graphqlDefinitions';
import { HOST_VARIABLE, needsHostVariable } from './hostVariable';
import { findSpreads } from './spreadHeaders';

/**
 * True where a script before the request may change what is sent: unless every word of it is known to do no more than
 * log, or set variables that the request does not use. Nothing is run.
 */
export function needsScript(block: RequestBlock, script: ScriptNode, { scope, file }: Surroundings): boolean {
  if (!script.code) return true;
  const names = readHarmless(block.text.slice(script.code.start, script.code.end));
  if (names === undefined || (names.size > 0 && fillsFiles(block))) return true;
  const uses = (template: Template): boolean => usesName(template, { names, scope, seen: new Set() });
  return names.size > 0 && [...findTemplates(block), ...findOtherTemplates(block, file)].some(uses);
}

/** What the request may use, and the file with the definitions its query may spread. */
export interface Surroundings {
  readonly scope: VariableScope;
  readonly file?: RequestFile | undefined;
}

/** Names that are used without braces, and the definitions outside of the request. */
function findOtherTemplates(block: RequestBlock, file: RequestFile | undefined): readonly Template[] {
  const { request } = block;
  const definitions = request?.body?.graphql && file ? findGraphqlDefinitions(file) : [];
  return [
    ...findSpreads(block).map(({ name }) => reference(name)),
    ...(request && needsHostVariable(request) ? [reference({ text: HOST_VARIABLE, span: request.target.span })] : []),
    ...definitions.map(({ part }) => (part.kind === 'text' ? part.content : part.path)),
  ];
}

function reference(expression: Token): Template {
  const { span } = expression;
  return { span, parts: [{ kind: 'placeholder', span, expression }] };
}

/** The variables that the script sets, or `undefined` where it may do anything else. */
function readHarmless(code: string): ReadonlySet<string> | undefined {
  const { tokens, complete } = readScriptTokens(code);
  const script: Script = { code, tokens, names: new Set(), declared: new Set() };
  return complete && tokens.every((_, index) => isHarmless(script, index)) ? script.names : undefined;
}

interface Script {
  readonly code: string;
  readonly tokens: readonly ScriptToken[];
  readonly names: Set<string>;
  readonly declared: Set<string>;
}

function isHarmless(script: Script, index: number): boolean {
  const { tokens } = script;
  const token = tokens[index];
  switch (token?.kind) {
    case 'identifier':
      return isHarmlessWord(script, index, token.text);
    case 'punctuator':
      return HARMLESS_MARKS.test(token.text) && (token.text !== '=' || isDeclared(tokens, index));
    case 'template':
      return !script.code.slice(token.start, token.end).includes('${');
    case 'number':
    case 'string':
      return true;
    case 'pattern':
    case undefined:
      return false;
  }
}

function isHarmlessWord({ tokens, names, declared }: Script, index: number, word: string): boolean {
  const before = tokens[index - 1]?.text ?? '';
  if (before === '.') {
    if (tokens[index - 2]?.text === 'exports') names.add(word);
    else if (!HARMLESS_MEMBERS.has(word)) return false;
    if (word !== 'set') return true;
    const [open, name, behind] = tokens.slice(index + 1, index + 4);
    if (name?.kind === 'string') names.add(name.text);
    return open?.text === '(' && name?.kind === 'string' && behind?.text === ',';
  }
  if (DECLARES.has(before)) declared.add(word);
  if (word === 'request') return /^(?:variables|environment)$/.test(tokens[index + 2]?.text ?? '');
  return declared.has(word) || HARMLESS_ROOTS.has(word);
}

/** `const x =` or `exports.x =`. */
function isDeclared(tokens: readonly ScriptToken[], equals: number): boolean {
  const before = tokens[equals - 2]?.text ?? '';
  return DECLARES.has(before) || (before === '.' && tokens[equals - 3]?.text === 'exports');
}

interface Use {
  readonly names: ReadonlySet<string>;
  readonly scope: VariableScope;
  readonly seen: Set<Variable>;
}

/** Directly, or in the value of a variable. */
function usesName(template: Template, use: Use): boolean {
  return template.parts.some((part) => {
    if (part.kind === 'literal') return false;
    const expression = part.expression.text.replace(/^%\s*/, '');
    const base = /^[^.[\s(]*/.exec(expression)?.[0] ?? expression;
    if (use.names.has(expression) || use.names.has(base)) return true;
    const variable = lookupVariable(use.scope, expression);
    if (!variable || !('origin' in variable) || variable.origin === 'dynamic' || use.seen.has(variable)) return false;
    use.seen.add(variable);
    return usesName(variable.value, use);
  });
}

const HARMLESS_MARKS = /^[.,;()+*/%=-]$/;

const DECLARES: ReadonlySet<string> = new Set(['const', 'let', 'var']);

const HARMLESS_ROOTS = wordSet(
  'client console request exports const let var new true false null undefined Date Math String Number parseInt JSON',
);

const HARMLESS_MEMBERS = wordSet(
  'log info warn error debug global variables environment set get ' +
    'now getTime toISOString toString random floor round ceil stringify parse',
);

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(' '));
}
