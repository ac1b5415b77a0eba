import test from 'node:test';
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { describeExchange } from '../../src/core/view/describeExchange';
import type { HiddenPlace } from '../../src/core/view/protocol';
import type { ResponseView } from '../../src/core/view/responseView';
import { mask } from '../../src/core/exchange/redaction';
import { MASK } from '../../src/webview/masks';
import { assertNoCanary } from '../support/canary';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';
import type { Harness } from './harness';
import { openPages } from './openPages';

const secret = 'canary-view-1+s/t&o%r';

const pages = openPages();

function answered(): Promise<ResponseView> {
  const link = { href: `https://api.example.com/next?access_token=${encodeURIComponent(secret)}` };
  const exchange = buildExchange({
    request: buildRequest({
      method: 'POST',
      url: `https://api.example.com/users?q=${encodeURIComponent(secret)}`,
      headers: [
        ['Authorization', `Bearer ${secret}`],
        ['Content-Type', 'application/json'],
      ],
      body: JSON.stringify({ password: secret }),
      secrets: [secret],
    }),
    outcome: buildResponse({
      headers: [
        ['Content-Type', 'application/hal+json'],
        ['Set-Cookie', `a=${secret}; Path=/`],
      ],
      body: JSON.stringify({ id: 7, access_token: secret, _links: { next: link } }),
    }),
  });
  return describeExchange(exchange, 'v');
}

async function check(act: (harness: Harness, page: Page, view: ResponseView) => Promise<void>): Promise<void> {
  const view = await answered();
  await pages.check({ view }, async (harness, page) => {
    await act(harness, page, view);
    // The page keeps its state when it goes out of sight.
    await page.evaluate(`document.dispatchEvent(new Event('visibilitychange'))`);
    const text = await page.evaluate('document.documentElement.outerHTML');
    assertNoCanary([secret], { page: String(text), state: JSON.stringify(await harness.state()) });
  });
}

async function checkAsked(harness: Harness, places: readonly HiddenPlace[]): Promise<void> {
  const expected = places.map((place) => ({ type: 'reveal' as const, viewId: 'v', place }));
  assert.deepEqual(await harness.said(), expected);
}

function placeOf(part: HiddenPlace['part'], text: string | undefined, index = 0): HiddenPlace {
  return { part, index, offset: text?.indexOf(mask) ?? -1 };
}

test('the page knows the mask of the host', () => assert.equal(MASK, mask));

test('a click on a mask asks for that one value, wherever it stands', () =>
  check(async (harness, page, { request, outcome }) => {
    assert.ok(outcome.kind === 'response');
    const { formatted, raw } = outcome.body;
    const one = page.getByRole('button', { name: 'Hidden value: reveal it' });
    await one.click();
    await page.getByRole('tab', { name: 'Raw' }).click();
    await one.first().click();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await one.click();
    await page.getByRole('tab', { name: 'Links' }).click();
    await one.click();
    await page.getByRole('tab', { name: 'Request' }).click();
    for (const index of [0, 1, 2]) await one.nth(index).click();
    await checkAsked(harness, [
      placeOf('body', formatted),
      placeOf('raw', raw),
      placeOf('header', outcome.headers[1]?.[1], 1),
      placeOf('link', outcome.links[0]?.href),
      placeOf('url', request.url),
      placeOf('requestHeader', request.headers[0]?.[1]),
      placeOf('requestBody', request.body),
    ]);
  }));

test('the keyboard reveals too, and a double click asks once', () =>
  check(async (harness, page, { outcome }) => {
    assert.ok(outcome.kind === 'response');
    const place = { part: 'body', index: 0, offset: outcome.body.formatted.indexOf(mask) } as const;
    const one = page.locator('[data-testid="body"] .masked');
    await one.focus();
    await page.keyboard.press('Enter');
    await checkAsked(harness, [place]);
    await page.keyboard.press('Space');
    await checkAsked(harness, [place]);
    await one.dblclick();
    await checkAsked(harness, [place]);
  }));

test('what is selected and copied by hand has the mask in it', () =>
  check(async (_, page) => {
    await page.evaluate(`getSelection().selectAllChildren(document.querySelector('[data-testid="body"]'))`);
    assert.match(String(await page.evaluate('getSelection().toString()')), /"access_token": "••••••"/);
  }));

test('a search may go through a mask', () =>
  check(async (harness, page) => {
    await page.keyboard.press('Control+f');
    await page.keyboard.type('access_token": "•');
    await harness.until(`document.querySelector('mark.current')`);
    assert.equal((await page.locator('mark.current').allTextContents()).join(''), 'access_token": "•');
    await page.keyboard.press('Escape');
    await harness.until(`document.querySelector('[data-testid="body"] .masked')`);
  }));
