import type { HeaderPair } from '../request/resolvedRequest';
import type { Span } from '../text/span';
import { decodeView, mayBeEncoded, originOf, plainView, type DecodedView, type TextEncodingKind } from './encodedText';
import { authorizationSchemes } from './authorizationSchemes';
import { isCredentialName } from './headerFields';
import { encodedForms, nestedForms, plainForms } from './secretForms';
import { buildSecretMatcher, type SecretMatcher } from './secretMatcher';
import { isSecretMember, secretParameters } from './secretMembers';

/** What stands where a secret stood, whatever its length was. */
export const mask = '••••••';

/** What is written where a secret stood: the mask, of which a caller may make one that it knows again. */
export type Hide = (secret: string) => string;

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
  /** Characters at the end of a text that goes on, which may become a secret with what comes. */
  readonly beginsAtEnd: (text: string) => number;
  /** True when a secret stands in the text as it is, encodings aside. */
  readonly finds: (text: string) => boolean;
  /** True when the string under this member of a JSON object is masked whatever it is: `access_token`. */
  readonly hidesMember: (name: string) => boolean;
  /** What stands for a value that is masked whole. */
  readonly hide: Hide;
}

/** Shows everything: for a person who asked for it. */
export const noRedaction: Redactor = {
  text: (text) => text,
  value: (text) => text,
  headers: (headers) => [...headers],
  url: (url) => url,
  form: (form) => form,
  beginsAtEnd: () => 0,
  finds: () => false,
  hidesMember: () => false,
  hide: (secret) => secret,
};

/**
 * A redactor for these secrets. Blank ones are left out. One shorter than `shortestInside` characters is masked only
 * where it is the whole of a value, because it would be found in half the words of any text.
 */
export function buildRedactor(secrets: readonly string[], hide: Hide = () => mask): Redactor {
  const known = [...new Set(secrets.flatMap((secret) => [secret, secret.trim()]))].filter(
    (secret) => secret.trim() !== '',
  );
  const short = new Set(known.filter((secret) => secret.length < shortestInside));
  const long = known.filter((secret) => secret.length >= shortestInside);
  const matcher = matcherOf(long);
  const text = (original: string): string =>
    long.length === 0 ? original : maskSpans(original, findSecrets(matcher, original), hide);
  // A long secret that is a whole value was found as text, so only the short ones are left to be told.
  const whole = (part: string): string => (isWhole(short, part) ? hide(part) : part);
  const value = (original: string): string => whole(text(original));
  // A secret may stand across the parts of a form or a URL, so these are taken apart when it is masked.
  const form = (original: string): string => redactForm(text(original), { whole, hide });
  const url = (original: string): string => {
    const masked = text(original);
    return short.size === 0 && !/[?#@]/.test(masked) ? masked : redactUrl(masked, { whole, hide });
  };
  return {
    text,
    value,
    form,
    url,
    headers: (headers) =>
      headers.map(([name, content]) => [text(name), redactField(name, content, { value, url, text, hide })]),
    beginsAtEnd: (original) => (long.length === 0 ? 0 : openEnd(matcher, original)),
    finds: (original) => matcher.find(original).length > 0,
    hidesMember: isSecretMember,
    hide,
  };
}

/** An exchange is masked in many places, and building a matcher for a token costs more than most of what is masked. */
function matcherOf(secrets: readonly string[]): SecretMatcher {
  const key = JSON.stringify(secrets);
  const matcher =
    recentMatchers.get(key) ??
    buildSecretMatcher(secrets.flatMap(plainForms), secrets.flatMap(encodedForms), secrets.flatMap(nestedForms));
  if (key.length > LONGEST_KEPT) return matcher;
  // The one that was used last goes to the end, and the first one goes.
  recentMatchers.delete(key);
  recentMatchers.set(key, matcher);
  const [oldest] = recentMatchers.keys();
  if (recentMatchers.size > MOST_MATCHERS && oldest !== undefined) recentMatchers.delete(oldest);
  return matcher;
}

const recentMatchers = new Map<string, SecretMatcher>();
const MOST_MATCHERS = 6;
/** Characters of all its secrets: a matcher takes about seven hundred octets for each. */
const LONGEST_KEPT = 10_000;

/** Secrets of fewer characters are not looked for inside other text. */
export const shortestInside = 6;

/** Encodings are undone one by one and in pairs, so that any mixture of escaped and plain characters is found. */
function findSecrets(matcher: SecretMatcher, text: string): readonly Span[] {
  const found = matcher.find(text);
  if (!mayBeEncoded(text)) return found;
  const spans = [...found];
  const plain = plainView(text);
  for (const outer of encodings) {
    const once = decodeView(plain, outer);
    if (!once) continue;
    spans.push(...findInView(matcher, once));
    for (const inner of encodings) {
      const twice = decodeView(once, inner);
      if (twice) spans.push(...findInView(matcher, twice));
    }
  }
  return spans;
}

const encodings: readonly TextEncodingKind[] = ['percent', 'json', 'html', 'lines'];

/** Where the text may be cut before what `secretBeginning` says: not inside a secret that it reaches into. */
function openEnd(matcher: SecretMatcher, text: string): number {
  const open = secretBeginning(matcher, text);
  if (open === 0) return 0;
  const end = text.slice(-longestBeginning);
  let cut = Math.max(0, end.length - open);
  const spans = [...findSecrets(matcher, end)].sort((one, other) => other.start - one.start);
  for (const { start, end: spanEnd } of spans) if (start < cut && cut < spanEnd) cut = start;
  return end.length - cut;
}

/** In the text as it is, and under one encoding; an escape that is not whole yet may belong to it. */
function secretBeginning(matcher: SecretMatcher, text: string): number {
  const open = /(?:%[0-9A-Fa-f]?|\\(?:u[0-9A-Fa-f]{0,3})?|&[#\w]{0,9})$/.exec(text.slice(-longestEscape))?.[0] ?? '';
  const inside = open === '' ? 0 : beginningIn(matcher, text.slice(0, -open.length));
  return Math.max(beginningIn(matcher, text), inside === 0 ? 0 : inside + open.length);
}

function beginningIn(matcher: SecretMatcher, text: string): number {
  const end = text.slice(-longestBeginning);
  let length = matcher.beginsAtEnd(end);
  if (!mayBeEncoded(end)) return length;
  for (const kind of encodings) {
    const view = decodeView(plainView(end), kind);
    const inside = view ? matcher.beginsAtEnd(view.text) : 0;
    if (view && inside > 0) length = Math.max(length, end.length - originOf(view, view.text.length - inside));
  }
  return length;
}

/** Longer than any secret that is worth the name, encoded. */
const longestBeginning = 100_000;

function findInView(matcher: SecretMatcher, view: DecodedView): readonly Span[] {
  return matcher.find(view.text).map(({ start, end }) => ({ start: originOf(view, start), end: originOf(view, end) }));
}

function maskSpans(text: string, spans: readonly Span[], hide: Hide): string {
  let masked = '';
  let end = 0;
  for (const span of joinSpans(spans)) {
    masked += text.slice(end, span.start) + hide(text.slice(span.start, span.end));
    end = span.end;
  }
  return masked + text.slice(end);
}

/** Secrets that touch or overlap are one mask: their number is nobody's business. */
function joinSpans(spans: readonly Span[]): readonly Span[] {
  const joined: Span[] = [];
  for (const span of spans.toSorted((one, other) => one.start - other.start)) {
    const last = joined.at(-1);
    if (last && span.start <= last.end) joined[joined.length - 1] = { ...last, end: Math.max(last.end, span.end) };
    else joined.push(span);
  }
  return joined;
}

function isWhole(secrets: ReadonlySet<string>, value: string): boolean {
  if (secrets.size === 0 || value === '') return false;
  if (secrets.has(value)) return true;
  // However it is escaped, a short secret is not long.
  if (value.length > longestEscape * shortestInside || !/[%+\\&]/.test(value)) return false;
  return encodings.some((kind) => secrets.has(decodeView(plainView(value), kind)?.text ?? ''));
}

/** Characters that one character of a secret may take when it is escaped: `&#x1F600;`, or three octets `%E2%82%AC`. */
const longestEscape = 12;

interface ValueRedaction {
  readonly value: (text: string) => string;
  readonly url: (text: string) => string;
  readonly text: (text: string) => string;
  readonly hide: Hide;
}

function redactField(name: string, content: string, redaction: ValueRedaction): string {
  const key = name.toLowerCase();
  if (content.trim() === '') return content;
  switch (key) {
    case 'authorization':
    case 'proxy-authorization':
      return maskAfterScheme(content, redaction.hide);
    case 'cookie':
      return content
        .split(';')
        .map((pair) => maskPair(pair, redaction))
        .join(';');
    case 'set-cookie':
      return maskSetCookie(content, redaction);
    case 'location':
    case 'content-location':
    case 'referer':
      return redaction.url(content);
    default:
      return isCredentialName(key) && !shownFields.has(key) ? redaction.hide(content) : redaction.value(content);
  }
}

/** Names of persons, not credentials: they stay in their origin, but may be seen. */
const shownFields: ReadonlySet<string> = new Set(['x-openidm-username', 'x-openam-username']);

/** `Bearer abc` to `Bearer ••••••`; what is not known as a scheme may be the beginning of a secret with a blank in it. */
function maskAfterScheme(content: string, hide: Hide): string {
  const [, scheme, rest = ''] = /^\s*([A-Za-z][A-Za-z0-9-]*)\s+(\S.*)$/s.exec(content) ?? [];
  return scheme !== undefined && authorizationSchemes.has(scheme.toLowerCase())
    ? `${scheme} ${hide(rest)}`
    : hide(content);
}

function maskSetCookie(content: string, redaction: ValueRedaction): string {
  const end = content.indexOf(';');
  if (end < 0) return maskPair(content, redaction);
  return maskPair(content.slice(0, end), redaction) + redaction.text(content.slice(end));
}

/** `name=value` keeps its name. */
function maskPair(pair: string, { text, hide }: ValueRedaction): string {
  const equals = pair.indexOf('=');
  if (equals < 0) return pair.trim() === '' ? pair : hide(pair);
  return `${text(pair.slice(0, equals))}=${hide(pair.slice(equals + 1))}`;
}

interface PartRedaction {
  readonly whole: (text: string) => string;
  readonly hide: Hide;
}

function redactForm(form: string, { whole, hide }: PartRedaction): string {
  return form
    .split('&')
    .map((pair) => {
      const equals = pair.indexOf('=');
      if (equals < 0) return whole(pair);
      const name = pair.slice(0, equals);
      const content = pair.slice(equals + 1);
      const isSecret = content !== '' && (isSecretMember(name) || secretParameters.has(name.toLowerCase()));
      return `${whole(name)}=${isSecret ? hide(content) : whole(content)}`;
    })
    .join('&');
}

function redactUrl(url: string, redaction: PartRedaction): string {
  const masked = url.replace(
    /^((?:[a-z][a-z0-9+.-]*:)?\/\/)([^/?#]*)@/i,
    (_, before: string, user: string) => `${before}${redaction.hide(user)}@`,
  );
  const [, path = '', query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s.exec(masked) ?? [];
  const shownPath = path.split('/').map(redaction.whole).join('/');
  const shownQuery = query === undefined ? '' : `?${redactForm(query, redaction)}`;
  return `${shownPath}${shownQuery}${fragment === undefined ? '' : `#${redactForm(fragment, redaction)}`}`;
}
