import type { Clock } from '../environment/ports';
import type { ResolvedRequest } from '../request/resolvedRequest';
import { completeRequest } from './completeRequest';
import type { Exchange, HttpResponse, RedirectHop, ResponseProgress, Transport, TransportFailure } from './exchange';
import { explainUnclear } from './retryAfter';
import { followRedirect } from './followRedirect';
import type { Redirection } from './followRedirect';

/** What `sendRequest` needs from outside. */
export interface SendPorts {
  readonly transport: Transport;
  readonly clock: Clock;
  /** Told now and then of an answer that is under way: the exchange as it stands. */
  readonly onProgress?: ((soFar: Exchange) => void) | undefined;
}

/** What is kept beside the request, for titles and sentences. */
export interface SendContext {
  readonly name: string | undefined;
  readonly environmentName: string | undefined;
  readonly environmentColor?: Exchange['environmentColor'];
}

/** Hops inside one origin that are followed before the answer is taken as it is. */
const maximumRedirects = 10;

/**
 * Sends a request and follows redirects inside its origin. Always resolves: a failure is an outcome. The recorded
 * request is the first hop's, with every field that went on the wire.
 */
export async function sendRequest(
  ports: SendPorts,
  request: ResolvedRequest,
  about: SendContext,
  signal: AbortSignal,
): Promise<Exchange> {
  const startedAt = ports.clock();
  const first = completeRequest(request);
  const redirects: RedirectHop[] = [];
  const secrets = new Set(first.secrets);
  let current = first;
  let sent = first;
  const record = (outcome: Exchange['outcome']): Exchange => {
    const last = outcome.kind === 'response' ? outcome.sentRequest : undefined;
    for (const secret of last?.secrets ?? []) secrets.add(secret);
    if (last && redirects.length === 0) sent = { ...last, timeoutMilliseconds: first.timeoutMilliseconds };
    return {
      request: { ...sent, secrets: [...secrets] },
      outcome: outcome.kind === 'failure' ? explained(outcome, current, redirects.length > 0) : outcome,
      redirects: [...redirects],
      url: current.url,
      name: about.name,
      environmentName: about.environmentName,
      environmentColor: about.environmentColor,
      startedAt,
      milliseconds: Math.max(0, ports.clock() - startedAt),
    };
  };
  const { onProgress } = ports;
  const progress: ResponseProgress | undefined = onProgress && ((soFar) => onProgress(record(soFar)));
  for (;;) {
    const outcome = await sendHop(ports, current, {
      since: current === first ? undefined : startedAt,
      signal,
      progress,
    });
    const exchange = record(outcome);
    const next = outcome.kind === 'response' ? followRedirect(current, outcome) : undefined;
    if (!next || outcome.kind !== 'response') return exchange;
    if (redirects.length === maximumRedirects) {
      const note = `${maximumRedirects} redirects were followed; this one was not.`;
      return { ...exchange, outcome: withNote(outcome, note) };
    }
    redirects.push({ url: current.url, status: outcome.status, location: next.location });
    current = nextHop(next);
  }
}

/** The time limit is for the whole walk, so a later hop gets what is left of it since the first one began. */
function sendHop(
  ports: SendPorts,
  request: ResolvedRequest,
  {
    since,
    signal,
    progress,
  }: { since: number | undefined; signal: AbortSignal; progress: ResponseProgress | undefined },
): Promise<HttpResponse | TransportFailure> {
  const limit = request.timeoutMilliseconds;
  if (limit === undefined || limit <= 0 || since === undefined) return ports.transport(request, signal, progress);
  const left = Math.max(1, limit - Math.max(0, ports.clock() - since));
  return ports.transport({ ...request, timeoutMilliseconds: left }, signal, progress);
}

/** Notes were kept with the first hop. */
function nextHop(redirection: Redirection): ResolvedRequest {
  return completeRequest({ ...redirection.request, notes: [] });
}

function withNote(response: HttpResponse, note: string): HttpResponse {
  return { ...response, notes: [...(response.notes ?? []), note] };
}

/**
 * A hop before it was answered, so the server has seen the request whatever became of the last one. Where it may have
 * acted on a change, the next step says how to find out.
 */
function explained(failure: TransportFailure, request: ResolvedRequest, wasAnswered: boolean): TransportFailure {
  const mayHaveReachedServer = failure.mayHaveReachedServer || wasAnswered;
  const advice = failure.mayHaveReachedServer ? explainUnclear(request) : undefined;
  return {
    ...failure,
    mayHaveReachedServer,
    nextStep: advice === undefined ? failure.nextStep : `${failure.nextStep} ${advice}`,
  };
}
