import type { Exchange } from '../exchange/exchange';
import { lookupHeader } from '../exchange/headerFields';
import { basicCredentials } from '../request/encodeCredentials';
import type { HeaderPair } from '../request/resolvedRequest';
import type { AuthConfiguration } from './authConfiguration';
import type { AuthPorts } from './authPorts';
import { parseObject } from './parseObject';
import type { TokenAnswer } from './parseTokenAnswer';
import { refuseEndpoint } from './refuseEndpoint';
import { signClientAssertion } from './signAssertion';

/** The configuration with its endpoints, and all that asking them needs. */
export interface AuthContext {
  readonly ports: AuthPorts;
  readonly configuration: AuthConfiguration;
  readonly signal: AbortSignal;
  readonly endpoints: AuthEndpoints;
  /** What nobody may read in an answer: it grows with what is sent. */
  readonly secrets: Set<string>;
}

export interface AuthEndpoints {
  /** As the metadata has it: what an authorization answer and an assertion may name. */
  readonly issuer: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly authUrl: string | undefined;
  readonly deviceUrl: string | undefined;
  readonly hints: readonly string[];
}

/** What an endpoint answered, or a sentence about why it did not. */
export type EndpointAnswer =
  | { readonly kind: 'answer'; readonly answer: TokenAnswer; readonly url: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'failure'; readonly message: string };

/** Parameters by name; one with several values is repeated. */
export type Form = Readonly<Record<string, string | readonly string[]>>;

type EndpointName = 'token' | 'device';

/**
 * Posts a form to an endpoint, the client's credentials with it, as oauth4webapi builds it. Whatever comes back is an
 * answer: the package would refuse what a person has to see.
 */
export async function postToEndpoint(
  context: AuthContext,
  endpoint: EndpointName,
  form: Form,
): Promise<EndpointAnswer> {
  const { ports, configuration, signal, endpoints } = context;
  const url = endpoint === 'token' ? endpoints.tokenUrl : endpoints.deviceUrl;
  if (url === undefined) return missingEndpoint(endpoint === 'token' ? 'Token URL' : 'Device Auth URL');
  const oauth = await import('oauth4webapi');
  const authenticate = await clientAuthenticationOf(context, url);
  if ('kind' in authenticate) return authenticate;
  const server = { issuer: endpoints.issuer ?? url, token_endpoint: url, device_authorization_endpoint: url };
  // The package asks for one even where none is sent, as with some assertions.
  const client = { client_id: configuration.clientId === '' ? 'none' : configuration.clientId };
  let exchange: Exchange | undefined;
  const options = {
    // Plain http was refused before, but for this machine.
    [oauth.allowInsecureRequests]: true,
    [oauth.customFetch]: async (
      target: string,
      init: { readonly headers: Record<string, string>; readonly body: URLSearchParams },
    ) => {
      const headers = headersOf(init.headers);
      const body = init.body.toString();
      for (const [name, value] of init.body) if (secretParameters.has(name) && value !== '') context.secrets.add(value);
      exchange = await ports.send(
        { method: 'POST', url: target, headers, body, secrets: [...context.secrets] },
        signal,
      );
      return new Response(null);
    },
  };
  const parameters = new URLSearchParams(formPairs(form));
  for (const { name, value, use } of configuration.parameters) {
    if (use !== 'authorization' && !parameters.has(name)) parameters.append(name, value);
  }
  const grant = parameters.get('grant_type') ?? '';
  if (endpoint === 'device') await oauth.deviceAuthorizationRequest(server, client, authenticate, parameters, options);
  else await oauth.genericTokenEndpointRequest(server, client, authenticate, grant, parameters, options);
  return toAnswer(exchange, url, signal);
}

/** Each parameter as often as it has values. */
export function formPairs(form: Form): [name: string, value: string][] {
  return Object.entries(form).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((one): [string, string] => [name, one]),
  );
}

/** Endpoints as they are written, and what is missing from the issuer's metadata. */
export async function findEndpoints(
  ports: AuthPorts,
  configuration: AuthConfiguration,
  signal: AbortSignal,
): Promise<AuthEndpoints | { readonly kind: 'failure'; readonly message: string } | { readonly kind: 'cancelled' }> {
  const { issuerUrl, tokenUrl, authUrl, deviceUrl, grant } = configuration;
  const written: AuthEndpoints = { issuer: undefined, tokenUrl, authUrl, deviceUrl, hints: [] };
  const isWhole =
    tokenUrl !== undefined &&
    (grant !== 'authorization-code' || authUrl !== undefined) &&
    (grant !== 'device-code' || deviceUrl !== undefined);
  if (issuerUrl === undefined || isWhole) return written;
  let last: string | undefined;
  for (const url of metadataUrls(issuerUrl)) {
    const exchange = await ports.send(
      { method: 'GET', url, headers: [['Accept', 'application/json']], body: undefined, secrets: [] },
      signal,
    );
    const answer = await toAnswer(exchange, url, signal);
    if (answer.kind === 'cancelled') return answer;
    if (answer.kind === 'failure') return answer;
    const metadata = answer.answer.status === 200 ? parseObject(answer.answer.text) : undefined;
    if (metadata) return withMetadata(written, metadata, issuerUrl);
    last = `${url} answered ${answer.answer.status}`;
  }
  return {
    kind: 'failure',
    message: `The endpoints of ${issuerUrl} were not found: ${last}. Check 'Issuer URL', or write 'Token URL'.`,
  };
}

/** OpenID Connect Discovery section 4, then RFC 8414 section 3.1, which puts its path in front. */
function metadataUrls(issuerUrl: string): readonly string[] {
  const { origin, pathname } = new URL(issuerUrl);
  const path = pathname.replace(/\/+$/, '');
  if (path.includes('/.well-known/')) return [issuerUrl];
  return [
    `${origin}${path}/.well-known/openid-configuration`,
    `${origin}/.well-known/oauth-authorization-server${path}`,
  ];
}

function withMetadata(
  written: AuthEndpoints,
  metadata: Readonly<Record<string, unknown>>,
  issuerUrl: string,
): AuthEndpoints | { readonly kind: 'failure'; readonly message: string } {
  const found: Record<string, string | undefined> = {};
  for (const name of ['issuer', 'token_endpoint', 'authorization_endpoint', 'device_authorization_endpoint'] as const) {
    const text = metadata[name];
    if (typeof text !== 'string') continue;
    const refusal = refuseEndpoint(text);
    if (refusal !== undefined)
      return { kind: 'failure', message: `'${name}' of the metadata of ${issuerUrl} ${refusal}` };
    found[name] = text;
  }
  const same = (found['issuer'] ?? '').replace(/\/+$/, '') === issuerUrl.replace(/\/+$|\/\.well-known\/.*$/g, '');
  return {
    issuer: found['issuer'],
    tokenUrl: written.tokenUrl ?? found['token_endpoint'],
    authUrl: written.authUrl ?? found['authorization_endpoint'],
    deviceUrl: written.deviceUrl ?? found['device_authorization_endpoint'],
    hints: same
      ? []
      : [`The metadata of ${issuerUrl} is that of another issuer, ${found['issuer'] ?? 'which it does not name'}.`],
  };
}

async function clientAuthenticationOf({ ports, configuration, endpoints }: AuthContext, url: string) {
  const oauth = await import('oauth4webapi');
  const { clientId, clientSecret = '', clientAuthentication } = configuration;
  switch (clientAuthentication) {
    case 'basic':
      return sendBasic(encodeForm(clientId), encodeForm(clientSecret));
    case 'basic-raw':
      return sendBasic(clientId, clientSecret);
    case 'post':
      return oauth.ClientSecretPost(clientSecret);
    case 'none':
      return (_server: unknown, _client: unknown, body: URLSearchParams) => {
        if (clientId !== '') body.set('client_id', clientId);
        else body.delete('client_id');
      };
    case 'client-secret-jwt':
    case 'private-key-jwt': {
      const signed = await signClientAssertion(ports, configuration, endpoints.issuer ?? url);
      if (signed.kind === 'failure') return signed;
      return (_server: unknown, _client: unknown, body: URLSearchParams) => {
        body.set('client_id', clientId);
        body.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        body.set('client_assertion', signed.text);
      };
    }
  }
}

function sendBasic(user: string, password: string) {
  return (_server: unknown, _client: unknown, _body: URLSearchParams, headers: Headers) => {
    headers.set('authorization', basicCredentials(user, password));
  };
}

/**
 * RFC 6749 section 2.3.1, and no character more: the package encodes the hyphens of a UUID too, which servers that do
 * not decode refuse.
 */
function encodeForm(text: string): string {
  return encodeURIComponent(text).replaceAll('%20', '+');
}

/** In the case people know; who we are is said by the engine. */
function headersOf(headers: Readonly<Record<string, string>>): readonly HeaderPair[] {
  const pairs: HeaderPair[] = [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['Accept', 'application/json'],
  ];
  const authorization = headers['authorization'];
  return authorization === undefined ? pairs : [...pairs, ['Authorization', authorization]];
}

/** What came of a request, whatever its status is. */
export async function toAnswer(
  exchange: Exchange | undefined,
  url: string,
  signal: AbortSignal,
): Promise<EndpointAnswer> {
  if (signal.aborted || !exchange) return { kind: 'cancelled' };
  const { outcome } = exchange;
  if (outcome.kind === 'failure') {
    if (outcome.code === 'aborted') return { kind: 'cancelled' };
    return { kind: 'failure', message: `${url} gave no answer. ${outcome.message} ${outcome.nextStep}`.trimEnd() };
  }
  const bytes = await outcome.body.read(0, Math.min(outcome.body.size, largestAnswer));
  const answer = {
    status: outcome.status,
    contentType: lookupHeader(outcome.headers, 'content-type'),
    text: new TextDecoder().decode(bytes),
  };
  return { kind: 'answer', answer, url };
}

function missingEndpoint(key: string): EndpointAnswer {
  return { kind: 'failure', message: `Nobody says where to ask: write '${key}' in the environment file.` };
}

const largestAnswer = 1_000_000;

/** Those whose value lets somebody act for the client or the person. */
const secretParameters: ReadonlySet<string> = new Set([
  'client_secret',
  'client_assertion',
  'assertion',
  'code',
  'code_verifier',
  'refresh_token',
  'device_code',
  'password',
  'subject_token',
  'actor_token',
]);
