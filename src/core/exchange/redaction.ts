import type { HeaderPair } from '../request/resolvedRequest';
import type { Span } from '../text/span';
import { base64Forms, isBase64Unit } from './base64Forms';
import { decodeView, plainView, utf8Octets } from './encodedText';
import type { DecodedView, TextEncodingKind } from './encodedText';
import { isCredentialName } from './headerFields';
import { buildSecretMatcher } from './secretMatcher';
import type { SecretMatcher } from './secretMatcher';

/** What stands where a secret stood, whatever its length was. */
export const mask = '••••••';

/** The one layer that masks secrets, for views, hovers, logs, histories and copies alike. */
export interface Redactor {
  /** Any text: every secret in it, raw or percent-, form-, JSON-, HTML- or base64-encoded, is masked. */
  readonly text: (text: string) => string;
  /** A text that is one whole value: a secret too short to look for inside other text is masked here too. */
  readonly value: (text: string) => string;
  /** Fields: those that carry a credential by name keep only scheme or cookie names. */
  readonly headers: (headers: readonly HeaderPair[]) => HeaderPair[];
  /** A URL: user information, and the values of parameters such as `access_token`. */
  readonly url: (url: string) => string;
  /** `name=value&…`, a form body or a query. */
  readonly form: (form: string) => string;
  /** True when a secret holds punctuation of JSON, so that it may stand across the tokens of a text. */
  readonly mayCrossTokens: boolean;
  /** True when the string under this member of a JSON object is masked whatever it is: `access_token`. */
  readonly hidesMember: (name: string) => boolean;
}

/** Shows everything: for a person who asked for it. */
export const noRedaction: Redactor = {
  text: (text) => text,
  value: (text) => text,
  headers: (headers) => [...headers],
  url: (url) => url,
  form: (form) => form,
  mayCrossTokens: false,
  hidesMember: () => false,
};

/**
 * A redactor for these secrets. Blank ones are left out. One shorter than `shortestInside` characters is masked only
 * where it is the whole of a value, because it would be found in half the words of any text.
 */
export function buildRedactor(secrets: readonly string[]): Redactor {
  const known = [...new Set(secrets.flatMap((secret) => [secret, secret.trim()]))].filter(
    (secret) => secret.trim() !== '',
  );
  const whole = new Set(known);
  const long = known.filter((secret) => secret.length >= shortestInside);
  const finder: SecretFinder = {
    plain: buildSecretMatcher(long.flatMap(plainForms)),
    base64: buildSecretMatcher(long.flatMap(encodedForms)),
  };
  const text = (original: string): string =>
    long.length === 0 ? original : maskSpans(original, findSecrets(finder, original));
  const value = (original: string): string => (isWhole(whole, original) ? mask : text(original));
  const form = (original: string): string => redactForm(original, value);
  const url = (original: string): string => redactUrl(original, form, text, value);
  return {
    text,
    value,
    form,
    url,
    headers: (headers) =>
      headers.map(([name, content]) => [text(name), redactField(name, content, { value, url, text })]),
    mayCrossTokens: long.some((secret) => /["[\]{}:,\s]/.test(secret)),
    hidesMember: isSecretMember,
  };
}

/** Secrets of fewer characters are not looked for inside other text. */
export const shortestInside = 6;

interface SecretFinder {
  readonly plain: SecretMatcher;
  readonly base64: SecretMatcher;
}

/** The secret itself, as UTF-8 octets, and with `+` read as a blank, as the percent view has it. */
function plainForms(secret: string): readonly string[] {
  const octets = utf8Octets(secret);
  return [...new Set([secret, octets, secret.replaceAll('+', ' '), octets.replaceAll('+', ' ')])];
}

function encodedForms(secret: string): readonly string[] {
  const forms = base64Forms(encoder.encode(secret));
  return [...new Set(forms.flatMap((form) => [form, form.replaceAll('+', ' ')]))];
}

/** Encodings are undone one by one and in pairs, so that any mixture of escaped and plain characters is found. */
function findSecrets(finder: SecretFinder, text: string): Span[] {
  const spans = scan(finder, undefined, text);
  if (!/[%+\\&]/.test(text)) return spans;
  const plain = plainView(text);
  for (const outer of encodings) {
    const once = decodeView(plain, outer);
    if (!once) continue;
    spans.push(...scan(finder, once, text));
    for (const inner of encodings) {
      const twice = decodeView(once, inner);
      if (twice) spans.push(...scan(finder, twice, text));
    }
  }
  return spans;
}

const encodings: readonly TextEncodingKind[] = ['percent', 'json', 'html'];

function scan(finder: SecretFinder, view: DecodedView | undefined, original: string): Span[] {
  const seen = view?.text ?? original;
  const toOriginal = ({ start, end }: Span): Span =>
    view ? { start: view.origins[start] ?? 0, end: view.origins[end] ?? original.length } : { start, end };
  const spans = finder.plain(seen).map(toOriginal);
  for (const { start, end } of finder.base64(seen)) {
    // The characters at both ends hold bits of the secret and of its neighbours.
    const from = start > 0 && isBase64Unit(seen.charCodeAt(start - 1)) ? start - 1 : start;
    const to = end < seen.length && isBase64Unit(seen.charCodeAt(end)) ? end + 1 : end;
    spans.push(toOriginal({ start: from, end: to }));
  }
  return spans;
}

function maskSpans(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let masked = '';
  let end = -1;
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    // Secrets that touch or overlap are one mask: their number is nobody's business.
    if (span.start > end) masked += text.slice(Math.max(end, 0), span.start) + mask;
    end = Math.max(end, span.end);
  }
  return masked + text.slice(end);
}

function isWhole(secrets: ReadonlySet<string>, value: string): boolean {
  if (secrets.size === 0 || value === '') return false;
  if (secrets.has(value)) return true;
  for (const kind of encodings) {
    const decoded = decodeView(plainView(value), kind);
    if (decoded && secrets.has(decoded.text)) return true;
  }
  return false;
}

interface ValueRedaction {
  readonly value: (text: string) => string;
  readonly url: (text: string) => string;
  readonly text: (text: string) => string;
}

function redactField(name: string, content: string, redaction: ValueRedaction): string {
  const key = name.toLowerCase();
  if (content.trim() === '') return content;
  switch (key) {
    case 'authorization':
    case 'proxy-authorization':
      return maskAfterScheme(content);
    case 'cookie':
      return content
        .split(';')
        .map((pair) => maskPair(pair, redaction.text))
        .join(';');
    case 'set-cookie':
      return maskSetCookie(content, redaction.text);
    case 'location':
    case 'content-location':
    case 'referer':
      return redaction.url(content);
    default:
      return isCredentialName(key) && !shownFields.has(key) ? mask : redaction.value(content);
  }
}

/** Names of persons, not credentials: they stay in their origin, but may be seen. */
const shownFields: ReadonlySet<string> = new Set(['x-openidm-username', 'x-openam-username']);

/** `Bearer abc` to `Bearer ••••••`; a value without a scheme is all secret. */
function maskAfterScheme(content: string): string {
  const scheme = /^\s*([A-Za-z][A-Za-z0-9-]*)\s+\S/.exec(content)?.[1];
  return scheme === undefined ? mask : `${scheme} ${mask}`;
}

function maskSetCookie(content: string, text: (text: string) => string): string {
  const end = content.indexOf(';');
  return end < 0 ? maskPair(content, text) : maskPair(content.slice(0, end), text) + text(content.slice(end));
}

/** `name=value` keeps its name. */
function maskPair(pair: string, text: (text: string) => string): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return pair.trim() === '' ? pair : mask;
  return `${text(pair.slice(0, equals))}=${mask}`;
}

function redactForm(form: string, value: (text: string) => string): string {
  return form
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return value(pair);
      const name = pair.slice(0, equals);
      const content = pair.slice(equals + 1);
      const isSecret = content !== '' && (isSecretMember(name) || secretParameters.has(name.toLowerCase()));
      return `${value(name)}=${isSecret ? mask : value(content)}`;
    })
    .join('&');
}

/** A pair may hold a secret that stands across `&` or `/`, so the parts are masked after the whole was. */
function redactUrl(
  url: string,
  form: (text: string) => string,
  text: (text: string) => string,
  value: (text: string) => string,
): string {
  const masked = text(url).replace(/^([a-z][a-z0-9+.-]*:)?(\/\/)[^/?#]*@/i, `$1$2${mask}@`);
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(masked) ?? [];
  const shownPath = path.split('/').map(value).join('/');
  return `${shownPath}${query === undefined ? '' : `?${form(query)}`}${fragment === undefined ? '' : `#${form(fragment)}`}`;
}

/** Parameters of a form or query that are secret there, though a JSON member of that name is not. */
const secretParameters: ReadonlySet<string> = new Set([
  'code',
  'samlresponse',
  'samlrequest',
  'sig',
  'signature',
  'key',
]);

function isSecretMember(name: string): boolean {
  const key = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (shownMembers.has(key)) return false;
  return secretMembers.has(key) || /(?:password|passwd|passphrase|secret|token|privatekey|apikey|assertion)$/.test(key);
}

const secretMembers: ReadonlySet<string> = new Set([
  'authid',
  'tokenid',
  'devicecode',
  'codeverifier',
  'recoverycode',
  'otp',
  'pwd',
  'secretkey',
  'accesskey',
  'jwt',
  'idtokenhint',
  'iplanetdirectorypro',
]);

/** They end like a secret and are none: paging. */
const shownMembers: ReadonlySet<string> = new Set(['nextpagetoken', 'pagetoken', 'nexttoken', 'continuationtoken']);

const encoder = new TextEncoder();
