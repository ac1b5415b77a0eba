import type { AuthConfiguration } from './authConfiguration';
import { findEndpoints, type AuthContext } from './authEndpoints';
import type { AuthPorts } from './authPorts';
import { exchangeGrant, inWords, wishes } from './exchangeGrant';
import { signGrantAssertion } from './signAssertion';
import { signInByBrowser } from './signInByBrowser';
import { signInByDevice } from './signInByDevice';
import type { TokenOutcome } from './token';

/** Asks for a new token with the configuration's grant. Never rejects for what a server or a person does. */
export async function requestToken(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  signal: AbortSignal,
): Promise<TokenOutcome> {
  const context = await buildContext(ports, configuration, signal);
  if ('kind' in context) return context;
  switch (configuration.grant) {
    case 'authorization-code':
      return signInByBrowser(context);
    case 'device-code':
      return signInByDevice(context);
    case 'jwt-bearer': {
      const { endpoints } = context;
      const signed = await signGrantAssertion(ports, configuration, endpoints.tokenUrl ?? endpoints.issuer ?? '');
      if (signed.kind === 'failure') return { kind: 'failure', message: inWords(configuration, signed.message) };
      return exchangeGrant(context, { grant_type: jwtBearer, assertion: signed.text, ...wishes(configuration) });
    }
    case 'client-credentials':
      return exchangeGrant(context, { grant_type: 'client_credentials', ...wishes(configuration) });
    case 'password': {
      const { username = '', password = '' } = configuration;
      return exchangeGrant(context, { grant_type: 'password', username, password, ...wishes(configuration) });
    }
    case 'token-exchange':
      return exchangeGrant(context, {
        grant_type: tokenExchange,
        ...exchangeForm(configuration),
        ...wishes(configuration),
      });
    case 'refresh-token':
      return renewToken(ports, configuration, configuration.refreshToken ?? '', signal);
  }
}

/** RFC 6749 section 6: a new token for a refresh token. The old refresh token stays when there is no new one. */
export async function renewToken(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  refreshToken: string,
  signal: AbortSignal,
): Promise<TokenOutcome> {
  const context = await buildContext(ports, configuration, signal);
  if ('kind' in context) return context;
  // The scope may be left out: it is that of the first token then.
  const outcome = await exchangeGrant(context, { grant_type: 'refresh_token', refresh_token: refreshToken });
  if (outcome.kind !== 'token') return outcome;
  const { token } = outcome;
  return { kind: 'token', token: { ...token, refreshToken: token.refreshToken ?? refreshToken } };
}

async function buildContext(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  signal: AbortSignal,
): Promise<AuthContext | Exclude<TokenOutcome, { readonly kind: 'token' }>> {
  if (signal.aborted) return { kind: 'cancelled' };
  const endpoints = await findEndpoints(ports, configuration, signal);
  if (!('kind' in endpoints)) return { ports, configuration, signal, endpoints };
  if (endpoints.kind === 'cancelled') return endpoints;
  return { kind: 'failure', message: inWords(configuration, endpoints.message) };
}

/** RFC 8693 section 2.1. */
function exchangeForm({ exchange }: AuthConfiguration): Readonly<Record<string, string>> {
  const { subjectToken = '', subjectTokenType, actorToken, actorTokenType, requestedTokenType } = exchange;
  return {
    subject_token: subjectToken,
    subject_token_type: typeName(subjectTokenType),
    ...(actorToken !== undefined && { actor_token: actorToken, actor_token_type: typeName(actorTokenType) }),
    ...(requestedTokenType !== undefined && { requested_token_type: typeName(requestedTokenType) }),
  };
}

/** `id_token` is short for its URN. */
function typeName(type: string | undefined): string {
  if (type === undefined) return 'urn:ietf:params:oauth:token-type:access_token';
  return type.includes(':') ? type : `urn:ietf:params:oauth:token-type:${type}`;
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
