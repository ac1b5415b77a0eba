import { randomBytes } from 'node:crypto';
import { signForAws } from '../core/exchange/awsSignature';
import { answerDigest, findDigestChallenge } from '../core/exchange/digestAuthentication';
import type { DigestChallenge } from '../core/exchange/digestAuthentication';
import type { HttpResponse, Transport, TransportFailure } from '../core/exchange/exchange';
import { lookupHeader } from '../core/exchange/headerFields';
import type { Hashes } from '../core/exchange/hashes';
import { isSameOrigin } from '../core/exchange/origin';
import type { DigestScheme } from '../core/request/authentication';
import type { ResolvedRequest } from '../core/request/resolvedRequest';
import { nodeHashes } from './nodeHashes';
import { requestTarget } from './requestTarget';

/** What schemes draw from; tests put fixed values here. */
export interface AuthenticationPorts {
  readonly hashes: Hashes;
  readonly clientNonce: () => string;
  readonly clock: () => number;
}

const nodePorts: AuthenticationPorts = {
  hashes: nodeHashes,
  clientNonce: () => randomBytes(16).toString('hex'),
  clock: Date.now,
};

/**
 * Sends as `transport` does, with the request's scheme worked out. Digest asks for a second request after a 401 with a
 * challenge, and never for a third; what a server asked once is answered at once the next time. Credentials go to the
 * origin they were written for and to no other.
 */
export function authenticate(transport: Transport, ports: AuthenticationPorts = nodePorts): Transport {
  const known: KnownChallenges = new Map();
  return async (request, signal, progress) => {
    const { authentication } = request;
    if (!authentication || !isSameOrigin(request.url, authentication.origin)) {
      return transport(request, signal, progress);
    }
    if (authentication.kind === 'digest') {
      return sendWithDigest(
        { transport, ports, known, scheme: authentication, origin: authentication.origin },
        request,
        [signal, progress],
      );
    }
    const place = { target: requestTarget(request.url), time: ports.clock() };
    const signed = await signForAws(ports.hashes, authentication, request, place);
    return sentAs(signed, await transport(signed, signal, progress));
  };
}

/** The last challenge of each origin and user, with how often its nonce was used. */
type KnownChallenges = Map<string, { readonly challenge: DigestChallenge; count: number }>;

interface DigestRound {
  readonly transport: Transport;
  readonly ports: AuthenticationPorts;
  readonly known: KnownChallenges;
  readonly scheme: DigestScheme;
  readonly origin: string;
}

type Rest = Parameters<Transport> extends [unknown, ...infer Tail] ? Tail : never;

async function sendWithDigest(
  round: DigestRound,
  request: ResolvedRequest,
  rest: Rest,
): Promise<HttpResponse | TransportFailure> {
  const { transport, known, scheme, ports } = round;
  const key = JSON.stringify([round.origin, scheme.user, scheme.password]);
  const startedAt = ports.clock();
  const first = known.has(key) ? await answered(round, request, key) : withoutAuthorization(request);
  const outcome = await transport(first, ...rest);
  const challenge = outcome.kind === 'response' && outcome.status === 401 && findDigestChallenge(outcome.headers);
  if (!challenge) return sentAs(first, withUnanswerable(outcome, first));
  remember(known, key, challenge);
  const second = await answered(round, request, key);
  const limit = request.timeoutMilliseconds;
  const left = limit && Math.max(1, limit - Math.max(0, ports.clock() - startedAt));
  const last = await transport({ ...second, timeoutMilliseconds: left }, ...rest);
  if (last.kind === 'failure') return last;
  if (last.status === 401) known.delete(key);
  const end = last.status === 401 ? ' The server refused user and password.' : '';
  const why = challenge.isStale ? 'asked for a fresh Digest answer' : 'asked for Digest authentication';
  const note = `The server ${why}, so the request was sent a second time with the answer.${end}`;
  return { ...last, sentRequest: second, notes: [...(last.notes ?? []), note] };
}

async function answered(
  { ports, known, scheme }: DigestRound,
  request: ResolvedRequest,
  key: string,
): Promise<ResolvedRequest> {
  const entry = known.get(key);
  if (!entry) return withoutAuthorization(request);
  // Counted before anything is waited for: a number is used once.
  entry.count += 1;
  const value = await answerDigest(ports.hashes, scheme, entry.challenge, {
    method: request.method,
    target: requestTarget(request.url),
    body: request.body,
    count: entry.count,
    clientNonce: ports.clientNonce(),
  });
  const bare = withoutAuthorization(request);
  return { ...bare, headers: [...bare.headers, ['Authorization', value]] };
}

function withoutAuthorization(request: ResolvedRequest): ResolvedRequest {
  return { ...request, headers: request.headers.filter(([name]) => name.toLowerCase() !== 'authorization') };
}

function remember(known: KnownChallenges, key: string, challenge: DigestChallenge): void {
  known.delete(key);
  known.set(key, { challenge, count: 0 });
  const [oldest] = known.keys();
  if (known.size > maximumKnown && oldest !== undefined) known.delete(oldest);
}

const maximumKnown = 100;

/** A server that asks for another scheme was told neither user nor password. */
function withUnanswerable(outcome: HttpResponse | TransportFailure, sent: ResolvedRequest) {
  if (outcome.kind === 'failure' || outcome.status !== 401) return outcome;
  if (lookupHeader(sent.headers, 'authorization') !== undefined) return outcome;
  const note = 'The server did not ask for Digest in a way that can be answered, so user and password were not used.';
  return { ...outcome, notes: [...(outcome.notes ?? []), note] };
}

function sentAs(sentRequest: ResolvedRequest, outcome: HttpResponse | TransportFailure) {
  return outcome.kind === 'response' ? { ...outcome, sentRequest } : outcome;
}
