import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildProject } from './lib/build.mjs';
import { ensureDependencies } from './lib/dependencies.mjs';
import { findDesktopVsCode, hasDisplay } from './lib/desktop.mjs';
import { inRoot, rootFolder } from './lib/paths.mjs';
import { atEnd, isLeaving, leave, startProcess } from './lib/processes.mjs';
import { startVsCodeServer } from './lib/runningServer.mjs';
import { step } from './lib/steps.mjs';
import { ensureVsCodeServer } from './lib/vsCodeServer.mjs';

/**
 * `npm start`: from a fresh clone to the examples, open in VS Code with the extension. `--once` stops after the request
 * in the terminal; `--browser` takes the server edition even where there is a desktop VS Code.
 */
const example = join('examples', 'pingone', 'create-user.http');
const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter((flag) => !['--once', '--browser'].includes(flag));

try {
  if (unknown.length > 0) throw new Error(`Unknown: ${unknown.join(' ')}. Usage: npm start [-- --once | --browser]`);
  await step('Install packages', ensureDependencies);
  await step('Build', buildProject);
  await sendExample();
  if (!flags.has('--once')) await openExamples();
  await leave(0);
} catch (error) {
  console.error(`\n${error.message}`);
  await leave(1);
}

async function sendExample() {
  const args = ['send', example, '--name', 'createUser', '--env', 'sandbox'];
  console.log(`\n> identity-http ${args.join(' ')}\n`);
  const child = startProcess(process.execPath, [inRoot('dist', 'cli.js'), ...args], { cwd: rootFolder });
  const code = await ended(child);
  if (code !== 0) throw new Error(`The request was not answered as it should be (exit code ${code}).`);
}

async function openExamples() {
  const desktop = hasDisplay() && !flags.has('--browser') ? findDesktopVsCode() : undefined;
  const scratch = await mkdtemp(join(tmpdir(), 'identity-http-start-'));
  atEnd(() => rm(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 }));
  if (desktop === undefined) await openInBrowser(scratch);
  else await openOnDesktop(desktop, scratch);
}

/** With its own data folders, so that neither the person's settings nor a window that is already open is in the way. */
async function openOnDesktop(program, scratch) {
  console.log('\nThe examples are open in VS Code. Close its window or press Ctrl-C here to end.');
  const args = [
    inRoot('examples'),
    inRoot(example),
    `--extensionDevelopmentPath=${rootFolder}`,
    `--user-data-dir=${join(scratch, 'user')}`,
    `--extensions-dir=${join(scratch, 'extensions')}`,
    '--disable-workspace-trust',
    '--skip-welcome',
    '--skip-release-notes',
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  // Inside a terminal of VS Code these would make the program believe that it is something else.
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VSCODE_|ELECTRON_)/.test(name)));
  await ended(startProcess(program, args, { env, stdio: 'ignore' }));
}

/** The extension is installed as from a package, and the workbench is not driven: dialogs are the person's to answer. */
async function openInBrowser(scratch) {
  console.log();
  const tools = await step('Fetch VS Code', ensureVsCodeServer);
  const vsix = join(scratch, 'identity-http.vsix');
  const { packageExtension } = await import('./lib/packageExtension.mjs');
  await step('Package the extension', () => packageExtension(vsix));
  const server = await step('Start VS Code', () => startVsCodeServer(tools, { vsix }));
  const address = server.addressOf(inRoot('examples'));
  console.log(`\nThe examples are open in VS Code at\n\n  ${address}\n`);
  console.log(`Open pingone/create-user.http there and click Send. Ctrl-C here ends it.`);
  if (hasDisplay()) showInBrowser(address);
  await server.ended;
  if (!isLeaving()) throw new Error('The VS Code server ended by itself. Start again with: npm start');
}

function showInBrowser(address) {
  const [command, ...args] = {
    darwin: ['open', address],
    win32: ['rundll32', 'url.dll,FileProtocolHandler', address],
  }[process.platform] ?? ['xdg-open', address];
  if (process.platform === 'linux' && !existsSync('/usr/bin/xdg-open')) return;
  startProcess(command, args, { stdio: 'ignore' }).once('error', () => {});
}

function ended(child) {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code) => resolve(code ?? 1));
  });
}
