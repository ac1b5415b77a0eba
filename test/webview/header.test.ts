import test from 'node:test';
import assert from 'node:assert/strict';
import type { Locator } from 'playwright-core';
import { openPages } from './openPages';
import { createdUser } from './samples';
import { THEMES } from './themes';

const { check } = openPages();

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

for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
  test(`an environment's colour is the badge's, around a name that can be read: ${theme}`, async () => {
    const borders = new Set<string>();
    for (const environmentColor of [undefined, ...COLORS]) {
      const view = { ...createdUser(), environmentName: 'production', environmentColor };
      await check({ view, theme }, async (_, page) => {
        const badge = page.getByTestId('environment');
        assert.match(await badge.innerText(), /production$/);
        const [border = '', ratio = 0] = await page.evaluate<readonly [string, number]>(BADGE_PAINT);
        assert.ok(ratio >= 4.5, `${environmentColor} ${ratio}`);
        borders.add(border);
      });
    }
    assert.equal(borders.size, COLORS.length + 1);
  });
}

test('what is on its way has the colour of its own environment, or none', () =>
  check({ view: { ...createdUser(), environmentColor: 'green' } }, async (harness, page) => {
    const badge = page.getByTestId('environment');
    const about = { type: 'sending', title: 'deleteUser', method: 'DELETE', url: 'https://api.example/1' } as const;
    await harness.post({ ...about, environmentName: 'production', environmentColor: 'red' });
    await page.getByTestId('cancel').waitFor();
    assert.equal(await badge.getAttribute('data-color'), 'red');
    await harness.post({ ...about, environmentName: 'dev' });
    await badge.filter({ hasText: 'dev' }).waitFor();
    assert.equal(await badge.getAttribute('data-color'), null);
    await harness.post({ type: 'idle' });
    assert.equal(await badge.getAttribute('data-color'), 'green');
  }));

const COLORS = ['red', 'orange', 'yellow', 'green', 'blue', 'purple'] as const;

/** The badge's border, and the contrast of its name to what is painted behind it. */
const BADGE_PAINT = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const luminance = (colors) => {
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data]
      .map((v) => v / 255)
      .map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const { color, backgroundColor, borderColor } = getComputedStyle(document.querySelector('.badge'));
  const behind = [getComputedStyle(document.body).backgroundColor, backgroundColor];
  const [back, front] = [luminance(behind), luminance([...behind, color])];
  return [borderColor, (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05)];
})()`;

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.first().boundingBox();
  assert.ok(box);
  return box;
}

function middleOf({ y, height }: { readonly y: number; readonly height: number }): number {
  return y + height / 2;
}
