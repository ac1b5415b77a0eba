import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { transform } from 'esbuild';

/**
 * Turns the modules of a build into CommonJS, `name.js` into `name.cjs`. An extension host hands `vscode` to an ESM
 * module as text that is read and compiled for it, behind a hook for every import; `require` is a function call.
 * @param {{ outputs: Record<string, unknown> }} metafile of a build with splitting
 * @param {import('esbuild').TransformOptions} options how the files are printed
 */
export async function toCommonJs(metafile, options) {
  const modules = Object.keys(metafile.outputs).filter((path) => path.endsWith('.js'));
  const names = new Set(modules.map((path) => basename(path)));
  await Promise.all(
    modules.map(async (path) => {
      const code = await readFile(path, 'utf8').catch(() => undefined);
      // Merged into another.
      if (code === undefined) return;
      await writeFile(path.replace(/\.js$/, '.cjs'), await convert(rename(code, names), options));
      await rm(path);
    }),
  );
}

/** Modules import each other under their new names. */
function rename(code, names) {
  return code.replaceAll(/(["'])\.\/([\w-]+\.js)\1/g, (whole, quote, name) =>
    names.has(name) ? `${quote}./${name.replace(/js$/, 'cjs')}${quote}` : whole,
  );
}

async function convert(code, { minify, ...options }) {
  const form = { ...options, format: 'cjs', supported: { 'dynamic-import': false } };
  // Modules are strict by themselves.
  const printed = await transform(code, { ...form, banner: '"use strict";' });
  // Nobody asks `vscode` for a default, and a copy of all its members takes longer than all else that activation does.
  const direct = printed.code.replaceAll(/\b__toESM\d*\(require\("vscode"\)\)/g, 'require("vscode")');
  return minify ? (await transform(direct, { ...form, minify })).code : direct;
}
