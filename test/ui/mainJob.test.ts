import assert from 'node:assert/strict';
import test from 'node:test';
import {
  clickCodeLens,
  openFile,
  pick,
  screenshot,
  setTheme,
  statusBarItem,
  webview,
  withWorkbench,
  type Workbench,
} from './workbench';

const examples = { folder: 'examples', settings: { 'identityHttp.defaultEnvironment': '' } };

test('A person opens the example, chooses Sandbox, sends, follows a link and comes back', async () => {
  await withWorkbench('mainJob', examples, async (workbench) => {
    await setTheme(workbench, 'Dark Modern');
    await openFile(workbench, 'pingone/create-user.http');
    await statusBarItem(workbench).click();
    await pick(workbench, 'Sandbox');
    await statusBarItem(workbench).filter({ hasText: 'Sandbox' }).waitFor();

    await clickCodeLens(workbench, 'Send');
    await waitForStatus(workbench, '201');
    assert.equal((await webview(workbench).locator('[data-rel]').count()) >= 13, true);
    await screenshot(workbench, 'created-user-dark');

    await webview(workbench).locator('[data-rel="population"]').first().click();
    await waitForStatus(workbench, '200');
    await screenshot(workbench, 'population-dark');

    await webview(workbench).locator('[data-testid="back"]').click();
    await waitForStatus(workbench, '201');
    await setTheme(workbench, 'Light Modern');
    await screenshot(workbench, 'created-user-light');
  });
});

async function waitForStatus(workbench: Workbench, status: string): Promise<void> {
  await webview(workbench).locator('[data-testid="status"]').filter({ hasText: status }).waitFor();
}
