import assert from 'node:assert/strict';
import test from 'node:test';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { clickCodeLens, openFile, screenshot, sendCreateUser, webview, withWorkbench } from './workbench';

const rules = { color: 'red', confirm: ['DELETE'] };

test('A guarded tenant is asked about with the whole address, and turning away leaves nothing that looks sent', async () => {
  const settings = { 'identityHttp.defaultEnvironment': 'Sandbox' };
  await withWorkbench('guard', { folder: 'examples', settings }, async (workbench) => {
    const { page, folder } = workbench;
    const production = { $identityHttp: rules, apiPath: 'http://localhost:1/v1' };
    await writeFile(join(folder, 'http-client.env.json'), JSON.stringify({ production }));
    await writeFile(join(folder, 'remove.http'), '# @env production\nDELETE {{apiPath}}/users/42\n');
    await sendCreateUser(workbench);
    await webview(workbench).getByTestId('status').click();
    await page.getByRole('tab', { name: /^201 createUser/ }).click({ button: 'middle' });

    await openFile(workbench, 'remove.http');
    await page.locator('.statusbar-item', { hasText: 'production' }).waitFor();
    await clickCodeLens(workbench, 'Send');
    const question = page.locator('.monaco-dialog-box', { hasText: 'DELETE http://localhost:1/v1/users/42' });
    await question.waitFor();
    await page.locator('.statusbar-item', { hasText: 'Not Sent Yet' }).waitFor();
    await screenshot(workbench, 'guard');
    assert.equal(await webview(workbench).getByTestId('status').count(), 0, 'the old answer is not shown again');
    await question.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.statusbar-item', { hasText: 'Not Sent Yet' }).waitFor({ state: 'hidden' });
    await page.locator('.tab', { hasText: 'Response' }).waitFor({ state: 'detached' });
  });
});
