import test from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, posix, relative, resolve, sep } from 'node:path';

/** TypeScript is a CommonJS package of 9 MB: it is asked for where it lies instead of being bundled into the test. */
const root = resolve('.');
const ts = createRequire(join(root, 'package.json'))('typescript') as typeof import('typescript');

/** The table of ARCHITECTURE.md. `node:` means any module of Node, `core` any folder of it. */
const layers: Readonly<Record<string, readonly string[]>> = {
  'core/text': [],
  'core/syntax': ['core/text', 'jsonc-parser'],
  'core/environment': ['core/text', 'jsonc-parser', 'jsonpath-rfc9535', '@xmldom/xmldom', 'xpath'],
  'core/request': ['core/text', 'core/syntax', 'core/environment'],
  'core/exchange': ['core/text', 'core/environment', 'core/request', 'url-template'],
  'core/export': ['core/text', 'core/request', 'core/exchange'],
  'core/identity': ['core/text', 'core/syntax', 'core/request', 'core/exchange', 'jsonc-parser'],
  'core/auth': ['core/text', 'core/environment', 'core/request', 'core/exchange', 'oauth4webapi', 'jose'],
  'core/session': ['core/text', 'core/syntax', 'core/environment', 'core/request', 'core/exchange', 'core/auth'],
  'core/language': ['core/text', 'core/syntax', 'core/environment', 'core/request', 'core/identity'],
  'core/view': ['core/text', 'core/request', 'core/exchange', 'core/identity', 'jsonc-parser'],
  transport: ['core/request', 'core/exchange', 'undici', 'tough-cookie', 'node:'],
  'core/history': ['core/text', 'core/syntax', 'core/request', 'core/exchange', 'core/language', 'core/view'],
  loopback: ['core/auth', 'node:'],
  files: ['core/environment', 'core/history', 'node:'],
  sandbox: ['core/text', 'core/environment', 'node:'],
  cli: ['core', 'transport', 'files', 'loopback', 'sandbox', 'node:'],
  extension: ['core', 'transport', 'files', 'loopback', 'sandbox', 'vscode', 'node:'],
  webview: ['core/view (types only)', 'preact'],
};

test('every import under src goes down the layer table', () => {
  const files = sourceFiles(join(root, 'src'));
  assert.ok(files.length > 20, 'the test reads the sources');
  assert.deepEqual(
    files.flatMap((path) => violations(path, readFileSync(join(root, 'src', path), 'utf8'))),
    [],
  );
});

test('what reads XML is asked for when there is XML, and by nothing that is loaded before', () => {
  const parts = ['readXPath', 'listXmlPlaces', 'xmlTree', 'checkXml', 'xpathPackage'];
  const own = new Set(parts.map((name) => `core/environment/answers/${name}`));
  const loads = new RegExp(`^(?:import|export) (?!type )[^;]*? from '[^']*/(?:${parts.join('|')})';`, 'gm');
  assert.deepEqual(
    sourceFiles(join(root, 'src')).flatMap((path) => {
      if (own.has(path.replace(/(?:\.d)?\.[jt]s$/, ''))) return [];
      return (readFileSync(join(root, 'src', path), 'utf8').match(loads) ?? []).map((found) => `${path}: ${found}`);
    }),
    [],
  );
});

test('ARCHITECTURE.md shows the same table', () => {
  const rows = readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8')
    .split('## Layers')[1]
    ?.split('\n## ')[0]
    ?.split('\n')
    .filter((line) => /^\| (?!folder|---)/.test(line));
  const shown = (rows ?? []).map((row) => {
    const [folder = '', allowed = ''] = row.split('|').slice(1, -1);
    const names = allowed.replaceAll('`', '').trim();
    return [folder.trim(), names === 'nothing' ? [] : names.split(', ')];
  });
  assert.deepEqual(Object.fromEntries(shown), layers);
});

test('each kind of violation is found', () => {
  check('core/text/a.ts', `import { x } from '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `import type { X } from '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `import { type X } from '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `export { x } from '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `export type * from '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `let x: import('../syntax/b').X;`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `const x = await import('../syntax/b');`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', 'const x = await import(`../syntax/b`);', ['core/text may not import core/syntax']);
  check('core/text/a.ts', `import x = require('../syntax/b');`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `const x = require('../syntax/b');`, ['core/text may not import core/syntax']);
  check('core/text/a.ts', `const x = createRequire(import.meta.url)(name);`, ['core/text may not import node:module']);
  check('core/text/a.ts', `/// <reference types="node" />`, ['core/text may not reference node']);
  check('core/text/a.ts', `const x = await import(name);`, ['an import names its module by a plain text']);
  check('core/text/a.ts', `import '../syntax/b';`, ['core/text may not import core/syntax']);
  check('core/syntax/a.ts', `import fs from 'node:fs';`, ['core/syntax may not import node:fs']);
  check('core/syntax/a.ts', `import fs from 'fs';`, ['core/syntax may not import fs']);
  check('core/view/a.ts', `import { env } from 'vscode';`, ['core/view may not import vscode']);
  check('cli/a.ts', `import fs from 'fs';`, ['cli may not import fs']);
  check('cli/a.ts', `import { x } from '../extension/b';`, ['cli may not import extension']);
  check('cli/a.ts', `import { x } from '../../test/support/b';`, ['cli may not import a file outside src']);
  check('core/view/a.ts', `import { x } from 'undici/lib/b';`, ['core/view may not import undici']);
  check('webview/a.tsx', `import { parse } from '../core/view/b';`, ['webview may import only types of core/view']);
  check('webview/a.tsx', `import { type X, y } from '../core/view/b';`, ['webview may import only types of core/view']);
  check('webview/a.tsx', `import {} from '../core/view/b';`, ['webview may import only types of core/view']);
  check('webview/a.ts', `export * from '../core/view/b';`, ['webview may import only types of core/view']);
  check('webview/a.ts', `await import('../core/view/b');`, ['webview may import only types of core/view']);
  check('webview/a.ts', `import type { X } from '../core/text/b';`, ['webview may not import core/text']);
  check('core/new/a.ts', '', ['core/new is not in the layer table']);
  check('a.ts', '', ['a.ts is in no folder of the layer table']);
  check('core/a.ts', '', ['a.ts is in no folder of the layer table']);
  check('core/text/b.ts', `import { x } from '../new/c';`, ['core/text may not import core/new']);
  check('core/text/index.ts', '', ['index.ts hides which file declares a name']);
  check('cli/index.tsx', '', ['index.tsx hides which file declares a name']);
  check('cli/a.ts', 'export default function a() {}', ['a default export has no name of its own']);
  check('cli/a.ts', 'export default 1;', ['a default export has no name of its own']);
  check('cli/a.ts', 'const a = 1; export { a as default };', ['a default export has no name of its own']);
  check('cli/a.ts', `export { default } from './b';`, ['a default export has no name of its own']);
  check('cli/a.ts', 'export = 1;', ['a default export has no name of its own']);
});

test('what the table allows is let through', () => {
  check('core/syntax/a.ts', `import type { Span } from '../text/span'; import { parse } from 'jsonc-parser';`, []);
  check('core/syntax/a.ts', `import { b } from './b'; import { c } from './deeper/c';`, []);
  check('core/syntax/deeper/a.ts', `import { b } from '../b'; import { c } from '../../text/c';`, []);
  check('cli/a.ts', `import { b } from '../core/view/b'; const c = await import('node:fs/promises');`, []);
  check('webview/a.tsx', `import type { X } from '../core/view/b'; import { render } from 'preact';`, []);
  check('webview/a.tsx', `import { type X } from '../core/view/b'; import { useRef } from 'preact/hooks';`, []);
  check('core/text/a.ts', `// import { x } from '../syntax/b';\nconst text = "import('../syntax/b')";`, []);
  check('core/text/a.ts', `export const require = 1; const o = { default: 2 };`, []);
});

function check(path: string, text: string, expected: readonly string[]): void {
  assert.deepEqual(
    violations(path, text),
    expected.map((sentence) => `src/${path}: ${sentence}`),
    `${path}: ${text}`,
  );
}

/** What breaks the rules in one source file. `path` is relative to `src`, with slashes. */
function violations(path: string, text: string): string[] {
  const name = posix.basename(path);
  const folder = layerOf(path);
  const found: string[] = [];
  if (folder === undefined) {
    const parent = posix.dirname(path);
    const inFolder = parent !== '.' && parent !== 'core';
    found.push(inFolder ? `${parent} is not in the layer table` : `${name} is in no folder of the layer table`);
  }
  if (/^index\.tsx?$/.test(name)) found.push(`${name} hides which file declares a name`);
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true, kindOf(path));
  for (const reference of source.typeReferenceDirectives)
    found.push(`${folder} may not reference ${reference.fileName}`);
  if (hasDefaultExport(source)) found.push('a default export has no name of its own');
  for (const used of importsOf(source)) {
    const sentence = folder === undefined ? undefined : forbids(folder, path, used);
    if (sentence) found.push(sentence);
  }
  return found.map((sentence) => `src/${path}: ${sentence}`);
}

interface Import {
  /** `undefined` when it is worked out at run time. */
  readonly specifier: string | undefined;
  readonly typesOnly: boolean;
}

function forbids(folder: string, path: string, { specifier, typesOnly }: Import): string | undefined {
  if (specifier === undefined) return 'an import names its module by a plain text';
  const allowed = layers[folder] ?? [];
  if (specifier.startsWith('node:')) {
    return allowed.includes('node:') ? undefined : `${folder} may not import ${specifier}`;
  }
  if (!specifier.startsWith('.')) {
    const name = packageName(specifier);
    return allowed.includes(name) ? undefined : `${folder} may not import ${name}`;
  }
  const target = posix.normalize(posix.join(posix.dirname(path), specifier));
  if (target.startsWith('../')) return `${folder} may not import a file outside src`;
  const other = layerOf(target) ?? posix.dirname(target);
  if (other === folder || allowed.includes(other)) return undefined;
  if (other.startsWith('core/') && allowed.includes('core') && other in layers) return undefined;
  if (!allowed.includes(`${other} (types only)`)) return `${folder} may not import ${other}`;
  return typesOnly ? undefined : `${folder} may import only types of ${other}`;
}

function layerOf(path: string): string | undefined {
  return Object.keys(layers).find((folder) => path.startsWith(`${folder}/`));
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return parts.slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
}

/** Every way one module can name another, wherever in the file it stands. */
function importsOf(source: import('typescript').SourceFile): Import[] {
  const found: Import[] = [];
  visit(source);
  return found;

  function visit(node: import('typescript').Node): void {
    if (ts.isImportDeclaration(node)) {
      add(node.moduleSpecifier, isTypesOnly(node.importClause));
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier) {
      add(node.moduleSpecifier, node.isTypeOnly);
    } else if (ts.isImportEqualsDeclaration(node) && ts.isExternalModuleReference(node.moduleReference)) {
      add(node.moduleReference.expression, node.isTypeOnly);
    } else if (ts.isImportTypeNode(node)) {
      add(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
    } else if (ts.isCallExpression(node)) {
      const callee = node.expression;
      const isRequire = ts.isIdentifier(callee) && callee.text === 'require';
      if (callee.kind === ts.SyntaxKind.ImportKeyword || isRequire) add(node.arguments[0], false);
      // What `createRequire` gives can load anything, so having it is already the import.
      if (ts.isIdentifier(callee) && callee.text === 'createRequire') {
        found.push({ specifier: 'node:module', typesOnly: false });
      }
    }
    ts.forEachChild(node, visit);
  }

  function add(specifier: import('typescript').Node | undefined, typesOnly: boolean): void {
    const text = specifier && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
    found.push({ specifier: text, typesOnly });
  }
}

function isTypesOnly(clause: import('typescript').ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const names = clause.namedBindings;
  if (clause.name || !names || !ts.isNamedImports(names)) return false;
  return names.elements.length > 0 && names.elements.every((element) => element.isTypeOnly);
}

function hasDefaultExport(source: import('typescript').SourceFile): boolean {
  return source.statements.some((statement) => {
    if (ts.isExportAssignment(statement)) return true;
    if (ts.isExportDeclaration(statement)) {
      const clause = statement.exportClause;
      return (
        !!clause && ts.isNamedExports(clause) && clause.elements.some((element) => element.name.text === 'default')
      );
    }
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []) : [];
    return modifiers.some((modifier) => modifier.kind === ts.SyntaxKind.DefaultKeyword);
  });
}

function kindOf(path: string): import('typescript').ScriptKind {
  return path.endsWith('.tsx') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
}

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.[cm]?[jt]sx?$/.test(entry.name))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}
