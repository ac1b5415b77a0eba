import { buildRedactor } from '../exchange/redaction';
import type { AuthConfiguration } from './authConfiguration';
import { findEndpoints, type AuthContext } from './authEndpoints';
import type { AuthPorts } from './authPorts';
import { exchangeGrant, inWords, wishes } from './exchangeGrant';
import { signGrantAssertion } from './signAssertion';
import { signInByBrowser } from './signInByBrowser';
import { signInToAm } from './signInToAm';
import { signInByDevice } from './signInByDevice';
import type { TokenOutcome } from './token';

/** Asks for a new token with the configuration's grant. Never rejects for what a server or a person does. */
export async function requestToken(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  signal: AbortSignal,
): Promise<TokenOutcome> {
  const context = await buildContext(ports, configuration, signal);
  return 'kind' in context ? context : maskOutcome(await askByGrant(context), context);
}

async function askByGrant(context: AuthContext): Promise<TokenOutcome> {
  const { ports, configuration, endpoints } = context;
  switch (configuration.grant) {
    case 'am-session':
      return signInToAm(context);
    case 'authorization-code':
      return signInByBrowser(context);
    case 'device-code':
      return signInByDevice(context);
    case 'jwt-bearer': {
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
      return renewBy(context, configuration.refreshToken ?? '');
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
  return 'kind' in context ? context : maskOutcome(await renewBy(context, refreshToken), context);
}

async function renewBy(context: AuthContext, refreshToken: string): Promise<TokenOutcome> {
  // The scope may be left out: it is that of the first token then.
  const outcome = await exchangeGrant(context, { grant_type: 'refresh_token', refresh_token: refreshToken });
  if (outcome.kind !== 'token') return outcome;
  const { token } = outcome;
  return { kind: 'token', token: { ...token, refreshToken: token.refreshToken ?? refreshToken } };
}

/** A server may say back what it was told, in an error or in what it calls its token. */
function maskOutcome(outcome: TokenOutcome, { secrets }: AuthContext): TokenOutcome {
  const { text } = buildRedactor([...secrets]);
  if (outcome.kind === 'failure') return { ...outcome, message: text(outcome.message) };
  if (outcome.kind === 'cancelled') return outcome;
  const { token } = outcome;
  const scope = token.scope === undefined ? undefined : text(token.scope);
  const hints = token.hints.map((hint) => text(hint));
  return { kind: 'token', token: { ...token, scope, tokenType: text(token.tokenType), hints } };
}

async function buildContext(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  signal: AbortSignal,
): Promise<AuthContext | Exclude<TokenOutcome, { readonly kind: 'token' }>> {
  if (signal.aborted) return { kind: 'cancelled' };
  const endpoints = await findEndpoints(ports, configuration, signal);
  const secrets = new Set(configuration.secrets);
  if (!('kind' in endpoints)) return { ports, configuration, signal, endpoints, secrets };
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
