import { existsSync } from 'node:fs';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { spawnSync } from 'node:child_process';
import { inRoot } from '../lib/paths.mjs';

/** The version whose figures the documentation quotes. */
const version = '6.16.7';

/**
 * The parser of the `httpyac` package as a function from a text to the number of its regions, or `undefined` when the
 * package cannot be had: it is no dependency of ours, and is kept beside the other things that are only fetched.
 */
export async function loadPeerParser() {
  try {
    const folder = await installPeer();
    return folder && preparePeer(createRequire(join(folder, 'package.json'))('httpyac'));
  } catch (error) {
    console.error(`The httpyac package is left out: ${error.message}`);
    return undefined;
  }
}

async function installPeer() {
  const folder = inRoot('.cache', `httpyac-${version}`);
  if (existsSync(join(folder, 'node_modules', 'httpyac'))) return folder;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--omit=dev', '--omit=optional'];
  const { status } = spawnSync('npm', ['install', `httpyac@${version}`, ...options], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status === 0) return folder;
  console.error('The httpyac package could not be installed, so its figures are left out.');
  return undefined;
}

/** The package asks whoever embeds it for files; the text is given, so none is read. */
function preparePeer({ store, io }) {
  const { fileProvider } = io;
  fileProvider.EOL = '\n';
  fileProvider.isAbsolute = async (path) => isAbsolute(path);
  fileProvider.hasExtension = (path, ...extensions) => extensions.some((extension) => path.endsWith(`.${extension}`));
  fileProvider.dirname = (path) => dirname(path);
  fileProvider.joinPath = (folder, path) => join(folder, path);
  fileProvider.exists = async (path) => existsSync(path);
  fileProvider.readFile = async (path, encoding) => readFile(path, encoding);
  fileProvider.readBuffer = async (path) => readFile(path);
  fileProvider.writeBuffer = async () => undefined;
  fileProvider.readdir = async (path) => readdir(path);
  fileProvider.fsPath = (path) => path;
  fileProvider.toString = (path) => String(path);
  return async (text, count) => {
    const files = new store.HttpFileStore();
    const options = { workingDir: process.cwd() };
    const file = await files.getOrCreate(resolve('bench.http'), async () => text, count, options);
    return file.httpRegions.length;
  };
}
