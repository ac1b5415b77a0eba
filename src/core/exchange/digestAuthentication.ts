import type { DigestScheme } from '../request/authentication';
import type { HeaderPair, RequestBody } from '../request/resolvedRequest';
import type { HashName, Hashes } from './hashes';
import { parseChallenges } from './parseChallenges';

/** What a server asks with `WWW-Authenticate: Digest`, RFC 7616 section 3.3. */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | undefined;
  /** As the server wrote it, to be repeated; `undefined` stands for MD5. */
  readonly algorithm: string | undefined;
  readonly hash: HashName;
  readonly isSession: boolean;
  /** `undefined` for a server that only knows RFC 2069. */
  readonly qop: 'auth' | 'auth-int' | undefined;
  readonly isStale: boolean;
  readonly hashesUser: boolean;
  readonly isUtf8: boolean;
}

/** The request that a challenge is answered for. */
export interface DigestRequest {
  readonly method: string;
  /** Path and query, as on the request line. */
  readonly target: string;
  readonly body: RequestBody | undefined;
  /** How often the nonce was used with this one, from 1. */
  readonly count: number;
  readonly clientNonce: string;
}

/** The first challenge that can be answered: a server lists them in the order it prefers. */
export function findDigestChallenge(headers: readonly HeaderPair[]): DigestChallenge | undefined {
  for (const [name, value] of headers) {
    if (name.toLowerCase() !== 'www-authenticate') continue;
    for (const { scheme, parameters } of parseChallenges(value)) {
      const challenge = scheme === 'digest' ? readChallenge(parameters) : undefined;
      if (challenge) return challenge;
    }
  }
  return undefined;
}

/** The value of `Authorization` that answers a challenge, RFC 7616 section 3.4. */
export async function answerDigest(
  hashes: Hashes,
  scheme: DigestScheme,
  challenge: DigestChallenge,
  request: DigestRequest,
): Promise<string> {
  const { realm, nonce, qop, hash } = challenge;
  const digest = (text: string): string => hashes.digest(hash, text);
  const count = request.count.toString(16).padStart(8, '0');
  const secret = digest(`${scheme.user}:${realm}:${scheme.password}`);
  const first = challenge.isSession ? digest(`${secret}:${nonce}:${request.clientNonce}`) : secret;
  const content = qop === 'auth-int' ? `:${await hashes.digestBody(hash, request.body)}` : '';
  const second = digest(`${request.method}:${request.target}${content}`);
  const between = qop === undefined ? nonce : `${nonce}:${count}:${request.clientNonce}:${qop}`;
  const fields = [
    challenge.hashesUser ? `username="${digest(`${scheme.user}:${realm}`)}"` : userField(scheme.user, challenge),
    `realm=${quote(realm)}`,
    `nonce=${quote(nonce)}`,
    `uri=${quote(request.target)}`,
    `response="${digest(`${first}:${between}:${second}`)}"`,
  ];
  if (challenge.algorithm !== undefined) fields.push(`algorithm=${challenge.algorithm}`);
  if (qop !== undefined) fields.push(`cnonce=${quote(request.clientNonce)}`, `qop=${qop}`, `nc=${count}`);
  else if (challenge.isSession) fields.push(`cnonce=${quote(request.clientNonce)}`);
  if (challenge.opaque !== undefined) fields.push(`opaque=${quote(challenge.opaque)}`);
  if (challenge.hashesUser) fields.push('userhash=true');
  return `Digest ${fields.join(', ')}`;
}

function readChallenge(parameters: ReadonlyMap<string, string>): DigestChallenge | undefined {
  const nonce = parameters.get('nonce');
  const algorithm = parameters.get('algorithm');
  const [, name = '', session] = /^(.+?)(-sess)?$/i.exec(algorithm ?? 'MD5') ?? [];
  const hash = hashNames.get(name.toUpperCase());
  const offered = parameters
    .get('qop')
    ?.toLowerCase()
    .split(/[\s,]+/);
  const qop = offered?.includes('auth') ? 'auth' : offered?.includes('auth-int') ? 'auth-int' : undefined;
  // A server that offers only kinds of protection nobody knows cannot be answered.
  if (nonce === undefined || !hash || (offered && !qop)) return undefined;
  return {
    realm: parameters.get('realm') ?? '',
    nonce,
    opaque: parameters.get('opaque'),
    algorithm,
    hash,
    isSession: session !== undefined,
    qop,
    isStale: parameters.get('stale')?.toLowerCase() === 'true',
    hashesUser: parameters.get('userhash')?.toLowerCase() === 'true',
    isUtf8: parameters.get('charset')?.toUpperCase() === 'UTF-8',
  };
}

const hashNames: ReadonlyMap<string, HashName> = new Map([
  ['MD5', 'MD5'],
  ['SHA-256', 'SHA-256'],
  ['SHA-512-256', 'SHA-512-256'],
]);

/** Section 3.4.4: a name that a quoted string cannot hold goes in the form of RFC 8187. */
function userField(user: string, { isUtf8 }: DigestChallenge): string {
  if (!isUtf8 || /^[\x20-\x7e]*$/.test(user)) return `username=${quote(user)}`;
  const encoded = encodeURIComponent(user).replace(/['()*]/g, (one) => `%${one.charCodeAt(0).toString(16)}`);
  return `username*=UTF-8''${encoded}`;
}

function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`;
}
