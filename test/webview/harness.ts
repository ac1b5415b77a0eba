import { readFile } from 'node:fs/promises';
import { build } from 'esbuild';
import { chromium, type Browser, type Page } from 'playwright-core';
import type { FromWebview, ToWebview } from '../../src/core/view/protocol';
import type { ResponseView, TrailView } from '../../src/core/view/responseView';
import { trail as trailOf } from './samples';
import { THEMES, type Theme } from './themes';

/** The response view in a browser, with a stand-in for VS Code around it. */
export interface Harness {
  readonly page: Page;
  readonly post: (message: ToWebview) => Promise<void>;
  readonly show: (view: ResponseView, trail?: TrailView) => Promise<void>;
  /** What the view has said since it was last asked. */
  readonly said: () => Promise<FromWebview[]>;
  readonly state: () => Promise<unknown>;
  /** Waits, frame by frame, until an expression holds in the page. */
  readonly until: (expression: string) => Promise<void>;
  /** Errors of the page, and what its Content-Security-Policy stopped. */
  readonly faults: readonly string[];
  readonly close: () => Promise<void>;
}

export interface HarnessOptions {
  readonly theme?: keyof typeof THEMES;
  readonly width?: number;
  readonly height?: number;
  readonly scale?: number;
  /** As `getState` gives it back. */
  readonly state?: unknown;
  /** Answer `ready` with this. */
  readonly view?: ResponseView;
  readonly trail?: TrailView;
}

/** What the page's first script defines; the tests know no DOM. */
interface PageScript {
  readonly postHere: (message: ToWebview) => Promise<void>;
}

/** Chromium, as the test script finds it. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--headless', '--disable-gpu', '--disable-background-networking'],
  });
}

/** The view's script, built as `esbuild.js` builds it. */
export async function buildWebview(): Promise<string> {
  const result = await build({
    entryPoints: ['src/webview/main.tsx'],
    bundle: true,
    minify: true,
    write: false,
    platform: 'browser',
    format: 'iife',
    target: 'chrome130',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'none',
    logLevel: 'error',
  });
  return result.outputFiles[0]?.text ?? '';
}

/** Opens the view on a page as the extension writes it, served from memory: nothing reaches the network. */
export async function openHarness(browser: Browser, script: string, options: HarnessOptions = {}): Promise<Harness> {
  const stylesheet = await readFile('media/response.css', 'utf8');
  const context = await browser.newContext({
    viewport: { width: options.width ?? 900, height: options.height ?? 700 },
    deviceScaleFactor: options.scale ?? 1,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(message.text());
  });
  const files = new Map([
    [`${ORIGIN}/`, { contentType: 'text/html', body: pageHtml(THEMES[options.theme ?? 'dark'], options.state) }],
    [`${ORIGIN}/response.css`, { contentType: 'text/css', body: stylesheet }],
    [`${ORIGIN}/webview.js`, { contentType: 'text/javascript', body: script }],
  ]);
  await context.route('**/*', async (route) => {
    const file = files.get(route.request().url());
    await (file === undefined ? route.abort() : route.fulfill(file));
  });
  await page.goto(`${ORIGIN}/`);
  const harness: Harness = {
    page,
    faults,
    post: (message) => page.evaluate((sent) => (globalThis as unknown as PageScript).postHere(sent), message),
    show: (view, trail) => harness.post({ type: 'show', view, trail: trail ?? trailOf([view.title]) }),
    // A page that is slow to hear something asks again.
    said: () => page.evaluate("window.said.splice(0).filter(({ type }) => type !== 'ready')"),
    state: () => page.evaluate('window.keptState'),
    until: async (expression) => {
      // The page's policy forbids what the browser driver's own wait needs, which is eval.
      for (let frames = 0; frames < 600; frames++) {
        if (await page.evaluate(`Boolean(${expression})`)) return;
        await page.evaluate('new Promise(requestAnimationFrame)');
      }
      throw new Error(`It never came true that ${expression}`);
    },
    close: () => context.close(),
  };
  await page.evaluate('window.saidFirst = window.said.splice(0)');
  if (options.view !== undefined) await harness.show(options.view, options.trail);
  return harness;
}

/** The host's page, with the same policy, and a first script that plays VS Code. */
function pageHtml(theme: Theme, state: unknown): string {
  const policy = `default-src 'none'; style-src ${ORIGIN} 'nonce-${NONCE}'; script-src 'nonce-${NONCE}'; font-src 'none'; img-src 'none'`;
  const variables = Object.entries(theme.variables).map(([name, value]) => `--vscode-${name}: ${value};`);
  const kept = JSON.stringify(state ?? null).replaceAll('<', '\\u003c');
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Response</title>
<style nonce="${NONCE}">:root { ${variables.join(' ')} }</style>
<link rel="stylesheet" href="${ORIGIN}/response.css">
<script nonce="${NONCE}">
  window.said = [];
  window.violations = [];
  document.addEventListener('securitypolicyviolation', (event) => window.violations.push(event.violatedDirective));
  window.keptState = ${kept};
  window.acquireVsCodeApi = () => ({
    postMessage: (message) => window.said.push(message),
    setState: (state) => { window.keptState = JSON.parse(JSON.stringify(state)); },
    getState: () => window.keptState ?? undefined,
  });
  // Resolves when the message has been handled.
  window.postHere = (message) => new Promise((resolve) => {
    window.postMessage(message, '*');
    window.addEventListener('message', () => resolve(), { once: true });
  });
</script>
</head>
<body class="${theme.bodyClass}"><div id="app"></div><script nonce="${NONCE}" src="${ORIGIN}/webview.js"></script></body>
</html>`;
}

const ORIGIN = 'https://webview.test';
const NONCE = 'fixed-in-tests-only';
