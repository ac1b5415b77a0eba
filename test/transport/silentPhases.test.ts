import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { FailureCode, HttpResponse, TransportFailure } from '../../src/core/exchange/exchange';
import type { ResolvedRequest } from '../../src/core/request/resolvedRequest';
import { createTransport } from '../../src/transport/createTransport';
import { buildRequest } from '../support/exchanges';
import { openStuckListener } from '../support/stuckListener';
import type { StuckListener } from '../support/stuckListener';

/** Where a server falls silent. `reached` is to be called when it has. */
interface Phase {
  readonly name: string;
  readonly request: (port: number) => Partial<Omit<ResolvedRequest, 'body'>> & { body?: Uint8Array };
  readonly serve: ((socket: Socket, reached: () => void) => void) | 'stuck';
  readonly timeout: RegExp;
  readonly mayHaveReachedServer: boolean;
}

const plain = (port: number) => ({ url: `http://127.0.0.1:${port}/`, method: 'POST', body: Buffer.from('{}') });

/** Answers the first octets of a request with some of its own, and says no more. */
const answering = (octets: string) => (socket: Socket, reached: () => void) =>
  void socket.once('data', () => (octets === '' ? reached() : socket.write(octets, reached)));

const phases: readonly Phase[] = [
  {
    name: 'while TCP connects',
    request: plain,
    serve: 'stuck',
    timeout: /^No connection to 127\.0\.0\.1:\d+ was made within 60 ms\.$/,
    mayHaveReachedServer: false,
  },
  {
    name: 'while TLS is agreed on',
    request: (port) => ({ ...plain(port), url: `https://127.0.0.1:${port}/` }),
    serve: answering(''),
    timeout: /^No connection .* within 60 ms: it was connected to, but said nothing to agree on TLS\.$/,
    mayHaveReachedServer: false,
  },
  ...['http', 'socks5'].map((scheme) => ({
    name: `while a proxy of ${scheme} is asked`,
    request: (port: number) => ({
      ...plain(port),
      url: 'https://api.example.com/',
      connection: { proxy: { kind: 'proxy' as const, url: `${scheme}://127.0.0.1:${port}`, source: 'the test' } },
    }),
    serve: answering(''),
    timeout: /^No connection .* within 60 ms: the proxy .* was connected to, but did not open the way\.$/,
    mayHaveReachedServer: false,
  })),
  {
    name: 'while the body is sent',
    request: (port) => ({ ...plain(port), body: new Uint8Array(50_000_000) }),
    serve: (socket, reached) => void socket.once('data', () => (socket.pause(), reached())),
    timeout: /did not answer within 60 ms\.$/,
    mayHaveReachedServer: true,
  },
  {
    name: 'before the answer',
    request: plain,
    serve: answering(''),
    timeout: /did not answer within 60 ms\.$/,
    mayHaveReachedServer: true,
  },
  {
    name: 'inside the head',
    request: plain,
    serve: answering('HTTP/1.1 200 OK\r\nContent-Ty'),
    timeout: /did not answer within 60 ms\.$/,
    mayHaveReachedServer: true,
  },
];

let stuck: StuckListener;

before(async () => {
  stuck = await openStuckListener();
});

after(() => stuck.close());

/** Sends to a server that falls silent; `act` is done in that moment. */
async function check(
  phase: Phase,
  act: () => void,
  { timeout, signal }: { readonly timeout: number; readonly signal: AbortSignal },
): Promise<HttpResponse | TransportFailure> {
  const { serve } = phase;
  const closings: Promise<unknown>[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    closings.push(new Promise((resolve) => socket.on('close', resolve)));
    if (serve !== 'stuck') serve(socket, act);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const transport = createTransport({ timeoutMilliseconds: timeout });
  await transport.prepare();
  const port = serve === 'stuck' ? stuck.port : (server.address() as AddressInfo).port;
  const sent = transport(buildRequest(phase.request(port)), signal);
  if (serve === 'stuck') await turns(20, act);
  const outcome = await sent;
  // A socket that reads nothing does not see that the other side is gone, and is not ours.
  if (phase.name !== 'while the body is sent') await Promise.all(closings);
  await transport.close();
  server.close();
  return outcome;
}

async function turns(count: number, act: () => void): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
  act();
}

function assertFailure(outcome: HttpResponse | TransportFailure, code: FailureCode, phase: Phase): string {
  assert.ok(outcome.kind === 'failure');
  assert.equal(outcome.code, code);
  assert.equal(outcome.mayHaveReachedServer, phase.mayHaveReachedServer);
  return outcome.message;
}

for (const phase of phases) {
  test(`cancelled ${phase.name} it ends at once`, async () => {
    const cancel = new AbortController();
    let left = mostTurns;
    let isOver = false;
    const countDown = (): void => {
      if (isOver || left === 0) return;
      left -= 1;
      setImmediate(countDown);
    };
    const act = (): void => {
      cancel.abort();
      countDown();
    };
    // Without a time limit, so that nothing else can end it.
    const outcome = await check(phase, act, { timeout: 0, signal: cancel.signal }).finally(() => {
      isOver = true;
    });
    assertFailure(outcome, 'aborted', phase);
    assert.ok(left > 0, `it took more than ${mostTurns} turns of the event loop`);
  });

  test(`silent ${phase.name} it ends with the time limit`, async () => {
    const outcome = await check(phase, () => undefined, { timeout: 60, signal: new AbortController().signal });
    assert.match(assertFailure(outcome, 'timeout', phase), phase.timeout);
  });
}

/** Nothing is waited for after a cancel but the sockets: a count, because a time would fail on a busy machine. */
const mostTurns = 100;
