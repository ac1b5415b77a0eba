import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { inRoot } from './paths.mjs';
import { lastLines } from './npm.mjs';
import { runProcess } from './processes.mjs';

/**
 * A browser of the Chromium family that can be driven: one that is there, or else the system's package (as root on
 * Debian and its relatives), or else the one that playwright fetches.
 * @returns {Promise<string>} path of the program
 */
export async function ensureBrowser() {
  const present = await findBrowser();
  if (present !== undefined) return present;
  const tried = [];
  for (const install of [installSystemPackage, installPlaywrightBrowser, installSystemPackageWithSudo]) {
    const said = await install();
    const path = await findBrowser();
    if (path !== undefined) return path;
    if (said !== undefined) tried.push(said);
  }
  throw new Error(
    `No Chromium was found and none could be installed. Install Chromium, Chrome or Edge, or set CHROMIUM_PATH to the program.\n${tried.join('\n')}`,
  );
}

/** @returns {Promise<string | undefined>} */
export async function findBrowser() {
  const given = process.env.CHROMIUM_PATH;
  if (given !== undefined && given !== '') {
    if (existsSync(given)) return given;
    throw new Error(`CHROMIUM_PATH is '${given}', and there is no such file.`);
  }
  const system = [...onPath(), ...knownPlaces()].find((path) => existsSync(path));
  return system ?? (await playwrightPlaces()).find((path) => existsSync(path));
}

function onPath() {
  if (process.platform === 'win32') return [];
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return names.flatMap((name) => folders.map((folder) => join(folder, name)));
}

function knownPlaces() {
  if (process.platform === 'darwin') {
    return ['Google Chrome', 'Microsoft Edge', 'Chromium'].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform !== 'win32') return [];
  const folders = ['PROGRAMFILES', 'PROGRAMFILES(X86)', 'LOCALAPPDATA'].map((name) => process.env[name]);
  const programs = [
    ['Google', 'Chrome', 'Application', 'chrome.exe'],
    ['Microsoft', 'Edge', 'Application', 'msedge.exe'],
    ['Chromium', 'Application', 'chrome.exe'],
  ];
  return programs.flatMap((parts) =>
    folders.filter((folder) => folder !== undefined).map((folder) => join(folder, ...parts)),
  );
}

async function playwrightPlaces() {
  try {
    const { chromium } = await import('playwright-core');
    return [chromium.executablePath()];
  } catch {
    return [];
  }
}

const aptPackages = ['chromium', 'fonts-dejavu-core'];

async function installSystemPackage() {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return undefined;
  return await installWithApt([]);
}

async function installSystemPackageWithSudo() {
  if (process.platform !== 'linux' || process.getuid?.() === 0) return undefined;
  return await installWithApt(['sudo', '-n']);
}

async function installWithApt(prefix) {
  if (!existsSync('/usr/bin/apt-get')) return undefined;
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const args of [
    ['apt-get', 'update', '-qq'],
    ['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...aptPackages],
  ]) {
    const [command, ...rest] = [...prefix, ...args];
    const result = await runProcess(command, rest, { env, timeout: 300_000 });
    if (result.code !== 0) return `'${args.slice(0, 2).join(' ')}' failed: ${lastLines(result.output, 3)}`;
  }
  return undefined;
}

async function installPlaywrightBrowser() {
  const program = inRoot('node_modules', 'playwright-core', 'cli.js');
  const result = await runProcess(process.execPath, [program, 'install', 'chromium'], { timeout: 300_000 });
  if (result.code === 0) return undefined;
  const reason = result.output.split('\n').find((line) => /error/i.test(line)) ?? lastLines(result.output, 1);
  return `playwright could not fetch Chromium: ${reason.trim()}`;
}
