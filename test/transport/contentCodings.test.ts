import test from 'node:test';
import assert from 'node:assert/strict';
import zlib from 'node:zlib';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';

interface Expected {
  readonly body: string;
  readonly incomplete?: RegExp;
  readonly note?: RegExp;
}

/** A body in a content coding, through a real connection. */
async function check(coding: string, wire: Uint8Array, expected: Expected): Promise<void> {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${wire.byteLength}\r\n\r\n`;
  const recorder = await startRecorder(() => Buffer.concat([Buffer.from(head), wire]));
  const transport = createTransport();
  const outcome = await transport(buildRequest({ url: recorder.origin }), new AbortController().signal);
  await transport.close();
  await recorder.close();
  assert.ok(outcome.kind === 'response');
  assert.equal(Buffer.from(await outcome.body.read(0, outcome.body.size)).toString('latin1'), expected.body);
  assert.equal(outcome.body.wireSize, wire.byteLength);
  assert.match(outcome.body.incomplete ?? '', expected.incomplete ?? /^$/);
  assert.match((outcome.notes ?? []).join(' '), expected.note ?? /^$/);
}

const text = 'the same words, '.repeat(5000);
const bytes = Buffer.from(text);
const zstd = (zlib as unknown as { zstdCompressSync?: (input: Uint8Array) => Buffer }).zstdCompressSync;

test('gzip', () => check('gzip', zlib.gzipSync(bytes), { body: text }));
test('x-gzip, in capitals', () => check('X-GZIP', zlib.gzipSync(bytes), { body: text }));
test('br', () => check('br', zlib.brotliCompressSync(bytes), { body: text }));
test('deflate in the zlib format', () => check('deflate', zlib.deflateSync(bytes), { body: text }));
test('deflate as a bare stream', () => check('deflate', zlib.deflateRawSync(bytes), { body: text }));
test('identity', () => check('identity', bytes, { body: text }));
test('two codings, last one first', () =>
  check('gzip, br', zlib.brotliCompressSync(zlib.gzipSync(bytes)), { body: text }));
test('two gzip members', () => check('gzip', Buffer.concat([zlib.gzipSync('a'), zlib.gzipSync('b')]), { body: 'ab' }));
test('an empty body in a coding', () => check('gzip', Buffer.alloc(0), { body: '' }));
test('zstd is decoded where Node has it, and named where it has not', () =>
  zstd
    ? check('zstd', zstd(bytes), { body: text })
    : check('zstd', Buffer.from('(/\xb5'), {
        body: Buffer.from('(/\xb5').toString('latin1'),
        note: /'zstd', which is not known/,
      }));

test('an unknown coding leaves the octets as they came', () =>
  check('rot13', Buffer.from('uryyb'), { body: 'uryyb', note: /'rot13', which is not known here/ }));

test('octets that are not in the coding are shown as they came', () =>
  check('gzip', Buffer.from('{"plain":true}'), {
    body: '{"plain":true}',
    note: /says it is gzip, but its octets cannot be read/,
  }));

/** Text that does not compress to nothing. */
const varied = Array.from({ length: 20_000 }, (_, index) =>
  ((index * 2_654_435_761) % 4_294_967_296).toString(36),
).join(' ');

for (const [coding, wire] of [
  ['gzip', zlib.gzipSync(varied)],
  ['deflate', zlib.deflateSync(varied)],
  ['br', zlib.brotliCompressSync(varied)],
] as const) {
  test(`truncated ${coding} gives what could be decoded`, async () => {
    const cut = wire.subarray(0, wire.byteLength / 2);
    const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${cut.byteLength}\r\n\r\n`;
    const recorder = await startRecorder(() => Buffer.concat([Buffer.from(head), cut]));
    const transport = createTransport();
    const outcome = await transport(buildRequest({ url: recorder.origin }), new AbortController().signal);
    await transport.close();
    await recorder.close();
    assert.ok(outcome.kind === 'response');
    const body = Buffer.from(await outcome.body.read(0, outcome.body.size)).toString();
    assert.ok(body.length > 1000 && varied.startsWith(body));
    assert.match(outcome.body.incomplete ?? '', /ends too early or is damaged; what could be decoded is shown/);
  });
}
