import { decodeUtf8, isJsonObject, member, parseJsonBody, type JsonObject } from './json';

/** Signs and checks RS256 (RFC 7518 section 3.3) with a key made for one run; the private part never leaves it. */
export interface TokenSigner {
  readonly keyId: string;
  /** The public key as a JSON Web Key, RFC 7517. */
  readonly publicKey: JsonObject;
  readonly sign: (data: Uint8Array) => Uint8Array;
  readonly verify: (data: Uint8Array, signature: Uint8Array) => boolean;
}

/** Who an access token speaks for. */
export interface TokenSubject {
  readonly issuer: string;
  readonly audience: string;
  readonly clientID: string;
  readonly environmentID: string;
  readonly organizationID: string;
  readonly scope: string | undefined;
}

/** Worker tokens live one hour. */
export const accessTokenSeconds = 3600;

/** A signed access token with the claims of a client credentials grant: no `sub` and no `sid`. */
export function issueAccessToken(signer: TokenSigner, subject: TokenSubject, id: string, now: number): string {
  const issuedAt = Math.floor(now / 1000);
  const claims = {
    client_id: subject.clientID,
    iss: subject.issuer,
    jti: id,
    iat: issuedAt,
    exp: issuedAt + accessTokenSeconds,
    aud: [subject.audience],
    env: subject.environmentID,
    org: subject.organizationID,
    ...(subject.scope === undefined ? {} : { scope: subject.scope }),
  };
  const header = { kid: signer.keyId, alg: 'RS256' };
  const content = `${encodeJson(header)}.${encodeJson(claims)}`;
  return `${content}.${Buffer.from(signer.sign(Buffer.from(content, 'ascii'))).toString('base64url')}`;
}

/** The claims of a token this signer made and whose hour is not over; `undefined` for everything else. */
export function readAccessToken(signer: TokenSigner, token: string, now: number): JsonObject | undefined {
  const match = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/.exec(token);
  const [, header = '', claims = '', signature = ''] = match ?? [];
  const headerValue = decodeJson(header);
  // The algorithm is ours to choose: a token that names another one, or another key, is not looked at any further.
  if (member(headerValue, 'alg') !== 'RS256' || member(headerValue, 'kid') !== signer.keyId) return undefined;
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return undefined;
  if (!signer.verify(Buffer.from(`${header}.${claims}`, 'ascii'), bytes)) return undefined;
  const value = decodeJson(claims);
  const expiry = member(value, 'exp');
  return typeof expiry === 'number' && now < expiry * 1000 ? value : undefined;
}

/** What a request's `Authorization` field says about its bearer token. */
export type BearerReading =
  { readonly kind: 'missing' } | { readonly kind: 'invalid' } | { readonly kind: 'valid'; readonly claims: JsonObject };

/** Reads `Authorization: Bearer …`, RFC 6750 section 2.1; several fields or another scheme make it invalid. */
export function readBearer(signer: TokenSigner, authorization: readonly string[], now: number): BearerReading {
  if (authorization.length === 0) return { kind: 'missing' };
  const token = authorization.length === 1 ? /^Bearer +([\w.~+/-]+=*)$/i.exec(authorization[0] ?? '')?.[1] : undefined;
  const claims = token === undefined ? undefined : readAccessToken(signer, token, now);
  return claims ? { kind: 'valid', claims } : { kind: 'invalid' };
}

function encodeJson(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value), 'utf8').toString('base64url');
}

function decodeJson(text: string): JsonObject | undefined {
  const bytes = Buffer.from(text, 'base64url');
  if (decodeUtf8(bytes) === undefined) return undefined;
  const reading = parseJsonBody(bytes);
  return reading.kind === 'value' && isJsonObject(reading.value) ? reading.value : undefined;
}
