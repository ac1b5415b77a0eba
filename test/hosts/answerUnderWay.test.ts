import test, { mock } from 'node:test';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { mask } from '../../src/core/exchange/redaction';
import type { ToWebview } from '../../src/core/view/protocol';
import type { ResponseView } from '../../src/core/view/responseView';
import { answerUnderWay } from '../../src/extension/sending/answerUnderWay';
import { PageChannel } from '../../src/extension/response/pageChannel';
import { grow } from '../../src/webview/grow';
import { buildExchange, buildRequest, buildResponse } from '../support/exchanges';

const soFar = (body: string) => buildExchange({ outcome: buildResponse({ body }) });

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

interface Stream {
  readonly mediaType?: string;
  readonly secrets?: readonly string[];
}

/** The views of an answer that grows by `pieces`, each shown before the next one comes, and what was read for them. */
async function check(
  pieces: readonly (string | Uint8Array)[],
  { mediaType = 'text/event-stream', secrets = [] }: Stream = {},
) {
  const views: ResponseView[] = [];
  let now = 0;
  let octets = Buffer.alloc(0);
  let read = 0;
  const underWay = answerUnderWay(
    'one',
    (view) => views.push(view),
    () => now,
  );
  for (const piece of pieces) {
    octets = Buffer.concat([octets, Buffer.from(piece)]);
    const whole = octets;
    const outcome = buildResponse({ body: whole, headers: [['Content-Type', mediaType]] });
    const reading = (start: number, end: number): Promise<Uint8Array> => {
      read += Math.min(end, whole.byteLength) - start;
      return Promise.resolve(whole.subarray(start, end));
    };
    const request = buildRequest({ secrets });
    underWay.tell(buildExchange({ request, outcome: { ...outcome, body: { ...outcome.body, read: reading } } }));
    for (const count = views.length; views.length === count;) await turn();
    now += 1_000_000;
  }
  underWay.end();
  return { views, read, bodies: views.map(({ outcome }) => (outcome.kind === 'response' ? outcome.body : undefined)) };
}

const events = (count: number, size: number): string[] =>
  Array.from({ length: count }, (_, index) => `data: ${index} ${'é'.repeat(size)}\n\n`);

test('however often an answer grows, the page gets one view until a while has passed', async () => {
  const shown: string[] = [];
  let now = 0;
  const show: Parameters<typeof answerUnderWay>[1] = ({ id, outcome }) => {
    shown.push(`${id} ${outcome.kind === 'response' ? outcome.body.formatted.length : ''}`);
  };
  const underWay = answerUnderWay('one', show, () => now);
  for (let size = 1; size <= 1000; size++) {
    underWay.tell(soFar('x'.repeat(size)));
    if (size % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
  }
  assert.deepEqual(shown, ['one 1']);
  now = 400;
  underWay.tell(soFar('xx'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(shown, ['one 1', 'one 2']);
});

test('nothing of it is shown after its end', async () => {
  const shown: unknown[] = [];
  const underWay = answerUnderWay('one', (view) => shown.push(view));
  underWay.tell(soFar('x'));
  underWay.end();
  underWay.tell(soFar('xx'));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(shown, []);
});

test('what came in the pause is shown when it is over, though nothing more comes', async () => {
  mock.timers.enable({ apis: ['setTimeout'] });
  try {
    const shown: string[] = [];
    let now = 0;
    const underWay = answerUnderWay(
      'one',
      ({ outcome }) => shown.push(outcome.kind === 'response' ? outcome.body.formatted : ''),
      () => now,
    );
    underWay.tell(soFar('data: one'));
    for (let turns = 0; turns < 50 && shown.length < 1; turns++) await turn();
    underWay.tell(soFar('data: one, two'));
    underWay.tell(soFar('data: one, two, three'));
    now = 1000;
    mock.timers.tick(1000);
    for (let turns = 0; turns < 50 && shown.length < 2; turns++) await turn();
    assert.deepEqual(shown, ['data: one', 'data: one, two, three']);
    underWay.tell(soFar('data: four'));
    underWay.end();
    now = 2000;
    mock.timers.tick(1000);
    await turn();
    assert.equal(shown.length, 2);
  } finally {
    mock.timers.reset();
  }
});

test('of a stream the newest is shown, from a line on, in a part of bounded size', async () => {
  const { views, bodies, read } = await check(events(60, 50_000));
  const whole = 60 * 100_000;
  for (const [index, body] of bodies.entries()) {
    assert.ok(body);
    assert.match(body.formatted, /^data: \d+ é/);
    assert.match(body.formatted, new RegExp(`\\ndata: ${index} é+\\n\\n$|^data: 0 é+\\n\\n$`));
    assert.ok(Buffer.byteLength(body.formatted) <= 500_000);
    assert.equal(body.isStream, true);
  }
  assert.match(
    bodies.at(-1)?.cut ?? '',
    /^The answer goes on, and 6\.0 MB of it are here\. Until it has ended only the newest \d{3}\.\d kB are shown; what came before is left out\.$/,
  );
  assert.ok(read < views.length * 1_200_000, 'each view costs a part, however long the whole is');
  // Told to a page, each octet goes there about once.
  const told: ToWebview[] = [];
  const channel = new PageChannel({ shown: undefined, sending: undefined, isExpecting: false }, (one) =>
    told.push(one),
  );
  channel.ready();
  told.length = 0;
  for (const view of views) channel.post({ type: 'show', view, trail: { entries: [], current: 0 }, underWay: true });
  const sent = told.reduce((sum, one) => sum + JSON.stringify(one).length, 0);
  // A character is two octets here.
  assert.ok(sent < whole, `${sent} characters for ${whole} octets`);
  assert.ok(told.filter(({ type }) => type === 'grow').length > 30);
});

test('lines of JSON go on as JSON, and a document is shown from its beginning', async () => {
  const lines = Array.from({ length: 30 }, (_, index) => `{"n": ${index}, "access_token": "${'s'.repeat(50_000)}"}\n`);
  for (const mediaType of ['application/x-ndjson', 'application/json', 'text/plain']) {
    const last = (await check(lines, { mediaType })).bodies.at(-1);
    assert.equal(last?.language, 'json');
    assert.match(last.formatted, /\n {2}"n": 29,\n {2}"access_token": "••••••"\n\}\s*$/);
    assert.doesNotMatch(last.formatted, /sss/);
  }
  const document = ['[', ...lines.map((line) => `${line},`)].map((piece) => piece.replace('\n', ''));
  const last = (await check(document, { mediaType: 'application/json' })).bodies.at(-1);
  assert.match(last?.formatted ?? '', /^\[\n {2}\{\n {4}"n": 0,/);
  assert.match(last?.cut ?? '', /only the first 500\.0 kB are shown; what is newer is left out/);
  assert.doesNotMatch(last?.formatted ?? '', /sss/);
});

test('no part of a secret is shown, wherever an answer stands that goes on', async () => {
  const secret = 'Zq8-secret/with\nlines+and=more';
  const forms = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    JSON.stringify(secret).slice(1, -1),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...forms),
      fc.integer({ min: 0, max: 60 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (form, before, cut, hasLines) => {
        const filler = (hasLines ? 'abcd\n' : 'abcd.').repeat(52_000);
        // Around the place where the part begins when it has become too long.
        const text = `${filler.slice(0, 250_000 - before)}${form}${filler}`;
        const end = `${form.slice(0, Math.min(cut, form.length - 1))}`;
        const { bodies } = await check([text, `${form}${end}`, form.slice(end.length)], { secrets: [secret] });
        for (const body of bodies) {
          const shown = body?.formatted ?? '';
          for (let at = 0; at + 8 <= form.length; at++) {
            assert.ok(!shown.includes(form.slice(at, at + 8)), form.slice(at, at + 8));
          }
        }
        assert.ok(bodies.at(-1)?.formatted.endsWith(mask));
      },
    ),
    { numRuns: 12 },
  );
});

test('a page that is told what came behind has what one has that is told all', async () => {
  const piece = fc.string({ unit: fc.constantFrom('a', '\n', '{', '"', ':', '1', '}', ',', 'é', '😀'), maxLength: 12 });
  const mediaType = fc.constantFrom('text/event-stream', 'application/json', 'application/x-ndjson', 'text/plain');
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { minLength: 1, maxLength: 6 }), mediaType, async (pieces, type) => {
      const { views } = await check(pieces, { mediaType: type });
      let page: ResponseView | undefined;
      const channel = new PageChannel({ shown: undefined, sending: undefined, isExpecting: false }, (message) => {
        if (message.type === 'show') page = message.view;
        if (message.type === 'grow') page = page && grow(page, message.growth);
      });
      channel.ready();
      for (const view of views) {
        channel.post({ type: 'show', view, trail: { entries: [], current: 0 }, underWay: true });
        assert.deepEqual(page, view);
      }
    }),
    { numRuns: 150 },
  );
});

test('a page that loads while an answer comes is told what has come', async () => {
  const { views } = await check(['data: one\n']);
  const [view] = views;
  assert.ok(view);
  const part = { type: 'show', view, trail: { entries: [], current: 0 }, underWay: true } as const;
  const sending = { type: 'sending', title: 't', method: 'GET', url: 'u' } as const;
  const told: ToWebview[] = [];
  const channel = new PageChannel({ shown: undefined, sending, part, isExpecting: false }, (one) => told.push(one));
  channel.post(part);
  channel.ready();
  assert.deepEqual(told, [sending, part]);
});

test('a page that asks, or showed something else meanwhile, is told all of it', async () => {
  const { views } = await check(['data: one\n', 'data: two\n', 'data: three\n', 'data: four\n']);
  const told: string[] = [];
  const channel = new PageChannel({ shown: undefined, sending: undefined, isExpecting: false }, ({ type }) =>
    told.push(type),
  );
  channel.ready();
  const post = (index: number, underWay: boolean): void => {
    const view = views[index];
    assert.ok(view);
    channel.post({ type: 'show', view, trail: { entries: [], current: 0 }, underWay });
  };
  post(0, true);
  post(1, true);
  channel.ready();
  post(2, true);
  post(0, false);
  post(3, true);
  assert.deepEqual(told, ['idle', 'show', 'grow', 'idle', 'show', 'show', 'show']);
});

test('a secret in UTF-16 is masked however far a stream has gone', async () => {
  const secret = 'canary-secret-value';
  const octets = Buffer.from(`data: ${secret}\n`.repeat(2000), 'utf16le');
  const mark = Buffer.from([0xff, 0xfe]);
  // An odd number of octets, so that no half is even.
  const pieces = [mark, ...Array.from({ length: 12 }, () => octets), octets.subarray(0, 1001)];
  for (const mediaType of ['text/plain', 'text/plain; charset=utf-16le']) {
    const { bodies } = await check(mediaType === 'text/plain' ? pieces : pieces.slice(1), {
      mediaType,
      secrets: [secret],
    });
    const last = bodies.at(-1)?.formatted.replaceAll('\0', '') ?? '';
    assert.ok(last.startsWith(`data: ${mask}\ndata: `), JSON.stringify(last.slice(0, 60)));
    assert.ok(!last.includes(secret));
  }
});
