import { existsSync, statSync } from 'node:fs';
import { inRoot, rootFolder } from './paths.mjs';
import { runNpm } from './npm.mjs';

/** Installs the packages of the lock file when they are missing or older than it. */
export async function ensureDependencies() {
  if (areDependenciesThere()) return;
  // No package of the list needs its installation script, so none is run.
  await runNpm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: rootFolder });
}

/** Whether the installed packages are those of the lock file, by npm's own record of its last installation. */
export function areDependenciesThere() {
  const record = inRoot('node_modules', '.package-lock.json');
  return existsSync(record) && statSync(record).mtimeMs >= statSync(inRoot('package-lock.json')).mtimeMs;
}
