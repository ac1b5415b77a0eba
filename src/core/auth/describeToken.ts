import { parseObject } from './parseObject';
import type { TokenRecord } from './token';

/** What a token says of itself, where it is a JWT: never verified, for reading only. */
export interface DecodedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

/** One line about a token; nothing in it is secret. */
export interface TokenFact {
  readonly label: string;
  readonly text: string;
  /** The token may not be the one that is meant. */
  readonly isDoubtful?: true;
}

/** The parts of a JWS, RFC 7515 section 3.1; `undefined` for an opaque token. */
export function decodeToken(text: string): DecodedToken | undefined {
  const parts = text.split('.');
  if (parts.length !== 3 || text.length > LONGEST_TOKEN) return undefined;
  const header = decodePart(parts[0]);
  const claims = decodePart(parts[1]);
  return header && claims && { header, claims };
}

/** What there is to say of a token in an environment; `values` are the environment's, to compare issuer and `env` with. */
export function describeToken(token: TokenRecord, values: readonly string[], now: number): readonly TokenFact[] {
  const decoded = decodeToken(token.accessToken);
  const facts: TokenFact[] = [{ label: 'Expires', ...describeExpiry(token, now) }];
  const { scope, idleUntil } = token;
  if (idleUntil !== undefined) {
    facts.push({ label: 'Idle', text: `ended at ${timeText(idleUntil)} where it was not used since it was fetched` });
  }
  if (scope !== undefined && scope !== '') facts.push({ label: 'Scope', text: scope });
  const audience = textOf(decoded?.claims['aud']);
  if (audience !== undefined) facts.push({ label: 'Audience', text: audience });
  facts.push(...compare(decoded, values));
  facts.push({ label: 'From', text: token.tokenUrl });
  facts.push(...token.hints.map((text) => ({ label: 'Hint', text })));
  return facts.map((fact) => ({ ...fact, text: oneLine(fact.text) }));
}

/** `in 42 min`, for a place where there is little room. */
export function describeRemaining({ expiresAt }: Pick<TokenRecord, 'expiresAt'>, now: number): string {
  if (expiresAt === undefined) return 'no end known';
  const seconds = Math.round((expiresAt - now) / 1000);
  if (seconds <= 0) return 'expired';
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

function describeExpiry(token: TokenRecord, now: number): Pick<TokenFact, 'text' | 'isDoubtful'> {
  const { expiresAt } = token;
  if (expiresAt === undefined) return { text: 'nobody said when' };
  const time = timeText(expiresAt);
  if (expiresAt <= now) return { text: `${time}, it is expired`, isDoubtful: true };
  return { text: `${time}, in ${describeRemaining(token, now)}` };
}

function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** PingOne writes the environment into `env`; every issuer writes itself into `iss`. */
function compare(decoded: DecodedToken | undefined, values: readonly string[]): readonly TokenFact[] {
  const facts: TokenFact[] = [];
  const environment = textOf(decoded?.claims['env']);
  if (environment !== undefined) {
    const isKnown = values.some((value) => value.includes(environment));
    const text = isKnown ? environment : `${environment}, which no value of this environment names`;
    facts.push({ label: 'Environment', text, ...(!isKnown && { isDoubtful: true }) });
  }
  const issuer = textOf(decoded?.claims['iss']);
  if (issuer !== undefined) {
    const host = URL.canParse(issuer) ? new URL(issuer).host : issuer;
    const isKnown = values.some((value) => value.includes(host));
    const text = isKnown ? issuer : `${issuer}, a host that no value of this environment names`;
    facts.push({ label: 'Issuer', text, ...(!isKnown && { isDoubtful: true }) });
  }
  return facts;
}

function decodePart(part: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (part === undefined || !/^[A-Za-z0-9_-]+$/.test(part)) return undefined;
  try {
    const octets = Uint8Array.from(atob(part.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0));
    return parseObject(new TextDecoder().decode(octets));
  } catch {
    return undefined;
  }
}

function textOf(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((one) => typeof one === 'string').join(', ') || undefined;
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function oneLine(text: string): string {
  const line = text.slice(0, LONGEST_FACT).replace(/[\s\p{C}]+/gu, ' ');
  return text.length > LONGEST_FACT ? `${line}…` : line;
}

const LONGEST_TOKEN = 100_000;
const LONGEST_FACT = 500;
