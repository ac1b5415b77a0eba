import { Readable } from 'node:stream';
import { mediaTypeOf } from '../core/exchange/decodeText';
import type { HttpResponse, ResponseProgress, Transport, TransportFailure } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import type { HeaderPair, ResolvedRequest } from '../core/request/resolvedRequest';
import { authenticate } from './authenticate';
import { checkRequest } from './checkRequest';
import { buildConnectionPool } from './connection';
import type { Connection, ConnectionPool } from './connection';
import type { HostConnections, ReadHostConnections } from './connectionOptions';
import { cutNote } from './decodeContent';
import { abortedFailure, describeFailure, formatTime, timeoutFailure, unusableProxyFailure } from './describeFailure';
import type { AttemptFacts } from './describeFailure';
import { hostAndPort, planConnection } from './planConnection';
import { receiveBody } from './receiveBody';
import type { BodyReceiver } from './receiveBody';
import { encodeHead } from './requestHead';
import { requestTarget } from './requestTarget';
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

/** How the octets ended. `head` and `receiver` are there once a final status arrived. */
type Ending = (
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'broken'; readonly error: unknown; readonly isOfBody?: boolean }
) & {
  readonly head: ResponseHead | undefined;
  readonly receiver: BodyReceiver | undefined;
  readonly trailers: readonly HeaderPair[];
};

interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderPair[];
}

interface Bounds {
  readonly limit: number;
  readonly memoryLimit: number;
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly progress: ResponseProgress | undefined;
  readonly openFile: SpoolFolder['openFile'];
}

function exchangeOctets(connection: Connection, request: ResolvedRequest, bounds: Bounds): Promise<Ending> {
  return new Promise((resolve) => {
    let head: ResponseHead | undefined;
    let receiver: BodyReceiver | undefined;
    let trailers: readonly HeaderPair[] = [];
    let isOver = false;
    let telling: NodeJS.Timeout | undefined;
    type Kind =
      { kind: 'whole' | 'cut' | 'cancelled' | 'timeout' } | { kind: 'broken'; error: unknown; isOfBody?: boolean };
    const finish = (kind: Kind): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      clearInterval(telling);
      bounds.signal.removeEventListener('abort', cancel);
      resolve({ ...kind, head, receiver, trailers });
    };
    const cancel = (): void => finish({ kind: 'cancelled' });
    const timer = bounds.timeout > 0 ? setTimeout(() => finish({ kind: 'timeout' }), bounds.timeout) : undefined;
    bounds.signal.addEventListener('abort', cancel, { once: true });
    try {
      // The reason why a file could not be read on is told before the socket that ends because of it.
      const body = openBody(request, (error) => finish({ kind: 'broken', error, isOfBody: true }));
      connection.client.dispatch(
        { ...dispatchOptions(request), body },
        {
          // Without it undici takes the handler for one of its older kind.
          onRequestStart: () => undefined,
          onResponseStart: (controller, status, _, statusText) => {
            if (status < 200 || isOver) return;
            connection.marks.firstByteAt ??= performance.now();
            head = { status, statusText: statusText ?? '', headers: headerPairs(controller.rawHeaders) };
            receiver = receiveBody({
              ...bounds,
              encoding: contentEncoding(head),
              onRoom: () => controller.resume(),
              onFull: () => finish({ kind: 'cut' }),
            });
            // Whoever watches a stream ends it; a limit would end it in the middle of a sentence.
            if (bounds.progress && mediaTypeOf(head.headers) === 'text/event-stream') clearTimeout(timer);
            telling = bounds.progress && tellProgress(bounds.progress, connection, head, receiver);
          },
          onResponseData: (controller, chunk) => {
            if (!isOver && receiver?.write(chunk) === false) controller.pause();
          },
          onResponseEnd: (controller) => {
            trailers = headerPairs(controller.rawTrailers);
            finish({ kind: 'whole' });
          },
          onResponseError: (_, error) => finish({ kind: 'broken', error }),
        },
      );
    } catch (error) {
      finish({ kind: 'broken', error });
    }
  });
}

function openBody({ body }: ResolvedRequest, onError: (error: unknown) => void): Readable | Uint8Array | null {
  if (body?.kind !== 'stream') return body?.bytes ?? null;
  return Readable.from(body.open(), { objectMode: false }).once('error', onError);
}

function dispatchOptions(request: ResolvedRequest): Parameters<Connection['client']['dispatch']>[0] {
  const url = new URL(request.url);
  const closes = request.httpVersion === '1.0' || /\bclose\b/i.test(lookupHeader(request.headers, 'connection') ?? '');
  return {
    path: requestTarget(request.url),
    // undici's type knows the common ones only; checkRequest has seen that it is a token.
    method: request.method,
    headers: http2Headers(request, url),
    ...(closes ? { reset: true } : {}),
  };
}

/** Over HTTP/1 our own head replaces these, so they matter to HTTP/2 alone, which has no connection fields. */
function http2Headers(request: ResolvedRequest, url: URL): string[] {
  const length = request.body?.kind === 'stream' ? ['content-length', String(request.body.size)] : [];
  if (request.httpVersion !== '2') return ['host', url.host, ...length];
  const headers = ['host', lookupHeader(request.headers, 'host') ?? url.host, ...length];
  for (const [name, value] of request.headers) {
    if (!connectionFields.has(name.toLowerCase())) headers.push(name.toLowerCase(), latin1Text(value));
  }
  return headers;
}

const connectionFields: ReadonlySet<string> = new Set([
  'host',
  'connection',
  'keep-alive',
  'proxy-connection',
  'content-length',
]);

/** Header values go out as UTF-8; undici takes one character for each octet. */
function latin1Text(value: string): string {
  return Buffer.from(value, 'utf8').toString('latin1');
}

/** Tells now and then what is there of the answer, as long as it grows. */
function tellProgress(
  progress: ResponseProgress,
  connection: Connection,
  head: ResponseHead,
  receiver: BodyReceiver,
): NodeJS.Timeout {
  let told = -1;
  return setInterval(() => {
    if (receiver.wireSize() === told) return;
    told = receiver.wireSize();
    progress({ kind: 'response', ...head, httpVersion: connection.httpVersion, body: receiver.soFar(), notes: [] });
  }, progressInterval);
}

const progressInterval = 250;

function contentEncoding(head: ResponseHead): string {
  return head.headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(',');
}

function numberOf(option: number | (() => number | undefined) | undefined): number | undefined {
  return typeof option === 'function' ? option() : option;
}

async function buildResponse(
  request: ResolvedRequest,
  connection: Connection,
  ending: Ending & { readonly head: ResponseHead; readonly receiver: BodyReceiver },
  context: { readonly limit: number; readonly timeout: number; readonly facts: AttemptFacts },
): Promise<HttpResponse> {
  const { head, trailers } = ending;
  const { body, note, isWhole } = await ending.receiver.finish(ending.kind === 'whole');
  const notes: string[] = [];
  if (note !== undefined && isWhole) notes.push(note);
  if (request.httpVersion === '2' && connection.httpVersion !== '2') {
    notes.push(`HTTP/2 was asked for, but HTTP/${connection.httpVersion} was spoken: ${http2Reason(context.facts)}`);
  }
  notes.push(...connectionNotes(context.facts, head));
  // undici takes the length in a 304 or 204 for that of a body, which neither has.
  const hasBody = request.method !== 'HEAD' && head.status !== 204 && head.status !== 304;
  const ends = hasBody && ending.kind !== 'cut' ? describeEnding(ending, context, body.wireSize) : undefined;
  return {
    kind: 'response',
    ...head,
    httpVersion: connection.httpVersion,
    body: { ...body, incomplete: ends ?? (isWhole ? undefined : note) },
    notes,
    connection: context.facts.connection,
    ...(trailers.length > 0 && { trailers }),
    ...(ending.kind === 'cancelled' && { wasCancelled: true }),
  };
}

/** What of the way here a person should know beside the answer. */
function connectionNotes({ certificateHost, connection: { tls, proxy } }: AttemptFacts, head: ResponseHead): string[] {
  const notes: string[] = [];
  if (tls?.isVerified === false) {
    notes.push(`The certificate of ${certificateHost} was not verified, because you allowed that for this host.`);
  }
  if (head.status === 407 && proxy) {
    notes.push(
      `This is the answer of the proxy ${proxy.url}, which ${proxy.source} names: it wants a user and a password.`,
    );
  }
  return notes;
}

function http2Reason(facts: AttemptFacts): string {
  return facts.isTls ? 'the server did not offer it.' : 'it needs https.';
}

/** Why the body is not whole, or `undefined` when it is. */
function describeEnding(
  ending: Ending,
  context: { readonly limit: number; readonly timeout: number; readonly facts: AttemptFacts },
  received: number,
): string | undefined {
  const { host } = context.facts;
  switch (ending.kind) {
    case 'whole':
      return undefined;
    case 'cut':
      return cutNote(context.limit);
    case 'timeout':
      return `The answer did not end within ${formatTime(context.timeout)}; the ${received} bytes that arrived are shown.`;
    case 'cancelled':
      return `You ended the answer; the ${received} bytes that had arrived are shown.`;
    case 'broken': {
      const announced = ending.head && lookupHeader(ending.head.headers, 'content-length');
      const of = announced === undefined || !/^\d+$/.test(announced) ? '' : ` of the ${announced} it announced`;
      return `${host} ended the answer too early: ${received} bytes${of} arrived.`;
    }
  }
}

/** Names and values in turn, as octets. Values are read as UTF-8 where they are, else one character for each octet. */
function headerPairs(raw: unknown): HeaderPair[] {
  const pairs: HeaderPair[] = [];
  if (!Array.isArray(raw)) return pairs;
  for (let index = 0; index + 1 < raw.length; index += 2) {
    const value: unknown = raw[index + 1];
    const name = octetsToText(raw[index]);
    for (const one of Array.isArray(value) ? value : [value]) pairs.push([name, octetsToText(one)]);
  }
  return pairs;
}

function octetsToText(value: unknown): string {
  if (typeof value === 'string') return value;
  if (!(value instanceof Uint8Array)) return '';
  try {
    return strictUtf8.decode(value);
  } catch {
    return Buffer.from(value).toString('latin1');
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
