import type { Span } from '../text/span';
import { encodeUrlText } from './encodeUrlText';
import { report, type Findings } from './findings';
import { refuseUnencoded } from './keepTarget';

/** What says which host a target in origin form is for. */
export interface HostText {
  readonly text: string;
  readonly span: Span;
  /** False where the request has no `Host` field that says so. */
  readonly isField: boolean;
}

/** The request target and the `Host` field with their placeholders filled. */
export interface TargetText {
  readonly text: string;
  readonly span: Span;
  readonly host: HostText | undefined;
  /** Of a target without one; else https, and http for this machine. */
  readonly scheme?: 'http' | undefined;
  /** Who keeps it from being encoded, for sentences; left out where it may be. */
  readonly keptBy?: string | undefined;
}

/** Where a request goes. */
export interface ResolvedTarget {
  readonly url: string;
  /** The value that a written `Host` field gets; `undefined` leaves the field out. */
  readonly host: string | undefined;
  /** From `user:password@` in the target. */
  readonly credentials: { readonly user: string; readonly password: string } | undefined;
}

/** The absolute URL of a request, RFC 9112 section 3.2; `undefined` after a problem. */
export function resolveTarget(findings: Findings, target: TargetText): ResolvedTarget | undefined {
  const text = target.text.trim();
  const refuse = (code: string, message: string): undefined => {
    report(findings, code, 'error', { span: target.span, message });
  };
  if (text === '') {
    // The parser has said so where nothing is written; here a value may be empty.
    if (findings.problems.some(({ code }) => code === 'missing-target')) return undefined;
    return refuse('missing-target', 'Write the URL behind the method, for example GET https://example.com/users.');
  }
  if (text === '*') return refuse('asterisk-target', "The target '*' is not sent. Write a URL.");
  if (text.startsWith('//')) return refuse('invalid-url', `'${text}' lacks its scheme. Write https:${text}.`);
  if (text.startsWith('/')) return resolveOriginForm(findings, target, text);
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):(?!\d)/.exec(text)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    return refuse(
      'unsupported-scheme',
      `'${scheme}:' is not a scheme this engine sends to. Write an http or https URL.`,
    );
  }
  if (scheme !== undefined && !/^https?:\/\/[^/]/i.test(text)) {
    return refuse('invalid-url', `'${text}' is not a URL. Behind '${scheme}:' two slashes and a host belong.`);
  }
  const absolute = scheme === undefined ? withScheme(findings, text, target.scheme) : text;
  const built = buildUrl(findings, absolute, target);
  return built && { ...built, host: hostFieldBeside(findings, built.url, target.host) };
}

/** `/users` with `Host: example.com`, a variable `host`, or with a `Host` that holds scheme, host and path as API documentation has it. */
function resolveOriginForm(findings: Findings, target: TargetText, text: string): ResolvedTarget | undefined {
  const host = target.host?.text.trim() ?? '';
  if (!target.host || host === '') {
    const message = `'${text}' names no host. Add a Host header or a variable 'host', or write the whole URL.`;
    report(findings, 'missing-host', 'error', { span: target.span, message });
    return undefined;
  }
  if (/[?#\s\\]/.test(host)) {
    const message = `'${host}' is no host. Write a host such as example.com, or the base URL of the API.`;
    report(findings, 'invalid-host', 'error', { span: target.host.span, message });
    return undefined;
  }
  const scheme = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//.exec(host)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'http' && scheme !== 'https') {
    const message = `'${scheme}:' is not a scheme this engine sends to. Write an http or https URL.`;
    report(findings, 'unsupported-scheme', 'error', { span: target.host.span, message });
    return undefined;
  }
  const base = trimSlashes(scheme === undefined ? withScheme(findings, host) : host);
  const built = buildUrl(findings, base + text, { ...target, hostSpan: target.host.span });
  if (!built) return undefined;
  const authority = authorityOf(built.url);
  if (target.host.isField && authority !== host) {
    findings.notes.push(
      `The Host header held '${host}': the request goes to ${base} and its Host field is ${authority}.`,
    );
  }
  return { ...built, host: authority };
}

function trimSlashes(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '/') end--;
  return text.slice(0, end);
}

/** What becomes of a `Host` field beside a whole URL: it may name another host, but not a URL. */
function hostFieldBeside(findings: Findings, url: string, host: TargetText['host']): string | undefined {
  if (!host) return undefined;
  const text = host.text.trim();
  const authority = authorityOf(url);
  if (text === '' || text.includes('/')) {
    findings.notes.push(`The Host header was replaced by ${authority}, the host of the URL.`);
    return authority;
  }
  if (text.toLowerCase() !== authority) {
    const message = `The Host field says '${text}', but the connection goes to ${authority}.`;
    report(findings, 'other-host', 'information', { span: host.span, message });
    findings.notes.push(message);
  }
  return text;
}

/** Plain http only for this machine, and where the port says so. */
function withScheme(findings: Findings, text: string, usual?: 'http'): string {
  const authority = /^[^/?#]*/.exec(text)?.[0] ?? '';
  const host = authority.slice(authority.lastIndexOf('@') + 1).toLowerCase();
  const local = /^(?:(?:[\w-]+\.)*localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/.test(host);
  const scheme = usual ?? (local || host.endsWith(':80') ? 'http' : 'https');
  findings.notes.push(`The request has no scheme, so it goes to ${scheme}://${host}.`);
  return `${scheme}://${text}`;
}

function buildUrl(
  findings: Findings,
  text: string,
  { span, hostSpan = span, keptBy }: Pick<TargetText, 'span' | 'keptBy'> & { readonly hostSpan?: Span },
): Pick<ResolvedTarget, 'url' | 'credentials'> | undefined {
  const [, scheme = '', authority = '', behind = ''] = /^(https?):\/\/([^/?#]*)(.*)$/is.exec(text) ?? [];
  const at = authority.lastIndexOf('@');
  const host = authority.slice(at + 1);
  // Others take a backslash for a slash, and would see another host here.
  const parsed = authority.includes('\\') ? undefined : parseAuthority(scheme, host);
  if (!parsed) {
    const message = `'${host}' is no host with an optional port. Check the URL '${maskUserinfo(text)}'.`;
    report(findings, 'invalid-url', 'error', { span: hostSpan, message });
    return undefined;
  }
  const [beforeFragment = '', fragment] = splitFragment(behind);
  if (fragment !== undefined) {
    const message = `'#${fragment}' is left off: a fragment is not sent. Write %23 for a # that belongs to the URL.`;
    report(findings, 'fragment-left-off', 'warning', { span: hostSpan, message });
    findings.notes.push(`The fragment '#${fragment}' was left off.`);
  }
  const path = /^[?]/.test(beforeFragment) || beforeFragment === '' ? `/${beforeFragment}` : beforeFragment;
  if (keptBy !== undefined) refuseUnencoded(findings, path, { span, who: keptBy });
  const credentials = at < 0 ? undefined : parseUserinfo(authority.slice(0, at));
  return { url: `${scheme.toLowerCase()}://${parsed}${encodeUrlText(path)}`, credentials };
}

/** The host as it goes on the wire: lower case, internationalized names in ASCII, no default port. */
function parseAuthority(scheme: string, host: string): string | undefined {
  // The URL parser drops tabs and line ends; here they are mistakes.
  if (host === '' || /\s/.test(host)) return undefined;
  try {
    return new URL(`${scheme}://${host}/`).host || undefined;
  } catch {
    return undefined;
  }
}

function splitFragment(text: string): readonly [string, string | undefined] {
  const hash = text.indexOf('#');
  // What follows a blank was meant as a remark, and the blank belongs to it.
  return hash < 0 ? [text, undefined] : [text.slice(0, hash).trimEnd(), text.slice(hash + 1)];
}

function parseUserinfo(userinfo: string): { readonly user: string; readonly password: string } {
  const colon = userinfo.indexOf(':');
  if (colon < 0) return { user: decodePercent(userinfo), password: '' };
  return { user: decodePercent(userinfo.slice(0, colon)), password: decodePercent(userinfo.slice(colon + 1)) };
}

function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function maskUserinfo(text: string): string {
  return text.replace(/^(https?:\/\/)[^/?#]*@/i, '$1');
}

/** Host and port of an absolute URL. */
function authorityOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
}
