import type { HttpResponse, Transport, TransportFailure } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import type { HeaderPair, ResolvedRequest } from '../core/request/resolvedRequest';
import { authenticate } from './authenticate';
import { checkRequest } from './checkRequest';
import { buildConnectionPool } from './connection';
import type { Connection, ConnectionKey, ConnectionPool } from './connection';
import { cutNote, decodeContent } from './decodeContent';
import { abortedFailure, describeFailure, formatTime, timeoutFailure } from './describeFailure';
import type { AttemptFacts } from './describeFailure';
import { requestTarget } from './requestTarget';

export interface TransportOptions {
  /** For requests that bring no limit of their own; 0 means none. */
  readonly timeoutMilliseconds?: number;
  /** Octets of one body, on the wire and decoded. What arrived until then is kept. */
  readonly maximumBodyBytes?: number;
  /** Certificates in PEM that are trusted beside those Node trusts. */
  readonly certificateAuthorities?: readonly string[];
}

/** A transport with connections of its own. */
export interface NetworkTransport extends Transport {
  /** Loads what the first request needs, so that it need not wait for it. */
  readonly prepare: () => Promise<void>;
  /** Ends every connection. A later request opens new ones. */
  readonly close: () => Promise<void>;
}

const defaultTimeout = 120_000;
const defaultMaximumBody = 64 * 1024 * 1024;

/**
 * One hop through undici. Method, target, header fields and body go out octet for octet as the request has them, over
 * HTTP/1.1 unless the request says HTTP/2. Nothing is sent twice, no redirect is followed, no cookie kept. Connections
 * are reused. undici is loaded with the first request.
 */
export function createTransport(options: TransportOptions = {}): NetworkTransport {
  let pool: Promise<ConnectionPool> | undefined;
  const loadPool = (): Promise<ConnectionPool> => {
    pool ??= import('./undici').then((undici) => buildConnectionPool(undici, options.certificateAuthorities));
    return pool;
  };
  const transport: Transport = authenticate(async (request, signal) => {
    if (signal.aborted) return abortedFailure(false);
    const problem = checkRequest(request);
    if (problem) return problem;
    return sendOnce(await loadPool(), request, options, signal);
  });
  return Object.assign(transport, {
    prepare: async () => {
      await loadPool();
    },
    close: async () => {
      const open = await pool;
      open?.close();
    },
  });
}

async function sendOnce(
  pool: ConnectionPool,
  request: ResolvedRequest,
  options: TransportOptions,
  signal: AbortSignal,
): Promise<HttpResponse | TransportFailure> {
  const key = connectionKey(request);
  const connection = pool.take(key);
  connection.hasWritten = false;
  connection.head = encodeHead(request);
  const limit = options.maximumBodyBytes ?? defaultMaximumBody;
  const timeout = request.timeoutMilliseconds ?? options.timeoutMilliseconds ?? defaultTimeout;
  const ending = await exchangeOctets(connection, request, { limit, timeout, signal });
  const facts: AttemptFacts = {
    host: new URL(key.origin).host,
    isTls: key.origin.startsWith('https:'),
    mayHaveReachedServer: connection.hasWritten || (connection.httpVersion === '2' && connection.hasConnected),
  };
  if (ending.kind === 'whole') pool.giveBack(key, connection);
  else connection.destroy();
  if (ending.kind === 'cancelled') return abortedFailure(facts.mayHaveReachedServer);
  if (!ending.head) {
    if (ending.kind === 'timeout') return timeoutFailure(facts, timeout);
    return describeFailure(ending.kind === 'broken' ? ending.error : undefined, facts);
  }
  return buildResponse(request, connection, ending, ending.head, { limit, timeout, facts });
}

/** How the octets ended. `head` is there once a final status arrived, and `chunks` hold the body until then. */
type Ending = (
  | { readonly kind: 'whole' }
  | { readonly kind: 'cut' }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'broken'; readonly error: unknown }
) & { readonly head: ResponseHead | undefined; readonly chunks: readonly Uint8Array[] };

interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderPair[];
}

interface Bounds {
  readonly limit: number;
  readonly timeout: number;
  readonly signal: AbortSignal;
}

function exchangeOctets(connection: Connection, request: ResolvedRequest, bounds: Bounds): Promise<Ending> {
  return new Promise((resolve) => {
    let head: ResponseHead | undefined;
    const chunks: Uint8Array[] = [];
    let size = 0;
    let isOver = false;
    type Kind = { kind: 'whole' | 'cut' | 'cancelled' | 'timeout' } | { kind: 'broken'; error: unknown };
    const finish = (kind: Kind): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      bounds.signal.removeEventListener('abort', cancel);
      resolve({ ...kind, head, chunks });
    };
    const cancel = (): void => finish({ kind: 'cancelled' });
    const timer = bounds.timeout > 0 ? setTimeout(() => finish({ kind: 'timeout' }), bounds.timeout) : undefined;
    bounds.signal.addEventListener('abort', cancel, { once: true });
    try {
      connection.client.dispatch(dispatchOptions(request), {
        // Without it undici takes the handler for one of its older kind.
        onRequestStart: () => undefined,
        onResponseStart: (controller, status, _, statusText) => {
          if (status < 200) return;
          head = { status, statusText: statusText ?? '', headers: headerPairs(controller.rawHeaders) };
        },
        onResponseData: (_, chunk) => {
          if (isOver) return;
          const room = bounds.limit - size;
          chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
          size += Math.min(chunk.byteLength, room);
          if (chunk.byteLength > room) finish({ kind: 'cut' });
        },
        onResponseEnd: () => finish({ kind: 'whole' }),
        onResponseError: (_, error) => finish({ kind: 'broken', error }),
      });
    } catch (error) {
      finish({ kind: 'broken', error });
    }
  });
}

function dispatchOptions(request: ResolvedRequest): Parameters<Connection['client']['dispatch']>[0] {
  const url = new URL(request.url);
  const closes = request.httpVersion === '1.0' || /\bclose\b/i.test(lookupHeader(request.headers, 'connection') ?? '');
  return {
    path: requestTarget(request.url),
    // undici's type knows the common ones only; checkRequest has seen that it is a token.
    method: request.method,
    headers: http2Headers(request, url),
    body: request.body ? request.body.bytes : null,
    ...(closes ? { reset: true } : {}),
  };
}

/** Over HTTP/1 our own head replaces these, so they matter to HTTP/2 alone, which has no connection fields. */
function http2Headers(request: ResolvedRequest, url: URL): string[] {
  if (request.httpVersion !== '2') return ['host', url.host];
  const headers = ['host', lookupHeader(request.headers, 'host') ?? url.host];
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

/** Request line and fields, RFC 9112 section 3, exactly as the request has them. A missing Host is added. */
function encodeHead(request: ResolvedRequest): Buffer {
  const url = new URL(request.url);
  const version = request.httpVersion === '1.0' ? '1.0' : '1.1';
  const lines = [`${request.method} ${requestTarget(request.url)} HTTP/${version}`];
  if (lookupHeader(request.headers, 'host') === undefined) lines.push(`Host: ${url.host}`);
  for (const [name, value] of request.headers) lines.push(`${name}: ${value}`);
  const size = request.body?.bytes.byteLength ?? 0;
  if (size > 0 && lookupHeader(request.headers, 'content-length') === undefined) lines.push(`Content-Length: ${size}`);
  return Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'utf8');
}

function connectionKey(request: ResolvedRequest): ConnectionKey {
  const url = new URL(request.url);
  const origin = request.connectOrigin === undefined ? url.origin : new URL(request.connectOrigin).origin;
  const isTls = origin.startsWith('https:');
  return {
    origin,
    // The certificate has to be that of the host the request speaks to, wherever the socket goes.
    serverName: isTls ? url.hostname.replace(/^\[|\]$/g, '') : '',
    verifiesCertificates: !isTls || request.verifiesCertificates,
    allowsHttp2: isTls && request.httpVersion === '2',
  };
}

async function buildResponse(
  request: ResolvedRequest,
  connection: Connection,
  ending: Ending,
  head: ResponseHead,
  context: { readonly limit: number; readonly timeout: number; readonly facts: AttemptFacts },
): Promise<HttpResponse> {
  const wire = Buffer.concat(ending.chunks);
  const encoding = head.headers
    .filter(([name]) => name.toLowerCase() === 'content-encoding')
    .map(([, value]) => value)
    .join(',');
  const decoded = await decodeContent(wire, encoding, context.limit);
  const notes: string[] = [];
  if (decoded.note !== undefined && decoded.isWhole) notes.push(decoded.note);
  if (request.httpVersion === '2' && connection.httpVersion !== '2') {
    notes.push(`HTTP/2 was asked for, but HTTP/${connection.httpVersion} was spoken: ${http2Reason(context.facts)}`);
  }
  if (context.facts.isTls && !request.verifiesCertificates) {
    notes.push(`The certificate of ${context.facts.host} was not verified, because the environment says so.`);
  }
  // undici takes the length in a 304 or 204 for that of a body, which neither has.
  const hasBody = request.method !== 'HEAD' && head.status !== 204 && head.status !== 304;
  const ends = hasBody ? describeEnding(ending, context, wire.byteLength) : undefined;
  return {
    kind: 'response',
    ...head,
    httpVersion: connection.httpVersion,
    body: {
      size: decoded.bytes.byteLength,
      wireSize: wire.byteLength,
      incomplete: ends ?? (decoded.isWhole ? undefined : decoded.note),
      read: (start, end) => Promise.resolve(decoded.bytes.subarray(start, end)),
    },
    notes,
  };
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
      return 'The request was cancelled.';
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
