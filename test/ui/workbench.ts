import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse } from 'jsonc-parser';
import { chromium, type Browser, type FrameLocator, type Locator, type Page } from 'playwright-core';

/** A workbench of a real VS Code in a browser, driven as a person would: by what is on the screen. */
export interface Workbench {
  readonly page: Page;
  /** A copy of the folder that was asked for; a test may change it. */
  readonly folder: string;
}

export interface WorkbenchOptions {
  /** Copied, so that the test starts from the same state each time. */
  readonly folder: string;
  /** Laid over the folder's own workspace settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly viewport?: { readonly width: number; readonly height: number };
}

export type Theme = 'Dark Modern' | 'Light Modern' | 'Default High Contrast';

const MOST_ATTEMPTS = 5;
/** Milliseconds. */
const ATTEMPT_TIME = 9_000;
const modifier = process.platform === 'darwin' ? 'Meta' : 'Control';
const screenshotFolder = resolve(process.env['IDENTITY_HTTP_SCREENSHOTS'] ?? join('.cache', 'screenshots'));

/**
 * Opens a workbench for the time of `use`. When `use` fails, the screen at that moment is kept as a picture named after
 * `name`, and the error says where.
 */
export async function withWorkbench(
  name: string,
  options: WorkbenchOptions,
  use: (workbench: Workbench) => Promise<void>,
): Promise<void> {
  const folder = await copyWorkspace(options);
  let browser: Browser | undefined;
  let page: Page | undefined;
  try {
    browser = await chromium.launch({ executablePath: fromEnvironment('CHROMIUM_PATH'), args: browserArguments() });
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
    page = await context.newPage();
    page.setDefaultTimeout(45_000);
    await page.goto(workbenchAddress(folder), { timeout: 60_000 });
    await page.locator('.monaco-workbench .part.editor').waitFor({ timeout: 60_000 });
    await use({ page, folder });
  } catch (error) {
    const picture =
      page === undefined ? undefined : await takeScreenshot(page, `failed-${name}`).catch(() => undefined);
    throw picture === undefined ? error : new Error(`${String(error)}\nThe screen: ${picture}`, { cause: error });
  } finally {
    await browser?.close();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** Opens a file of the workspace through quick open; `path` is relative to the workspace folder. */
export async function openFile({ page }: Workbench, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  await page.keyboard.press(`${modifier}+P`);
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(path);
  // Enter takes the first row, which may still be one of the list before.
  await quickPickRows(page).first().filter({ hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
  await page.locator('.editor-instance .view-line').first().waitFor();
}

/** Clicks the first lens above the code whose title contains `title`. */
export async function clickCodeLens({ page }: Workbench, title: string): Promise<void> {
  // VS Code forgets lenses it was about to fetch when the editor loses the focus, until it has it again.
  await page.keyboard.press(`${modifier}+1`);
  await page.locator('.codelens-decoration a').filter({ hasText: title }).first().click();
}

/**
 * Does something until `shown` is on the screen, as a person does when lines moved under the pointer, or when a menu
 * went away because the editor was still at work.
 */
export async function tryUntil(shown: Locator, attempt: () => Promise<void>): Promise<void> {
  for (let left = MOST_ATTEMPTS; ; left--) {
    await attempt();
    try {
      await shown.waitFor({ timeout: ATTEMPT_TIME });
      return;
    } catch (error) {
      if (left <= 1) throw error;
    }
  }
}

/** Runs a command by its title in the command palette. */
export async function runCommand({ page }: Workbench, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const input = page.locator('.quick-input-widget input');
  await input.waitFor();
  await input.fill(`>${title}`);
  await quickPickRows(page).filter({ hasText: title }).first().click();
}

/** Chooses the row of the open quick pick that contains `label`. */
export async function pick({ page }: Workbench, label: string): Promise<void> {
  await quickPickRows(page).filter({ hasText: label }).first().click();
}

/** The extension's own items in the status bar. */
export function statusBarItem({ page }: Workbench): Locator {
  return page.locator('.statusbar-item[id^="identity-http.identity-http"]').first();
}

/** The content of the webview that is on the screen. */
export function webview({ page }: Workbench): FrameLocator {
  return page.frameLocator('iframe.webview.ready >> nth=-1').frameLocator('iframe#active-frame');
}

/** Sends the first request of the example that creates a user, in the Sandbox, and waits for its answer. */
export async function sendCreateUser(workbench: Workbench): Promise<void> {
  await openFile(workbench, 'pingone/create-user.http');
  await statusBarItem(workbench).filter({ hasText: 'Sandbox' }).waitFor();
  await clickCodeLens(workbench, 'Send');
  await waitForStatus(workbench, '201');
}

/** Waits until the response view shows the status. */
export async function waitForStatus(workbench: Workbench, status: string): Promise<void> {
  await webview(workbench).locator('[data-testid="status"]').filter({ hasText: status }).waitFor();
}

/** Changes the colour theme by the workspace's settings and waits until the workbench wears it. */
export async function setTheme({ page, folder }: Workbench, theme: Theme): Promise<void> {
  await mergeSettings(folder, { 'workbench.colorTheme': theme });
  const kind = { 'Dark Modern': 'vs-dark', 'Light Modern': 'vs', 'Default High Contrast': 'hc-black' }[theme];
  await page.locator(`.monaco-workbench.${kind}`).waitFor();
}

/** Keeps a picture of the whole window as `NAME.png`, gives its path. */
export async function screenshot({ page }: Workbench, name: string): Promise<string> {
  return await takeScreenshot(page, name);
}

async function takeScreenshot(page: Page, name: string): Promise<string> {
  await mkdir(screenshotFolder, { recursive: true });
  const path = join(screenshotFolder, `${name}.png`);
  await page.screenshot({ path, animations: 'disabled', timeout: 10_000 });
  return path;
}

function quickPickRows(page: Page): Locator {
  return page.locator('.quick-input-widget .quick-input-list .monaco-list-row');
}

async function copyWorkspace({ folder, settings }: WorkbenchOptions): Promise<string> {
  const copy = await mkdtemp(join(tmpdir(), 'identity-http-workspace-'));
  await cp(resolve(folder), copy, { recursive: true });
  await mergeSettings(copy, settings ?? {});
  return copy;
}

async function mergeSettings(folder: string, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const path = join(folder, '.vscode', 'settings.json');
  const text = await readFile(path, 'utf8').catch(() => '{}');
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(path, JSON.stringify({ ...(parse(text) as object), ...settings }, null, 2)); // The folder is ours.
}

function workbenchAddress(folder: string): string {
  const path = pathToFileURL(folder).pathname;
  return `${fromEnvironment('IDENTITY_HTTP_WORKBENCH')}&folder=${encodeURIComponent(path)}`;
}

function browserArguments(): string[] {
  // Chromium refuses to run as root with its sandbox.
  return ['--disable-gpu', '--no-first-run', ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])];
}

function fromEnvironment(name: string): string {
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set: these tests are started by 'npm test' or 'npm run test:ui'.`);
  return value;
}
