import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { HttpResponse, ResponseBody } from '../../src/core/exchange/exchange';
import { joinBody } from '../../src/core/request/requestBody';
import { readFileBytes } from '../../src/files/fileReader';
import { createTransport } from '../../src/transport/createTransport';
import type { TransportOptions } from '../../src/transport/createTransport';
import { spoolFolder } from '../../src/transport/spoolFolder';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { Answer } from '../support/recorder';

const never = new AbortController().signal;

/** What becomes of one answer, with few octets in memory. */
async function check(
  answer: Answer,
  look: (response: HttpResponse, body: ResponseBody) => Promise<void> | void,
  options: TransportOptions = { memoryBodyBytes: 1000 },
): Promise<void> {
  const recorder = await startRecorder(answer);
  const transport = createTransport({ timeoutMilliseconds: 10_000, ...options });
  try {
    const outcome = await transport(buildRequest({ url: `${recorder.origin}/` }), never);
    assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
    await look(outcome, outcome.body);
  } finally {
    await transport.close();
    await recorder.close();
  }
}

function answered(body: Uint8Array, fields = ''): Answer {
  return (_, socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${fields}Content-Length: ${body.byteLength}\r\n\r\n`);
    socket.write(body);
    return undefined;
  };
}

const content = randomBytes(3_000_000);

test('a large body is read by windows, whatever their place', () =>
  check(answered(content), async (_, body) => {
    assert.equal(body.size, content.byteLength);
    assert.equal(body.memorySize, 1000);
    for (const [start, end] of [
      [0, 10],
      [990, 1010],
      [999, 1000],
      [1000, 1001],
      [0, 3_000_000],
      [2_999_990, 3_000_100],
      [5, 5],
    ] as const) {
      assert.ok(Buffer.from(await body.read(start, end)).equals(content.subarray(start, end)), `${start} to ${end}`);
    }
  }));

test('a large body is decoded while it comes', () =>
  check(answered(gzipSync(content), 'Content-Encoding: gzip\r\n'), async (response, body) => {
    assert.equal(body.incomplete, undefined);
    assert.deepEqual(response.notes, []);
    assert.ok(Buffer.from(await body.read(0, body.size)).equals(content));
    assert.ok(body.wireSize > 0 && body.wireSize !== body.size);
  }));

test('two codings, one behind the other', () =>
  check(answered(gzipSync(gzipSync(content)), 'Content-Encoding: gzip, gzip\r\n'), async (_, body) => {
    assert.ok(Buffer.from(await body.read(0, body.size)).equals(content));
  }));

test('a large body that is not in its coding is shown as it came', () =>
  check(answered(content, 'Content-Encoding: gzip\r\n'), async (response, body) => {
    assert.match(response.notes?.[0] ?? '', /cannot be read as such; they are shown as they came/);
    assert.equal(body.incomplete, undefined);
    assert.ok(Buffer.from(await body.read(0, body.size)).equals(content));
  }));

test('a large body whose coding breaks in the middle gives what could be decoded', () => {
  const damaged = Buffer.from(gzipSync(content));
  damaged.fill(0xff, 1_500_000, 1_500_100);
  return check(answered(damaged, 'Content-Encoding: gzip\r\n'), async (_, body) => {
    assert.match(body.incomplete ?? '', /ends too early or is damaged/);
    assert.ok(body.size > 500_000 && body.size < content.byteLength);
    const start = await body.read(0, 500_000);
    assert.ok(Buffer.from(start).equals(content.subarray(0, 500_000)));
  });
});

test('the limit keeps what arrived, and says so', () =>
  check(
    answered(content),
    async (_, body) => {
      assert.equal(body.size, 1024 * 1024);
      assert.equal(body.incomplete, 'The body was cut at 1 MB, the limit for one answer; the rest was not read.');
      assert.ok(Buffer.from(await body.read(0, body.size)).equals(content.subarray(0, 1024 * 1024)));
    },
    { memoryBodyBytes: () => 1000, maximumBodyBytes: () => 1024 * 1024 },
  ));

test('a bomb ends at the limit, and does not wait for its rest', () =>
  check(
    answered(gzipSync(Buffer.alloc(50_000_000)), 'Content-Encoding: gzip\r\n'),
    (_, body) => {
      assert.equal(body.size, 2 * 1024 * 1024);
      assert.match(body.incomplete ?? '', /cut at 2 MB/);
    },
    { memoryBodyBytes: 1000, maximumBodyBytes: 2 * 1024 * 1024 },
  ));

test('a stream is told of while it comes, and ending it keeps what came', async () => {
  let closed: (() => void) | undefined;
  const isClosed = new Promise<void>((resolve) => (closed = resolve));
  const recorder = await startRecorder((_, socket) => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: one\n\n');
    socket.once('close', () => closed?.());
    return undefined;
  });
  // The limit is for answers that nobody watches.
  const transport = createTransport({ timeoutMilliseconds: 200 });
  const controller = new AbortController();
  const told: string[] = [];
  try {
    const outcome = await transport(buildRequest({ url: `${recorder.origin}/` }), controller.signal, (soFar) => {
      void soFar.body.read(0, soFar.body.size).then((octets) => {
        told.push(Buffer.from(octets).toString());
        if (told.length === 1) for (const socket of recorder.openSockets) socket.write('data: two\n\n');
        else controller.abort();
      });
    });
    assert.ok(outcome.kind === 'response');
    assert.equal(outcome.wasCancelled, true);
    assert.equal(Buffer.from(await outcome.body.read(0, 100)).toString(), 'data: one\n\ndata: two\n\n');
    assert.equal(outcome.body.incomplete, 'You ended the answer; the 22 bytes that had arrived are shown.');
    assert.deepEqual(told, ['data: one\n\n', 'data: one\n\ndata: two\n\n']);
    await isClosed;
  } finally {
    await transport.close();
    await recorder.close();
  }
});

test('fields behind a chunked body are kept', () =>
  check(
    () =>
      'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Check\r\n\r\n2\r\nok\r\n0\r\nX-Check: a\r\nX-Check: b\r\n\r\n',
    (response) =>
      assert.deepEqual(response.trailers, [
        ['X-Check', 'a'],
        ['X-Check', 'b'],
      ]),
  ));

test('files of bodies are private, and nothing is left of them', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'spool-test-'));
  const dead = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' }).trim();
  const crashed = join(parent, `identity-http-body-${dead}-abc123`);
  const others = [`identity-http-body-${process.ppid}-abc123`, 'identity-http-body-x', 'another'];
  for (const path of [crashed, ...others.map((name) => join(parent, name))]) {
    mkdirSync(path);
    writeFileSync(join(path, 'body-1'), 'x');
  }
  const spool = spoolFolder(parent);
  const file = await spool.openFile();
  const names = readdirSync(parent).sort();
  const [own = ''] = names.filter((name) => name.startsWith(`identity-http-body-${process.pid}-`));
  assert.deepEqual(names, [...others, own].sort());
  if (process.platform !== 'win32') {
    assert.equal(statSync(join(parent, own)).mode & 0o777, 0o700);
    assert.deepEqual(readdirSync(join(parent, own)), [], 'an open file has no name');
  }
  await file.append([Buffer.from('o'), Buffer.from('ne ')]);
  await file.append([Buffer.from('two')]);
  assert.equal(Buffer.from(await file.read(2, 100)).toString(), 'e two');
  await file.remove();
  // Somebody who cleans up the folder for temporary files does no harm.
  rmSync(join(parent, own), { recursive: true });
  const second = await spool.openFile();
  await second.append([Buffer.from('x')]);
  await second.remove();
  spool.remove();
  assert.deepEqual(readdirSync(parent).sort(), [...others].sort());
  rmSync(parent, { recursive: true });
});

test('a folder for temporary files that cannot be written keeps the beginning, and says so', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'spool-test-'));
  // No user, however powerful, can make a folder inside of a file.
  writeFileSync(join(parent, 'file'), '');
  await assert.rejects(spoolFolder(join(parent, 'file')).openFile());
  rmSync(parent, { recursive: true });
});

test('a large file is sent from the disk, octet for octet and with its length', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'upload-test-'));
  const path = join(folder, 'large.bin');
  const large = Buffer.alloc(51_000_000, content);
  writeFileSync(path, large);
  const read = await readFileBytes(path, folder);
  assert.ok(read && !(read instanceof Uint8Array) && read.source);
  const body = joinBody([Buffer.from('--a\r\n\r\n'), read.source, Buffer.from('\r\n--a--\r\n')]);
  assert.ok(body?.kind === 'stream');
  assert.equal(body.size, large.byteLength + 16);
  assert.equal(body.bytes.byteLength, 7 + 64 * 1024);
  let hash = createHash('sha256');
  let received = 0;
  let head = '';
  const { createServer } = await import('node:http');
  const server = createServer((request, response) => {
    head = request.rawHeaders.join('|');
    hash = createHash('sha256');
    request.on('data', (chunk: Buffer) => {
      hash.update(chunk);
      received += chunk.byteLength;
    });
    request.on('end', () => response.end('fine'));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
    rmSync(folder, { recursive: true });
  });
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const transport = createTransport();
  const request = { ...buildRequest({ method: 'POST', url: `http://127.0.0.1:${port}/` }), body };
  const outcome = await transport(
    { ...request, headers: [['Content-Length', String(body.size)]] },
    new AbortController().signal,
  );
  assert.ok(outcome.kind === 'response', JSON.stringify(outcome));
  assert.equal(received, body.size);
  assert.doesNotMatch(head, /chunked/i);
  const expected = createHash('sha256').update('--a\r\n\r\n').update(large).update('\r\n--a--\r\n').digest('hex');
  assert.equal(hash.digest('hex'), expected);
  writeFileSync(path, 'shorter');
  const changed = await transport(request, new AbortController().signal);
  assert.ok(changed.kind === 'failure');
  assert.match(changed.message, /changed while it was sent/);
  await transport.close();
});
