import assert from 'node:assert/strict';
import test from 'node:test';
import {
  clickCodeLens,
  openFile,
  pick,
  runCommand,
  screenshot,
  sendCreateUser,
  statusBarItem,
  waitForStatus,
  webview,
  withWorkbench,
} from './workbench';

const inSandbox = { folder: 'examples', settings: { 'identityHttp.defaultEnvironment': 'Sandbox' } };

test('A relation that is an action opens a ready request and sends nothing', async () => {
  await withWorkbench('action', inSandbox, async (workbench) => {
    await sendCreateUser(workbench);
    await webview(workbench).locator('[data-rel="password.set"]').first().click();

    const { page } = workbench;
    const opened = page.locator('.tab.active', { hasText: 'Untitled' });
    await opened.waitFor();
    // VS Code looks four times a second whether a page has the focus, so the group of the page may be the active one yet.
    const lines = page.locator('.editor-group-container').filter({ has: opened }).locator('.view-line');
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
