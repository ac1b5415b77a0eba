import type { AuthPlace } from '../environment/authSettings';

/** What a token is asked for with, every value filled. It holds secrets: nothing shows it but by a redactor. */
export interface AuthConfiguration {
  readonly name: string;
  readonly place: AuthPlace | undefined;
  readonly grant: Grant;
  /** Where endpoints that are not written are found, RFC 8414 and OpenID Connect Discovery. */
  readonly issuerUrl: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly authUrl: string | undefined;
  readonly deviceUrl: string | undefined;
  readonly redirectUrl: string | undefined;
  readonly clientId: string;
  readonly clientSecret: string | undefined;
  readonly clientAuthentication: ClientAuthentication;
  readonly key: SigningKey;
  readonly assertion: AssertionSettings;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly refreshToken: string | undefined;
  readonly scope: string | undefined;
  readonly audience: string | undefined;
  readonly resources: readonly string[];
  readonly state: string | undefined;
  readonly challenge: CodeChallenge;
  readonly exchange: ExchangeSettings;
  readonly parameters: readonly OwnParameter[];
  /** Of the grant `am-session` alone. */
  readonly am: AmSettings | undefined;
  /** Seconds, for answers that do not say. */
  readonly expiresIn: number | undefined;
  /** False: only what a person fetched by hand is used. */
  readonly isAutomatic: boolean;
  /** `$auth.token` gives the ID token. */
  readonly usesIdToken: boolean;
  readonly opensCompleteUri: boolean;
  readonly secrets: readonly string[];
}

export type Grant =
  | 'client-credentials'
  | 'authorization-code'
  | 'device-code'
  | 'password'
  | 'jwt-bearer'
  | 'token-exchange'
  | 'refresh-token'
  /** No grant of OAuth: a journey of AM ends with the token of a session. */
  | 'am-session';

/** A journey of Access Management, which Identity Cloud is made of too. */
export interface AmSettings {
  /** Without a slash at its end: `https://tenant.example.com/am`. */
  readonly url: string;
  /** `/realms/root/realms/alpha`. */
  readonly realmPath: string;
  /** The journey; that of the realm where it is not written. */
  readonly tree: string | undefined;
  /** Asked of the server where it is not written: every tenant of Identity Cloud has its own. */
  readonly cookieName: string | undefined;
}

/** OpenID Connect Core section 9; `basic-raw` leaves out the form encoding that RFC 6749 section 2.3.1 asks for. */
export type ClientAuthentication = 'basic' | 'basic-raw' | 'post' | 'none' | 'client-secret-jwt' | 'private-key-jwt';

/** A JWK, or a private key in PEM (PKCS #8). */
export interface SigningKey {
  readonly text: string | undefined;
  readonly id: string | undefined;
  readonly algorithm: string | undefined;
}

/** RFC 7523: of the grant JWT Bearer, and the audience of a client's assertion too. */
export interface AssertionSettings {
  /** Signed already. */
  readonly text: string | undefined;
  readonly subject: string | undefined;
  readonly audience: string | undefined;
  readonly header: Readonly<Record<string, unknown>>;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** RFC 7636. */
export type CodeChallenge =
  { readonly method: 'S256' | 'plain'; readonly verifier: string | undefined } | { readonly method: 'none' };

/** RFC 8693 section 2.1. */
export interface ExchangeSettings {
  readonly subjectToken: string | undefined;
  readonly subjectTokenType: string | undefined;
  readonly actorToken: string | undefined;
  readonly actorTokenType: string | undefined;
  readonly requestedTokenType: string | undefined;
}

/** From `Custom Request Parameters`. */
export interface OwnParameter {
  readonly name: string;
  readonly value: string;
  readonly use: 'everywhere' | 'authorization' | 'token';
}

/** True for grants that a person takes part in: a program alone cannot renew what they gave. */
export function needsPerson({ grant, password }: Pick<AuthConfiguration, 'grant' | 'password'>): boolean {
  if (grant === 'am-session') return password === undefined;
  return grant === 'authorization-code' || grant === 'device-code';
}

/** What decides whether a token that was kept still is the one that is asked for. No secret is in it. */
export function fingerprintOf(configuration: AuthConfiguration): string {
  const { grant, issuerUrl, tokenUrl, clientId, username, scope, audience, resources, assertion, parameters, am } =
    configuration;
  const own = parameters.map(({ name, value }) => [name, configuration.secrets.includes(value) ? '' : value]);
  const { subject, payload } = assertion;
  return JSON.stringify([
    grant,
    issuerUrl,
    tokenUrl,
    clientId,
    username,
    scope,
    audience,
    resources,
    subject,
    payload,
    own,
    ...(am ? [am] : []),
  ]);
}
