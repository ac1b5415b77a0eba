import assert from 'node:assert/strict';
import test from 'node:test';
import { runCommand, screenshot, sendCreateUser, waitForStatus, webview, withWorkbench } from './workbench';

test('A masked value is shown for a click, goes with its box, and is not kept over a reload', async () => {
  const settings = { 'identityHttp.defaultEnvironment': 'Sandbox' };
  await withWorkbench('reveal', { folder: 'examples', settings }, async (workbench) => {
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
