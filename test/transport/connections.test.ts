import test from 'node:test';
import assert from 'node:assert/strict';
import type { HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import { createTransport } from '../../src/transport/createTransport';
import type { NetworkTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { startRecorder } from '../support/recorder';
import type { Answer, Recorder } from '../support/recorder';

/** A recorder and a transport for one test. */
async function check(
  answer: Answer,
  run: (send: Send, recorder: Recorder, transport: NetworkTransport) => Promise<void>,
): Promise<void> {
  const recorder = await startRecorder(answer);
  const transport = createTransport({ timeoutMilliseconds: 10_000 });
  try {
    await run(
      (method, signal = new AbortController().signal) =>
        transport(
          buildRequest({ method, url: `${recorder.origin}/`, ...(method === 'POST' ? { body: '{}' } : {}) }),
          signal,
        ),
      recorder,
      transport,
    );
  } finally {
    await transport.close();
    await recorder.close();
  }
}

type Send = (method: string, signal?: AbortSignal) => Promise<HttpResponse | TransportFailure>;

const fine = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';

test('requests one after another share a connection', () =>
  check(
    () => fine,
    async (send, recorder) => {
      for (let count = 0; count < 5; count++) assert.equal((await send('POST')).kind, 'response');
      assert.equal(recorder.connections(), 1);
    },
  ));

test('requests at the same time have a connection each, and none waits for another', () =>
  check(
    (request, socket) => {
      // Every answer waits until all requests are here: one behind another would wait for ever.
      waiting.push(socket);
      if (request.index === 29) for (const one of waiting.splice(0)) one.write(fine);
      return undefined;
    },
    async (send, recorder) => {
      const outcomes = await Promise.all(Array.from({ length: 30 }, () => send('GET')));
      assert.ok(outcomes.every((outcome) => outcome.kind === 'response'));
      assert.equal(recorder.connections(), 30);
    },
  ));

const waiting: { write: (text: string) => unknown }[] = [];

test('a create on a kept connection that is closed on reuse is sent once', () =>
  check(
    (request, socket) => {
      if (request.index === 1) {
        socket.destroy();
        return undefined;
      }
      return fine;
    },
    async (send, recorder) => {
      assert.equal((await send('POST')).kind, 'response');
      const second = await send('POST');
      assert.equal(second.kind === 'failure' && second.code, 'connection-reset');
      assert.equal(second.kind === 'failure' && second.mayHaveReachedServer, true);
      assert.equal((await send('GET')).kind, 'response');
      assert.deepEqual(
        recorder.requests.map(({ head }) => head.split(' ')[0]),
        ['POST', 'POST', 'GET'],
      );
    },
  ));

test('no method is sent twice, not even a safe one', async () => {
  for (const method of ['GET', 'PUT', 'DELETE', 'POST']) {
    await check(
      (request, socket) => {
        if (request.index > 0) socket.resetAndDestroy();
        return request.index > 0 ? undefined : fine;
      },
      async (send, recorder) => {
        await send(method);
        assert.equal((await send(method)).kind, 'failure');
        assert.equal(recorder.requests.length, 2);
      },
    );
  }
});

test('a connection that was closed while idle is replaced, and nothing is lost', () =>
  check(
    () => fine,
    async (send, recorder) => {
      await send('GET');
      const [socket] = recorder.openSockets;
      const closed = new Promise((resolve) => socket?.on('close', resolve));
      socket?.end();
      await closed;
      assert.equal((await send('POST')).kind, 'response');
      assert.deepEqual([recorder.requests.length, recorder.connections()], [2, 2]);
    },
  ));

test('a server that announces the end of a connection gets no further request on it', () =>
  check(
    (_, socket) => {
      socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok');
      return undefined;
    },
    async (send, recorder) => {
      for (let count = 0; count < 3; count++) assert.equal((await send('POST')).kind, 'response');
      assert.deepEqual([recorder.requests.length, recorder.connections()], [3, 3]);
    },
  ));

const phases: readonly (readonly [string, string | undefined])[] = [
  ['before the answer', undefined],
  ['inside the head', 'HTTP/1.1 200 OK\r\nContent-Le'],
  ['inside the body', 'HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf'],
];

for (const [phase, octets] of phases) {
  test(`cancelling ${phase} closes the socket`, () => {
    const cancel = new AbortController();
    let closed: Promise<unknown> = Promise.resolve();
    return check(
      (_, socket) => {
        closed = new Promise((resolve) => socket.on('close', resolve));
        if (octets === undefined) cancel.abort();
        else socket.write(octets, () => setImmediate(() => cancel.abort()));
        return undefined;
      },
      async (send, recorder) => {
        const outcome = await send('POST', cancel.signal);
        assert.equal(outcome.kind === 'failure' && outcome.code, 'aborted');
        assert.equal(outcome.kind === 'failure' && outcome.mayHaveReachedServer, true);
        await closed;
        assert.equal(recorder.openSockets.size, 0);
        assert.equal(recorder.requests.length, 1);
      },
    );
  });
}

test('cancelling before the request goes out sends nothing', () =>
  check(
    () => fine,
    async (send, recorder) => {
      const outcome = await send('POST', AbortSignal.abort());
      assert.equal(outcome.kind === 'failure' && outcome.mayHaveReachedServer, false);
      assert.equal(recorder.connections(), 0);
    },
  ));

test('a body may be cancelled while it is sent', async () => {
  // The server never reads, so the body cannot leave the machine whole.
  const recorder = await startRecorder(() => undefined);
  const transport = createTransport();
  const cancel = new AbortController();
  const sent = transport(
    buildRequest({ method: 'POST', url: recorder.origin, body: new Uint8Array(50_000_000) }),
    cancel.signal,
  );
  setImmediate(() => cancel.abort());
  const outcome = await sent;
  assert.equal(outcome.kind === 'failure' && outcome.code, 'aborted');
  await transport.close();
  await recorder.close();
});

test('closing ends kept connections, and a later request opens a new one', () =>
  check(
    () => fine,
    async (send, recorder, transport) => {
      await send('GET');
      const closed = Promise.all(
        [...recorder.openSockets].map((socket) => new Promise((resolve) => socket.on('close', resolve))),
      );
      await transport.close();
      await closed;
      assert.equal(recorder.openSockets.size, 0);
      assert.equal((await send('GET')).kind, 'response');
    },
  ));

test('the answer keeps names, order and repeats of its fields', () =>
  check(
    (_, socket) => {
      socket.end(
        'HTTP/1.0 299 Quite Fine\r\nSET-Cookie: a=1\r\nX: \xc3\xab\r\nset-cookie: b=2\r\nY: \xeb\r\n\r\n',
        'latin1',
      );
      return undefined;
    },
    async (send) => {
      const outcome = await send('GET');
      assert.ok(outcome.kind === 'response');
      assert.deepEqual([outcome.httpVersion, outcome.status, outcome.statusText], ['1.0', 299, 'Quite Fine']);
      assert.deepEqual(outcome.headers, [
        ['SET-Cookie', 'a=1'],
        ['X', 'ë'],
        ['set-cookie', 'b=2'],
        ['Y', 'ë'],
      ]);
    },
  ));
