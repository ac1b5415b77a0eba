/** A token as it is kept between two sends. It is secret as a whole. */
export interface TokenRecord {
  readonly accessToken: string;
  readonly idToken: string | undefined;
  readonly refreshToken: string | undefined;
  /** `Bearer` where the answer does not say. */
  readonly tokenType: string;
  /** As granted; as asked for where the answer does not say, RFC 6749 section 5.1. */
  readonly scope: string | undefined;
  /** Milliseconds since the epoch. */
  readonly obtainedAt: number;
  /** Milliseconds since the epoch; `undefined` when nobody says. */
  readonly expiresAt: number | undefined;
  /** An AM session that is not used ends before. Milliseconds since the epoch, as of the time it was obtained. */
  readonly idleUntil?: number;
  /** Under which the token of an AM session is sent. */
  readonly cookieName?: string;
  /** Of the token endpoint that gave it. */
  readonly tokenUrl: string;
  /** `fingerprintOf` the configuration it was fetched with: another one asks for another token. */
  readonly fingerprint: string;
  /** What was not as the specification has it, as sentences. */
  readonly hints: readonly string[];
}

/** What came of asking for a token. Messages hold no secret. */
export type TokenOutcome =
  | { readonly kind: 'token'; readonly token: TokenRecord }
  | { readonly kind: 'cancelled' }
  /** `error` is that of RFC 6749 section 5.2, where the endpoint gave one. */
  | { readonly kind: 'failure'; readonly message: string; readonly error?: string };

/** Tokens are not used when they are so near their end that they may end on the way. */
export function isFresh(
  { expiresAt, obtainedAt }: Pick<TokenRecord, 'expiresAt' | 'obtainedAt'>,
  now: number,
): boolean {
  if (expiresAt === undefined) return true;
  // It was fetched in what is the future now: the clock was set back, so its end is not known any more.
  if (now < obtainedAt - clockSkew) return false;
  const life = Math.max(0, expiresAt - obtainedAt);
  return now < expiresAt - Math.min(expirySkew, life / 10);
}

/** By what a clock that is kept in time may be set back. */
const clockSkew = 60_000;

/** Of tokens that live long; of a shorter one a tenth of its life. */
const expirySkew = 30_000;

/** A record from where secrets rest; `undefined` for what is none. */
export function parseTokenRecord(text: string): TokenRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const record = value as Readonly<Record<string, unknown>>; // Looked at member by member.
  const textOf = (name: string): string | undefined => {
    const member = record[name];
    return typeof member === 'string' && member !== '' ? member : undefined;
  };
  const numberOf = (name: string): number | undefined => {
    const member = record[name];
    return typeof member === 'number' && Number.isFinite(member) ? member : undefined;
  };
  const accessToken = textOf('accessToken');
  const obtainedAt = numberOf('obtainedAt');
  const fingerprint = textOf('fingerprint');
  const cookieName = textOf('cookieName');
  const idleUntil = numberOf('idleUntil');
  if (accessToken === undefined || obtainedAt === undefined || fingerprint === undefined) return undefined;
  return {
    accessToken,
    idToken: textOf('idToken'),
    refreshToken: textOf('refreshToken'),
    tokenType: textOf('tokenType') ?? 'Bearer',
    scope: textOf('scope'),
    obtainedAt,
    expiresAt: numberOf('expiresAt'),
    tokenUrl: textOf('tokenUrl') ?? '',
    fingerprint,
    ...(cookieName !== undefined && { cookieName }),
    ...(idleUntil !== undefined && { idleUntil }),
    hints: [],
  };
}
