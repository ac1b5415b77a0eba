import type { Socket } from 'node:net';
import { rootCertificates } from 'node:tls';
import type { buildConnector, Client } from 'undici';

/** What undici gives us; loaded with the first request, because it is the largest thing in the program. */
export interface Undici {
  readonly Client: typeof Client;
  readonly buildConnector: typeof buildConnector;
}

/** What makes two requests fit for one connection. */
export interface ConnectionKey {
  /** Where the socket goes: scheme, host and port. */
  readonly origin: string;
  readonly verifiesCertificates: boolean;
  readonly allowsHttp2: boolean;
  /** Name the certificate is checked against; differs from the origin's host when a request is sent elsewhere. */
  readonly serverName: string;
}

/**
 * One undici client with at most one socket and one request at a time. That is what lets us say which octets went out
 * for which request, whether any did, and close exactly that socket on cancel, in the connect phase too.
 */
export interface Connection {
  readonly client: Client;
  /** Octets of the next request's head; taken by the first write and never written twice. */
  head: Buffer | undefined;
  /** True once octets of the current request were given to a socket. */
  hasWritten: boolean;
  /** True once a socket stood, TLS included. */
  hasConnected: boolean;
  /** `1.0`, `1.1` or `2`, as the answer says it. */
  httpVersion: string;
  /** Ends the socket and everything that waits for it. */
  readonly destroy: () => void;
}

/** Idle connections that are kept for one key. */
const maximumIdle = 8;
/** Octets of header fields that one answer may have. */
const maximumHeaderBytes = 1024 * 1024;

/** Connections by key; a connection is either lent or idle. */
export interface ConnectionPool {
  readonly take: (key: ConnectionKey) => Connection;
  readonly giveBack: (key: ConnectionKey, connection: Connection) => void;
  readonly close: () => void;
}

/** An empty pool. Idle sockets do not keep the process alive. */
export function buildConnectionPool(undici: Undici, certificateAuthorities?: readonly string[]): ConnectionPool {
  // Naming any replaces Node's own, so those go along.
  const trusted = certificateAuthorities && { ca: [...rootCertificates, ...certificateAuthorities] };
  const idle = new Map<string, Connection[]>();
  const all = new Set<Connection>();
  return {
    take(key) {
      const kept = idle.get(keyText(key))?.pop();
      if (kept) return kept;
      const connection = openConnection(
        { undici, key, trusted },
        {
          // A lent one opens a new socket by itself: the request waits for it and was not written yet.
          onDisconnect: () => {
            const list = idle.get(keyText(key));
            const index = list?.indexOf(connection) ?? -1;
            if (index < 0) return;
            list?.splice(index, 1);
            connection.destroy();
          },
          onDestroy: () => all.delete(connection),
        },
      );
      all.add(connection);
      return connection;
    },
    giveBack(key, connection) {
      if (connection.client.destroyed) return;
      const list = idle.get(keyText(key)) ?? [];
      idle.set(keyText(key), list);
      if (list.length < maximumIdle) list.push(connection);
      else connection.destroy();
    },
    close() {
      for (const connection of all) connection.destroy();
      idle.clear();
    },
  };
}

function keyText(key: ConnectionKey): string {
  return `${key.origin} ${key.serverName} ${key.verifiesCertificates} ${key.allowsHttp2}`;
}

interface ConnectionPlan {
  readonly undici: Undici;
  readonly key: ConnectionKey;
  readonly trusted: { readonly ca: string[] } | undefined;
}

function openConnection(
  { undici, key, trusted }: ConnectionPlan,
  events: { readonly onDisconnect: () => void; readonly onDestroy: () => void },
): Connection {
  let pending: Socket | undefined;
  // Time limits are ours alone: undici's timers are coarse, and ours end every phase.
  const connector = undici.buildConnector({
    ...trusted,
    timeout: 0,
    allowH2: key.allowsHttp2,
    rejectUnauthorized: key.verifiesCertificates,
    servername: isAddress(key.serverName) ? '' : key.serverName,
  });
  const client = new undici.Client(key.origin, {
    pipelining: 1,
    allowH2: key.allowsHttp2,
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maximumHeaderBytes,
    connect: (options, callback) => {
      pending = connect(connector, options, (error, socket) => {
        if (error === null) {
          connection.hasConnected = true;
          watchSocket(connection, socket);
          callback(null, socket);
        } else {
          callback(error, null);
        }
      });
    },
  });
  const connection: Connection = {
    client,
    head: undefined,
    hasWritten: false,
    hasConnected: false,
    httpVersion: '1.1',
    destroy: () => {
      events.onDestroy();
      void client.destroy();
      pending?.destroy();
    },
  };
  client.on('disconnect', events.onDisconnect);
  return connection;
}

type Connect = ReturnType<typeof buildConnector>;
type ConnectOptions = Parameters<Connect>[0];

/** undici's types hide that its connector returns the socket; it is needed to end a connection that is not up yet. */
function connect(
  connector: Connect,
  options: ConnectOptions,
  callback: (...result: [Error, null] | [null, Socket]) => void,
): Socket | undefined {
  const returned: unknown = connector(options, callback);
  return typeof returned === 'object' && returned !== null ? (returned as Socket) : undefined;
}

/**
 * Puts our head in the place of the one undici writes: undici moves and lower-cases `Host`, and adds `connection`.
 * A request without a head left is one that undici would send a second time, and that must never happen.
 */
function watchSocket(connection: Connection, socket: Socket): void {
  const { alpnProtocol } = socket as { alpnProtocol?: unknown };
  if (alpnProtocol === 'h2') {
    connection.httpVersion = '2';
    return;
  }
  const write = socket.write.bind(socket) as (chunk: string | Uint8Array, ...rest: unknown[]) => boolean;
  let readsStatusLine = false;
  let statusLine = '';
  socket.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string') return write(chunk, ...rest);
    const { head } = connection;
    if (!head) throw new Error('A request may be written only once.');
    connection.head = undefined;
    connection.hasWritten = true;
    readsStatusLine = true;
    statusLine = '';
    return write(head);
  };
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (readsStatusLine && chunk instanceof Uint8Array) {
      statusLine += Buffer.from(chunk.subarray(0, statusLineStart.length + 1)).toString('latin1');
      readsStatusLine = statusLine.length <= statusLineStart.length;
      if (statusLine.startsWith(statusLineStart))
        connection.httpVersion = statusLine.startsWith('HTTP/1.0') ? '1.0' : '1.1';
    }
    return chunk;
  };
}

const statusLineStart = 'HTTP/1.';

function isAddress(host: string): boolean {
  return /^[\d.]+$/.test(host) || host.includes(':');
}
