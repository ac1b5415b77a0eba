import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { TlsOptions } from 'node:tls';

/** A proxy that is written for tests: what it got is kept as it came, one character for each octet. */
export interface TestProxy {
  readonly port: number;
  /** Everything that was said to the proxy itself, connection by connection; not what went through a tunnel. */
  readonly heard: readonly string[];
  readonly openSockets: ReadonlySet<Socket>;
  readonly close: () => Promise<void>;
}

/** What a proxy of HTTP answers to a CONNECT; `tunnel` opens the way, `undefined` says nothing. */
export type ConnectAnswer = 'tunnel' | string | undefined;

/** CONNECT only, and whole addresses are answered by `answerForward`. `to` is where every way leads. */
export function startHttpProxy(
  options: {
    readonly to?: number;
    readonly answer?: (head: string, socket: Socket) => ConnectAnswer;
    readonly answerForward?: (head: string) => string;
  },
  tls?: TlsOptions,
): Promise<TestProxy> {
  return startProxy((socket, heard) => {
    readHead(socket, (head) => {
      heard.push(head);
      if (!head.startsWith('CONNECT ')) {
        socket.write(options.answerForward?.(head) ?? '', 'latin1');
        return;
      }
      const answer = options.answer ? options.answer(head, socket) : 'tunnel';
      if (answer === 'tunnel') join(socket, options.to ?? 0, 'HTTP/1.1 200 Connection established\r\n\r\n');
      else if (answer !== undefined) socket.write(answer, 'latin1');
    });
  }, tls);
}

/** SOCKS 5; with `credentials` it wants exactly these. `reply` other than 0 refuses. */
export function startSocksProxy(options: {
  readonly to?: number;
  readonly credentials?: readonly [user: string, password: string];
  readonly reply?: number;
  readonly greeting?: string;
}): Promise<TestProxy> {
  return startProxy((socket, heard) => {
    const wanted = options.credentials ? 2 : 0;
    let step: 'greeting' | 'credentials' | 'request' | 'open' = 'greeting';
    socket.on('data', (chunk: Buffer) => {
      if (step === 'open') return;
      heard.push(chunk.toString('latin1'));
      switch (step) {
        case 'greeting':
          if (options.greeting !== undefined) {
            socket.write(options.greeting, 'latin1');
            return;
          }
          step = wanted === 2 ? 'credentials' : 'request';
          socket.write(Buffer.from([5, chunk.subarray(2).includes(wanted) ? wanted : 255]));
          return;
        case 'credentials': {
          const [user, password] = options.credentials ?? ['', ''];
          const expected = `\x01${String.fromCharCode(user.length)}${user}${String.fromCharCode(password.length)}${password}`;
          step = 'request';
          socket.write(Buffer.from([1, chunk.toString('latin1') === expected ? 0 : 1]));
          return;
        }
        case 'request': {
          step = 'open';
          const reply = String.fromCharCode(5, options.reply ?? 0, 0, 1, 127, 0, 0, 1, 0, 1);
          if ((options.reply ?? 0) === 0) join(socket, options.to ?? 0, reply);
          else socket.write(reply, 'latin1');
        }
      }
    });
  });
}

async function startProxy(serve: (socket: Socket, heard: string[]) => void, tls?: TlsOptions): Promise<TestProxy> {
  const heard: string[] = [];
  const openSockets = new Set<Socket>();
  const accept = (socket: Socket): void => {
    openSockets.add(socket);
    socket.on('close', () => openSockets.delete(socket));
    socket.on('error', () => undefined);
    serve(socket, heard);
  };
  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    openSockets,
    close: () =>
      new Promise((resolve) => {
        for (const socket of openSockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}

function readHead(socket: Socket, take: (head: string) => void): void {
  let octets = '';
  const listen = (chunk: Buffer): void => {
    octets += chunk.toString('latin1');
    const end = octets.indexOf('\r\n\r\n');
    if (end < 0) return;
    const head = octets.slice(0, end + 4);
    octets = octets.slice(end + 4);
    if (head.startsWith('CONNECT ')) socket.off('data', listen);
    take(head);
  };
  socket.on('data', listen);
}

function join(socket: Socket, port: number, greeting: string): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write(greeting, 'latin1');
    socket.pipe(onward).pipe(socket);
  });
  onward.on('error', () => socket.destroy());
  socket.on('close', () => onward.destroy());
}
