import type { AuthConfiguration } from './authConfiguration';
import { parseObject } from './parseObject';

/** What an assertion is made of besides the configuration. */
export interface AssertionPorts {
  readonly clock: () => number;
  readonly newId: () => string;
}

/** A signed text, or why there is none. */
export type SignedAssertion = { readonly kind: 'assertion'; readonly text: string } | SigningFailure;

export interface SigningFailure {
  readonly kind: 'failure';
  readonly message: string;
}

/** RFC 7523 section 2.2: the client says who it is, by its secret or its private key. */
export async function signClientAssertion(
  ports: AssertionPorts,
  configuration: AuthConfiguration,
  audience: string,
): Promise<SignedAssertion> {
  const { clientId, clientSecret, clientAuthentication, key, assertion } = configuration;
  const claims = { iss: clientId, sub: clientId, aud: assertion.audience ?? audience };
  if (clientAuthentication === 'private-key-jwt') return signByKey(ports, configuration, { claims, header: {} });
  const algorithm = key.algorithm ?? 'HS256';
  if (!/^HS(?:256|384|512)$/.test(algorithm)) {
    return fail(`'${algorithm}' does not sign with a secret. Use HS256, HS384 or HS512 as 'Algorithm'.`);
  }
  const secret = new TextEncoder().encode(clientSecret ?? '');
  return sign(ports, { header: { alg: algorithm }, claims, key: secret });
}

/** RFC 7523 section 2.1: the grant itself is a signed statement, as service accounts of Identity Cloud make it. */
export async function signGrantAssertion(
  ports: AssertionPorts,
  configuration: AuthConfiguration,
  audience: string,
): Promise<SignedAssertion> {
  const { assertion, clientId } = configuration;
  if (assertion.text !== undefined) return { kind: 'assertion', text: assertion.text };
  const subject = assertion.subject ?? clientId;
  const claims = { iss: subject, sub: subject, aud: assertion.audience ?? audience, ...assertion.payload };
  return signByKey(ports, configuration, { claims, header: assertion.header });
}

interface Statement {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly header: Readonly<Record<string, unknown>>;
}

async function signByKey(
  ports: AssertionPorts,
  { key }: AuthConfiguration,
  { claims, header }: Statement,
): Promise<SignedAssertion> {
  const text = key.text?.trim() ?? '';
  const jwk = text.startsWith('{') ? parseObject(text) : undefined;
  if (text.startsWith('{') && jwk?.['kty'] === undefined)
    return fail("'Private Key' is no JSON Web Key: it should be a JSON object with 'kty'.");
  if (jwk && jwk['d'] === undefined && jwk['k'] === undefined) {
    return fail("'Private Key' is a public key: the member 'd' is missing. Use the private one.");
  }
  const written = typeof header['alg'] === 'string' ? header['alg'] : undefined;
  const algorithm = key.algorithm ?? written ?? algorithmOf(jwk);
  const keyId = key.id ?? (typeof jwk?.['kid'] === 'string' ? jwk['kid'] : undefined);
  const whole = { ...header, alg: algorithm, ...(keyId !== undefined && { kid: keyId }) };
  const { importJWK, importPKCS8 } = await import('jose');
  try {
    // A key for encryption or of a set names uses that forbid signing only by their words.
    const { use: _use, key_ops: _operations, ...usable } = jwk ?? {};
    const imported = jwk ? await importJWK(usable, algorithm) : await importPKCS8(text, algorithm);
    return await sign(ports, { header: whole, claims, key: imported });
  } catch {
    // What the package says may quote the key.
    return fail(describeUnusableKey(text, algorithm));
  }
}

function describeUnusableKey(text: string, algorithm: string): string {
  if (/BEGIN (?:RSA|EC) PRIVATE KEY/.test(text)) {
    return "'Private Key' is in the old form of OpenSSL. Convert it with 'openssl pkcs8 -topk8 -nocrypt'.";
  }
  if (text.includes('BEGIN ENCRYPTED')) return "'Private Key' is encrypted, and nobody asks for its passphrase here.";
  return `'Private Key' cannot be used with ${algorithm}. It should be a JWK or a PEM file in PKCS #8, and 'Algorithm' its own.`;
}

interface Signing {
  readonly header: Readonly<Record<string, unknown>> & { readonly alg: string };
  readonly claims: Readonly<Record<string, unknown>>;
  readonly key: import('jose').CryptoKey | Uint8Array;
}

async function sign(ports: AssertionPorts, { header, claims, key }: Signing): Promise<SignedAssertion> {
  const { SignJWT } = await import('jose');
  const now = Math.floor(ports.clock() / 1000);
  const times = { iat: now, exp: now + assertionSeconds, jti: ports.newId() };
  const text = await new SignJWT({ ...times, ...claims }).setProtectedHeader({ typ: 'JWT', ...header }).sign(key);
  return { kind: 'assertion', text };
}

function algorithmOf(jwk: Readonly<Record<string, unknown>> | undefined): string {
  if (typeof jwk?.['alg'] === 'string') return jwk['alg'];
  switch (jwk?.['crv']) {
    case 'P-256':
      return 'ES256';
    case 'P-384':
      return 'ES384';
    case 'P-521':
      return 'ES512';
    case 'Ed25519':
      return 'EdDSA';
    default:
      return 'RS256';
  }
}

function fail(message: string): SigningFailure {
  return { kind: 'failure', message };
}

/** Servers take up to an hour, and the tools of Identity Cloud use this. */
const assertionSeconds = 180;
