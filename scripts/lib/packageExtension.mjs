import { existsSync } from 'node:fs';
import { cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { inRoot } from './paths.mjs';
import { listZip } from './zipList.mjs';

const sizeLimit = 1_500_000;

/** All that an installed extension needs. A file that is neither of these is a mistake in `.vscodeignore`. */
const expected = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package\.json|readme\.md|changelog\.md|LICENSE\.txt|language-configuration\.json)$/i,
  /^extension\/(syntaxes|snippets|schemas)\/[\w.-]+\.json$/,
  /^extension\/docs\/problems\.md$/,
  /^extension\/media\/([\w-]+\/)?[\w.-]+\.(css|svg|png|md)$/,
  /^extension\/dist\/extension(-[\w-]+)?\.cjs$/,
  /^extension\/dist\/webview\.js$/,
];

const required = ['extension/package.json', 'extension/dist/extension.cjs', 'extension/dist/webview.js'];

/**
 * Packs what `dist` holds into `target` and looks at what came out.
 * @param {string} target
 * @returns {Promise<{ size: number, files: readonly { name: string, size: number, packedSize: number }[] }>}
 */
export async function packageExtension(target) {
  const folder = await stage();
  try {
    await quietly(() =>
      createVSIX({
        cwd: folder,
        packagePath: target,
        dependencies: false,
        allowMissingRepository: true,
        rewriteRelativeLinks: false,
      }),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const archive = await readFile(target);
  const files = listZip(archive);
  const problems = [
    ...contentProblems(
      files.map((file) => file.name),
      await namedFiles(),
    ),
    ...sizeProblems(archive.length),
  ];
  if (problems.length > 0) throw new Error(`${target} must not ship:\n${problems.join('\n')}`);
  return { size: archive.length, files };
}

/**
 * Copies what `.vscodeignore` lets through to a folder of its own. vsce reads every file below the one it packs from,
 * and beside the sources lies a whole VS Code.
 */
async function stage() {
  const folder = await mkdtemp(join(tmpdir(), 'identity-http-package-'));
  const rules = (await readFile(inRoot('.vscodeignore'), 'utf8')).split('\n');
  const kept = rules.filter((rule) => rule.startsWith('!')).map((rule) => rule.slice(1).split('/')[0] ?? '');
  for (const name of new Set([...kept, '.vscodeignore'])) {
    if (!existsSync(inRoot(name))) continue;
    await cp(inRoot(name), join(folder, name), {
      recursive: true,
      filter: (path) => !path.startsWith(inRoot('dist', 'test')),
    });
  }
  return folder;
}

/** Every file that `package.json` names, as it is named in the archive. */
async function namedFiles() {
  const { contributes, main, icon } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const quoted =
    JSON.stringify([contributes ?? {}, main, icon ?? null]).match(
      /"(\.\/)?(dist|media|schemas|snippets|syntaxes)\/[^"]+"/g,
    ) ?? [];
  return quoted.map((path) => `extension/${path.slice(1, -1).replace(/^\.\//, '')}`);
}

/** @param {readonly string[]} names @param {readonly string[]} named */
function contentProblems(names, named) {
  return [
    ...names
      .filter((name) => !expected.some((shape) => shape.test(name)))
      .map((name) => `  ${name} does not belong in it.`),
    ...[...new Set([...required, ...named])]
      .filter((name) => !names.includes(name))
      .map((name) => `  ${name} is missing.`),
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
