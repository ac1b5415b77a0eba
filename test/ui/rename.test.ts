import assert from 'node:assert/strict';
import test from 'node:test';
import { openFile, screenshot, withWorkbench, type Workbench } from './workbench';

const fixture = 'test/fixtures/rename';
const settings = { 'identityHttp.defaultEnvironment': 'dev' };

/** Each file with how often the name stands in it, and what stands around it there. */
const files = [
  { name: 'http-client.env.json', around: (name: string) => `"${name}":`, lines: 2 },
  { name: 'http-client.private.env.json', around: (name: string) => `"${name}":`, lines: 1 },
  { name: 'users.http', around: (name: string) => `{{${name}}}`, lines: 2 },
];

test('A person renames a variable in three files at once, and undoes it at once', async () => {
  await withWorkbench('rename', { folder: fixture, settings }, async (workbench) => {
    const { page } = workbench;
    for (const { name } of files) await openFile(workbench, name);
    // The lenses say that the extension is there.
    await page.locator('.codelens-decoration a').filter({ hasText: 'Send' }).first().waitFor();

    await page.locator('.view-line', { hasText: '/groups' }).getByText('tenant').first().click();
    await page.keyboard.press('F2');
    const input = page.locator('.rename-box input');
    await input.waitFor();
    assert.equal(await input.inputValue(), 'tenant');
    await input.fill('hostName');
    await screenshot(workbench, 'rename-input');
    await page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await expectName(workbench, 'hostName', 'tenant');
    await screenshot(workbench, 'rename-done');

    await page.locator('.view-line', { hasText: '/groups' }).getByText('hostName').first().click();
    await page.keyboard.press('ControlOrMeta+z');
    await expectName(workbench, 'tenant', 'hostName');
  });
});

/** Looks into the open editors, the request file last. */
async function expectName(workbench: Workbench, present: string, absent: string): Promise<void> {
  for (const { name, around, lines } of files) {
    await openFile(workbench, name);
    const editor = workbench.page.locator('.editor-instance .view-line');
    await editor
      .filter({ hasText: around(present) })
      .nth(lines - 1)
      .waitFor();
    assert.equal(await editor.filter({ hasText: around(present) }).count(), lines, name);
    assert.equal(await editor.filter({ hasText: around(absent) }).count(), 0, name);
  }
}
