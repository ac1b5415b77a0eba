import { chromium } from 'playwright-core';
import { atEnd } from './processes.mjs';

/**
 * A headless browser with one page. It is closed at the latest when this process ends.
 * @param {string} executablePath
 * @param {{ viewport?: { width: number, height: number } }} [options]
 */
export async function openPage(executablePath, options = {}) {
  const browser = await chromium.launch({
    executablePath,
    args: browserArguments(),
    handleSIGINT: false,
    handleSIGTERM: false,
    handleSIGHUP: false,
  });
  atEnd(() => browser.close());
  const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 900 } });
  return { browser, context, page: await context.newPage() };
}

function browserArguments() {
  const asRoot = process.getuid?.() === 0;
  return [
    // Chromium refuses to run as root with its sandbox; only the project's own pages are opened.
    ...(asRoot ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    '--disable-background-timer-throttling',
  ];
}
