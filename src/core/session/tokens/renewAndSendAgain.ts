import type { Exchange } from '../../exchange/exchange';
import { sendRequest } from '../../exchange/sendRequest';
import type { HeaderPair, ResolvedRequest } from '../../request/resolvedRequest';
import { authPorts } from './authPorts';
import { tokenSecrets } from './resolveWithTokens';
import type { FetchPorts, TokenContext, UsedToken } from './fetchTokens';

/** An exchange with the tokens that its request may carry. */
export interface SentExchange {
  readonly exchange: Exchange;
  readonly tokens: TokenContext;
}

/**
 * A request that carried a token of ours and was answered with 401 is sent exactly once more, with a renewed one. That
 * is safe for a create too: a server that says 401 has refused the request before doing anything, RFC 9110 section
 * 15.5.2. Any other exchange is given back as it is, and so is one whose token only a person can renew.
 */
export async function renewAndSendAgain(
  ports: FetchPorts,
  { exchange, tokens }: SentExchange,
  signal: AbortSignal,
): Promise<Exchange> {
  const refused = findRefusedToken(exchange, tokens);
  if (!refused || !ports.tokens || signal.aborted) return exchange;
  const { used, text } = refused;
  const { keeper } = ports.tokens;
  const { place, configuration } = used;
  if (!keeper.canRenew(place, configuration)) {
    return withNote(exchange, `The token '${place.name}' was refused. Sign in anew by renewing it in the Tokens view.`);
  }
  const instead = keeper.held(place)?.accessToken;
  const ours = authPorts(ports, tokens, ports.tokens, configuration);
  const outcome = await keeper.get(
    ours,
    { place, configuration, instead: isHeld(used, text, ports) ? instead : undefined },
    signal,
  );
  if (outcome.kind === 'cancelled') return exchange;
  if (outcome.kind === 'failure')
    return withNote(exchange, `The token was refused, and not renewed. ${outcome.message}`);
  const { accessToken, idToken } = outcome.token;
  const renewed = used.configuration.usesIdToken || text.kind === 'idToken' ? idToken : accessToken;
  if (renewed === undefined || renewed === text.value) return exchange;
  const note = `The first answer was 401, so the token '${place.name}' was renewed and the request was sent once more. What is answered with 401 was not done, so nothing happened twice.`;
  const again = replaceToken(exchange.request, { from: text.value, to: renewed, note }, tokenSecrets(ports, tokens));
  return sendRequest(ports, again, exchange, signal);
}

interface TokenText {
  readonly kind: 'token' | 'idToken';
  readonly value: string;
}

/** The token in a field of the request, when that was answered by 401 at once: behind a redirect something was done. */
function findRefusedToken({ request, outcome, redirects }: Exchange, { used, values }: TokenContext) {
  if (outcome.kind !== 'response' || outcome.status !== 401 || redirects.length > 0) return undefined;
  for (const [name, token] of used) {
    const value = values.get(name);
    if (value?.kind !== 'token') continue;
    for (const [kind, text] of [['token', value.accessToken] as const, ['idToken', value.idToken] as const]) {
      if (text === undefined || text === '') continue;
      if (request.headers.some((field) => field[1].includes(text))) {
        return { used: token, text: { kind, value: text } satisfies TokenText };
      }
    }
  }
  return undefined;
}

/** False when somebody renewed it while this request was on its way: then that one is taken. */
function isHeld({ place }: UsedToken, { value }: TokenText, { tokens }: FetchPorts): boolean {
  const held = tokens?.keeper.held(place);
  return held?.accessToken === value || held?.idToken === value;
}

function replaceToken(
  request: ResolvedRequest,
  { from, to, note }: { readonly from: string; readonly to: string; readonly note: string },
  secrets: readonly string[],
): ResolvedRequest {
  const headers = request.headers.map(([name, value]): HeaderPair => [name, value.replaceAll(from, () => to)]);
  return {
    ...request,
    headers,
    secrets: [...new Set([...request.secrets, to, ...secrets])],
    notes: [...request.notes, note],
  };
}

function withNote(exchange: Exchange, note: string): Exchange {
  const { outcome } = exchange;
  if (outcome.kind === 'failure') return exchange;
  return { ...exchange, outcome: { ...outcome, notes: [...(outcome.notes ?? []), note] } };
}
