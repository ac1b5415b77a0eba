import type { RequestBody, ResolvedRequest } from '../request/resolvedRequest';

/**
 * A `curl` command for a POSIX shell that sends the same method, target, fields in their order and body octets. It
 * masks nothing: give it a masked request where secrets must not be seen. Redirects are not followed. curl adds its own
 * `User-Agent` and `Accept` where the request has none.
 */
export function printCurl(request: ResolvedRequest): string {
  const body = printBody(request.body);
  const words = [
    'curl',
    ...methodOptions(request),
    ...versionOptions(request),
    ...urlOptions(request),
    ...headerOptions(request),
    ...authenticationOptions(request),
    ...connectionOptions(request),
    ...(body ? [`--data-binary ${body.word}`] : []),
  ];
  const comments = findMissing(request).map((sentence) => `# ${sentence.replace(/\p{Cc}+/gu, ' ')}\n`);
  return `${comments.join('')}${body?.before ?? ''}${words.join(' \\\n  ')}\n`;
}

/** What has to be added by hand, because a request holds octets of files and not their paths. */
function findMissing({ body, connection }: ResolvedRequest): readonly string[] {
  const missing: string[] = [];
  if (body?.kind === 'stream') missing.push(`Put the path of the body's file in place of ${fileName}.`);
  const { name } = connection?.clientCertificate ?? {};
  if (name !== undefined) missing.push(`Add --cert and --key for the client certificate of ${name}.`);
  return missing;
}

/** One word of a POSIX shell, section 2.2.2 of the Shell Command Language: nothing in it has a meaning of its own. */
export function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/** `--request HEAD` alone would wait for a body that never comes. */
function methodOptions({ method, body }: ResolvedRequest): readonly string[] {
  if (method === 'GET' && !body) return [];
  if (method === 'HEAD' && !body) return ['--head'];
  return [`--request ${quoteForShell(method)}`];
}

function versionOptions({ httpVersion }: ResolvedRequest): readonly string[] {
  switch (httpVersion) {
    case undefined:
      return [];
    case '1.0':
    case '1.1':
      return [`--http${httpVersion}`];
    case '2':
    case '3':
      return [`--http${httpVersion}`];
  }
}

/** curl reads brackets and braces as patterns, and takes `.` and `..` out of a path, unless it is told not to. */
function urlOptions({ url }: ResolvedRequest): readonly string[] {
  const [path = ''] = url.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/);
  return [
    ...(/[[\]{}]/.test(url) ? ['--globoff'] : []),
    ...(/(?:^|\/)(?:\.|%2e){1,2}(?:\/|$)/i.test(path) ? ['--path-as-is'] : []),
    `--url ${quoteForShell(url)}`,
  ];
}

/** A field without a value is written with a semicolon; `Name:` would take it away. The length is counted by curl. */
function headerOptions({ headers, body }: ResolvedRequest): readonly string[] {
  const options = headers
    .filter(([name]) => name.toLowerCase() !== 'content-length')
    .map(([name, value]) => `--header ${quoteForShell(value === '' ? `${name};` : `${name}: ${value}`)}`);
  const has = (wanted: string): boolean => headers.some(([name]) => name.toLowerCase() === wanted);
  // Octets that come compressed are shown as what they are.
  if (has('accept-encoding')) options.push('--compressed');
  // curl would say that the body is a form.
  if (body && !has('content-type')) options.push(`--header 'Content-Type:'`);
  return options;
}

/** curl works these out while it sends, as we do. */
function authenticationOptions({ authentication, url }: ResolvedRequest): readonly string[] {
  switch (authentication?.kind) {
    case undefined:
      return [];
    case 'digest':
      return ['--digest', `--user ${quoteForShell(`${authentication.user}:${authentication.password}`)}`];
    case 'aws': {
      const { accessKey, secretKey, sessionToken, region, service } = authentication;
      const [, host = ''] = /^[a-z]+:\/\/([^/?#:]*)/i.exec(url) ?? [];
      // Without them curl reads both from the host, and fails where it has no such parts.
      const place = [region ?? host.split('.')[1], service ?? host.split('.')[0]];
      const scope = region === undefined && service === undefined ? '' : `:${place.join(':')}`;
      const token = `--header ${quoteForShell(`X-Amz-Security-Token: ${sessionToken}`)}`;
      return [
        `--aws-sigv4 ${quoteForShell(`aws:amz${scope}`)}`,
        `--user ${quoteForShell(`${accessKey}:${secretKey}`)}`,
        ...(sessionToken === undefined ? [] : [token]),
      ];
    }
  }
}

function proxyOptions({ connection }: ResolvedRequest): readonly string[] {
  const proxy = connection?.proxy;
  if (!proxy) return [];
  if (proxy.kind === 'direct') return [`--noproxy '*'`];
  const { url, credentials } = proxy;
  const user = credentials && `--proxy-user ${quoteForShell(`${credentials.user}:${credentials.password}`)}`;
  return [`--proxy ${quoteForShell(url)}`, ...(user === undefined ? [] : [user])];
}

function connectionOptions(request: ResolvedRequest): readonly string[] {
  const { connectOrigin, verifiesCertificates, timeoutMilliseconds, connection } = request;
  const options: string[] = [...proxyOptions(request)];
  const connectTimeout = connection?.connectTimeoutMilliseconds;
  if (connectTimeout) options.push(`--connect-timeout ${connectTimeout / 1000}`);
  if (connectOrigin !== undefined) options.push(`--connect-to ${quoteForShell(`::${authorityOf(connectOrigin)}`)}`);
  if (!verifiesCertificates) options.push('--insecure');
  if (timeoutMilliseconds) options.push(`--max-time ${timeoutMilliseconds / 1000}`);
  return options;
}

/** `host:port`, the port written out. */
function authorityOf(origin: string): string {
  const [, scheme = '', authority = ''] = /^([a-z]+):\/\/([^/]*)/i.exec(origin) ?? [];
  return /:\d+$/.test(authority) ? authority : `${authority}:${scheme.toLowerCase() === 'http' ? 80 : 443}`;
}

/**
 * A text stands in the command as it is; `@` at its beginning would name a file, and no word holds what is no text or
 * what a terminal would act on, so such a body comes through a pipe.
 */
function printBody(body: RequestBody | undefined): { readonly word: string; readonly before: string } | undefined {
  if (!body) return undefined;
  if (body.kind === 'stream') return { word: `@${fileName}`, before: '' };
  const { bytes } = body;
  const text = decodeExactly(bytes);
  if (text !== undefined && !text.startsWith('@')) return { word: quoteForShell(text), before: '' };
  return { word: '@-', before: `printf %s '${toBase64(bytes)}' | base64 -d | ` };
}

/** `undefined` for octets that are not UTF-8, and for texts with control characters besides tab and line feed. */
function decodeExactly(bytes: Uint8Array): string | undefined {
  if (bytes.byteLength > longestWord) return undefined;
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /[^\P{Cc}\t\n]/u.test(text) ? undefined : text;
  } catch {
    return undefined;
  }
}

/** RFC 4648 section 4. */
function toBase64(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let start = 0; start < bytes.length; start += 3) {
    const [first = 0, second = 0, third = 0] = bytes.subarray(start, start + 3);
    const group = (first << 16) | (second << 8) | third;
    const written = [18, 12, 6, 0].map((shift) => base64Alphabet.charAt((group >> shift) & 63)).join('');
    const octets = Math.min(3, bytes.length - start);
    pieces.push(written.slice(0, octets + 1).padEnd(4, '='));
  }
  return pieces.join('');
}

const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Of a body that is not in memory. */
const fileName = 'FILE';

/** Linux takes no argument of more than 128 KiB. */
const longestWord = 100_000;
