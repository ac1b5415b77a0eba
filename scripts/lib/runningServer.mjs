import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { lastLines } from './npm.mjs';
import { atEnd, runProcess, startProcess, stopProcess } from './processes.mjs';

/**
 * Starts the server edition of VS Code on a free loopback port, with a data folder of its own that goes when it stops.
 * A random token guards it: it can run programs, and every page in every browser of the machine can reach the port.
 * @param {{ node: string, server: string }} tools
 * @param {{ vsix?: string, settings?: Record<string, unknown>, driver?: boolean, env?: NodeJS.ProcessEnv, ownHome?: boolean }} [options]
 * `driver` lets a page be driven through `payload` (and refuses every modal dialog); `ownHome` keeps the person's home folder out
 */
export async function startVsCodeServer(tools, options = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'identity-http-vscode-'));
  const dataFolder = join(folder, 'server');
  const logFile = join(folder, 'server.log');
  const token = randomBytes(24).toString('hex');
  // Tests look there for what must not be written anywhere.
  const place = { IDENTITY_HTTP_HOST_DATA: folder };
  const env = { ...process.env, ...place, ...(options.ownHome === true ? homeIn(folder) : {}), ...options.env };
  let child;
  const stop = async () => {
    takeBack();
    if (child !== undefined) await stopProcess(child);
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  };
  const takeBack = atEnd(stop);
  try {
    await writeUserSettings(dataFolder, options.settings ?? {});
    if (options.vsix !== undefined) await installExtension(tools, { vsix: options.vsix, dataFolder, env });
    child = startProcess(tools.node, serverArguments(tools, { dataFolder, token, driver: options.driver === true }), {
      env,
      logFile,
    });
    const port = await listeningPort(child, logFile);
    const authority = `127.0.0.1:${port}`;
    return {
      authority,
      /** Resolves when the server ends, for whatever reason. */
      ended: new Promise((resolve) => void child.once('exit', resolve)),
      /** The address of the workbench; a folder is added with `&folder=`. */
      address: `http://${authority}/?tkn=${token}`,
      logFile,
      /** The address that opens `workspace` in a browser. */
      addressOf: (workspace, payload) => workbenchAddress({ authority, token, workspace, payload }),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** A path as the workbench in the browser names it. @param {string} authority @param {string} path */
export function remoteUri(authority, path) {
  return `vscode-remote://${authority}${pathToFileURL(path).pathname}`;
}

function workbenchAddress({ authority, token, workspace, payload }) {
  const query = new URLSearchParams({ tkn: token, folder: pathToFileURL(workspace).pathname });
  if (payload !== undefined) query.set('payload', JSON.stringify(payload));
  // The workbench reads the folder as it stands, without decoding plus signs.
  return `http://${authority}/?${query.toString().replaceAll('+', '%20')}`;
}

function serverArguments(tools, { dataFolder, token, driver }) {
  return [
    tools.server,
    '--host',
    '127.0.0.1',
    '--port',
    '0',
    '--connection-token',
    token,
    '--accept-server-license-terms',
    '--disable-workspace-trust',
    '--telemetry-level',
    'off',
    '--server-data-dir',
    dataFolder,
    '--reconnection-grace-time',
    '1',
    ...(driver ? ['--enable-smoke-test-driver'] : []),
  ];
}

/** Quiet ones: no welcome pages, no experiments, no look for updates. */
const baseSettings = {
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
  'update.mode': 'none',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  // A question of the editor's own would lie over the first answer.
  'git.openRepositoryInParentFolders': 'never',
};

async function writeUserSettings(dataFolder, settings) {
  const folder = join(dataFolder, 'data', 'User');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify({ ...baseSettings, ...settings }, null, 2));
}

async function installExtension(tools, { vsix, dataFolder, env }) {
  const args = ['--install-extension', vsix, '--server-data-dir', dataFolder, '--accept-server-license-terms'];
  const result = await runProcess(tools.node, [tools.server, ...args], { env, timeout: 120_000 });
  if (result.code !== 0 || !/successfully installed/i.test(result.output)) {
    throw new Error(`The VS Code server did not install ${vsix}:\n${lastLines(result.output, 10)}`);
  }
}

/** The server takes a free port itself and says which, so that no other program can take it in between. */
async function listeningPort(child, logFile) {
  const limit = Date.now() + 60_000;
  for (;;) {
    const text = await readFile(logFile, 'utf8').catch(() => '');
    const said = /Extension host agent listening on (\d+)/.exec(text);
    if (said !== null) return Number(said[1]);
    if (child.exitCode !== null || Date.now() > limit) {
      throw new Error(`The VS Code server did not start:\n${lastLines(text, 15)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function homeIn(folder) {
  const home = join(folder, 'home');
  return {
    HOME: home,
    USERPROFILE: home,
    XDG_DATA_HOME: join(home, 'data'),
    XDG_CONFIG_HOME: join(home, 'config'),
    XDG_CACHE_HOME: join(home, 'cache'),
  };
}
