import { rm } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { build, context } from 'esbuild';
import { mergeChunks } from './scripts/lib/mergeChunks.mjs';
import { toCommonJs } from './scripts/lib/toCommonJs.mjs';

/** `node esbuild.js` builds what ships; `--tests` builds the tests; `--watch` rebuilds what ships on every change. */
const flags = new Set(process.argv.slice(2));

const common = {
  bundle: true,
  logLevel: 'warning',
  legalComments: 'none',
  metafile: true,
};

const node = {
  ...common,
  platform: 'node',
  format: 'esm',
  target: 'node20.18',
  splitting: true,
  // With the default, jsonc-parser bundles without an error and fails when it runs.
  mainFields: ['module', 'main'],
  // undici and other CommonJS packages inside an ESM bundle ask for `require` of Node's own modules.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=/* @__PURE__ */__createRequire(import.meta.url);",
  },
};

const shipped = [
  {
    ...node,
    entryPoints: { extension: 'src/extension/extension.ts' },
    outdir: 'dist',
    chunkNames: 'extension-[name]-[hash]',
    external: ['vscode'],
    // It becomes CommonJS, which has a `require` of its own.
    banner: {},
    minify: !flags.has('--watch'),
    sourcemap: flags.has('--watch') && 'inline',
  },
  {
    ...node,
    entryPoints: { cli: 'src/cli/main.ts' },
    outdir: 'dist',
    chunkNames: 'cli-[name]-[hash]',
    minify: true,
    sourcemap: flags.has('--watch'),
  },
  {
    ...common,
    entryPoints: { webview: 'src/webview/main.tsx' },
    outdir: 'dist',
    platform: 'browser',
    format: 'iife',
    target: 'chrome130',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: !flags.has('--watch'),
    sourcemap: flags.has('--watch') ? 'inline' : false,
  },
];

const tests = [
  {
    ...node,
    entryPoints: filesUnder('test', (path) => path.endsWith('.test.ts') && !needsVsCode(path)),
    outdir: 'dist/test',
    outbase: 'test',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'inline',
    external: ['esbuild', 'playwright-core', 'httpyac', 'oidc-provider'],
  },
  {
    ...node,
    entryPoints: filesUnder(join('test', 'ui'), (path) => path.endsWith('.test.ts')),
    outdir: 'dist/test-ui',
    outbase: 'test/ui',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'inline',
    external: ['playwright-core'],
  },
  {
    ...node,
    entryPoints: filesUnder(join('test', 'extension'), (path) => path.endsWith('.ts')),
    outdir: 'dist/test-extension',
    outbase: 'test/extension',
    chunkNames: 'chunks/[name]-[hash]',
    sourcemap: 'inline',
    external: ['vscode'],
  },
];

/** What is loaded in one go: at activation, with the first request file, with the first send. */
const usedTogether = {
  extension: [
    'src/extension/extension.ts',
    'src/extension/editor/languageFeatures.ts',
    'src/extension/environments/variableSources.ts',
    'src/extension/sending/sending.ts',
  ],
  cli: ['src/cli/main.ts', 'src/cli/sendCommand.ts'],
};

/** The lines that the editor's background task waits for before it starts the program. */
const reportBuilds = {
  name: 'report-builds',
  setup({ onStart, onEnd }) {
    onStart(() => console.log('[watch] build started'));
    onEnd((result) => console.log(`[watch] build finished, ${result.errors.length} errors`));
  },
};

/** How the extension is printed as CommonJS. */
const commonJs = { platform: 'node', target: node.target, sourcemap: flags.has('--watch') && 'inline' };

const convertExtension = {
  name: 'convert-extension',
  setup({ onEnd }) {
    onEnd(async ({ errors, metafile }) => {
      if (errors.length === 0) await toCommonJs(metafile, commonJs);
    });
  },
};

if (flags.has('--watch')) {
  const contexts = await Promise.all(
    shipped.map((options) =>
      context({
        ...options,
        plugins: [...('extension' in options.entryPoints ? [convertExtension] : []), reportBuilds],
      }),
    ),
  );
  await Promise.all(contexts.map((one) => one.watch()));
} else if (flags.has('--tests')) {
  await rm('dist/test', { recursive: true, force: true });
  await rm('dist/test-ui', { recursive: true, force: true });
  await rm('dist/test-extension', { recursive: true, force: true });
  await Promise.all(tests.filter(hasEntryPoints).map((options) => build(options)));
} else {
  // Chunk names change with their content, so leftovers would be shipped.
  for (const name of existsSync('dist') ? readdirSync('dist') : []) {
    if (/\.c?js(\.map)?$/.test(name)) await rm(join('dist', name));
  }
  const [extension, cli] = await Promise.all(shipped.map((options) => build(options)));
  await mergeChunks(extension.metafile, usedTogether.extension, { format: 'esm', target: node.target, minify: true });
  await toCommonJs(extension.metafile, { ...commonJs, minify: true });
  await mergeChunks(cli.metafile, usedTogether.cli, { format: 'esm', target: node.target, minify: true });
}

function needsVsCode(path) {
  return path.startsWith(join('test', 'extension')) || path.startsWith(join('test', 'ui'));
}

function hasEntryPoints(options) {
  return options.entryPoints.length > 0;
}

function filesUnder(folder, accepts) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative('.', join(entry.parentPath, entry.name)))
    .filter(accepts)
    .sort();
}
