import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { desktopForTests } from './desktop.mjs';
import { runNodeTests } from './nodeTests.mjs';
import { lastLines } from './npm.mjs';
import { cacheFolder, inRoot, rootFolder } from './paths.mjs';
import { atEnd, runProcess } from './processes.mjs';
import { startVsCodeServer } from './runningServer.mjs';

/**
 * Runs `test/extension` in an extension host through @vscode/test-electron: in a desktop VS Code where there is one to
 * be had, else in the server edition.
 * @param {{ browser: string, filter?: string | undefined }} tools
 */
export async function runExtensionHostTests({ browser, filter }) {
  return await inScratchFolder(async (scratch) => {
    const workspace = join(scratch, 'workspace');
    await cp(inRoot('examples'), workspace, { recursive: true });
    const resultsFile = join(scratch, 'results.json');
    const logFile = join(scratch, 'workbench.log');
    const options = {
      vscodeExecutablePath: (await desktopForTests()) ?? (await serverHostProgram(scratch)),
      extensionDevelopmentPath: rootFolder,
      extensionTestsPath: inRoot('dist', 'test-extension', 'index.js'),
      launchArgs: [workspace, `--user-data-dir=${join(scratch, 'user')}`, `--extensions-dir=${join(scratch, 'none')}`],
      extensionTestsEnv: {
        CHROMIUM_PATH: browser,
        IDENTITY_HTTP_HOST_RESULTS: resultsFile,
        IDENTITY_HTTP_HOST_LOG: logFile,
        IDENTITY_HTTP_HOST_FILTER: filter ?? '',
      },
    };
    const run = await runProcess(process.execPath, [
      inRoot('scripts', 'lib', 'runHostTests.mjs'),
      JSON.stringify(options),
    ]);
    const log = await readFile(logFile, 'utf8').catch(() => '');
    await mkdir(cacheFolder, { recursive: true });
    await writeFile(join(cacheFolder, 'host-tests.log'), `${run.output}\n${log}`);
    return countHostTests(run, existsSync(resultsFile) ? JSON.parse(await readFile(resultsFile, 'utf8')) : undefined);
  });
}

/**
 * Runs `test/ui`: the packaged extension, installed into the server edition, driven through a browser.
 * @param {{ server: { node: string, server: string }, browser: string, vsix: string, filter?: string | undefined }} tools
 */
export async function runWorkbenchTests({ server, browser, vsix, filter }) {
  const running = await startVsCodeServer(server, { vsix, ownHome: true });
  try {
    return await runNodeTests(inRoot('dist', 'test-ui'), {
      filter,
      oneByOne: true,
      timeout: 180_000,
      env: { ...process.env, CHROMIUM_PATH: browser, IDENTITY_HTTP_WORKBENCH: running.address },
    });
  } finally {
    await running.stop();
  }
}

/** The program that @vscode/test-electron starts; on Windows it starts it through a shell, so a script of that is needed. */
async function serverHostProgram(scratch) {
  const program = inRoot('scripts', 'vscode-server-host.mjs');
  if (process.platform !== 'win32') return program;
  const command = join(scratch, 'vscode-server-host.cmd');
  await writeFile(command, `@"${process.execPath}" "${program}" %*\r\n`);
  return command;
}

/** A host that ended badly, or before the last test, is a failure whatever the tests before it said. */
function countHostTests(run, written) {
  const results = written?.results ?? [];
  const bad = results.filter((result) => result.error !== undefined);
  const brokenOff = written?.complete !== true || (run.code !== 0 && bad.length === 0);
  const output = [
    ...bad.map((result) => `✗ ${result.name}\n${result.error}`),
    ...(brokenOff ? [`The extension host did not run all tests:\n${lastLines(run.output, 20)}`] : []),
    `The whole log: ${join(cacheFolder, 'host-tests.log')}`,
  ].join('\n');
  return { passed: results.length - bad.length, failed: bad.length + (brokenOff ? 1 : 0), output };
}

async function inScratchFolder(work) {
  const folder = await mkdtemp(join(tmpdir(), 'identity-http-host-'));
  const remove = () => rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  const takeBack = atEnd(remove);
  try {
    return await work(folder);
  } finally {
    await remove();
    takeBack();
  }
}
