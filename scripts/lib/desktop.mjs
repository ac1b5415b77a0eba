import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { cacheFolder, inRoot } from './paths.mjs';

/** Whether a window can be shown to somebody. */
export function hasDisplay() {
  if (process.platform !== 'linux') return process.env.SSH_CONNECTION === undefined;
  return Boolean(process.env.DISPLAY) || Boolean(process.env.WAYLAND_DISPLAY);
}

/**
 * The program of a desktop VS Code that is installed and new enough for the extension.
 * @returns {string | undefined}
 */
export function findDesktopVsCode() {
  const given = process.env.VSCODE_PATH;
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`VSCODE_PATH is '${given}', and there is no such file.`);
  }
  return [...knownPlaces(), ...onPath()].find((path) => existsSync(path) && isNewEnough(path));
}

/**
 * A desktop VS Code to run tests in: the installed one, or one that @vscode/test-electron fetches; `undefined` without
 * a display or without a way to fetch it.
 * @returns {Promise<string | undefined>}
 */
export async function desktopForTests() {
  if (!hasDisplay()) return undefined;
  const installed = findDesktopVsCode();
  if (installed !== undefined) return installed;
  const { downloadAndUnzipVSCode } = await import('@vscode/test-electron');
  const silent = { report() {}, error() {} };
  const cachePath = join(cacheFolder, 'vscode-desktop');
  return await downloadAndUnzipVSCode({ version: 'stable', cachePath, reporter: silent, timeout: 10_000 }).catch(
    () => undefined,
  );
}

function knownPlaces() {
  if (process.platform === 'darwin') {
    const folder = '/Applications/Visual Studio Code.app/Contents/MacOS';
    return [join(folder, 'Code'), join(folder, 'Electron')];
  }
  if (process.platform === 'win32') {
    const folders = [join(process.env.LOCALAPPDATA ?? '', 'Programs'), process.env.PROGRAMFILES ?? ''];
    return folders.map((folder) => join(folder, 'Microsoft VS Code', 'Code.exe'));
  }
  return ['/usr/share/code/code', '/opt/visual-studio-code/code'];
}

/** `code` on the path is a script in `bin`; the program lies one folder above it. */
function onPath() {
  if (process.platform !== 'linux') return [];
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'code'))
    .filter((path) => folderOf(path) !== undefined)
    .map((path) => join(folderOf(path) ?? '', 'code'));
}

function folderOf(script) {
  if (!existsSync(script)) return undefined;
  const bin = dirname(realpathSync(script));
  return bin.endsWith('/bin') && bin !== '/bin' && bin !== '/usr/bin' ? dirname(bin) : undefined;
}

function isNewEnough(program) {
  const contents =
    process.platform === 'darwin' ? join(dirname(program), '..', 'Resources') : join(dirname(program), 'resources');
  const about = join(contents, 'app', 'package.json');
  // Where the version cannot be read it is left to VS Code to refuse.
  if (!existsSync(about)) return true;
  const wanted = JSON.parse(readFileSync(inRoot('package.json'), 'utf8')).engines.vscode;
  return compareVersions(JSON.parse(readFileSync(about, 'utf8')).version, wanted.replace(/^\D+/, '')) >= 0;
}

function compareVersions(left, right) {
  const [a, b] = [left, right].map((version) => version.split('.').map((part) => Number.parseInt(part, 10)));
  const at = a.findIndex((part, index) => part !== b[index]);
  return at < 0 ? 0 : a[at] - (b[at] ?? 0);
}
