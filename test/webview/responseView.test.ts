import test from 'node:test';
import assert from 'node:assert/strict';
import type { FromWebview } from '../../src/core/view/protocol';
import type { Harness } from './harness';
import { openPages } from './openPages';
import {
  createdUser,
  deleted,
  everyEffect,
  hostile,
  measured,
  picture,
  readPopulation,
  refused,
  refusedCertificate,
  textBody,
  trail,
  userList,
} from './samples';
import { THEMES } from './themes';

const { check, open } = openPages();

async function checkSaid(harness: Harness, expected: readonly FromWebview[]): Promise<void> {
  assert.deepEqual(await harness.said(), expected);
}

const VISITED = trail(['create user', 'population', 'users'], 1);

test('shows status, time, size, environment and trail', () =>
  check({ view: createdUser(), trail: VISITED }, async (_, page) => {
    assert.equal(await page.getByTestId('status').innerText(), '201 Created');
    assert.equal(await page.locator('.figures').innerText(), '124 ms\n2.8 kB\napplication/hal+json');
    assert.match(await page.locator('.badge').innerText(), /Sandbox/);
    assert.equal(await page.locator('.url').getAttribute('title'), createdUser().request.url);
    assert.equal(await page.getByTestId('trail').locator('[aria-current="page"]').innerText(), 'population');
    assert.equal(await page.getByRole('status').innerText(), '201 Created in 124 ms');
  }));

test('says that it is ready', async () => {
  const harness = await open();
  assert.deepEqual(await harness.page.evaluate('window.saidFirst[0]'), { type: 'ready' });
  assert.match(await harness.page.locator('#app').innerText(), /No response yet/);
  await harness.post({ type: 'idle', preparing: true });
  assert.match(await harness.page.locator('#app').innerText(), /Getting the request ready/);
  await harness.post({ type: 'idle' });
  assert.match(await harness.page.locator('#app').innerText(), /No response yet/);
  await harness.close();
});

test('offers all thirteen links above the body and in it', () =>
  check({ view: createdUser(), height: 1800 }, async (_, page) => {
    const rels = (locator: string): Promise<(string | null)[]> =>
      page.locator(locator).evaluateAll((all) => all.map((one) => one.getAttribute('data-rel')));
    const expected = createdUser().outcome.kind === 'response' ? THIRTEEN : [];
    assert.deepEqual(await rels('.strip [data-rel]'), expected);
    assert.deepEqual(await rels('[data-testid="body"] [data-rel]'), expected);
    const anchor = page.locator('[data-testid="body"] [data-rel="population"]');
    assert.match(
      await anchor.innerText(),
      /^https:\/\/api\.pingone\.com\/v1\/environments\/[^"]*\/populations\/[^"]*$/,
    );
  }));

test('a click on a link says which, and nothing else', () =>
  check({ view: createdUser() }, async (harness, page) => {
    await page.locator('.strip [data-rel="population"]').click();
    await checkSaid(harness, [{ type: 'followLink', viewId: 'created-user', index: 2 }]);
    await page.locator('[data-testid="body"] [data-rel="environment"]').click();
    await checkSaid(harness, [{ type: 'followLink', viewId: 'created-user', index: 1 }]);
    await page.getByRole('tab', { name: 'Links' }).click();
    await page.locator('[data-testid="links"] [data-rel="password.set"]').click();
    await checkSaid(harness, [{ type: 'followLink', viewId: 'created-user', index: 7 }]);
  }));

test('a double click follows once', () =>
  check({ view: createdUser() }, async (harness, page) => {
    await page.locator('.strip [data-rel="population"]').dblclick();
    await page.locator('[data-testid="body"] [data-rel="self"]').dblclick();
    assert.equal((await harness.said()).length, 2);
  }));

test('back, forward and the trail go to places of the trail', () =>
  check({ view: createdUser(), trail: VISITED }, async (harness, page) => {
    await page.getByTestId('back').click();
    await page.getByTestId('forward').click();
    await page.getByTestId('trail').getByText('create user').click();
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Alt+ArrowRight');
    const places = [0, 2, 0, 0, 2];
    await checkSaid(
      harness,
      places.map((index) => ({ type: 'goTo', index })),
    );
    await harness.show(createdUser(), trail(['only']));
    assert.ok(await page.getByTestId('back').isDisabled());
    assert.ok(await page.getByTestId('forward').isDisabled());
    await page.keyboard.press('Alt+ArrowLeft');
    await checkSaid(harness, []);
  }));

test('the keys of the view do not reach the editor around it', () =>
  check({ view: createdUser(), trail: VISITED }, async (_, page) => {
    await page.evaluate(`window.seen = []; window.addEventListener('keydown', (event) => window.seen.push(event.key))`);
    await page.keyboard.press('Alt+ArrowLeft');
    await page.keyboard.press('Control+f');
    await page.keyboard.press('Escape');
    await page.keyboard.press('F1');
    assert.deepEqual(await page.evaluate(`window.seen.filter((key) => key !== 'Alt' && key !== 'Control')`), ['F1']);
  }));

test('says what a click on each kind of link does', () =>
  check({ view: everyEffect() }, async (harness, page) => {
    const chip = (rel: string) => page.locator(`.strip [data-rel="${rel}"]`).first();
    assert.match((await chip('self').getAttribute('title')) ?? '', /^GET self: click or Enter follows/);
    assert.match((await chip('search').getAttribute('title')) ?? '', /values of its template/);
    assert.match((await chip('elsewhere').getAttribute('title')) ?? '', /Asks first and sends no credentials/);
    assert.match(
      (await chip('password.set').getAttribute('title')) ?? '',
      /opens a request in the editor.*\n.*\+json/s,
    );
    assert.match((await chip('script').getAttribute('title')) ?? '', /not followed: only http and https/);
    assert.deepEqual(await page.locator('.strip [data-rel="item"]').allInnerTexts(), ['item 1', 'item 2']);
    await chip('script').click();
    await page.locator('[data-testid="body"] [data-rel="script"]').click();
    await checkSaid(harness, []);
    assert.equal(await page.locator('[data-testid="body"] [data-rel="script"]').getAttribute('tabindex'), null);
  }));

test('Location comes first', () => {
  const view = everyEffect();
  assert.ok(view.outcome.kind === 'response');
  const [first] = view.outcome.links;
  assert.ok(first !== undefined);
  const location = { ...first, index: 0, rel: 'location', source: 'location' as const, span: undefined };
  const links = [location, ...view.outcome.links.map((link) => ({ ...link, index: link.index + 1 }))];
  return check({ view: { ...view, outcome: { ...view.outcome, links } } }, async (harness, page) => {
    assert.equal(await page.locator('.strip [data-rel]').first().innerText(), 'Location');
    await page.locator('.strip [data-rel="location"]').click();
    await checkSaid(harness, [{ type: 'followLink', viewId: 'every-effect', index: 0 }]);
  });
});

test('links of embedded resources are grouped by resource', () =>
  check({ view: userList(5) }, async (harness, page) => {
    assert.deepEqual(await page.locator('.strip [data-rel]').allInnerTexts(), ['self', 'next']);
    await page.getByText('10 links of embedded resources').click();
    assert.deepEqual(await page.locator('.group-name').allInnerTexts(), [
      'This resource',
      ...[0, 1, 2, 3, 4].map((index) => `/_embedded/users/${index}`),
    ]);
    await page.getByRole('button', { name: '/_embedded/users/3' }).click();
    await page.locator('[data-testid="links"] section').nth(4).locator('[data-rel="self"]').click();
    await checkSaid(harness, [{ type: 'followLink', viewId: 'list-5', index: 8 }]);
  }));

test('the whole walk works from the keyboard alone', () =>
  check({ view: createdUser() }, async (harness, page) => {
    await page.locator('body').press('Tab');
    for (let steps = 0; steps < 40; steps++) {
      const focused = await page.evaluate(`document.activeElement.getAttribute('data-rel')`);
      if (focused === 'population') break;
      await page.keyboard.press('Tab');
    }
    await page.keyboard.press('Enter');
    await checkSaid(harness, [{ type: 'followLink', viewId: 'created-user', index: 2 }]);
    await harness.show(readPopulation(), trail(['create user', 'population']));
    await page.keyboard.press('Alt+ArrowLeft');
    await checkSaid(harness, [{ type: 'goTo', index: 0 }]);
    await page.getByRole('tab', { name: 'Body' }).focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.evaluate('document.activeElement.textContent'), 'Raw');
    await page.keyboard.press('End');
    assert.equal(await page.getByRole('tab', { name: 'Request' }).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Home');
    await page.locator('.viewer').focus();
    for (const key of ['j', 'ArrowDown', 'ArrowDown', 'k', 'j']) await page.keyboard.press(key);
    assert.equal(await page.locator('.viewer').getAttribute('aria-activedescendant'), 'line-3');
    await page.keyboard.press('Enter');
    await checkSaid(harness, [{ type: 'followLink', viewId: 'population', index: 0 }]);
  }));

test('whoever was in the view stays in it when the answer to a link comes', () =>
  check({ view: createdUser() }, async (harness, page) => {
    await page.locator('[data-testid="body"] [data-rel="population"]').focus();
    await page.keyboard.press('Enter');
    await harness.show(readPopulation());
    assert.equal(await page.evaluate('document.activeElement.className'), 'viewer folding wrap');
  }));

test('folds and unfolds', () =>
  check({ view: createdUser() }, async (_, page) => {
    await page.locator('[data-fold="1"].chevron').click();
    assert.equal(await page.locator('#line-1').getAttribute('aria-expanded'), 'false');
    assert.equal(await page.locator('#line-1 .code').innerText(), '  "_links": {…},13 members');
    assert.equal(await page.locator('#line-2').count(), 0);
    assert.match(await page.locator('#line-42').innerText(), /"id"/);
    await page.getByRole('button', { name: 'Unfold all' }).click();
    assert.match(await page.locator('#line-2').innerText(), /"self"/);
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    assert.equal(await page.locator('.line').count(), 16);
    await page.locator('#line-43 .ellipsis').click();
    assert.equal(await page.locator('.line').count(), 18);
    await page.locator('.viewer').focus();
    for (const key of ['Home', 'ArrowDown', 'ArrowRight', 'ArrowDown', 'ArrowRight']) await page.keyboard.press(key);
    assert.match(await page.locator('#line-3').innerText(), /"href"/);
    for (const key of ['ArrowDown', 'ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
    assert.equal(await page.locator('#line-2').getAttribute('aria-expanded'), 'false');
  }));

test('finds, counts, goes round, and opens folds for it', () =>
  check({ view: createdUser() }, async (_, page) => {
    await page.getByRole('button', { name: 'Fold all', exact: true }).click();
    await page.keyboard.press('Control+f');
    await page.keyboard.type('PASSWORD');
    assert.equal(await page.getByTestId('find-count').innerText(), '1 of 10');
    assert.equal(await page.locator('mark.current').innerText(), 'password');
    assert.equal(await page.getByRole('status').innerText(), '1 of 10');
    await page.keyboard.press('Shift+Enter');
    assert.equal(await page.getByTestId('find-count').innerText(), '10 of 10');
    await page.keyboard.press('Enter');
    assert.equal(await page.getByTestId('find-count').innerText(), '1 of 10');
    await page.getByRole('button', { name: 'Match case' }).click();
    assert.equal(await page.getByTestId('find-count').innerText(), 'No results');
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('mark').count(), 0);
    assert.equal(await page.locator('.find').count(), 0);
  }));

test('copies, opens and saves through the host', () =>
  check({ view: createdUser() }, async (harness, page) => {
    const button = (name: string) => page.getByRole('button', { name, exact: true });
    const viewId = 'created-user';
    await button('Copy URL').click();
    await button('Copy body').click();
    assert.equal(await page.getByRole('status').innerText(), 'Copied body');
    await button('Open as document').click();
    await button('Save body').click();
    await button('Send again').click();
    await page.getByRole('tab', { name: 'Raw' }).click();
    await button('Copy raw body').click();
    await page.getByRole('tab', { name: 'Headers' }).click();
    await button('Copy headers').click();
    await page.locator('tr', { hasText: 'b=' }).hover();
    await button('Copy header Set-Cookie 2').click();
    await page.getByRole('tab', { name: 'Links' }).click();
    await page.locator('tr', { hasText: 'devices' }).hover();
    await button('Copy link devices').click();
    await checkSaid(harness, [
      { type: 'copy', viewId, what: 'url' },
      { type: 'copy', viewId, what: 'body' },
      { type: 'openAsDocument', viewId },
      { type: 'saveBody', viewId },
      { type: 'sendAgain', viewId },
      { type: 'copy', viewId, what: 'raw' },
      { type: 'copy', viewId, what: 'headers' },
      { type: 'copy', viewId, what: { header: 3 } },
      { type: 'copy', viewId, what: { link: 3 } },
    ]);
  }));

test('shows what was sent', () =>
  check({ view: createdUser() }, async (_, page) => {
    await page.getByRole('tab', { name: 'Request' }).click();
    assert.match(await page.locator('.request-line').innerText(), /^POST https:.*\/users HTTP\/1\.1$/);
    assert.match(await page.locator('.request-head').innerText(), /Authorization\s+Bearer •/);
    assert.match(await page.locator('#line-1').innerText(), /"email"/);
  }));

test('shows that a request is under way, and cancels it', () =>
  check({ view: createdUser() }, async (harness, page) => {
    await harness.post({ type: 'sending', title: 'population', method: 'GET', url: 'https://api.example/p' });
    await page.getByTestId('cancel').click();
    await page.keyboard.press('Escape');
    await checkSaid(harness, [{ type: 'cancel' }, { type: 'cancel' }]);
    assert.match(await page.getByTestId('status').innerText(), /^Sending…/);
    assert.equal(await page.locator('.response').getAttribute('aria-busy'), 'true');
    await harness.post({ type: 'idle' });
    assert.equal(await page.getByTestId('cancel').count(), 0);
    assert.equal(await page.getByTestId('status').innerText(), '201 Created');
  }));

test('a failure is a sentence, a next step and the request', () =>
  check({ view: refused() }, async (harness, page) => {
    assert.equal(await page.getByTestId('status').innerText(), 'Connection refused');
    const text = await page.getByTestId('failure').innerText();
    assert.match(text, /Nothing listens at 127\.0\.0\.1:9/);
    assert.match(text, /Check the host and port/);
    assert.match(text, /POST https:\/\/api\.pingone\.com/);
    await page.getByTestId('failure').getByRole('button', { name: 'Send again' }).click();
    await checkSaid(harness, [{ type: 'sendAgain', viewId: 'refused' }]);
    await page.getByRole('button', { name: 'Show the request' }).click();
    assert.match(await page.getByTestId('status').innerText(), /Connection refused/);
    await harness.show(createdUser());
    assert.equal(await page.getByRole('tab', { name: 'Request' }).getAttribute('aria-selected'), 'true');
  }));

test('the time of each phase and the connection have a tab', () =>
  check({ view: measured() }, async (harness, page) => {
    await page.getByRole('tab', { name: 'Timing' }).click();
    const text = await page.getByTestId('timing').innerText();
    for (const part of ['Name lookup', '3.2 ms', 'Proxy', '19 ms', 'First byte', '62 ms', 'Download', 'Total']) {
      assert.ok(text.includes(part), part);
    }
    assert.match(text, /NOT verified: you allowed that for this host/);
    assert.match(text, /http:\/\/proxy\.example\.com:3128, from http\.proxy/);
    assert.match(text, /CN=localhost, O=<b>Example<\/b>/);
    await harness.show({ ...createdUser(), id: 'without' });
    assert.equal(await page.getByRole('tab', { name: 'Timing' }).count(), 0);
    assert.equal(await page.getByRole('tab', { name: 'Body' }).getAttribute('aria-selected'), 'true');
  }));

test('what redirects took is a row, so that the rows make up the total', () => {
  const view = measured();
  const hops = [{ status: 302, url: 'https://example.com/next' }];
  return check({ view: { ...view, milliseconds: 500, redirects: hops } }, async (_, page) => {
    await page.getByRole('tab', { name: 'Timing' }).click();
    const figures = await page.locator('.phases td.figure').allInnerTexts();
    const milliseconds = figures.map((text) => Number.parseFloat(text));
    const total = milliseconds.pop();
    assert.equal(total, 500);
    const sum = milliseconds.reduce((all, one) => all + one, 0);
    assert.ok(Math.abs(sum - 500) < 2, String(sum));
    assert.match(await page.getByTestId('timing').innerText(), /Redirects\t378 ms/);
  });
});

test('a refused certificate offers an exception, and the host is asked to make it', () =>
  check({ view: refusedCertificate() }, async (harness, page) => {
    await page.getByTestId('allow-host').click();
    await checkSaid(harness, [{ type: 'allowHost', viewId: 'refused-certificate' }]);
    await harness.show(refused());
    assert.equal(await page.getByTestId('allow-host').count(), 0);
  }));

test('says why there is no text to read', async () => {
  await check({ view: deleted() }, async (_, page) => {
    assert.match(await page.getByTestId('body').innerText(), /^No content/);
  });
  await check({ view: picture() }, async (harness, page) => {
    assert.match(await page.getByTestId('body').innerText(), /Binary content\s+48\.2 kB, image\/png/);
    await page.getByTestId('body').getByRole('button', { name: 'Save body' }).click();
    await checkSaid(harness, [{ type: 'saveBody', viewId: 'picture' }]);
  });
  const cut = textBody('cut', { formatted: '[\n  1,\n  {\n', language: 'json', cut: 'The first 10 of 900 MB.' });
  await check({ view: cut }, async (harness, page) => {
    assert.match(await page.getByTestId('body').innerText(), /^The first 10 of 900 MB\./);
    await page.getByTestId('body').getByRole('button', { name: 'Open as document' }).click();
    await checkSaid(harness, [{ type: 'openAsDocument', viewId: 'cut' }]);
  });
});

test('nothing of an answer becomes markup or stays hidden', () =>
  check({ view: hostile() }, async (_, page) => {
    for (const tab of ['Body', 'Raw', 'Headers', 'Links', 'Request']) {
      await page.getByRole('tab', { name: tab }).click();
      assert.equal(await page.locator('#app img, #app script, #app b, #app [onclick], #app [onerror]').count(), 0);
    }
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.match(await page.locator('.notes').innerText(), /<img src=x onerror=/);
    assert.match(await page.locator('.badge').innerText(), /\\u202Eenv/);
    await page.getByRole('tab', { name: 'Body' }).click();
    const escapes = await page.locator('.escape').allInnerTexts();
    assert.deepEqual(escapes, [
      '\\u202E',
      '\\u202C',
      '\\u200B',
      '\\u00AD',
      '\\uFEFF',
      '\\u{E0041}',
      '\\u007F',
      '\\u0085',
    ]);
    assert.doesNotMatch(await page.locator('#app').innerText(), /[\u202A-\u202E\u200B\uFEFF\u0085]/u);
  }));

test('the page runs no script and no style but its own', async () => {
  const harness = await open({ view: createdUser() });
  await harness.page.evaluate(`
    const inserted = document.createElement('script');
    inserted.textContent = 'window.hacked = true';
    document.body.append(inserted);
    const image = document.createElement('img');
    image.src = 'https://elsewhere.example/pixel';
    document.body.append(image);
    document.body.setAttribute('style', 'display: none');
  `);
  await harness.until('window.violations.length >= 3');
  assert.equal(await harness.page.evaluate('window.hacked'), undefined);
  assert.deepEqual(await harness.page.evaluate('window.violations.map((one) => one.split("-")[0]).sort()'), [
    'img',
    'script',
    'style',
  ]);
  await harness.close();
});

test('a reloaded page shows what it showed, where it showed it', async () => {
  let state: unknown;
  await check({ view: userList(300), trail: VISITED }, async (harness, page) => {
    await page.locator('[data-fold="1"].chevron').click();
    await page.locator('.viewer').evaluate((viewer) => {
      viewer.scrollTop = 2000;
    });
    await harness.until('window.keptState?.position?.top === 2000');
    state = await harness.state();
  });
  await check({ state }, async (harness, page) => {
    assert.equal(await page.getByTestId('status').innerText(), '200 OK');
    assert.equal(await page.getByTestId('trail').locator('[aria-current]').innerText(), 'population');
    assert.equal(await page.locator('.viewer').evaluate((viewer) => viewer.scrollTop), 2000);
    await harness.show(userList(300), VISITED);
    assert.equal(await page.locator('.viewer').evaluate((viewer) => viewer.scrollTop), 2000);
    await page.getByTestId('back').click();
    await checkSaid(harness, [{ type: 'goTo', index: 0 }]);
  });
});

test('a large body is not kept, and comes back from the host', async () => {
  const large = textBody('large', { formatted: `["${'x'.repeat(1_200_000)}"]`, language: 'json' });
  let state: unknown;
  await check({ view: large }, async (harness) => {
    await harness.until('window.keptState !== null');
    state = await harness.state();
    assert.ok(JSON.stringify(state).length < 10_000);
  });
  await check({ state }, async (harness, page) => {
    assert.match(await page.getByTestId('body').innerText(), /too large to keep/);
    await harness.show(large);
    assert.match(await page.locator('#line-0').innerText(), /^\["xxx/);
  });
});

test('what is left of an unknown state is ignored', () =>
  check({ state: { something: 'else' } }, async (_, page) => {
    assert.match(await page.locator('#app').innerText(), /No response yet/);
  }));

test('a text of any length scrolls to its end with few lines in the page', () => {
  const formatted = Array.from({ length: 500_000 }, (_, line) => `line ${line + 1}`).join('\n');
  return check({ view: textBody('long', { formatted }) }, async (harness, page) => {
    const viewer = page.locator('.viewer');
    assert.ok((await viewer.evaluate((element) => element.scrollHeight)) <= 8_000_000);
    await viewer.focus();
    await page.keyboard.press('End');
    const last = page.locator('#line-499999');
    await last.waitFor();
    const [lineBox, box] = [await last.boundingBox(), await viewer.boundingBox()];
    assert.ok(lineBox !== null && box !== null);
    assert.ok(lineBox.y + lineBox.height <= box.y + box.height && lineBox.y > box.y);
    assert.ok((await page.locator('.line').count()) < 120);
    await page.keyboard.press('Home');
    assert.equal(await page.locator('#line-0').innerText(), 'line 1');
    // One turn of the wheel moves a few lines, not hundreds.
    await viewer.hover();
    await page.mouse.wheel(0, 105);
    await harness.until(`document.querySelector('#line-0').getBoundingClientRect().top < 100`);
    assert.equal(await page.locator('#line-5').count(), 1);
    await page.keyboard.press('Control+f');
    await page.keyboard.type('line 250001');
    assert.equal(await page.locator('#line-250000 mark.current').innerText(), 'line 250001');
  });
});

test('a very long line is cut, stretches on demand, and is searched whole', () => {
  const formatted = `${'a'.repeat(50_000)}needle${'b'.repeat(50_000)}`;
  return check({ view: textBody('one-line', { formatted }) }, async (_, page) => {
    const shown = (): Promise<number> => page.locator('.code').evaluate((code) => (code.textContent ?? '').length);
    assert.ok((await shown()) < 4100);
    await page.getByRole('button', { name: /96,006 characters follow/ }).click();
    assert.ok((await shown()) > 7900);
    await page.keyboard.press('Control+f');
    await page.keyboard.type('needle');
    assert.equal(await page.locator('mark.current').innerText(), 'needle');
    assert.ok((await shown()) < 4200);
    assert.equal(await page.getByRole('button', { name: /characters before/ }).count(), 1);
  });
});

test('wrapped lines fill the column and nothing more', () =>
  check({ view: createdUser(), width: 300, height: 900 }, async (harness, page) => {
    const sizes = () =>
      page.locator('.viewer').evaluate((viewer) => ({ inner: viewer.scrollWidth, outer: viewer.clientWidth }));
    const wrapped = await sizes();
    assert.equal(wrapped.inner, wrapped.outer);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 300);
    await page.getByRole('button', { name: 'Wrap lines' }).click();
    const whole = await sizes();
    assert.ok(whole.inner > whole.outer);
    await harness.until('window.keptState?.wrap === false');
    await harness.show(readPopulation());
    assert.equal(await page.getByRole('button', { name: 'Wrap lines' }).getAttribute('aria-pressed'), 'false');
  }));

for (const theme of Object.keys(THEMES) as (keyof typeof THEMES)[]) {
  test(`every control has a name and every text enough contrast: ${theme}`, async () => {
    const views = [createdUser(), everyEffect(), refused(), { ...createdUser(), id: 'error', outcome: serverError() }];
    for (const view of views) {
      await check({ view, theme, trail: VISITED }, async (_, page) => {
        assert.deepEqual(await page.evaluate(NAMELESS), []);
        const ratios = await page.evaluate(CONTRASTS);
        assert.deepEqual(ratios, []);
      });
    }
  });
}

function serverError() {
  const { outcome } = createdUser();
  return { ...outcome, status: 500, statusText: 'Internal Server Error' };
}

const THIRTEEN = [
  'self',
  'environment',
  'population',
  'devices',
  'roleAssignments',
  'password',
  'password.reset',
  'password.set',
  'password.check',
  'password.recover',
  'linkedAccounts',
  'account.sendVerificationCode',
  'memberOfGroups',
];

/** Controls that a screen reader could only call "button". */
const NAMELESS = `[...document.querySelectorAll('button, input, [role=link], [role=tree], [role=tablist], [role=toolbar]')]
  .filter((one) => !(one.getAttribute('aria-label') || (one.textContent ?? '').trim()))
  .map((one) => one.outerHTML)`;

/** Texts with a contrast below 4.5 to what is painted behind them (WCAG 2.2, 1.4.3), as "selector: ratio". */
const CONTRASTS = `(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const paint = (colors) => {
    canvas.clearRect(0, 0, 1, 1);
    for (const color of colors) { canvas.fillStyle = color; canvas.fillRect(0, 0, 1, 1); }
    return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
  };
  const luminance = (rgb) => {
    const [r, g, b] = rgb.map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const faint = [];
  const selectors = ['.status', '.method', '.url', '.figures span', '.chip', '.tabs button', '.count', '.badge',
    '.text-button', '.trail button', '.key', '.string', '.number', '.literal', '.code .link', '.blank h2', '.blank p'];
  for (const selector of selectors) {
    const element = document.querySelector(selector);
    if (element === null) continue;
    const behind = [];
    for (let node = element; node !== null; node = node.parentElement) behind.unshift(getComputedStyle(node).backgroundColor);
    const [back, front] = [paint(behind), paint([...behind, getComputedStyle(element).color])].map(luminance);
    const ratio = (Math.max(back, front) + 0.05) / (Math.min(back, front) + 0.05);
    if (ratio < 4.5) faint.push(selector + ': ' + ratio.toFixed(2));
  }
  return faint;
})()`;
