import { readRefs } from '../../syntax/blockRefs';
import { findTemplates } from '../../syntax/findTemplates';
import { directiveKey, type BlockNode, type Directive, type RequestBlock, type RunNode } from '../../syntax/nodes';
import { readScriptCaptures } from '../../syntax/script/readScriptCaptures';
import type { Span, Token } from '../../text/span';
import { templateLiteral, type Template } from '../../text/template';

/** What can be called by a name. Requests and variables have names of their own. */
export type NameKind = 'variable' | 'request';

/** A place that gives something a name. Spans are in block coordinates. */
export interface NameDefinition {
  readonly kind: NameKind;
  /** `script` is an assignment in a script that counts as a capture; `off` a declaration behind a `#`. */
  readonly form: 'declaration' | 'off' | 'capture' | 'script' | 'prompt' | 'request';
  readonly name: Token;
}

/** A place that means something by its name. */
export type NameUse =
  /** What stands between braces, or behind the dollar sign of a command. */
  | { readonly kind: 'expression'; readonly expression: Token; readonly spelling: ExpressionSpelling }
  /** `# @ref login`, `run #login`, `run path#login`, `run #login(@user = …)`; a path leads to the file it is meant in. */
  | { readonly kind: NameKind; readonly name: Token; readonly path: string | undefined };

/** `{{name}}`, `%7B%7Bname%7D%7D`, or `$NAME` in a command. The latter two cannot hold every name. */
export type ExpressionSpelling = 'braces' | 'encoded' | 'shell';

/** The names in one block. */
export interface BlockNames {
  readonly definitions: readonly NameDefinition[];
  readonly uses: readonly NameUse[];
}

/** In no particular order. Worked out once for a block: those that no edit touches stay the same objects. */
export function findBlockNames(block: RequestBlock): BlockNames {
  const known = namesOfBlocks.get(block);
  if (known) return known;
  const names = { definitions: findDefinitions(block), uses: findUses(block) };
  namesOfBlocks.set(block, names);
  return names;
}

const namesOfBlocks = new WeakMap<RequestBlock, BlockNames>();

function findDefinitions(block: RequestBlock): readonly NameDefinition[] {
  const found: NameDefinition[] = [];
  const add = (form: NameDefinition['form'], name: Token | undefined): void => {
    if (name && name.text !== '') found.push({ kind: form === 'request' ? 'request' : 'variable', form, name });
  };
  for (const { name } of block.variables) add('declaration', name);
  for (const directive of block.directives) {
    const key = directiveKey(directive.name.text);
    if (key === 'capture') add('capture', nameOfCapture(directive));
    else if (key === 'prompt' || key === 'secret') add('prompt', nameOfPrompt(directive, key === 'prompt'));
  }
  for (const node of block.nodes) {
    if (node.kind === 'comment') add('off', node.variable?.name);
    else if (node.kind === 'script') for (const name of namesInScript(block, node)) add('script', name);
  }
  if (block.request) add('request', block.name);
  return found;
}

/** `# @capture [secret] name = path`. */
function nameOfCapture({ value }: Directive): Token | undefined {
  const match = /^(?:secret[ \t]+(?=[^\s=]))?([^\s=]+)[ \t]*=/d.exec(value?.text ?? '');
  return value && cutToken(value, match?.indices?.[1]);
}

/** `# @prompt [secret] name What to ask`. */
function nameOfPrompt({ value }: Directive, mayBeMarked: boolean): Token | undefined {
  const pattern = mayBeMarked ? /^(?:secret[ \t]+)?([^ \t]+)/d : /^([^ \t]+)/d;
  return value && cutToken(value, pattern.exec(value.text)?.indices?.[1]);
}

function cutToken({ text, span }: Token, place: readonly [number, number] | undefined): Token | undefined {
  if (!place) return undefined;
  const [start, end] = place;
  return { text: text.slice(start, end), span: { start: span.start + start, end: span.start + end } };
}

/** Only where the name is a plain text between quotes, so that it can be told from everything around it. */
function namesInScript({ text }: RequestBlock, node: Extract<BlockNode, { readonly kind: 'script' }>): Token[] {
  if (node.phase !== 'after-response' || !node.code) return [];
  return readScriptCaptures(text, node.code).captures.flatMap(({ name, span }) => {
    const statement = text.slice(span.start, span.end);
    const places = [`'${name}'`, `"${name}"`, `\`${name}\``].map((quoted) => statement.indexOf(quoted));
    const first = Math.min(...places.filter((place) => place >= 0));
    if (!Number.isFinite(first)) return [];
    const start = span.start + first + 1;
    return [{ text: name, span: { start, end: start + name.length } }];
  });
}

function findUses(block: RequestBlock): readonly NameUse[] {
  const uses: NameUse[] = [];
  const seen = new Set<number>();
  const readTemplate = (template: Template | undefined): void => {
    for (const part of template?.parts ?? []) {
      if (part.kind !== 'placeholder' || seen.has(part.span.start)) continue;
      seen.add(part.span.start);
      const isShell = block.text.charAt(part.span.start) === '$';
      const spelling = part.literal !== undefined ? 'encoded' : isShell ? 'shell' : 'braces';
      uses.push({ kind: 'expression', expression: part.expression, spelling });
    }
  };
  for (const template of findTemplates(block)) readTemplate(template);
  readTemplate(block.request?.command);
  for (const node of block.nodes) {
    if ('path' in node) readTemplate(node.path);
    if (node.kind === 'comment') readTemplate(node.variable?.value);
    if (node.kind === 'header-spread') uses.push({ kind: 'variable', name: node.name, path: undefined });
    if (node.kind === 'run') readRun(node, uses, readTemplate);
  }
  for (const { name } of readRefs(block)) uses.push({ kind: 'request', name, path: undefined });
  return uses;
}

function readRun(node: RunNode, uses: NameUse[], readTemplate: (template: Template) => void): void {
  const path = node.path && (templateLiteral(node.path) ?? '');
  if (node.name) uses.push({ kind: 'request', name: node.name, path });
  for (const variable of node.variables) {
    uses.push({ kind: 'variable', name: variable.name, path });
    readTemplate(variable.value);
  }
}

/** Where the name of the use stands, before it is known what part of an expression that is. */
export function useSpan(use: NameUse): Span {
  return use.kind === 'expression' ? use.expression.span : use.name.span;
}
