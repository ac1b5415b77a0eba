import { aadVariableNames } from '../../environment/restClientToken';
import { HOST_VARIABLE, needsHostVariable } from '../../request/hostVariable';
import type { RequestBlock } from '../../syntax/nodes';
import { templateLiteral } from '../../text/template';
import { findBlockNames } from './blockNames';

/**
 * Every name that something in the block may mean; more than it does mean, rather than less. `prefix_*` is every name that
 * begins so. Once for each block.
 */
export function findMentions(block: RequestBlock): readonly string[] {
  const known = mentionsOfBlocks.get(block);
  if (known) return known;
  const mentions = new Set<string>();
  for (const use of findBlockNames(block).uses) {
    if (use.kind === 'expression') {
      for (const name of mentionsIn(use.expression.text)) mentions.add(name);
      if (use.expression.text.startsWith('$auth.')) addPrefixes(mentions, use.expression.text);
    } else mentions.add(use.name.text);
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
  for (const { name, value } of block.request?.headers ?? []) {
    const text = /^authorization$/i.test(name.text) ? templateLiteral(value) : undefined;
    if (text !== undefined && /^\s*(?:openid|oauth2)\b/i.test(text)) addPrefixes(mentions, text);
  }
  if (block.request && needsHostVariable(block.request)) mentions.add(HOST_VARIABLE);
  const list = [...mentions];
  mentionsOfBlocks.set(block, list);
  return list;
}

/** `oauth2 client_credentials app` stands for the variables `app_tokenEndpoint`, `app_clientId` and so on. */
function addPrefixes(mentions: Set<string>, text: string): void {
  // Without a name of its own it is the first one.
  if (!/\S\s+\S+\s+\S/.test(text)) mentions.add('oauth2_*');
  for (const [word] of text.slice(0, LONGEST_EXPRESSION).matchAll(/[A-Za-z_][\w-]*/g)) mentions.add(`${word}_*`);
}

/** Whether one of the mentions means the name. */
export function isMentioned(mentions: ReadonlySet<string>, name: string): boolean {
  if (mentions.has(name)) return true;
  for (let at = name.indexOf('_'); at > 0; at = name.indexOf('_', at + 1)) {
    if (mentions.has(`${name.slice(0, at)}_*`)) return true;
  }
  return false;
}

const mentionsOfBlocks = new WeakMap<RequestBlock, readonly string[]>();

/** The expression, what it starts with up to each dot or bracket, and the words in it. */
export function* mentionsIn(expression: string): Generator<string> {
  const text = expression.slice(0, LONGEST_EXPRESSION).replace(/^%\s*/, '');
  yield text;
  if (/^\$aadV2Token(?:\s|$)/.test(text)) yield* aadVariableNames;
  for (const [word] of text.matchAll(/[^\s%()[\]{}.,;:"'`+*/=!<>&|?]+/g)) yield word;
  for (let cut = 1, count = 0; cut < text.length && count < MOST_PREFIXES; cut++) {
    if (text[cut] !== '.' && text[cut] !== '[') continue;
    count++;
    yield text.slice(0, cut);
  }
}

const LONGEST_EXPRESSION = 1000;
const MOST_PREFIXES = 16;
