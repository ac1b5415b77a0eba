import { readFile } from 'node:fs/promises';
import { createVSIX } from '@vscode/vsce';
import { rootFolder } from './paths.mjs';
import { listZip } from './zipList.mjs';

const sizeLimit = 1_500_000;

/** All that an installed extension needs. A file that is neither of these is a mistake in `.vscodeignore`. */
const expected = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|language-configuration\.json)$/i,
  /^extension\/syntaxes\/[\w.-]+\.json$/,
  /^extension\/media\/[\w.-]+\.(css|svg|png)$/,
  /^extension\/dist\/extension(-[\w-]+)?\.js$/,
  /^extension\/dist\/webview\.js$/,
];

const required = ['extension/package.json', 'extension/dist/extension.js', 'extension/dist/webview.js'];

/**
 * Packs what `dist` holds into `target` and looks at what came out.
 * @param {string} target
 * @returns {Promise<{ size: number, files: readonly { name: string, size: number, packedSize: number }[] }>}
 */
export async function packageExtension(target) {
  await quietly(() =>
    createVSIX({
      cwd: rootFolder,
      packagePath: target,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: false,
    }),
  );
  const archive = await readFile(target);
  const files = listZip(archive);
  const problems = [...contentProblems(files.map((file) => file.name)), ...sizeProblems(archive.length)];
  if (problems.length > 0) throw new Error(`${target} must not ship:\n${problems.join('\n')}`);
  return { size: archive.length, files };
}

/** @param {readonly string[]} names */
function contentProblems(names) {
  return [
    ...names
      .filter((name) => !expected.some((shape) => shape.test(name)))
      .map((name) => `  ${name} does not belong in it.`),
    ...required.filter((name) => !names.includes(name)).map((name) => `  ${name} is missing.`),
  ];
}

function sizeProblems(size) {
  return size <= sizeLimit ? [] : [`  It has ${size} bytes; ${sizeLimit} are allowed.`];
}

/** vsce prints the whole list of files; what matters of it is printed by who called. */
async function quietly(work) {
  const kept = { log: console.log, warn: console.warn };
  console.log = () => {};
  console.warn = () => {};
  try {
    return await work();
  } finally {
    Object.assign(console, kept);
  }
}
