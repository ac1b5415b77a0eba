import assert from 'node:assert/strict';
import test from 'node:test';
import type { Locator } from 'playwright-core';
import { openFile, runCommand, screenshot, setTheme, tryUntil, withWorkbench, type Workbench } from './workbench';

const fixture = 'test/fixtures/variables';
/** So that whole request lines are on the screen. */
const plainEditor = { 'editor.minimap.enabled': false, 'identityHttp.inlayHints': 'off' };

test('A person sees where a value comes from, in the view and in the hover', async () => {
  const settings = { ...plainEditor, 'identityHttp.defaultEnvironment': 'staging+eu' };
  await withWorkbench('variables', { folder: fixture, settings }, async (workbench) => {
    const { page } = workbench;
    await setTheme(workbench, 'Dark Modern');
    await openFile(workbench, 'users.http');
    await openView(workbench);
    await row(workbench, 'apiPath').filter({ hasText: 'https://api.pingone.eu/v1' }).waitFor();
    await row(workbench, 'adminAppSecret').filter({ hasText: '••••••••' }).waitFor();
    assert.equal(await page.getByText('not-a-real-secret').count(), 0);

    await row(workbench, 'region').click();
    await row(workbench, 'eu in http-client.env.json').waitFor();
    await row(workbench, '$shared in http-client.env.json').filter({ hasText: 'hidden' }).waitFor();
    await screenshot(workbench, 'variables-dark');

    const hover = page.locator('.monaco-hover:not(.hidden)', { hasText: 'hides' }).first();
    await tryUntil(hover.filter({ hasText: '25' }), async () => {
      await page.mouse.move(0, 0);
      await page.locator('.view-line', { hasText: 'limit=' }).getByText('pageSize').first().hover();
    });
    await screenshot(workbench, 'hover-shadowed-dark');
    await setTheme(workbench, 'Light Modern');
    await screenshot(workbench, 'variables-light');
  });
});

test('Captures come into the view with their request, and an edit comes back to it', async () => {
  const settings = { ...plainEditor, 'identityHttp.defaultEnvironment': 'Sandbox' };
  await withWorkbench('variables-captures', { folder: fixture, settings }, async (workbench) => {
    const { page, folder } = workbench;
    assert.ok(folder);
    await setTheme(workbench, 'Dark Modern');
    await openFile(workbench, 'users.http');
    // They come while the editor has the focus, and move the lines below them.
    await page.locator('.codelens-decoration a').filter({ hasText: 'Send' }).nth(1).waitFor();
    await openView(workbench);
    await row(workbench, 'envID').filter({ hasText: 'the Sandbox' }).waitFor();
    await page.locator('.view-line', { hasText: 'grant_type' }).waitFor();
    await page.locator('.view-line', { hasText: 'grant_type' }).click();
    await runCommand(workbench, 'Send Request');
    await row(workbench, 'Captured in This Session').waitFor();
    await row(workbench, 'accessToken').filter({ hasText: 'a captured value' }).waitFor();
    await screenshot(workbench, 'variables-captures');

    await row(workbench, 'pageSize').click();
    await page.keyboard.press('Control+Enter');
    const input = page.locator('.quick-input-widget input');
    await input.waitFor();
    assert.equal(await input.inputValue(), '5');
    await input.fill('7');
    await screenshot(workbench, 'variables-edit');
    await page.keyboard.press('Enter');
    await row(workbench, 'pageSize').filter({ hasText: '7' }).first().waitFor();
    await page.locator('.view-line', { hasText: '@pageSize = 7' }).waitFor();
  });
});

test('Without an environment file the view offers the Sandbox and a new environment', async () => {
  await withWorkbench('variables-empty', { folder: 'test/fixtures/empty' }, async (workbench) => {
    const { page } = workbench;
    await openView(workbench);
    await page.locator('.welcome-view a', { hasText: 'New Environment' }).waitFor();
    await screenshot(workbench, 'variables-empty');
    await page.locator('.welcome-view a', { hasText: 'Use the Sandbox' }).click();
    await row(workbench, 'envID').waitFor();
  });
});

async function openView(workbench: Workbench): Promise<void> {
  await workbench.page.locator('.activitybar .action-label[aria-label^="Identity HTTP"]').click();
  const { page } = workbench;
  await page.locator('.part.sidebar .pane-header', { hasText: 'Variables' }).waitFor();
  // A list draws only the rows that are on the screen.
  for (const name of ['Tokens', 'History']) {
    await page.locator(`.part.sidebar .pane-header[aria-expanded="true"]`, { hasText: name }).click();
  }
  // Wide enough for a value and where it comes from.
  const box = await page.locator('.part.sidebar').boundingBox();
  assert.ok(box);
  const edge = { x: box.x + box.width, y: box.y + box.height / 2 };
  await page.mouse.move(edge.x, edge.y);
  await page.mouse.down();
  await page.mouse.move(edge.x + 80, edge.y);
  await page.mouse.move(edge.x + 160, edge.y);
  await page.mouse.up();
}

function row({ page }: Workbench, text: string): Locator {
  return page.locator('.part.sidebar .monaco-list-row', { hasText: text }).first();
}
