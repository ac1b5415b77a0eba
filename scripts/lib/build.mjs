import { inRoot, rootFolder } from './paths.mjs';
import { runProcess } from './processes.mjs';

/** Bundles what ships into `dist`; the types are checked elsewhere. */
export async function buildProject() {
  await runNode([inRoot('esbuild.js')]);
}

/** Bundles the tests into `dist/test`, `dist/test-extension` and `dist/test-ui`. */
export async function buildTests() {
  await runNode([inRoot('esbuild.js'), '--tests']);
}

async function runNode(args) {
  const result = await runProcess(process.execPath, args, { cwd: rootFolder });
  if (result.code !== 0) throw new Error(`The build failed:\n${result.output.trimEnd()}`);
}
