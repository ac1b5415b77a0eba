import test from 'node:test';
import assert from 'node:assert/strict';
import { Worker } from 'node:worker_threads';
import { searchBody } from '../../src/core/exchange/searchBody';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';

/** A long run takes what the product promises; a short one shows that the size of a body is nothing to the memory. */
const megabytes = process.env['FUZZ_RUNS'] === undefined ? 192 : 1024;
const allowed = 64 * 1024 * 1024;

const server = `
const { parentPort } = require('node:worker_threads');
const { createServer } = require('node:http');
const piece = Buffer.alloc(1024 * 1024, '0123456789abcdef');
const server = createServer((request, response) => {
  let left = Number(request.url.slice(1));
  response.writeHead(200, { 'Content-Type': 'text/plain', 'Content-Length': (left + 1) * piece.length });
  const write = () => {
    while (left-- > 0) if (!response.write(piece)) return response.once('drain', write);
    const last = Buffer.from(piece);
    last.write('needle', piece.length - 100);
    response.end(last);
  };
  write();
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** What this thread holds; the server is in another one. */
function held(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test(`an answer of ${megabytes} MB takes no more than 64 MB of memory, and is read and searched to its end`, async () => {
  const worker = new Worker(server, { eval: true });
  const port = await new Promise<number>((resolve) => worker.once('message', resolve));
  const transport = createTransport({ timeoutMilliseconds: 0 });
  const send = (size: number) =>
    transport(buildRequest({ url: `http://127.0.0.1:${port}/${size}` }), new AbortController().signal);
  try {
    await send(1);
    const before = held();
    let peak = before;
    const watching = setInterval(() => {
      peak = Math.max(peak, held());
    }, 5);
    const outcome = await send(megabytes);
    assert.ok(outcome.kind === 'response');
    const { body } = outcome;
    assert.equal(body.size, (megabytes + 1) * 1024 * 1024);
    const search = { query: 'needle', matchCase: true, maximum: 10 };
    const { matches } = await searchBody(body, search, new AbortController().signal);
    clearInterval(watching);
    assert.deepEqual(
      matches.map(({ offset }) => offset),
      [body.size - 100],
    );
    peak = Math.max(peak, held());
    assert.ok(peak - before < allowed, `it grew by ${Math.round((peak - before) / 1024 / 1024)} MB`);
  } finally {
    await transport.close();
    await worker.terminate();
  }
});
