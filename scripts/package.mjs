import { readFile } from 'node:fs/promises';
import { buildProject } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { inRoot } from './lib/paths.mjs';
import { leave } from './lib/processes.mjs';
import { step } from './lib/steps.mjs';

/** `npm run package`: builds, makes the `.vsix`, prints what is in it, and fails when that is not what should be. */
try {
  await step('Install packages', ensureDependencies);
  await step('Build', buildProject);
  const { name, version } = JSON.parse(await readFile(inRoot('package.json'), 'utf8'));
  const target = inRoot(`${name}-${version}.vsix`);
  const { packageExtension } = await import('./lib/packageExtension.mjs');
  const { size, files } = await step('Package', () => packageExtension(target));
  for (const file of files) console.log(`${String(file.size).padStart(9)}  ${file.name}`);
  console.log(`${target}: ${(size / 1000).toFixed(0)} KB`);
  await leave(0);
} catch (error) {
  console.error(error.message);
  await leave(1);
}
