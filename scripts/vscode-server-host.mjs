#!/usr/bin/env node
/**
 * Stands where @vscode/test-electron expects the desktop program: takes its arguments, runs the tests in an extension
 * host of the server edition, and ends with the code the tests ended with.
 */
import { appendFileSync } from 'node:fs';
import { ensureBrowser } from './lib/browser.mjs';
import { openPage } from './lib/page.mjs';
import { leave } from './lib/processes.mjs';
import { remoteUri, startVsCodeServer } from './lib/runningServer.mjs';
import { ensureVsCodeServer } from './lib/vsCodeServer.mjs';

const timeLimit = Number(process.env.IDENTITY_HTTP_HOST_TIMEOUT ?? 900_000);

try {
  await leave(await runInServer(readArguments(process.argv.slice(2))));
} catch (error) {
  console.error(error);
  await leave(1);
}

function readArguments(args) {
  const options = new Map();
  const places = [];
  for (const argument of args) {
    const option = /^--([\w-]+)(?:=(.*))?$/.exec(argument);
    if (option === null) places.push(argument);
    else options.set(option[1], option[2] ?? '');
  }
  const [workspace] = places;
  const extension = options.get('extensionDevelopmentPath');
  const tests = options.get('extensionTestsPath');
  if (workspace === undefined || extension === undefined || tests === undefined) {
    throw new Error('Expected a workspace folder, --extensionDevelopmentPath=… and --extensionTestsPath=….');
  }
  return { workspace, extension, tests };
}

/** The workbench's own log is long and full of errors that mean nothing here, so it goes to a file where one is given. */
function log(line) {
  const file = process.env.IDENTITY_HTTP_HOST_LOG;
  if (file === undefined) console.log(line);
  else appendFileSync(file, `${line}\n`);
}

async function runInServer({ workspace, extension, tests }) {
  const [tools, browser] = await Promise.all([ensureVsCodeServer(), ensureBrowser()]);
  const server = await startVsCodeServer(tools, { driver: true, ownHome: true });
  const { page } = await openPage(browser);
  const ended = new Promise(
    (resolve) => void page.exposeFunction('codeAutomationExit', resolve).catch(() => resolve(1)),
  );
  await page.exposeFunction('codeAutomationLog', (type, args) => log(`[${type}] ${args.join(' ')}`));
  page.on('crash', () => console.error('The page of the workbench crashed.'));
  const payload = [
    ['extensionDevelopmentPath', remoteUri(server.authority, extension)],
    ['extensionTestsPath', remoteUri(server.authority, tests)],
    ['skipWelcome', 'true'],
    ['skipReleaseNotes', 'true'],
  ];
  await page.goto(server.addressOf(workspace, payload));
  const late = new Promise((resolve) => setTimeout(resolve, timeLimit, 'late').unref());
  const code = await Promise.race([ended, late]);
  if (code !== 'late') return Number(code);
  console.error(`The tests in the extension host did not end within ${timeLimit / 1000} seconds.`);
  return 1;
}
