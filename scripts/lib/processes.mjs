import { spawn, spawnSync } from 'node:child_process';
import { openSync } from 'node:fs';

/**
 * Child processes that never outlive this one: every child is known here and ended, with its own children, when this
 * process ends, whether by itself, by an error or by Ctrl-C.
 */
const running = new Set();
const endings = new Set();
let leaving;

const onWindows = process.platform === 'win32';

/**
 * Starts a child in a process group of its own.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logFile?: string, stdio?: import('node:child_process').StdioOptions, shell?: boolean }} [options]
 */
export function startProcess(command, args, options = {}) {
  endChildrenWithThisProcess();
  const log = options.logFile === undefined ? undefined : openSync(options.logFile, 'a');
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env ?? process.env,
    shell: options.shell ?? false,
    stdio: log === undefined ? (options.stdio ?? 'inherit') : ['ignore', log, log],
    detached: !onWindows,
    windowsHide: true,
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/**
 * Runs a command to its end and gives its exit code and output. With `onLine`, lines are handed over as they come.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, shell?: boolean, timeout?: number, onLine?: (line: string) => void }} [options]
 * @returns {Promise<{ code: number, output: string, stdout: string }>}
 */
export function runProcess(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = startProcess(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let stdout = '';
    let partLine = '';
    const take = (text) => {
      output += text;
      if (options.onLine === undefined) return;
      const lines = (partLine + text).split('\n');
      partLine = lines.pop() ?? '';
      for (const line of lines) options.onLine(line.replace(/\r$/, ''));
    };
    child.stdout.setEncoding('utf8').on('data', (text) => {
      stdout += text;
      take(text);
    });
    child.stderr.setEncoding('utf8').on('data', take);
    const timer =
      options.timeout === undefined ? undefined : setTimeout(() => void stopProcess(child), options.timeout);
    const finish = (code) => {
      clearTimeout(timer);
      if (partLine !== '' && options.onLine !== undefined) options.onLine(partLine);
      resolve({ code, output, stdout });
    };
    child.once('error', (error) => {
      running.delete(child);
      output += `${error.message}\n`;
      finish(127);
    });
    child.once('close', (code) => finish(code ?? 1));
  });
}

/**
 * Ends a child and everything it started: asks first, insists after three seconds.
 * @param {import('node:child_process').ChildProcess} child
 */
export async function stopProcess(child) {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  signalTree(child, 'SIGTERM');
  const insist = setTimeout(() => signalTree(child, 'SIGKILL'), 3000);
  await gone;
  clearTimeout(insist);
  // The leader of the group may leave before its children do.
  signalTree(child, 'SIGKILL');
}

/**
 * Registers work to be done before this process ends, such as closing a browser or removing a temporary folder.
 * @param {() => void | Promise<void>} work
 * @returns {() => void} takes the work back
 */
export function atEnd(work) {
  endChildrenWithThisProcess();
  endings.add(work);
  return () => endings.delete(work);
}

/** Does what was left to `atEnd`, the last first, then ends every child. */
export async function endEverything() {
  for (const work of [...endings].toReversed()) {
    endings.delete(work);
    await Promise.resolve()
      .then(work)
      .catch(() => {});
  }
  await Promise.all([...running].map(stopProcess));
}

/** Ends this process with everything it started; who calls first decides the code. @param {number} code @returns {Promise<never>} */
export function leave(code) {
  leaving ??= endEverything().then(() => process.exit(code));
  return leaving;
}

/** Whether this process is on its way out, so that what its children do is no news. */
export function isLeaving() {
  return leaving !== undefined;
}

let prepared = false;

function endChildrenWithThisProcess() {
  if (prepared) return;
  prepared = true;
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ]) {
    process.on(signal, () => void leave(code));
  }
  process.on('exit', () => {
    for (const child of running) signalTree(child, 'SIGKILL');
  });
}

function signalTree(child, signal) {
  if (child.pid === undefined) return;
  if (onWindows) {
    spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch {
    // Nothing of the group is left.
  }
}
