import type { HttpResponse } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { formatTime } from './attemptFailures';
import type { AttemptFacts } from './attemptFailures';
import type { Connection } from './connection';
import { cutNote } from './decodeContent';
import type { Ending, ResponseHead } from './exchangeOctets';
import type { BodyReceiver } from './receiveBody';

/** What arrived, as a response, with why its body is not whole and what a person should know of the way. */
export async function buildResponse(
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
