import { accessTokenSeconds, issueAccessToken } from './accessTokens';
import { decodeUtf8, type JsonObject } from './json';
import { buildJsonResponse, withHeaders, type ResponseHeaders } from './jsonResponse';
import { findHeaderValues, mediaTypeOf, type SandboxResponse } from './message';
import { decodeQuery, type SandboxCall } from './sandboxCall';
import type { SandboxPorts, SandboxState } from './sandboxState';

/** Scopes a worker application can be granted; it needs none, its rights come from its roles. */
const grantableScopes = ['openid', 'profile', 'email', 'address', 'phone'];

/** `POST /{environmentID}/as/token`, RFC 6749 section 4.4: client credentials by Basic header or in the form. */
export function handleTokenRequest(
  ports: SandboxPorts,
  state: SandboxState,
  call: SandboxCall,
  environmentID: string,
): SandboxResponse {
  if (call.method !== 'POST') {
    const error = { error: 'invalid_request', error_description: 'The token endpoint takes POST requests only.' };
    return buildJsonResponse(405, error, { headers: [['Allow', 'POST'], ...noStore] });
  }
  if (mediaTypeOf(call) !== 'application/x-www-form-urlencoded') {
    return refuse(415, 'invalid_request', 'The request body must have the type application/x-www-form-urlencoded.');
  }
  const form = readForm(call.body);
  if (typeof form === 'string') return refuse(400, 'invalid_request', form);
  const client = readClient(call, form);
  if (client.kind === 'malformed') return refuse(400, 'invalid_request', client.message);
  const isKnown = environmentID === state.adminEnvironmentID && client.id === state.workerID;
  if (!isKnown || client.secret !== state.workerSecret) return refuseClient();
  const grant = form.get('grant_type') ?? '';
  if (grant === '') return refuse(400, 'invalid_request', 'The parameter grant_type is missing.');
  if (grant !== 'client_credentials') {
    return refuse(
      400,
      'unsupported_grant_type',
      'The worker application takes the grant type client_credentials only.',
    );
  }
  const scopes = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
  const unknown = scopes.find((scope) => !grantableScopes.includes(scope));
  if (unknown !== undefined) return refuse(400, 'invalid_scope', `The scope '${unknown}' cannot be granted.`);
  const scope = scopes.length > 0 ? scopes.join(' ') : undefined;
  return answer(200, {
    access_token: issueWorkerToken(ports, state, scope),
    token_type: 'Bearer',
    expires_in: accessTokenSeconds,
    ...(scope === undefined ? {} : { scope }),
  });
}

/** A fresh token of the worker application. */
export function issueWorkerToken(ports: SandboxPorts, state: SandboxState, scope?: string): string {
  const subject = {
    issuer: issuerOf(ports.origin, state.adminEnvironmentID),
    audience: ports.origin,
    clientID: state.workerID,
    environmentID: state.adminEnvironmentID,
    organizationID: state.organizationID,
    scope,
  };
  return issueAccessToken(ports.signer, subject, ports.newId(), ports.clock());
}

/** `GET /{environmentID}/as/jwks`: the key that signs every token of this sandbox. */
export function describeKeys(ports: SandboxPorts): JsonObject {
  return { keys: [ports.signer.publicKey] };
}

/** `GET /{environmentID}/as/.well-known/openid-configuration`: only what the sandbox really has. */
export function describeIssuer(ports: SandboxPorts, environmentID: string): JsonObject {
  const issuer = issuerOf(ports.origin, environmentID);
  return {
    issuer,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    grant_types_supported: ['client_credentials'],
    response_types_supported: [],
    scopes_supported: grantableScopes,
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    id_token_signing_alg_values_supported: ['RS256'],
  };
}

type ClientReading =
  | { readonly kind: 'client'; readonly id: string; readonly secret: string }
  | { readonly kind: 'malformed'; readonly message: string };

function readClient(call: SandboxCall, form: ReadonlyMap<string, string>): ClientReading {
  const authorization = findHeaderValues(call, 'authorization');
  const id = form.get('client_id') ?? '';
  const secret = form.get('client_secret') ?? '';
  if (authorization.length === 0) return { kind: 'client', id, secret };
  if (authorization.length > 1 || secret !== '') {
    const message = 'A client authenticates once: by the Authorization header or by client_id and client_secret.';
    return { kind: 'malformed', message };
  }
  const credentials = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization[0] ?? '')?.[1];
  const text = credentials === undefined ? undefined : decodeUtf8(Buffer.from(credentials, 'base64'));
  const colon = text?.indexOf(':') ?? -1;
  if (text === undefined || colon < 0) return { kind: 'client', id: '', secret: '' };
  return { kind: 'client', id: text.slice(0, colon), secret: text.slice(colon + 1) };
}

/** The fields of the form, or why it cannot be read: RFC 6749 section 3.2 forbids repeats. */
function readForm(body: Uint8Array): ReadonlyMap<string, string> | string {
  const text = decodeUtf8(body);
  const pairs = text === undefined ? undefined : decodeQuery(text.trim());
  if (!pairs) return 'The request body is not a valid form.';
  const form = new Map<string, string>();
  for (const [name, value] of pairs) {
    if (form.has(name)) return `The parameter ${name} stands more than once.`;
    form.set(name, value);
  }
  return form;
}

function refuseClient(): SandboxResponse {
  const description = 'The client is unknown in this environment, or its secret is wrong.';
  return withHeaders(refuse(401, 'invalid_client', description), [['WWW-Authenticate', 'Basic realm="sandbox"']]);
}

function refuse(status: number, error: string, description: string): SandboxResponse {
  return answer(status, { error, error_description: description });
}

function answer(status: number, body: JsonObject): SandboxResponse {
  return buildJsonResponse(status, body, { headers: noStore });
}

function issuerOf(origin: string, environmentID: string): string {
  return `${origin}/${environmentID}/as`;
}

const noStore: ResponseHeaders = [
  ['Cache-Control', 'no-store'],
  ['Pragma', 'no-cache'],
];
