import assert from 'node:assert/strict';
import test from 'node:test';
import {
  clickCodeLens,
  openFile,
  pick,
  runCommand,
  screenshot,
  statusBarItem,
  webview,
  withWorkbench,
  type Workbench,
} from './workbench';

const inSandbox = { folder: 'examples', settings: { 'identityHttp.defaultEnvironment': 'Sandbox' } };

test('A relation that is an action opens a ready request and sends nothing', async () => {
  await withWorkbench('action', inSandbox, async (workbench) => {
    await sendCreateUser(workbench);
    await webview(workbench).locator('[data-rel="password.set"]').first().click();

    const { page } = workbench;
    const opened = page.locator('.tab.active', { hasText: 'Untitled' });
    await opened.waitFor();
    const lines = page.locator('.editor-group-container.active .view-line');
    await lines.filter({ hasText: /^PUT\s/ }).waitFor();
    await lines.filter({ hasText: 'application/vnd.pingidentity.password.set+json' }).waitFor();
    // The answer on the screen is still that of the create request.
    await waitForStatus(workbench, '201');
    await screenshot(workbench, 'password-set');
  });
});

test('Reloading the window keeps the answer and its links', async () => {
  await withWorkbench('reload', inSandbox, async (workbench) => {
    await sendCreateUser(workbench);
    const reloaded = workbench.page.waitForEvent('load');
    await runCommand(workbench, 'Developer: Reload Window');
    await reloaded;
    await waitForStatus(workbench, '201');
    assert.ok((await webview(workbench).locator('[data-rel]').count()) >= 13);
    await screenshot(workbench, 'reloaded');
  });
});

test('A masked value is shown for a click, goes with its box, and is not kept over a reload', async () => {
  await withWorkbench('reveal', inSandbox, async (workbench) => {
    const { page } = workbench;
    await sendCreateUser(workbench);
    await webview(workbench).getByRole('tab', { name: 'Request' }).click();
    const masked = webview(workbench).getByRole('button', { name: 'Hidden value: reveal it' }).first();
    await masked.click();
    const box = page.locator('.quick-input-widget');
    await box.filter({ hasText: 'Hidden value of a request header' }).waitFor();
    await screenshot(workbench, 'reveal');
    const value = await box.locator('input').inputValue();
    assert.ok(value.length > 8 && !value.includes('•'), 'the value itself is shown');
    await page.keyboard.press('Escape');
    await box.waitFor({ state: 'hidden' });
    assert.ok(!(await webview(workbench).locator('html').innerHTML()).includes(value), 'the page never has it');

    const reloaded = page.waitForEvent('load');
    await runCommand(workbench, 'Developer: Reload Window');
    await reloaded;
    await waitForStatus(workbench, '201');
    await webview(workbench).getByRole('tab', { name: 'Request' }).click();
    await masked.click();
    await page.locator('.notification-toast', { hasText: 'neither over a reload nor in the history' }).waitFor();
  });
});

test('A value that the environment lacks stops the send at its placeholder', async () => {
  const inDev = { folder: 'examples', settings: { 'identityHttp.defaultEnvironment': '' } };
  await withWorkbench('missing', inDev, async (workbench) => {
    await openFile(workbench, 'pingone/create-user.http');
    await statusBarItem(workbench).click();
    await pick(workbench, 'dev');
    await statusBarItem(workbench).filter({ hasText: 'dev' }).waitFor();
    await clickCodeLens(workbench, 'Send');

    await workbench.page.locator('.editor-instance .squiggly-error').first().waitFor();
    assert.equal(await workbench.page.locator('iframe.webview').count(), 0);
    await screenshot(workbench, 'missing-value');
  });
});

async function sendCreateUser(workbench: Workbench): Promise<void> {
  await openFile(workbench, 'pingone/create-user.http');
  await statusBarItem(workbench).filter({ hasText: 'Sandbox' }).waitFor();
  await clickCodeLens(workbench, 'Send');
  await waitForStatus(workbench, '201');
}

async function waitForStatus(workbench: Workbench, status: string): Promise<void> {
  await webview(workbench).locator('[data-testid="status"]').filter({ hasText: status }).waitFor();
}
