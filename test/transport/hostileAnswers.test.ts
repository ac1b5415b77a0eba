import test from 'node:test';
import assert from 'node:assert/strict';
import type { Exchange } from '../../src/core/exchange/exchange';
import { sendRequest } from '../../src/core/exchange/sendRequest';
import type { HeaderPair } from '../../src/core/request/resolvedRequest';
import { readExchangeText } from '../../src/core/session/captures/exchangeText';
import { readExchangeValue } from '../../src/core/session/captures/readExchangeValue';
import { describeExchange } from '../../src/core/view/describeExchange';
import type { ResponseView } from '../../src/core/view/responseView';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';

/** What a server answers whose octets are in order as HTTP, and in nothing else. */
interface HostileAnswer {
  readonly status?: string;
  readonly fields?: readonly HeaderPair[];
  readonly body?: string | Uint8Array;
}

/** What a person sees of it, and what a placeholder reads. */
interface Expected {
  readonly language?: string;
  readonly formatted?: string | RegExp | ((formatted: string) => boolean);
  readonly notes?: readonly RegExp[];
  /** Path in the answer, and the value there; `undefined` for none. */
  readonly captured?: readonly [path: string, text: string | RegExp | undefined];
  /** Milliseconds that are offered to be waited before it is sent again. */
  readonly wait?: number;
}

/** One request, sent once, seen as the view, the captures and *Save Body* see it. */
async function check(
  { status = '200 OK', fields = [json], body = '' }: HostileAnswer,
  expected: Expected,
  method = 'GET',
): Promise<void> {
  const octets = Buffer.from(body);
  const lines = [...fields.map(([name, value]) => `${name}: ${value}`), `Content-Length: ${octets.length}`];
  const head = Buffer.from(`HTTP/1.1 ${status}\r\n${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  const recorder = await startRecorder(() => Buffer.concat([head, octets]));
  const transport = createTransport({ timeoutMilliseconds: 5000 });
  try {
    const request = buildRequest({ url: `${recorder.origin}/`, method });
    const about = { name: undefined, environmentName: undefined };
    const exchange = await sendRequest({ transport, clock: () => now }, request, about, new AbortController().signal);
    assert.equal(recorder.requests.length, 1, 'nothing was sent twice');
    assertView(await describeExchange(exchange, 'id'), expected);
    await assertKept(exchange, octets, expected);
  } finally {
    await transport.close();
    await recorder.close();
  }
}

function assertView({ outcome, notes }: ResponseView, expected: Expected): void {
  assert.ok(outcome.kind === 'response');
  const { formatted, language } = outcome.body;
  if (expected.language !== undefined) assert.equal(language, expected.language);
  if (typeof expected.formatted === 'string') assert.equal(formatted, expected.formatted);
  if (expected.formatted instanceof RegExp) assert.match(formatted, expected.formatted);
  if (typeof expected.formatted === 'function') assert.ok(expected.formatted(formatted), formatted.slice(0, 200));
  const wanted = expected.notes ?? [];
  assert.equal(notes.length, wanted.length, notes.join('\n'));
  for (const [index, note] of wanted.entries()) assert.match(notes[index] ?? '', note);
  const { retryNotBefore } = outcome;
  assert.equal(retryNotBefore === undefined ? undefined : retryNotBefore - now, expected.wait);
}

async function assertKept({ outcome, ...exchange }: Exchange, octets: Buffer, expected: Expected): Promise<void> {
  assert.ok(outcome.kind === 'response');
  const kept = Buffer.from(await outcome.body.read(0, outcome.body.size));
  assert.ok(kept.equals(octets), 'the octets are saved as they came');
  if (!expected.captured) return;
  const [path, text] = expected.captured;
  const value = readExchangeValue(await readExchangeText({ ...exchange, outcome }), path);
  const found = value.kind === 'value' ? value.text : undefined;
  if (text instanceof RegExp) assert.match(found ?? '', text);
  else assert.equal(found, text);
}

const now = Date.UTC(2026, 0, 1, 12, 0, 0);
const json: HeaderPair = ['Content-Type', 'application/json'];
const charset = (name: string): HeaderPair => ['Content-Type', `application/json; charset=${name}`];
const document = '{"id": "ü"}';
const laidOut = '{\n  "id": "ü"\n}';
const marked = { language: 'json', formatted: laidOut, captured: ['response.body.$.id', 'ü'] } as const;

const bodies: readonly (readonly [name: string, answer: HostileAnswer, expected: Expected])[] = [
  ['a byte order mark of UTF-8', { body: `\uFEFF${document}` }, marked],
  ['a byte order mark under another charset', { fields: [charset('iso-8859-1')], body: `\uFEFF${document}` }, marked],
  ['a byte order mark of UTF-16', { body: Buffer.from(`\uFEFF${document}`, 'utf16le') }, marked],
  ['a byte order mark without a media type', { fields: [], body: `\uFEFF${document}` }, marked],
  ['a byte order mark in text', { fields: [['Content-Type', 'text/plain']], body: '\uFEFFa' }, { formatted: 'a' }],
  ['a byte order mark and nothing else', { body: '\uFEFF' }, { language: 'empty' }],
  [
    'two byte order marks',
    { body: `\uFEFF\uFEFF${document}` },
    { formatted: (text) => text.endsWith(laidOut), captured: ['response.body.$.id', 'ü'] },
  ],
  [
    'octets that are not UTF-8',
    { body: Buffer.from(document, 'latin1') },
    { formatted: '{\n  "id": "\uFFFD"\n}', notes: [/^Some octets of the body are not utf-8/] },
  ],
  ['a charset nobody knows', { fields: [charset('klingon')], body: document }, marked],
  [
    'another charset than it says',
    { fields: [charset('us-ascii')], body: document },
    { formatted: '{\n  "id": "Ã¼"\n}' },
  ],
  [
    'JSON nested a hundred thousand deep',
    { body: '['.repeat(100_000) + ']'.repeat(100_000) },
    { language: 'json', formatted: /^\[\n {2}\[\n/, captured: ['response.body.$.id', undefined] },
  ],
  [
    'JSON objects nested a hundred thousand deep',
    { body: '{"a":'.repeat(100_000) + '1' + '}'.repeat(100_000) },
    { language: 'json', captured: ['response.body.$.a.a.b', undefined] },
  ],
  [
    'a number of a million digits',
    { body: `{"n": ${'7'.repeat(1_000_000)}}` },
    { formatted: `{\n  "n": ${'7'.repeat(1_000_000)}\n}`, captured: ['response.body.$.n', '7'.repeat(1_000_000)] },
  ],
  [
    'keys that are there twice',
    { body: '{"id": 1, "id": 2, "__proto__": {"id": 3}}' },
    {
      formatted: '{\n  "id": 1,\n  "id": 2,\n  "__proto__": {\n    "id": 3\n  }\n}',
      captured: ['response.body.$.id', '2'],
    },
  ],
  [
    'a coding that nobody knows',
    { fields: [json, ['Content-Encoding', 'gzipp']], body: document },
    { formatted: laidOut, notes: [/gzipp/] },
  ],
  [
    'a coding it does not have',
    { fields: [json, ['Content-Encoding', 'gzip']], body: document },
    { formatted: laidOut, notes: [/gzip/] },
  ],
];

for (const [name, answer, expected] of bodies) {
  test(`a body with ${name}`, () => check(answer, expected));
}

const impatient = '429 Too Many Requests';
const unusable = /^The server asks to wait, but for no time that could be waited for/;

const waits: readonly (readonly [value: string, wait: number | undefined])[] = [
  ['0', 0],
  ['30', 30_000],
  ['00000030', 30_000],
  ['86400', 86_400_000],
  ['86401', undefined],
  ['-1', undefined],
  ['-99999999999999999999', undefined],
  ['1e3', undefined],
  ['0x10', undefined],
  ['NaN', undefined],
  ['Infinity', undefined],
  ['30, 60', undefined],
  ['9'.repeat(10_000), undefined],
  ['Thu, 01 Jan 2026 12:00:30 GMT', 30_000],
  ['Thu, 01 Jan 1970 00:00:00 GMT', 0],
  ['Fri, 31 Dec 9999 23:59:59 GMT', undefined],
  ['Thu, 01 Jan 275761 00:00:00 GMT', undefined],
  ['tomorrow', undefined],
];

for (const [value, wait] of waits) {
  test(`429 with Retry-After ${value.slice(0, 40)}`, async () => {
    const answer = { status: impatient, fields: [json, ['Retry-After', value]] as const, body: '{}' };
    const offered = wait === undefined ? { notes: [unusable] } : { wait };
    await check(answer, offered);
    // A create gets a sentence, and no offer.
    await check(answer, { notes: [wait === undefined ? unusable : /^The server asks to wait .* yourself/] }, 'POST');
  });
}
