import type { ProxyReport } from '../core/exchange/connectionReport';
import type { ProxyRule } from '../core/request/connectionRules';
import type { ProxySettings } from './connectionOptions';
import { isExempt, isLoopback, splitNoProxy } from './noProxy';

/** A proxy to go through. */
export interface ChosenProxy extends ProxyReport {
  readonly kind: 'http' | 'https' | 'socks5';
  /** Without the brackets of IPv6. */
  readonly host: string;
  readonly port: number;
  /** With `socks5h` and with HTTP the proxy looks the name up. */
  readonly looksUp: boolean;
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
  /** Value of `Proxy-Authorization`, for a proxy that speaks HTTP. Secret. */
  readonly authorization: string | undefined;
  readonly verifies: boolean;
}

/** `undefined` is the direct way. With `unusable` nothing may be sent: going past a proxy could be forbidden. */
export type ProxyChoice = ChosenProxy | { readonly kind: 'unusable'; readonly source: string } | undefined;

/**
 * Which way a request goes: what it asks for itself, for any host; else the setting, else the variables of the process,
 * both never for this machine's own names and those that are exempt.
 */
export function chooseProxy(origin: string, rule: ProxyRule | undefined, settings: ProxySettings = {}): ProxyChoice {
  if (rule?.kind === 'direct') return undefined;
  if (rule) return readProxy(rule.url, { source: rule.source, settings, credentials: rule.credentials });
  const { protocol, hostname, port } = new URL(origin);
  const written = writtenProxy(protocol, settings);
  if (!written || isLoopback(hostname)) return undefined;
  const exempt = [
    ...(settings.noProxy ?? []).flatMap(splitNoProxy),
    ...splitNoProxy(variable(settings, 'no_proxy')?.text ?? ''),
  ];
  const effectivePort = port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port);
  if (isExempt(exempt, hostname, effectivePort)) return undefined;
  return readProxy(written.text, { source: written.source, settings, credentials: undefined });
}

interface WrittenProxy {
  readonly text: string;
  readonly source: string;
}

function writtenProxy(protocol: string, settings: ProxySettings): WrittenProxy | undefined {
  const url = settings.url?.trim() ?? '';
  if (url !== '') return { text: url, source: settings.urlSource ?? 'setting' };
  return variable(settings, protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? variable(settings, 'all_proxy');
}

/** The lower-case name first, as curl has it. */
function variable({ readVariable }: ProxySettings, name: string): WrittenProxy | undefined {
  for (const source of [name, name.toUpperCase()]) {
    const text = readVariable?.(source)?.trim() ?? '';
    if (text !== '') return { text, source };
  }
  return undefined;
}

interface ProxyContext {
  readonly source: string;
  readonly settings: ProxySettings;
  readonly credentials: ChosenProxy['credentials'];
}

const schemes: ReadonlyMap<string, { readonly kind: ChosenProxy['kind']; readonly port: number }> = new Map([
  ['http', { kind: 'http', port: 80 }],
  ['https', { kind: 'https', port: 443 }],
  ['socks5', { kind: 'socks5', port: 1080 }],
  ['socks5h', { kind: 'socks5', port: 1080 }],
  ['socks', { kind: 'socks5', port: 1080 }],
]);

/** `proxy.example.com:8080` alone means http. */
function readProxy(text: string, { source, settings, credentials }: ProxyContext): ProxyChoice {
  const [, written = 'http', rest = ''] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.+)$/is.exec(text) ?? [];
  const scheme = written.toLowerCase();
  const known = rest.includes('://') ? undefined : schemes.get(scheme);
  const url = URL.canParse(`http://${rest}`) ? new URL(`http://${rest}`) : undefined;
  const user = decode(url?.username);
  const password = decode(url?.password);
  if (!known || !url || url.hostname === '' || user === undefined || password === undefined) {
    return { kind: 'unusable', source };
  }
  // A URL reader drops the port that is usual for its scheme; no two have the same.
  const port = Number(url.port || new URL(`ftp://${rest}`).port || known.port);
  const own = credentials ?? (user === '' && password === '' ? undefined : { user, password });
  const isSetting = source === settings.urlSource && own === undefined;
  return {
    kind: known.kind,
    url: `${scheme}://${url.hostname}:${port}`,
    source,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    looksUp: scheme !== 'socks5',
    credentials: own,
    authorization: isSetting ? printable(settings.authorization) : own && basic(own),
    verifies: settings.verifiesProxy ?? true,
  };
}

function decode(text: string | undefined): string | undefined {
  try {
    return decodeURIComponent(text ?? '');
  } catch {
    return undefined;
  }
}

function basic({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`, 'utf8').toString('base64')}`;
}

/** A line break would be a header of its own. */
function printable(value: string | undefined): string | undefined {
  const text = value?.trim() ?? '';
  return text === '' || /[\0\r\n]/.test(text) ? undefined : text;
}
