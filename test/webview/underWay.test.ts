import test from 'node:test';
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ResponseView } from '../../src/core/view/responseView';
import type { Harness } from './harness';
import { openPages } from './openPages';
import { textBody, trail } from './samples';

const pages = openPages();

function check(view: ResponseView, act: (harness: Harness, page: Page) => Promise<void>): Promise<void> {
  return pages.check({ view }, act);
}

const text = (id: string, formatted: string): ResponseView => textBody(id, { language: 'text', formatted });

test('an answer grows while it comes, can be cancelled, and is the same one when it has ended', () =>
  check(text('before', 'old'), async (harness, page) => {
    await harness.post({ type: 'sending', title: 'stream', method: 'GET', url: 'https://api.example.com/stream' });
    const part = (formatted: string) =>
      harness.post({ type: 'show', view: text('stream', formatted), trail: trail(['stream']), underWay: true });
    await part('data: one');
    assert.match(await page.getByTestId('status').innerText(), /^Receiving…/);
    assert.equal(await page.locator('.response.sending').count(), 0, 'what has come is not dimmed');
    await part('data: one\n\ndata: two');
    assert.match(await page.getByTestId('body').innerText(), /two/);
    await page.getByTestId('cancel').click();
    assert.deepEqual(await harness.said(), [{ type: 'cancel' }]);
    await harness.show(text('stream', 'data: one\n\ndata: two\n\ndata: three'));
    assert.match(await page.getByTestId('status').innerText(), /^200/);
    assert.match(await page.getByTestId('body').innerText(), /three/);
    assert.equal(await page.getByTestId('cancel').count(), 0);
  }));

const lines = (from: number, to: number): string =>
  Array.from({ length: to - from }, (_, index) => `data: ${from + index}\n`).join('');

/** A part of a stream, and what comes behind it. */
function stream(id: string, formatted: string): ResponseView {
  return textBody(id, { language: 'text', formatted, isStream: true });
}

const growth = (formatted: string, cut?: string) => ({
  formatted,
  raw: '',
  cut,
  size: 5,
  wireSize: 5,
  milliseconds: 7000,
});

test('whoever sees the end of a stream goes on to see it, and whoever reads is left alone', () =>
  check(text('before', 'old'), async (harness, page) => {
    const seen = async (): Promise<string> => page.getByTestId('body').innerText();
    const height = (): Promise<number> => page.evaluate("document.querySelector('.viewer').scrollTop");
    await harness.post({
      type: 'show',
      view: stream('s', lines(0, 5)),
      trail: trail(['s']),
      underWay: true,
    });
    for (let at = 5; at < 5005; at += 500) {
      await harness.post({ type: 'grow', viewId: 's', growth: growth(lines(at, at + 500), 'Only the newest.') });
      assert.match(await seen(), new RegExp(`data: ${at + 499}\\b`), 'the newest line is seen');
    }
    assert.ok((await page.locator('.viewer .line').count()) < 200, 'only lines in sight are in the page');
    assert.match(await seen(), /Only the newest\./);
    assert.match(await page.locator('.figures').innerText(), /7(\.0+)? s/);
    // A part that begins later is another text, and its end is seen all the same.
    const part = stream('s', lines(4000, 6000));
    await harness.post({ type: 'show', view: part, trail: trail(['s']), underWay: true });
    assert.match(await seen(), /data: 5999\b/);
    await page.evaluate("document.querySelector('.viewer').scrollTop = 1000");
    await harness.until("document.querySelector('.viewer').scrollTop === 1000");
    await page.evaluate('new Promise(requestAnimationFrame)');
    await harness.post({ type: 'grow', viewId: 's', growth: growth(lines(6000, 6500)) });
    assert.equal(await height(), 1000);
    // What belongs to another answer is not taken for more of this one.
    await harness.post({ type: 'grow', viewId: 'other', growth: growth('of another') });
    await page.evaluate("document.querySelector('.viewer').scrollTop = 1e9");
    await harness.until("document.querySelector('.viewer').innerText.includes('data: 6499')");
    assert.doesNotMatch(await seen(), /of another/);
    await harness.show(stream('s', lines(0, 7000)));
    assert.match(await seen(), /data: 6999\b/, 'the end of the whole');
  }));

/** An answer that arrived now and asks to wait. */
function waiting(id: string, milliseconds: number, arrived: number): ResponseView {
  const view = text(id, 'slow down');
  if (view.outcome.kind === 'failure') return view;
  const outcome = { ...view.outcome, status: 429, retryNotBefore: arrived + milliseconds };
  return { ...view, startedAt: arrived, milliseconds: 0, outcome };
}

test('a wait begins when a person says so, and can be ended', () =>
  check(waiting('a', 60_000, Date.now()), async (harness, page) => {
    assert.equal(await page.getByTestId('retry').innerText(), 'Send again in 60 s');
    await page.getByTestId('retry').click();
    assert.match(await page.getByTestId('stop-retry').innerText(), /^Sending again in \d+ s$/);
    assert.equal(await page.getByTestId('send-again').count(), 0);
    await page.getByTestId('stop-retry').click();
    assert.equal(await page.getByTestId('retry').count(), 1);
    await page.getByTestId('retry').click();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByTestId('retry').count(), 1);
    await page.getByTestId('retry').click();
    await harness.show(text('b', 'another'));
    assert.equal(await page.getByTestId('stop-retry').count(), 0);
    assert.deepEqual(await harness.said(), []);
  }));

test('when the wait is over it is sent again, once', () =>
  check(waiting('a', 1000, Date.now() - 2000), async (harness, page) => {
    await page.getByTestId('retry').click();
    assert.deepEqual(await harness.said(), [{ type: 'sendAgain', viewId: 'a' }]);
  }));

test('a server that says 429 again and again is asked again by a person alone', () =>
  check(waiting('0', 1000, Date.now() - 2000), async (harness, page) => {
    for (let round = 1; round <= 5; round++) {
      await page.getByTestId('retry').click();
      assert.deepEqual(await harness.said(), [{ type: 'sendAgain', viewId: String(round - 1) }]);
      await harness.show(waiting(String(round), 1000, Date.now() - 2000));
      assert.equal(await page.getByTestId('stop-retry').count(), 0, 'no countdown runs on');
    }
    assert.deepEqual(await harness.said(), []);
  }));

test('a body that is not shown whole can be searched and saved', () => {
  const view = textBody('large', { language: 'text', formatted: 'beginning', cut: 'Only the beginning is shown.' });
  return check(view, async (harness, page) => {
    await page.getByTestId('search-body').click();
    await page.getByTestId('save-body').click();
    assert.deepEqual(await harness.said(), [
      { type: 'searchBody', viewId: 'large' },
      { type: 'saveBody', viewId: 'large' },
    ]);
  });
});
