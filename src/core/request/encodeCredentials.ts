import type { EvaluatedPart } from '../environment/evaluateTemplate';
import type { AuthenticationScheme, AwsScheme } from './authentication';

/** A value of `Authorization` as it goes on the wire. */
export type EncodedCredentials =
  | {
      readonly kind: 'credentials';
      readonly value: string;
      /** What to mask besides the value itself. */
      readonly secrets: readonly string[];
      /** True when user and password were written apart and put together here. */
      readonly encoded: boolean;
    }
  /** There is nothing to send yet: the field is worked out with the request. */
  | { readonly kind: 'scheme'; readonly scheme: AuthenticationScheme; readonly secrets: readonly string[] }
  | { readonly kind: 'refused'; readonly code: string; readonly message: string };

/**
 * `Basic user password` and `Basic user:password` become what RFC 7617 asks for; what is encoded already stays. `Digest
 * user password` and `AWS accessKey secretKey` become schemes. Where user and password part is taken from the text as it is written, so both may be placeholders with any characters.
 */
export function encodeCredentials(parts: readonly EvaluatedPart[]): EncodedCredentials {
  const value = parts
    .map((part) => part.text)
    .join('')
    .trim();
  const [, scheme = '', gap = '', rest = ''] = /^([^\s,]+)(\s*)(.*)$/s.exec(value) ?? [];
  switch (scheme.toLowerCase()) {
    case 'basic':
      return encodeBasic(value, rest, separatorOf(parts, scheme.length));
    case 'digest':
      if (/\b(?:response|nonce|username)\s*=/i.test(rest)) break;
      return readDigest(value, rest, separatorOf(parts, scheme.length));
    case 'aws':
      // `AWS accessKey:signature` is the finished field of an older version.
      if (!/\s/.test(rest)) break;
      return readAws(rest);
    case 'oauth2':
    case 'openid':
      // Where httpYac's variables are there, a token stands here already.
      return refuse(
        `'${scheme}' is read as httpYac means it: ‘${scheme} client_credentials prefix’, with variables such as prefix_tokenEndpoint. These are not there. Write them, or send 'Bearer' and a token.`,
      );
    default:
      break;
  }
  const credential = gap === '' ? value : rest;
  return { kind: 'credentials', value, secrets: credential === '' ? [] : [credential], encoded: false };
}

/** `Basic` and the base64 of the UTF-8 octets of `user:password`. */
export function basicCredentials(user: string, password: string): string {
  const octets = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(Array.from(octets, (octet) => String.fromCharCode(octet)).join(''))}`;
}

/** Offset in the trimmed value at which the written text parts user and password, and by what. */
interface Separator {
  readonly offset: number;
  readonly length: number;
}

function encodeBasic(value: string, rest: string, written: Separator | undefined): EncodedCredentials {
  const split = written ? splitAt(value, written, 'basic') : splitText(rest);
  if (!split) return { kind: 'credentials', value, secrets: rest === '' ? [] : [rest], encoded: false };
  const [user, password] = split;
  if (user.includes(':')) {
    const message = 'A user name with a colon cannot be sent with Basic authentication, RFC 7617 section 2.';
    return { kind: 'refused', code: 'invalid-credentials', message };
  }
  const encoded = basicCredentials(user, password);
  const secrets = [password, encoded.slice('Basic '.length)].filter((secret) => secret !== '');
  return { kind: 'credentials', value: encoded, secrets, encoded: true };
}

function readDigest(value: string, rest: string, written: Separator | undefined): EncodedCredentials {
  const split = written ? splitAt(value, written, 'digest') : splitText(rest);
  if (!split || split[0] === '') return refuse("Write user and password behind the scheme: 'Digest user password'.");
  const [user, password] = split;
  return {
    kind: 'scheme',
    scheme: { kind: 'digest', user, password },
    secrets: password === '' ? [] : [password],
  };
}

/** `accessKey secretKey [token:…] [region:…] [service:…]`, the last three in any order. */
function readAws(rest: string): EncodedCredentials {
  const [accessKey = '', secretKey = '', ...more] = rest.split(/\s+/);
  const options = new Map<string, string>();
  for (const option of more) {
    const [, name, content] = /^(token|region|service):(\S+)$/i.exec(option) ?? [];
    if (name === undefined || content === undefined) {
      return refuse('Behind the two keys only token:…, region:… and service:… are known.');
    }
    options.set(name.toLowerCase(), content);
  }
  const sessionToken = options.get('token');
  const [region, service] = [options.get('region'), options.get('service')];
  const scheme: AwsScheme = { kind: 'aws', accessKey, secretKey, sessionToken, region, service };
  return { kind: 'scheme', scheme, secrets: [secretKey, ...(sessionToken === undefined ? [] : [sessionToken])] };
}

function splitAt(value: string, { offset, length }: Separator, scheme: string): [string, string] {
  return [value.slice(scheme.length, offset).trim(), value.slice(offset + length)];
}

/** A value that came as one piece: encoded already, or `user:password`, or `user password`. */
function splitText(rest: string): [string, string] | undefined {
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(rest) && decodesToCredentials(rest)) return undefined;
  const match = /^([^\s:]*)(:|\s+)(.*)$/s.exec(rest);
  return match ? [match[1] ?? '', match[3] ?? ''] : undefined;
}

function decodesToCredentials(text: string): boolean {
  try {
    return atob(text).includes(':');
  } catch {
    return false;
  }
}

/** The first colon or blank behind the scheme and the user that stands in a literal. */
function separatorOf(parts: readonly EvaluatedPart[], schemeLength: number): Separator | undefined {
  if (!parts.some(({ part }) => part.kind === 'placeholder')) return undefined;
  const whole = parts.map((part) => part.text).join('');
  const lead = whole.length - whole.trimStart().length;
  const end = whole.trimEnd().length;
  let offset = -lead;
  for (const { part, text } of parts) {
    if (part.kind === 'literal') {
      for (const match of text.matchAll(/:|\s+/g)) {
        const at = offset + match.index;
        const user = whole.slice(lead + schemeLength, lead + at).trim();
        if (at <= schemeLength || user === '' || lead + at >= end) continue;
        return { offset: at, length: match[0].length };
      }
    }
    offset += text.length;
  }
  return undefined;
}

function refuse(message: string): EncodedCredentials {
  return { kind: 'refused', code: 'unsupported-authorization', message };
}
