/**
 * True when the list names the host of the URL. An entry is `api.example.com`, `*.example.com` for all hosts below, or
 * either with a port behind it or `https://` or `http://` in front. Without a scheme it means `https`, and plain
 * `http` for this machine's own names only; without a port it means the scheme's own.
 */
export function allowsHost(hosts: readonly string[], url: string): boolean {
  const target = parseUrl(url);
  return target !== undefined && hosts.some((entry) => matches(parseHostEntry(entry), target));
}

/** One entry of such a list; `undefined` when it is none. */
export interface HostEntry {
  /** `https:` or `http:`; `undefined` when the entry does not say. */
  readonly scheme: string | undefined;
  /** In lower case; `*.` in front stands for at least one label. */
  readonly host: string;
  readonly port: string | undefined;
}

export function parseHostEntry(entry: string): HostEntry | undefined {
  const match =
    /^(?:(https?:)\/\/)?((?:\*\.)?[\p{L}\p{N}_](?:[\p{L}\p{N}_.-]{0,251}[\p{L}\p{N}_])?|\[[0-9A-Fa-f:.]{2,45}\])(?::(\d{1,5}))?\/?$/iu.exec(
      entry.trim(),
    );
  const [, scheme, host = '', port] = match ?? [];
  if (!match || (port !== undefined && Number(port) > 65_535)) return undefined;
  return { scheme: scheme?.toLowerCase(), host: asciiHost(host), port };
}

/** Names outside of ASCII are compared as they go on the wire. */
function asciiHost(host: string): string {
  const wild = host.startsWith('*.') ? '*.' : '';
  const name = host.slice(wild.length);
  return wild + (parseUrl(`https://${name}/`)?.hostname ?? name.toLowerCase());
}

function matches(entry: HostEntry | undefined, { protocol, hostname, port }: URL): boolean {
  if (!entry) return false;
  const scheme = entry.scheme ?? (protocol === 'http:' && isOwnMachine(hostname) ? 'http:' : 'https:');
  if (protocol !== scheme || effectivePort(port, protocol) !== effectivePort(entry.port ?? '', scheme)) return false;
  if (!entry.host.startsWith('*.')) return hostname === entry.host;
  return hostname.endsWith(entry.host.slice(1)) && hostname.length > entry.host.length - 1;
}

function effectivePort(port: string, protocol: string): number {
  if (port !== '') return Number(port);
  return protocol === 'https:' ? 443 : 80;
}

function isOwnMachine(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(?:\.\d{1,3}){3}$/.test(hostname)
  );
}

function parseUrl(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}
