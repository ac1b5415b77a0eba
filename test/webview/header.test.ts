import { after, before, test } from 'node:test';
import assert from 'node:assert/strict';
import type { Browser, Locator, Page } from 'playwright-core';
import { buildWebview, launchBrowser, openHarness, type Harness, type HarnessOptions } from './harness';
import { createdUser } from './samples';

let browser: Browser;
let script: string;

before(async () => {
  [browser, script] = await Promise.all([launchBrowser(), buildWebview()]);
});

after(() => browser.close());

async function check(options: HarnessOptions, act: (harness: Harness, page: Page) => Promise<void>): Promise<void> {
  const harness = await openHarness(browser, script, options);
  try {
    await act(harness, harness.page);
    assert.deepEqual(harness.faults, []);
  } finally {
    await harness.close();
  }
}

test('what is on its way is told with its own name and environment, not with those of the answer before', () =>
  check({ view: createdUser() }, async (harness, page) => {
    const shown = await page.getByTestId('environment').innerText();
    await harness.post({
      type: 'sending',
      title: 'deleteUser',
      method: 'DELETE',
      url: 'https://api.pingone.eu/v1/users/1',
      environmentName: 'production',
    });
    await page.getByTestId('cancel').waitFor();
    assert.equal(await page.getByTestId('trail').innerText(), 'deleteUser');
    assert.match(await page.getByTestId('environment').innerText(), /production$/);
    await harness.post({ type: 'sending', title: 'plain', method: 'GET', url: 'https://api.example/p' });
    await page.getByTestId('trail').filter({ hasText: 'plain' }).waitFor();
    assert.equal(await page.getByTestId('environment').count(), 0);
    await harness.post({ type: 'idle' });
    assert.equal(await page.getByTestId('environment').innerText(), shown);
  }));

for (const width of [300, 430, 520, 640, 900]) {
  test(`at ${width} pixels the address shows its origin, and the button that copies it stands beside it`, () =>
    check({ view: createdUser(), width }, async (_, page) => {
      const url = await boxOf(page.locator('.url'));
      const tail = page.locator('.url-tail');
      const figures = await boxOf(page.locator('.figures'));
      const copy = await boxOf(page.getByRole('button', { name: 'Copy URL' }));
      assert.ok(Math.abs(middleOf(url) - middleOf(copy)) < 4, 'in one line');
      assert.ok(copy.x >= url.x + url.width - 1);
      if (width > 400) {
        const cut = await tail.evaluate((element) => element.scrollWidth > element.clientWidth);
        assert.ok(!cut, 'the end of the address is whole');
      }
      assert.ok(figures.height < 24, 'time, size and type are one line');
      const [shown = 0, character = 0] = await page.evaluate<readonly number[]>(`(() => {
        const head = document.querySelector('.url-head');
        const context = new OffscreenCanvas(1, 1).getContext('2d');
        context.font = getComputedStyle(head).font;
        return [head.clientWidth, context.measureText('0').width];
      })()`);
      assert.ok(shown >= character * 'https://api.pingone.com'.length, `${shown} pixels for the origin`);
    }));
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.first().boundingBox();
  assert.ok(box);
  return box;
}

function middleOf({ y, height }: { readonly y: number; readonly height: number }): number {
  return y + height / 2;
}
