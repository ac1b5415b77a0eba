import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { Provider } from 'oidc-provider';

/** An authorization server that nobody here wrote, on this machine, with a client for each way to authenticate. */
export interface AuthorizationServer {
  readonly issuer: string;
  /** Requests to the token endpoint, oldest first, as form fields with their Authorization. */
  readonly tokenRequests: readonly TokenRequestSeen[];
  /** The private key of the client `key`, as JWK and as PEM. */
  readonly privateJwk: string;
  readonly privatePem: string;
  readonly close: () => Promise<void>;
}

export interface TokenRequestSeen {
  readonly form: Readonly<Record<string, string>>;
  readonly authorization: string | undefined;
  readonly contentType: string | undefined;
}

/** The secret of every client that has one: characters that form encoding changes. */
export const clientSecret = 'a secret:with+/=&%';

export const longSecret = 'a-secret-that-is-long-enough-for-hs512-'.repeat(3);

/** Listens on a free port of 127.0.0.1. */
export async function startAuthorizationServer(): Promise<AuthorizationServer> {
  const tokenRequests: TokenRequestSeen[] = [];
  const key = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const jwk = { ...key.privateKey.export({ format: 'jwk' }), kid: 'client-key', alg: 'RS256', use: 'sig' };
  const publicJwk = { ...key.publicKey.export({ format: 'jwk' }), kid: 'client-key', alg: 'RS256', use: 'sig' };
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const provider = quietly(() => new Provider(issuer, configurationOf(publicJwk)));
  registerGrants(provider);
  const answer = provider.callback();
  server.on('request', (request, response) => {
    if (request.method === 'POST' && request.url === '/token') {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const form = Object.fromEntries(new URLSearchParams(Buffer.concat(chunks).toString()));
        const { authorization, 'content-type': contentType } = request.headers;
        tokenRequests.push({ form, authorization, contentType });
      });
    }
    answer(request, response);
  });
  return {
    issuer,
    tokenRequests,
    privateJwk: JSON.stringify(jwk),
    privatePem: createPrivateKey(key.privateKey.export({ format: 'pem', type: 'pkcs8' }))
      .export({ format: 'pem', type: 'pkcs8' })
      .toString(),
    close: () => closeServer(server),
  };
}

function configurationOf(publicJwk: object): object {
  const noRedirects = { redirect_uris: [], response_types: [] };
  const machine = { ...noRedirects, grant_types: ['client_credentials', jwtBearer, tokenExchange, 'password'] };
  return {
    clients: [
      { client_id: 'basic client', client_secret: clientSecret, ...machine },
      { client_id: 'post', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post', ...machine },
      {
        client_id: 'secret-jwt',
        client_secret: longSecret,
        token_endpoint_auth_method: 'client_secret_jwt',
        token_endpoint_auth_signing_alg: 'HS256',
        ...machine,
      },
      {
        client_id: 'key',
        token_endpoint_auth_method: 'private_key_jwt',
        jwks: { keys: [publicJwk] },
        ...machine,
      },
      {
        client_id: 'public',
        token_endpoint_auth_method: 'none',
        application_type: 'native',
        redirect_uris: ['http://127.0.0.1/callback'],
        response_types: ['code'],
        grant_types: ['authorization_code', 'refresh_token', deviceCode, jwtBearer],
      },
    ],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'none'],
    scopes: ['openid', 'offline_access', 'api', 'read'],
    features: {
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      devInteractions: { enabled: true },
    },
    jwks: { keys: [signingKey()] },
    cookies: { keys: ['a cookie key'] },
    ttl: {
      ClientCredentials: 600,
      AccessToken: 600,
      IdToken: 600,
      DeviceCode: 600,
      RefreshToken: 3600,
      Interaction: 600,
      Session: 600,
      Grant: 600,
      AuthorizationCode: 60,
    },
    pkce: { required: () => true },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    findAccount: (_context: unknown, id: string) => ({ accountId: id, claims: () => ({ sub: id }) }),
  };
}

/** The package leaves these to those who use it: the token is its own all the same. */
function registerGrants(provider: Provider): void {
  for (const [name, parameters] of [
    [jwtBearer, ['assertion', 'scope']],
    [tokenExchange, ['subject_token', 'subject_token_type', 'audience', 'scope']],
    ['password', ['username', 'password', 'scope']],
  ] as const) {
    provider.registerGrantType(
      name,
      async (context) => {
        const { client, params } = context.oidc;
        if (params['password'] === 'wrong') {
          context.status = 400;
          context.body = { error: 'invalid_grant', error_description: 'The password is wrong.' };
          return;
        }
        const token = new provider.ClientCredentials({ client, scope: params['scope'] ?? 'api' });
        const value = await token.save();
        context.body = {
          access_token: value,
          expires_in: token.expiration,
          token_type: 'Bearer',
          scope: params['scope'],
        };
      },
      parameters,
    );
  }
}

function signingKey(): object {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return { ...privateKey.export({ format: 'jwk' }), kid: 'server-key', alg: 'RS256', use: 'sig' };
}

/** It warns of everything that is for development only, which is what this is. */
function quietly<T>(work: () => T): T {
  const { warn, info } = console;
  console.warn = () => undefined;
  console.info = () => undefined;
  try {
    return work();
  } finally {
    Object.assign(console, { warn, info });
  }
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

const jwtBearer = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
