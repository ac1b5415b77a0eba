import type { AuthConfiguration } from '../../auth/authConfiguration';
import type { AuthPorts, AuthRequest } from '../../auth/authPorts';
import { allowsHost } from '../../environment/allowsHost';
import type { FailureCode, TransportFailure } from '../../exchange/exchange';
import { sendRequest } from '../../exchange/sendRequest';
import type { Findings } from '../../request/findings';
import { resolveConnection } from '../../request/resolveConnection';
import { resolveOptions, type DirectiveHolder } from '../../request/resolveOptions';
import type { ResolvedRequest } from '../../request/resolvedRequest';
import type { FetchPorts, TokenContext, TokenPorts } from './fetchTokens';

/** The ports of the layer below: requests to endpoints go through the engine, by the environment's rules. */
export function authPorts(
  ports: FetchPorts,
  context: TokenContext,
  tokens: TokenPorts,
  configuration: AuthConfiguration,
): AuthPorts {
  const { transport, clock, newId } = ports;
  const { newSecret, wait, person } = tokens;
  return {
    clock,
    newId,
    newSecret,
    wait,
    person,
    send: async (written, signal) => {
      const { environmentName } = context;
      const { request, refused } = await buildRequest(ports, context, written, configuration);
      const about = { name: 'token', environmentName };
      const own = refused ? { transport: () => Promise.resolve(refused), clock } : { transport, clock };
      const exchange = await sendRequest(own, request, about, signal);
      tokens.onRequest?.(exchange);
      return exchange;
    },
  };
}

/**
 * A request with the proxy, the client certificate, the time limits and the version of HTTP that any request of this
 * environment has. Where one of them cannot be had it is not sent without.
 */
async function buildRequest(
  { reader }: FetchPorts,
  context: TokenContext,
  written: AuthRequest,
  configuration: AuthConfiguration,
): Promise<{ readonly request: ResolvedRequest; readonly refused: TransportFailure | undefined }> {
  const { method, url, headers, body, secrets, keepsNoCookies } = written;
  const { environment, defaults, folders, timeoutMilliseconds } = context;
  const scope = { ...context.scope, evaluated: new Map() };
  const findings: Findings = { scope, problems: [], secrets: new Set(), notes: [] };
  const options = resolveOptions(findings, noBlock, { environment, defaults });
  const { connectTimeoutMilliseconds } = options;
  const { issuerUrl, tokenUrl, authUrl, deviceUrl } = configuration;
  const ownAddresses = [issuerUrl, tokenUrl, authUrl, deviceUrl].flatMap((address) =>
    address === undefined ? [] : [new URL(address).href],
  );
  const connection = await resolveConnection(
    findings,
    { block: noBlock, scope, environment, defaults, ownAddresses },
    { url: new URL(url).href, connectTimeoutMilliseconds },
    { reader, ...folders },
  );
  const request: ResolvedRequest = {
    method,
    url,
    httpVersion: options.httpVersion,
    headers,
    body: body === undefined ? undefined : { kind: 'bytes', bytes: new TextEncoder().encode(body) },
    ...((keepsNoCookies === true || options.keepsNoCookies) && { keepsNoCookies: true }),
    connectOrigin: environment.hostOrigins.get(new URL(url).host),
    verifiesCertificates: connection.verifiesCertificates,
    // Credentials are in it: an endpoint that moved has to be written down anew.
    followsRedirects: false,
    timeoutMilliseconds: options.timeoutMilliseconds ?? timeoutMilliseconds,
    ...(connection.rules && { connection: connection.rules }),
    secrets: [...new Set([...secrets, ...findings.secrets])],
    notes: findings.notes,
  };
  const problem = findings.problems.find(({ severity }) => severity === 'error');
  const refused = problem ? refusal(problem.message, '') : refuseHost(written, context);
  return { request, refused };
}

/** Credentials go to hosts of the environment's list only, and nobody is asked each time a token runs out. */
function refuseHost({ method, url }: AuthRequest, { environment }: TokenContext): TransportFailure | undefined {
  const hosts = environment.rules?.hosts;
  if (method === 'GET' || hosts === undefined || allowsHost(hosts, url)) return undefined;
  const { host } = new URL(url);
  return refusal(
    `Nothing was sent: ${host} is not among the 'hosts' of environment '${environment.name}'.`,
    'Add it there if it may have the credentials.',
  );
}

function refusal(message: string, nextStep: string): TransportFailure {
  const code: FailureCode = 'invalid-request';
  return { kind: 'failure', code, message, nextStep, mayHaveReachedServer: false };
}

/** A token is of the environment, not of the request that happens to need it first. */
const noBlock: DirectiveHolder = { directives: [], request: undefined };
