import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import type { IGrammar, StateStack } from 'vscode-textmate';

/** Both are CommonJS packages that look for their own files: they are asked for where they lie. */
const root = resolve('.');
const require = createRequire(join(root, 'package.json'));
const textmate = require('vscode-textmate') as typeof import('vscode-textmate');
const oniguruma = require('vscode-oniguruma') as typeof import('vscode-oniguruma');

/** One coloured piece of a line. */
export interface Piece {
  readonly text: string;
  readonly scopes: readonly string[];
}

/**
 * A grammar of `syntaxes`, with stand-ins for the languages of others: each knows strings and comments, and leaves both
 * open over lines, which is the worst that an embedded language can do.
 */
export async function loadGrammar(scopeName: 'source.http' | 'text.html.markdown'): Promise<IGrammar> {
  const wasm = readFileSync(require.resolve('vscode-oniguruma/release/onig.wasm'));
  await oniguruma.loadWASM(wasm);
  const registry = new textmate.Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => new oniguruma.OnigScanner(patterns),
      createOnigString: (text) => new oniguruma.OnigString(text),
    }),
    loadGrammar: async (name) => readGrammar(name),
    getInjections: (name) =>
      name === 'text.html.markdown' ? ['markdown.http.codeblock', 'markdown.http.placeholders'] : undefined,
  });
  const grammar = await registry.loadGrammar(scopeName);
  if (!grammar) throw new Error(`${scopeName} is not a grammar.`);
  return grammar;
}

/** The pieces of one line, and the state in which the next one begins. */
export function tokenizeLine(
  grammar: IGrammar,
  line: string,
  state: StateStack | null,
): { readonly pieces: readonly Piece[]; readonly state: StateStack } {
  const { tokens, ruleStack } = grammar.tokenizeLine(line, state);
  const pieces = tokens.map(({ startIndex, endIndex, scopes }) => ({ text: line.slice(startIndex, endIndex), scopes }));
  return { pieces, state: ruleStack };
}

function readGrammar(scopeName: string): ReturnType<typeof textmate.parseRawGrammar> | undefined {
  const own = ownGrammars[scopeName];
  if (own !== undefined) return textmate.parseRawGrammar(readFileSync(join(root, 'syntaxes', own), 'utf8'), own);
  const language = otherGrammars[scopeName];
  if (language === undefined) return undefined;
  return textmate.parseRawGrammar(JSON.stringify(standIn(scopeName, language)), `${language}.json`);
}

function standIn(scopeName: string, language: string): object {
  const open = (begin: string, end: string, name: string) => ({ begin, end, name: `${name}.${language}` });
  const patterns =
    language === 'markdown'
      ? [{ match: '^#.*$', name: 'markup.heading.markdown' }]
      : [
          open('"', '"', 'string.quoted'),
          open('`', '`', 'string.template'),
          open('/\\*|<!--', '\\*/|-->', 'comment.block'),
        ];
  return { scopeName, patterns };
}

const ownGrammars: Readonly<Record<string, string>> = {
  'source.http': 'http.tmLanguage.json',
  'markdown.http.codeblock': 'http.markdown-injection.tmLanguage.json',
  'markdown.http.placeholders': 'http.markdown-placeholders.tmLanguage.json',
};

const otherGrammars: Readonly<Record<string, string>> = {
  'source.json': 'json',
  'text.xml': 'xml',
  'source.graphql': 'graphql',
  'text.html.markdown': 'markdown',
};
