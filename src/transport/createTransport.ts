import type { HttpResponse, ResponseProgress, Transport, TransportFailure } from '../core/exchange/exchange';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { abortedFailure, timeoutFailure, unusableProxyFailure } from './attemptFailures';
import type { AttemptFacts } from './attemptFailures';
import { authenticate } from './authenticate';
import { buildResponse } from './buildResponse';
import { checkRequest } from './checkRequest';
import { buildConnectionPool } from './connection';
import type { ConnectionPool } from './connection';
import type { HostConnections, ReadHostConnections } from './connectionOptions';
import { describeFailure } from './describeFailure';
import { exchangeOctets } from './exchangeOctets';
import { hostAndPort, planConnection } from './planConnection';
import { encodeHead } from './requestHead';
import { spoolFolder } from './spoolFolder';
import type { SpoolFolder } from './spoolFolder';
import { createTrustStore } from './trust';
import type { TrustStore } from './trust';

export interface TransportOptions {
  /** For requests that bring no limit of their own; 0 means none. */
  readonly timeoutMilliseconds?: number;
  /** Octets of one body, on the wire and decoded. What arrived until then is kept. Asked for every request. */
  readonly maximumBodyBytes?: number | (() => number | undefined);
  /** Octets of one body that are kept in memory; what is more goes to a private file. Asked for every request. */
  readonly memoryBodyBytes?: number | (() => number | undefined);
  /** Proxies, trust and exceptions of this machine; left out there are none. */
  readonly connections?: ReadHostConnections;
}

/** A transport with connections of its own. */
export interface NetworkTransport extends Transport {
  /** Loads what the first request needs, so that it need not wait for it. */
  readonly prepare: () => Promise<void>;
  /** Ends every connection. A later request opens new ones. */
  readonly close: () => Promise<void>;
}

const defaultTimeout = 120_000;
const defaultMaximumBody = 2048 * 1024 * 1024;
const defaultMemoryBody = 4 * 1024 * 1024;

/**
 * One hop through undici. Method, target, header fields and body go out octet for octet as the request has them, over
 * HTTP/1.1 unless the request says HTTP/2. Nothing is sent twice, no redirect is followed, no cookie kept. Connections
 * are reused. undici is loaded with the first request.
 */
export function createTransport(options: TransportOptions = {}): NetworkTransport {
  let network: Promise<Network> | undefined;
  const loadNetwork = (): Promise<Network> => {
    network ??= import('./undici').then((undici) => ({
      connections: buildConnectionPool(undici),
      trust: createTrustStore(),
    }));
    return network;
  };
  const spool = spoolFolder();
  const transport: Transport = authenticate(async (request, signal, progress) => {
    if (signal.aborted) return abortedFailure(false);
    const problem = checkRequest(request);
    if (problem) return problem;
    const loaded = await loadNetwork();
    const host = (await options.connections?.()) ?? {};
    if (signal.aborted) return abortedFailure(false);
    return sendOnce(loaded, request, { options, host, spool, progress }, signal);
  });
  return Object.assign(transport, {
    prepare: async () => {
      await loadNetwork();
    },
    close: async () => {
      const open = await network;
      open?.connections.close();
    },
  });
}

interface Network {
  readonly connections: ConnectionPool;
  readonly trust: TrustStore;
}

/** What one send needs beside the request. */
interface SendMeans {
  readonly host: HostConnections;
  readonly options: TransportOptions;
  readonly spool: SpoolFolder;
  readonly progress: ResponseProgress | undefined;
}

async function sendOnce(
  { connections, trust }: Network,
  request: ResolvedRequest,
  { options, host, spool, progress }: SendMeans,
  signal: AbortSignal,
): Promise<HttpResponse | TransportFailure> {
  const key = planConnection(request, host, trust);
  if ('unusableProxy' in key) return unusableProxyFailure(key.unusableProxy);
  const connection = connections.take(key);
  connection.head = encodeHead(request, key);
  connection.connectTimeout = request.connection?.connectTimeoutMilliseconds ?? host.connectTimeoutMilliseconds ?? 0;
  const limit = numberOf(options.maximumBodyBytes) ?? defaultMaximumBody;
  const memoryLimit = Math.min(limit, numberOf(options.memoryBodyBytes) ?? defaultMemoryBody);
  const timeout = request.timeoutMilliseconds ?? options.timeoutMilliseconds ?? defaultTimeout;
  const ending = await exchangeOctets(connection, request, {
    limit,
    memoryLimit,
    timeout,
    signal,
    progress,
    openFile: spool.openFile,
  });
  const facts: AttemptFacts = {
    host: new URL(key.origin).host,
    isTls: key.origin.startsWith('https:'),
    mayHaveReachedServer: connection.hasWritten || (connection.httpVersion === '2' && connection.hasConnected),
    certificateHost: hostAndPort(new URL(request.url)),
    offersClientCertificate: key.offersClientCertificate,
    adviseAllowing: host.adviseAllowing,
    connection: connection.report(),
  };
  if (ending.kind === 'whole') connections.giveBack(key, connection);
  else connection.destroy();
  if (ending.kind === 'cancelled' && !ending.receiver?.wireSize()) {
    return abortedFailure(facts.mayHaveReachedServer, facts.connection);
  }
  if (!ending.head || !ending.receiver) {
    if (ending.kind === 'timeout') return timeoutFailure(facts, timeout);
    const error = ending.kind === 'broken' ? ending.error : undefined;
    // A socket that ends because of a file that cannot be read on is not the reason.
    const isOfBody = ending.kind === 'broken' && ending.isOfBody === true;
    return describeFailure(isOfBody ? error : (connection.socketError ?? error), facts);
  }
  return buildResponse(
    request,
    connection,
    { ...ending, head: ending.head, receiver: ending.receiver },
    { limit, timeout, facts },
  );
}

function numberOf(option: number | (() => number | undefined) | undefined): number | undefined {
  return typeof option === 'function' ? option() : option;
}
