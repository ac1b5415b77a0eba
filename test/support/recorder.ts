import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';

/** One request as its octets came, one character for each. */
export interface RecordedRequest {
  /** Request line and fields, up to and with the blank line. */
  readonly head: string;
  readonly body: string;
  /** Counts from 0 over all connections. */
  readonly index: number;
  /** Which connection it came on, from 0. */
  readonly connection: number;
}

/** Octets to answer with; or a function that does with the socket what it wants. */
export type Answer = (request: RecordedRequest, socket: Socket) => string | Uint8Array | undefined;

export interface Recorder {
  readonly origin: string;
  readonly port: number;
  readonly requests: readonly RecordedRequest[];
  /** Sockets that are open now. */
  readonly openSockets: ReadonlySet<Socket>;
  readonly connections: () => number;
  readonly close: () => Promise<void>;
}

/** A server that knows TCP and nothing else: what it records is what was on the wire. */
export async function startRecorder(answer: Answer, tls?: TlsOptions): Promise<Recorder> {
  const requests: RecordedRequest[] = [];
  const openSockets = new Set<Socket>();
  let connections = 0;
  const serve = (socket: Socket): void => {
    const connection = connections++;
    let pending = '';
    openSockets.add(socket);
    socket.on('close', () => openSockets.delete(socket));
    socket.on('error', () => undefined);
    socket.on('data', (chunk) => {
      pending += chunk.toString('latin1');
      for (let request = cutRequest(pending); request; request = cutRequest(pending)) {
        pending = pending.slice(request.head.length + request.body.length);
        const recorded = { ...request, index: requests.length, connection };
        requests.push(recorded);
        const octets = answer(recorded, socket);
        if (octets !== undefined && !socket.destroyed)
          socket.write(typeof octets === 'string' ? Buffer.from(octets, 'latin1') : octets);
      }
    });
  };
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    origin: `${tls ? 'https://localhost' : 'http://127.0.0.1'}:${port}`,
    port,
    requests,
    openSockets,
    connections: () => connections,
    close: () =>
      new Promise((resolve) => {
        for (const socket of openSockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

/** A request that is there whole, by its Content-Length. */
function cutRequest(octets: string): { head: string; body: string } | undefined {
  const end = octets.indexOf('\r\n\r\n');
  if (end < 0) return undefined;
  const head = octets.slice(0, end + 4);
  const length = Number(/^content-length:\s*(\d+)/im.exec(head)?.[1] ?? 0);
  const body = octets.slice(end + 4, end + 4 + length);
  return body.length === length ? { head, body } : undefined;
}
