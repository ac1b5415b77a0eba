import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cachedFolder, isCached } from './cachedFolder.mjs';
import { runNpm, unpackPackage } from './npm.mjs';
import { runProcess } from './processes.mjs';
import { nodePackages, serverNodeMajor, serverPackage, watcherPackages, watcherVersion } from './tools.mjs';

const platform = `${process.platform}-${process.arch}`;
const serverName = `vscode-server-${serverPackage.version}-${platform}`;

/**
 * The server edition of VS Code and the Node to run it with, fetched with npm alone when they are not there.
 * @returns {Promise<{ node: string, server: string }>}
 */
export async function ensureVsCodeServer() {
  const watcher = watcherPackages[platform];
  if (watcher === undefined) {
    throw new Error(
      `There is no server edition of VS Code for ${platform}. Install the desktop VS Code, or run this on Linux, macOS or Windows with an x64 or arm64 processor.`,
    );
  }
  const node = await ensureServerNode();
  const folder = await cachedFolder(serverName, (partial) => fillServerFolder(partial, { node, watcher }));
  return { node, server: join(folder, 'out', 'server-main.js') };
}

/** Whether `ensureVsCodeServer` has nothing to fetch. */
export function isVsCodeServerThere() {
  return isCached(serverName);
}

async function ensureServerNode() {
  if (Number(process.versions.node.split('.')[0]) === serverNodeMajor) return process.execPath;
  const wanted = nodePackages[platform];
  const folder = await cachedFolder(`${wanted.name}-${wanted.version}`, (partial) =>
    unpackPackage(wanted, { folder: partial }),
  );
  return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

async function fillServerFolder(folder, { node, watcher }) {
  await unpackPackage(serverPackage, { folder, inside: 'lib/vscode' });
  // `npm ci` refuses the shrinkwrap in this folder. Optional packages would add 100 MB that nothing here uses, and
  // their install scripts a compiler.
  await runNpm(
    [
      'install',
      `${watcher}@${watcherVersion}`,
      '--omit=dev',
      '--omit=optional',
      '--ignore-scripts',
      '--no-audit',
      '--no-fund',
      '--engine-strict=false',
      '--loglevel=error',
    ],
    { cwd: folder },
  );
  await trim(folder);
  const probe = await runProcess(node, ['-e', "require('@parcel/watcher')"], { cwd: folder });
  if (probe.code !== 0) throw new Error(`The file watcher of the VS Code server does not load:\n${probe.output}`);
}

/** Takes away what neither the workbench nor an extension host needs: two thirds of the bytes. */
async function trim(folder) {
  const remove = (...parts) => rm(join(folder, ...parts), { recursive: true, force: true });
  for (const name of await namesIn(folder, 'extensions')) {
    if (/^(copilot|mermaid-markdown-features|microsoft-authentication|github.*|ms-vscode\..*)$/.test(name)) {
      await remove('extensions', name);
    }
  }
  for (const name of ['@microsoft/mxc-sdk', '@github', '@devcontainers', 'ssh2', 'kerberos', '@vscode/sqlite3']) {
    await remove('node_modules', name);
  }
  await remove('node_modules', 'node-pty', 'third_party');
  for (const parts of [
    ['node_modules', '@vscode', 'ripgrep-universal', 'bin'],
    ['node_modules', 'node-pty', 'prebuilds'],
  ]) {
    for (const name of await namesIn(folder, ...parts)) if (name !== platform) await remove(...parts, name);
  }
  for (const name of await readdir(folder, { recursive: true })) if (name.endsWith('.map')) await remove(name);
}

async function namesIn(folder, ...parts) {
  const path = join(folder, ...parts);
  return existsSync(path) ? await readdir(path) : [];
}
