import { readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { build } from 'esbuild';

/**
 * Code splitting gives one file to every set of uses, which makes sixty small modules of the first send; in an extension
 * host each is loaded through a hook that costs more than its code. This puts together what is loaded together: each
 * root with all that it imports statically and that no root before it has. Whoever imported a part imports the whole.
 * @param {{ outputs: Record<string, { entryPoint?: string, exports: string[], imports: { path: string, kind: string }[] }> }} metafile
 * of a build with splitting, whose files lie in one folder
 * @param {readonly string[]} roots sources that are entry points or imported with `import()`, in the order they are used
 * @param {import('esbuild').BuildOptions} options how the files are printed
 */
export async function mergeChunks(metafile, roots, options) {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const folder = resolve(Object.keys(metafile.outputs)[0] ?? '.', '..');
  const wholes = groupChunks(outputs, roots);
  const wholeOf = new Map([...wholes].flatMap(([whole, parts]) => [...parts].map((part) => [part, whole])));
  const isChanged = (name) =>
    wholes.has(name) || (!wholeOf.has(name) && importsOf(outputs, name).some((one) => wholeOf.has(one)));
  const changed = [...outputs.keys()].filter(isChanged);
  const { outputFiles } = await build({
    ...options,
    entryPoints: changed.map((name) => join(folder, name)),
    bundle: true,
    splitting: false,
    write: false,
    outdir: folder,
    plugins: [bindParts({ outputs, wholes, wholeOf })],
  });
  const dynamic = new Set(
    [...outputs.values()].flatMap(({ imports }) =>
      imports.filter(({ kind }) => kind === 'dynamic-import').map(({ path }) => basename(path)),
    ),
  );
  for (const [part, whole] of wholeOf) {
    if (part === whole) continue;
    if (dynamic.has(part)) await writeFile(join(folder, part), passOn(outputs, part, whole));
    else await rm(join(folder, part));
  }
  for (const { path, contents } of outputFiles) await writeFile(path, contents);
}

/** The file of each root, with the files that become one with it. */
function groupChunks(outputs, roots) {
  const wholes = new Map();
  const taken = new Set();
  for (const root of roots) {
    const [whole] = [...outputs].find(([, { entryPoint }]) => entryPoint === root) ?? [];
    if (whole === undefined) throw new Error(`No file of the build begins with ${root}.`);
    if (taken.has(whole)) throw new Error(`${root} is part of a root before it.`);
    const parts = new Set();
    const add = (name) => {
      if (taken.has(name)) return;
      taken.add(name);
      parts.add(name);
      for (const one of importsOf(outputs, name)) add(one);
    };
    add(whole);
    wholes.set(whole, parts);
  }
  return wholes;
}

/** The files of the build that a file of it imports statically. */
function importsOf(outputs, name) {
  return outputs
    .get(name)
    .imports.filter(({ kind, path }) => kind === 'import-statement' && outputs.has(basename(path)))
    .map(({ path }) => basename(path));
}

/** Parts of one whole are bundled with it, those of another are imported from it, and all else stays an import. */
function bindParts({ outputs, wholes, wholeOf }) {
  return {
    name: 'bind-parts',
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /.*/ }, ({ path, kind, importer, namespace }) => {
        if (kind === 'entry-point') return { path };
        const part = basename(path);
        const whole = kind === 'import-statement' && path.startsWith('./') ? wholeOf.get(part) : undefined;
        if (whole === undefined || namespace === 'passed-on') return { path, external: true };
        const isInside = wholeOf.get(basename(importer)) === whole;
        return isInside
          ? { path: join(importer, '..', part), sideEffects: true }
          : { path: part, namespace: 'passed-on' };
      });
      onLoad({ filter: /.*/, namespace: 'passed-on' }, ({ path }) => ({
        contents: passOn(outputs, path, wholeOf.get(path)),
      }));
      onLoad({ filter: /\.js$/, namespace: 'file' }, async ({ path }) => {
        const name = basename(path);
        const parts = [...(wholes.get(name) ?? [])].filter((part) => part !== name);
        const exported = parts.map((part) => {
          const pairs = outputs.get(part).exports.map((one) => `${one} as ${nameIn(name, part, one)}`);
          return `${exportOf(pairs)}"./${part}";`;
        });
        return { contents: (await readFile(path, 'utf8')) + exported.join('') };
      });
    },
  };
}

/** A part as a module that has everything from its whole. */
function passOn(outputs, part, whole) {
  const pairs = outputs.get(part).exports.map((name) => `${nameIn(whole, part, name)} as ${name}`);
  return `${exportOf(pairs)}"./${whole}";`;
}

function exportOf(pairs) {
  return pairs.length > 0 ? `export{${pairs.join(',')}}from` : 'import';
}

/** The name under which a whole exports what a part exports; two parts may use one name. */
function nameIn(whole, part, name) {
  return part === whole ? name : `${part.replaceAll(/\W/g, '_')}_${name}`;
}
