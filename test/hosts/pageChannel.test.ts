import test from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ToWebview } from '../../src/core/view/protocol';
import { describeExchange } from '../../src/core/view/describeExchange';
import { PageChannel, type OnScreen } from '../../src/extension/response/pageChannel';
import { buildExchange, buildResponse } from '../support/exchanges';

type Show = Extract<ToWebview, { readonly type: 'show' }>;

async function buildShow(id: string, body = '{}'): Promise<Show> {
  const view = await describeExchange(buildExchange({ outcome: buildResponse({ body }) }), id);
  return { type: 'show', view, trail: { entries: [], current: 0 } };
}

const sending = { type: 'sending', title: 't', method: 'GET', url: 'u' } as const;

/** A page and its host; what is said before the page loads is kept for it or gets lost. */
function open(onScreen: OnScreen, { loses }: { readonly loses: boolean }) {
  const page: { view: string | undefined; isSending: boolean; isLoaded: boolean; heard: number } = {
    view: undefined,
    isSending: false,
    isLoaded: false,
    heard: 0,
  };
  const waiting: ToWebview[] = [];
  const hear = (message: ToWebview): void => {
    page.heard++;
    if (message.type === 'show') page.view = message.view.id;
    page.isSending = message.type === 'sending';
  };
  const channel = new PageChannel(onScreen, (message) => {
    if (page.isLoaded) hear(message);
    else if (!loses) waiting.push(message);
  });
  const load = (): void => {
    page.isLoaded = true;
    for (const message of waiting.splice(0)) hear(message);
    channel.ready();
  };
  return { channel, page, load };
}

test('whatever comes first, and whatever gets lost, a page that asked shows what is on screen', async () => {
  const shows = await Promise.all(['a', 'b'].map((id) => buildShow(id)));
  const step = fc.constantFrom('handed over', 'load', 'a', 'b', 'sending', 'idle');
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), fc.boolean(), (steps, loses) => {
      const onScreen: OnScreen = { shown: undefined, sending: undefined, isExpecting: false };
      const { channel, page, load } = open(onScreen, { loses });
      for (const name of [...steps, 'load']) {
        const show = shows.find(({ view }) => view.id === name);
        if (name === 'handed over') channel.loading();
        else if (name === 'load') load();
        else {
          if (show) onScreen.shown = show;
          onScreen.sending = name === 'sending' ? sending : undefined;
          channel.post(show ?? (name === 'sending' ? sending : { type: 'idle' }));
        }
        if (!page.isLoaded) continue;
        assert.equal(page.view, onScreen.shown?.view.id);
        assert.equal(page.isSending, onScreen.sending !== undefined);
      }
      assert.ok(page.heard > 0, 'a page that asks is answered');
    }),
  );
});

test('a large answer waits for the page, a small one goes ahead', async () => {
  for (const [body, ahead] of [
    ['{}', 1],
    [JSON.stringify('x'.repeat(300_000)), 0],
  ] as const) {
    const told: string[] = [];
    const onScreen: OnScreen = { shown: await buildShow('a', body), sending: undefined, isExpecting: false };
    const channel = new PageChannel(onScreen, ({ type }) => void told.push(type));
    channel.loading();
    assert.equal(told.length, ahead);
    channel.ready();
    assert.equal(told.length, ahead + 1);
  }
});

test('a panel that was opened for a request says that it is being made ready', () => {
  const told: unknown[] = [];
  const onScreen: OnScreen = { shown: undefined, sending: undefined, isExpecting: true };
  const channel = new PageChannel(onScreen, (message) => void told.push(message));
  channel.ready();
  onScreen.isExpecting = false;
  channel.ready();
  assert.deepEqual(told, [
    { type: 'idle', preparing: true },
    { type: 'idle', preparing: false },
  ]);
});

test('nothing is said before there is a page', async () => {
  const told: string[] = [];
  const onScreen: OnScreen = { shown: await buildShow('a'), sending, isExpecting: false };
  const channel = new PageChannel(onScreen, ({ type }) => void told.push(type));
  channel.post(sending);
  assert.deepEqual(told, []);
  channel.loading();
  assert.deepEqual(told, ['show']);
});

test('a page that was opened for a request that is being made ready does not show the answer before', async () => {
  const onScreen: OnScreen = { shown: await buildShow('old'), sending: undefined, isExpecting: true };
  const { channel, page, load } = open(onScreen, { loses: false });
  channel.loading();
  load();
  assert.equal(page.view, undefined);
  assert.equal(page.heard, 1, 'it hears that something is made ready');
});
