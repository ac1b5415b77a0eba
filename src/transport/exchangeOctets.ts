import { Readable } from 'node:stream';
import { mediaTypeOf } from '../core/exchange/decodeText';
import type { ResponseProgress } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import type { HeaderPair, ResolvedRequest } from '../core/request/resolvedRequest';
import type { Connection } from './connection';
import { receiveBody } from './receiveBody';
import type { BodyReceiver } from './receiveBody';
import { requestTarget } from './requestTarget';
import type { SpoolFolder } from './spoolFolder';

/** How the octets ended. `head` and `receiver` are there once a final status arrived. */
export type Ending = (
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

/** Status and fields of the final answer. */
export interface ResponseHead {
  readonly status: number;
  readonly statusText: string;
  readonly headers: readonly HeaderPair[];
}

/** What ends an exchange, and where its body goes. */
export interface Bounds {
  readonly limit: number;
  readonly memoryLimit: number;
  readonly timeout: number;
  readonly signal: AbortSignal;
  readonly progress: ResponseProgress | undefined;
  readonly openFile: SpoolFolder['openFile'];
}

/** One request and its answer over one connection. Always resolves, once. */
export function exchangeOctets(connection: Connection, request: ResolvedRequest, bounds: Bounds): Promise<Ending> {
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
