import assert from 'node:assert/strict';
import test from 'node:test';
import { openFile, screenshot, tryUntil, withWorkbench, type Workbench } from './workbench';

const options = {
  folder: 'test/fixtures/editor',
  settings: {
    'identityHttp.defaultEnvironment': 'dev',
    'editor.minimap.enabled': false,
    'workbench.activityBar.location': 'hidden',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'breadcrumbs.enabled': false,
  },
  viewport: { width: 1000, height: 620 },
};

test('A person completes a variable, reads what one means, and defines the one that is missing', async () => {
  await withWorkbench('editor', options, async (workbench) => {
    const { page } = workbench;
    await openFile(workbench, 'users.http');
    await page.keyboard.press('ControlOrMeta+b');
    await page.locator('.codelens-decoration a').filter({ hasText: 'Send' }).first().waitFor();
    await completeVariable(workbench);
    await readHover(workbench);
    await defineVariable(workbench);
  });
});

async function completeVariable(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.locator('.view-line', { hasText: 'POST' }).click();
  await page.keyboard.press('End');
  await page.keyboard.type('/{{');
  const rows = page.locator('.suggest-widget.visible .monaco-list-row');
  await rows.filter({ hasText: 'accessToken' }).waitFor();
  await rows.filter({ hasText: 'region' }).waitFor();
  const offered = (await rows.allInnerTexts()).join('\n');
  assert.match(offered, /https:\/\/api\.pingone\.eu/);
  assert.doesNotMatch(offered, /not-a-real-token/);
  await page.keyboard.type('reg');
  await rows.first().filter({ hasText: 'region' }).waitFor();
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await page.keyboard.press('Backspace');
  await rows.filter({ hasText: 'accessToken' }).waitFor();
  await screenshot(workbench, 'editor-completion');
  await page.keyboard.press('Escape');
  for (let typed = 0; typed < 2; typed++) await page.keyboard.press('Delete');
  for (let typed = 0; typed < 3; typed++) await page.keyboard.press('Backspace');
}

async function readHover(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  const hover = page.locator('.monaco-hover:visible').filter({ hasText: 'https://api.pingone.eu' });
  await tryUntil(hover, async () => {
    await page.mouse.move(0, 0);
    await page.locator('.view-line', { hasText: 'GET' }).getByText('envID', { exact: true }).first().hover();
  });
  assert.match(await hover.innerText(), /0e5a6a2c/);
  await screenshot(workbench, 'editor-hover');
}

async function defineVariable(workbench: Workbench): Promise<void> {
  const { page } = workbench;
  await page.locator('.squiggly-error').first().waitFor();
  const actions = page.locator('.action-widget .monaco-list-row');
  await tryUntil(actions.filter({ hasText: "Define 'userName' in environment 'dev'" }).first(), async () => {
    await page.keyboard.press('Escape');
    const name = page.locator('.view-line', { hasText: '"username"' }).getByText('userName', { exact: true });
    // The text cursor of the attempt before may lie over the name.
    await name.click({ force: true });
    // A hover that opens under the pointer closes the menu again.
    await page.mouse.move(0, 0);
    await page.locator('.monaco-hover:visible').first().waitFor({ state: 'hidden' });
    await page.keyboard.press('ControlOrMeta+.');
  });
  await screenshot(workbench, 'editor-quick-fix');
  await actions.filter({ hasText: "Define 'userName' in this file" }).click();
  await page.locator('.view-line', { hasText: '@userName' }).waitFor();
  await page.keyboard.type('joe');
  await page.locator('.squiggly-error').waitFor({ state: 'detached' });
}
