import { parseTemplate } from 'url-template';
import type { EnvironmentRules } from '../environment/variable';
import type { ConnectionRules } from '../request/connectionRules';
import type { SendingDefaults } from '../request/resolveOptions';
import type { HeaderPair, ResolvedRequest } from '../request/resolvedRequest';
import type { Exchange } from './exchange';
import { belongsToOneRequest, isCredentialName, lookupHeader, safeHeaders } from './headerFields';
import type { Link } from './link';
import { isSameOrigin, parseHttpUrl } from './origin';
import { buildRedactor } from './redaction';

/** What following a link may use beside the exchange it came from. */
export interface LinkOptions {
  /** For a templated href, RFC 6570; names without a value are left out. */
  readonly values?: Readonly<Record<string, string>>;
  /** The chosen environment, so that a host it answers for itself is still reached there. */
  readonly environment?: {
    readonly hostOrigins: ReadonlyMap<string, string>;
    readonly verifiesCertificates: boolean;
    readonly rules?: Pick<EnvironmentRules, 'followsRedirects' | 'httpVersion' | 'keepsCookies'>;
  };
  /** The host's settings, where the environment says nothing. */
  readonly defaults?: SendingDefaults;
}

/**
 * The GET behind a link, or `undefined` when it leads nowhere a request can go. Fields of the first request go along,
 * credentials among them, but only to the same scheme, host and port; elsewhere only those that say nothing of the
 * person. User information in the href is dropped.
 */
export function requestForLink(exchange: Exchange, link: Link, options: LinkOptions = {}): ResolvedRequest | undefined {
  const url = linkTarget(exchange, link, options.values);
  if (!url) return undefined;
  const { request } = exchange;
  const { environment: { rules } = {}, defaults } = options;
  const isInside = isSameOrigin(url.href, exchange.url);
  return {
    method: 'GET',
    url: url.href,
    httpVersion: isInside ? request.httpVersion : (rules?.httpVersion ?? defaults?.httpVersion),
    headers: isInside ? inheritedHeaders(request) : safeFields(request),
    body: undefined,
    ...((request.keepsNoCookies === true || (rules?.keepsCookies ?? defaults?.keepsCookies) === false) && {
      keepsNoCookies: true,
    }),
    ...(isInside && request.authentication && { authentication: request.authentication }),
    connectOrigin: connectOrigin(url, options, isInside ? request.connectOrigin : undefined),
    verifiesCertificates: verifiesCertificates(url, options, isInside ? request.verifiesCertificates : true),
    followsRedirects: rules?.followsRedirects ?? defaults?.followsRedirects ?? true,
    timeoutMilliseconds: request.timeoutMilliseconds,
    ...(request.connection && { connection: isInside ? request.connection : wayOf(request.connection) }),
    secrets: request.secrets,
    ...(isInside
      ? request.carriesSecrets !== undefined && { carriesSecrets: request.carriesSecrets }
      : { carriesSecrets: false }),
    notes: isInside ? [] : ['The link leads to another origin, so the request carries no credentials.'],
  };
}

/** The same way through the network; what proves who connects stays with the origin it was meant for. */
function wayOf({ proxy, connectTimeoutMilliseconds }: ConnectionRules): ConnectionRules {
  return {
    ...(proxy && { proxy }),
    ...(connectTimeoutMilliseconds !== undefined && { connectTimeoutMilliseconds }),
  };
}

/** What following a link means before anything is known of its relation. Pass the values a template was filled with. */
export function linkEffect(
  exchange: Exchange,
  link: Link,
  values?: Readonly<Record<string, string>>,
): 'follow' | 'ask' | 'none' {
  const url = linkTarget(exchange, link, values);
  if (!url) return 'none';
  return url.origin === parseHttpUrl(exchange.url)?.origin ? 'follow' : 'ask';
}

/** The absolute URL of a link without user information and fragment, or `undefined` when it is not http or https. */
export function linkTarget(
  exchange: Exchange,
  link: Link,
  values: Readonly<Record<string, string>> = {},
): URL | undefined {
  const href = link.templated ? expandTemplate(link.href, values) : link.href;
  const url = parseHttpUrl(href, exchange.url);
  if (!url) return undefined;
  url.username = '';
  url.password = '';
  url.hash = '';
  return url;
}

/** Names a templated href asks for, each once, in the order of the href: `{?filter,limit*}` gives two. */
export function templateNames(href: string): readonly string[] {
  const names = new Set<string>();
  for (const [, expression = ''] of href.matchAll(/\{([^{}]+)\}/g)) {
    for (const part of expression.replace(/^[+#./;?&=,!@|]/, '').split(',')) {
      const name = part.trim().replace(/(?:\*|:\d+)$/, '');
      if (name !== '') names.add(name);
    }
  }
  return [...names];
}

function expandTemplate(href: string, values: Readonly<Record<string, string>>): string {
  try {
    return parseTemplate(href).expand({ ...values });
  } catch {
    // A template that cannot be read is still an address.
    return href;
  }
}

/** Everything that was said for the origin, but nothing that belonged to the one request. */
function inheritedHeaders(request: ResolvedRequest): readonly HeaderPair[] {
  const headers = request.headers.filter(
    ([name]) => !belongsToOneRequest(name) && !(request.hasJarCookies && name.toLowerCase() === 'cookie'),
  );
  const host = lookupHeader(request.headers, 'host');
  // A Host that says something else than the URL was written on purpose, and is where the request really went.
  const isOwn = host !== undefined && host.toLowerCase() !== parseHttpUrl(request.url)?.host;
  return isOwn ? [['Host', host], ...headers] : headers;
}

function safeFields(request: ResolvedRequest): readonly HeaderPair[] {
  // A secret in a harmless field is a secret all the same.
  const redactor = buildRedactor(request.secrets);
  return request.headers.filter(
    ([name, value]) =>
      safeHeaders.has(name.toLowerCase()) && !isCredentialName(name) && redactor.value(value) === value,
  );
}

function connectOrigin(url: URL, options: LinkOptions, inherited: string | undefined): string | undefined {
  return hostOrigin(url, options) ?? inherited;
}

/** An exception to verification is for the environment's own hosts, never for where a link happens to lead. */
function verifiesCertificates(url: URL, options: LinkOptions, inherited: boolean): boolean {
  if (options.environment && hostOrigin(url, options) !== undefined) return options.environment.verifiesCertificates;
  return inherited;
}

function hostOrigin(url: URL, options: LinkOptions): string | undefined {
  const origins = options.environment?.hostOrigins;
  return origins?.get(url.host) ?? origins?.get(url.hostname);
}
