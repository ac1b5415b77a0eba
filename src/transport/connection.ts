import type { Socket } from 'node:net';
import { createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import type { Client } from 'undici';
import type { ConnectionReport } from '../core/exchange/connectionReport';
import type { ChosenProxy } from './chooseProxy';
import { dial } from './dial';
import type { Dialling } from './dial';
import { describeConnection, readSocketFacts, startPhases } from './phaseMarks';
import type { PhaseMarks, SocketFacts } from './phaseMarks';

/** What undici gives us; loaded with the first request, because it is the largest thing in the program. */
export interface Undici {
  readonly Client: typeof Client;
}

/** What makes two requests fit for one connection. */
export interface ConnectionKey {
  /** Where the request goes: scheme, host and port. */
  readonly origin: string;
  readonly verifiesCertificates: boolean;
  readonly allowsHttp2: boolean;
  /** Name the certificate is checked against; differs from the origin's host when a request is sent elsewhere. */
  readonly serverName: string;
  readonly proxy: ChosenProxy | undefined;
  /** The proxy is asked for the answer itself, with the whole address in the request line. */
  readonly isForwarded: boolean;
  /** Names the authorities and the client certificate. */
  readonly trustName: string;
  readonly trust: () => SecureContext;
  readonly offersClientCertificate: boolean;
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
  /** Of the current request. */
  marks: PhaseMarks;
  /** Milliseconds for making the connection, when the current request needs a new one; 0 is none. */
  connectTimeout: number;
  facts: SocketFacts | undefined;
  /** What the socket said first: undici may hand out a later and poorer error, as for an alert of TLS. */
  socketError: Error | undefined;
  /** How the current request went over the wire, as far as it came. */
  readonly report: () => ConnectionReport;
  /** Ends the socket and everything that waits for it. */
  readonly destroy: () => void;
}

/** Idle connections that are kept for one key. */
const maximumIdle = 8;
/** Octets of header fields that one answer may have. */
const maximumHeaderBytes = 1024 * 1024;

/** Connections by key; a connection is either lent or idle. */
export interface ConnectionPool {
  /** Ready for one request: nothing of an earlier one is left in it. */
  readonly take: (key: ConnectionKey) => Connection;
  readonly giveBack: (key: ConnectionKey, connection: Connection) => void;
  readonly close: () => void;
}

/** An empty pool. Idle sockets do not keep the process alive. */
export function buildConnectionPool(undici: Undici): ConnectionPool {
  const idle = new Map<string, Connection[]>();
  const all = new Set<Connection>();
  return {
    take(key) {
      const kept = idle.get(keyText(key))?.pop();
      if (kept) return begin(kept);
      const connection = openConnection(undici, key, {
        // A lent one opens a new socket by itself: the request waits for it and was not written yet.
        onDisconnect: () => {
          const list = idle.get(keyText(key));
          const index = list?.indexOf(connection) ?? -1;
          if (index < 0) return;
          list?.splice(index, 1);
          connection.destroy();
        },
        onDestroy: () => all.delete(connection),
      });
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

function begin(connection: Connection): Connection {
  connection.marks = startPhases();
  connection.hasWritten = false;
  connection.socketError = undefined;
  return connection;
}

function keyText(key: ConnectionKey): string {
  const { proxy } = key;
  return JSON.stringify([
    key.origin,
    key.serverName,
    key.verifiesCertificates,
    key.allowsHttp2,
    key.trustName,
    proxy && [proxy.url, proxy.authorization, proxy.credentials, proxy.verifies, key.isForwarded],
  ]);
}

function openConnection(
  undici: Undici,
  key: ConnectionKey,
  events: { readonly onDisconnect: () => void; readonly onDestroy: () => void },
): Connection {
  let dialling: Dialling | undefined;
  const client = new undici.Client(key.origin, {
    pipelining: 1,
    allowH2: key.allowsHttp2,
    // Time limits are ours alone: undici's timers are coarse, and ours end every phase.
    headersTimeout: 0,
    bodyTimeout: 0,
    maxHeaderSize: maximumHeaderBytes,
    connect: (_, callback) => {
      connection.hasConnected = false;
      dialling = dialFor(key, connection);
      dialling.socket.then(
        (socket) => {
          connection.hasConnected = true;
          socket.once('error', (error) => {
            connection.socketError ??= error;
          });
          connection.facts = readSocketFacts(socket, { offersCertificate: key.offersClientCertificate });
          watchSocket(connection, socket);
          callback(null, socket);
        },
        (error: unknown) => callback(error instanceof Error ? error : new Error('The connection failed.'), null),
      );
    },
  });
  const connection: Connection = {
    client,
    head: undefined,
    hasWritten: false,
    hasConnected: false,
    httpVersion: '1.1',
    marks: startPhases(),
    connectTimeout: 0,
    facts: undefined,
    socketError: undefined,
    report: () =>
      describeConnection(connection.marks, connection.facts, {
        proxy: key.proxy,
        isFramed: connection.httpVersion === '2',
      }),
    destroy: () => {
      events.onDestroy();
      void client.destroy();
      dialling?.cancel();
    },
  };
  client.on('disconnect', events.onDisconnect);
  return connection;
}

function dialFor(key: ConnectionKey, connection: Connection): Dialling {
  const { protocol, hostname, port } = new URL(key.origin);
  const isTls = protocol === 'https:';
  return dial({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (isTls ? 443 : 80) : Number(port),
    tls: isTls
      ? {
          context: key.trust,
          verifies: key.verifiesCertificates,
          serverName: key.serverName,
          offersHttp2: key.allowsHttp2,
        }
      : undefined,
    proxy: key.proxy,
    isForwarded: key.isForwarded,
    proxyContext: () => createSecureContext(),
    timeout: connection.connectTimeout,
    marks: connection.marks,
  });
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
  const send = (octets: Uint8Array): boolean => {
    const { marks } = connection;
    marks.sentBytes += octets.byteLength;
    return write(octets, () => {
      marks.sentAt = performance.now();
    });
  };
  socket.write = (chunk: string | Uint8Array, ...rest: unknown[]): boolean => {
    if (typeof chunk !== 'string') return rest.length === 0 ? send(chunk) : write(chunk, ...rest);
    const { head } = connection;
    if (!head) throw new Error('A request may be written only once.');
    connection.head = undefined;
    connection.hasWritten = true;
    readsStatusLine = true;
    statusLine = '';
    return send(head);
  };
  const read = socket.read.bind(socket);
  socket.read = (size?: number): unknown => {
    const chunk: unknown = read(size);
    if (chunk instanceof Uint8Array) {
      connection.marks.firstByteAt ??= performance.now();
      connection.marks.receivedBytes += chunk.byteLength;
    }
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
