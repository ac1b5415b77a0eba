import { formPairs, type AuthContext } from './authEndpoints';
import type { RedirectListener } from './authPorts';
import { plainSentence } from './plainSentence';
import { exchangeGrant, inWords, wishes } from './exchangeGrant';
import type { TokenOutcome } from './token';

/**
 * RFC 6749 section 4.1 with RFC 7636: the browser goes to the authorization endpoint and comes back with a code, to a
 * listener that takes one request and is closed whatever happens.
 */
export async function signInByBrowser(context: AuthContext): Promise<TokenOutcome> {
  const { ports, configuration, endpoints, signal } = context;
  const { person } = ports;
  if (!person) return fail(context, 'somebody has to sign in with a browser, and nobody is here.');
  if (endpoints.authUrl === undefined) return fail(context, "write 'Auth URL' in the environment file.");
  const state = configuration.state ?? ports.newSecret();
  const listener = await person.listen({ redirectUrl: configuration.redirectUrl, state });
  if (listener.kind === 'failure') return fail(context, listener.message);
  const stop = (): void => listener.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return { kind: 'cancelled' };
    return await signIn(context, { listener, state, authUrl: endpoints.authUrl });
  } finally {
    signal.removeEventListener('abort', stop);
    listener.close();
  }
}

interface Visit {
  readonly listener: RedirectListener;
  readonly state: string;
  readonly authUrl: string;
}

async function signIn(context: AuthContext, visit: Visit): Promise<TokenOutcome> {
  const { ports, configuration, endpoints } = context;
  const { listener, state, authUrl } = visit;
  const { challenge } = configuration;
  const verifier = challenge.method === 'none' ? undefined : (challenge.verifier ?? ports.newSecret());
  const url = await authorizationUrl(context, { ...visit, verifier });
  if (!ports.person || !(await ports.person.openUrl(url))) return { kind: 'cancelled' };
  const waiting = ports.person.showWaiting?.({ name: configuration.name, stop: () => listener.close() });
  const parameters = await listener.parameters.finally(() => waiting?.close());
  if (!parameters) return { kind: 'cancelled' };
  const oauth = await import('oauth4webapi');
  const server = { issuer: endpoints.issuer ?? authUrl };
  let checked: URLSearchParams;
  try {
    // An issuer that nobody told us of cannot be compared.
    if (endpoints.issuer === undefined) parameters.delete('iss');
    checked = oauth.validateAuthResponse(server, { client_id: configuration.clientId }, parameters, state);
  } catch (error) {
    return fail(context, describeRefusal(parameters, error instanceof oauth.AuthorizationResponseError));
  }
  const code = checked.get('code');
  if (code === null || code === '') return fail(context, 'the browser came back without a code.');
  return exchangeGrant(context, {
    grant_type: 'authorization_code',
    code,
    redirect_uri: listener.redirectUrl,
    ...(verifier !== undefined && { code_verifier: verifier }),
    ...(configuration.resources.length > 0 && { resource: configuration.resources }),
  });
}

async function authorizationUrl(
  { configuration }: AuthContext,
  { listener, state, authUrl, verifier }: Visit & { readonly verifier: string | undefined },
): Promise<string> {
  const url = new URL(authUrl);
  const set = (name: string, value: string): void => url.searchParams.set(name, value);
  for (const { name, value, use } of configuration.parameters)
    if (use !== 'token') url.searchParams.append(name, value);
  const wished = formPairs(wishes(configuration));
  for (const [name] of wished) url.searchParams.delete(name);
  for (const [name, value] of wished) url.searchParams.append(name, value);
  set('response_type', 'code');
  set('client_id', configuration.clientId);
  set('redirect_uri', listener.redirectUrl);
  set('state', state);
  if (verifier !== undefined && configuration.challenge.method === 'plain') {
    set('code_challenge', verifier);
    set('code_challenge_method', 'plain');
  } else if (verifier !== undefined) {
    const oauth = await import('oauth4webapi');
    set('code_challenge', await oauth.calculatePKCECodeChallenge(verifier));
    set('code_challenge_method', 'S256');
  }
  // A browser may be started by a program that takes a plus sign for itself.
  url.search = url.search.replaceAll('+', '%20');
  return url.href;
}

function describeRefusal(parameters: URLSearchParams, isAnswer: boolean): string {
  const error = parameters.get('error');
  if (!isAnswer || error === null) {
    return 'the browser came back with an answer that does not belong to this sign-in. Sign in again.';
  }
  const description = parameters.get('error_description');
  return `the sign-in ended with '${plainSentence(error)}'${description === null ? '' : `: ${plainSentence(description)}`}.`;
}

function fail({ configuration }: AuthContext, message: string): TokenOutcome {
  return { kind: 'failure', message: inWords(configuration, message) };
}
