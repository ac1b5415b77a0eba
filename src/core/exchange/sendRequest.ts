import type { Clock } from '../environment/ports';
import type { ResolvedRequest } from '../request/resolvedRequest';
import { completeRequest } from './completeRequest';
import type { Exchange, HttpResponse, RedirectHop, Transport, TransportFailure } from './exchange';
import { followRedirect } from './followRedirect';
import type { Redirection } from './followRedirect';

/** What `sendRequest` needs from outside. */
export interface SendPorts {
  readonly transport: Transport;
  readonly clock: Clock;
}

/** What is kept beside the request, for titles and sentences. */
export interface SendContext {
  readonly name: string | undefined;
  readonly environmentName: string | undefined;
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
  let current = first;
  let outcome = await sendHop(ports, current, startedAt, signal);
  const sent = (outcome.kind === 'response' && outcome.sentRequest) || first;
  for (;;) {
    const next = outcome.kind === 'response' ? followRedirect(current, outcome) : undefined;
    if (!next || outcome.kind !== 'response') break;
    if (redirects.length === maximumRedirects) {
      outcome = withNote(outcome, `${maximumRedirects} redirects were followed; this one was not.`);
      break;
    }
    redirects.push({ url: current.url, status: outcome.status, location: next.location });
    current = nextHop(next);
    outcome = await sendHop(ports, current, startedAt, signal);
  }
  return {
    request: sent,
    outcome: outcome.kind === 'failure' && redirects.length > 0 ? afterRedirect(outcome) : outcome,
    redirects,
    url: current.url,
    name: about.name,
    environmentName: about.environmentName,
    startedAt,
    milliseconds: Math.max(0, ports.clock() - startedAt),
  };
}

/** The time limit is for the whole walk, so a later hop gets what is left of it. */
function sendHop(
  ports: SendPorts,
  request: ResolvedRequest,
  startedAt: number,
  signal: AbortSignal,
): Promise<HttpResponse | TransportFailure> {
  const limit = request.timeoutMilliseconds;
  if (limit === undefined || limit <= 0) return ports.transport(request, signal);
  const left = Math.max(1, limit - Math.max(0, ports.clock() - startedAt));
  return ports.transport({ ...request, timeoutMilliseconds: left }, signal);
}

/** Notes were kept with the first hop. */
function nextHop(redirection: Redirection): ResolvedRequest {
  return completeRequest({ ...redirection.request, notes: [] });
}

function withNote(response: HttpResponse, note: string): HttpResponse {
  return { ...response, notes: [...(response.notes ?? []), note] };
}

/** The first hop was answered, so the server has seen the request whatever became of the next one. */
function afterRedirect(failure: TransportFailure): TransportFailure {
  return { ...failure, mayHaveReachedServer: true };
}
