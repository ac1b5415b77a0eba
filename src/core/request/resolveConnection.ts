import { allowsHost } from '../environment/allowsHost';
import { evaluateVariable } from '../environment/evaluateTemplate';
import { parseProxyAddress } from '../environment/proxyAddress';
import type { Environment, VariableScope } from '../environment/variable';
import { lookupDirective, type Directive } from '../syntax/nodes';
import type { Span } from '../text/span';
import type { ConnectionRules, ProxyCredentials, ProxyRule } from './connectionRules';
import { report, type Findings } from './findings';
import type { BodyFolders } from './readBodyFile';
import { readClientCertificate } from './readClientCertificate';
import type { DirectiveHolder, SendingDefaults } from './resolveOptions';
import { vouchesForHost } from './vouchesForHost';

/** Where a request goes, and who has a say in how. */
export interface ConnectionInput {
  readonly block: DirectiveHolder;
  readonly scope: VariableScope;
  readonly environment: Environment | undefined;
  readonly defaults?: SendingDefaults | undefined;
  /** Addresses of the environment beside its variables: the endpoints in its settings of tokens. */
  readonly ownAddresses?: readonly string[];
}

/** The way to the server, and whether its certificate is to be verified. */
export interface ResolvedConnection {
  readonly verifiesCertificates: boolean;
  readonly rules: ConnectionRules | undefined;
}

/** `# @proxy` and `# @insecure` of the block, `proxy` and `SSLConfiguration` of its environment. */
export async function resolveConnection(
  findings: Findings,
  input: ConnectionInput,
  {
    url,
    connectTimeoutMilliseconds,
  }: { readonly url: string; readonly connectTimeoutMilliseconds: number | undefined },
  folders: BodyFolders,
): Promise<ResolvedConnection> {
  const proxy = resolveProxy(findings, input);
  const clientCertificate = await resolveClientCertificate(findings, input, url, folders);
  const rules = {
    ...(connectTimeoutMilliseconds !== undefined && { connectTimeoutMilliseconds }),
    ...(proxy && { proxy }),
    ...(clientCertificate && { clientCertificate }),
  };
  return {
    verifiesCertificates: resolveVerification(findings, input, url),
    rules: Object.keys(rules).length === 0 ? undefined : rules,
  };
}

function resolveProxy(findings: Findings, input: ConnectionInput): ProxyRule | undefined {
  const { block, environment } = input;
  const past = lookupDirective(block, 'no-proxy');
  if (past) return { kind: 'direct' };
  const directive = lookupDirective(block, 'proxy');
  const written = directive && readProxyDirective(findings, directive);
  const address = written ?? environment?.rules?.proxy;
  if (address === undefined) return undefined;
  if (address === 'direct') return { kind: 'direct' };
  const source = written === undefined ? `the environment '${environment?.name ?? ''}'` : "the line '# @proxy'";
  // Credentials were given for the environment's proxy; another one must not learn them.
  const isOwn = address === environment?.rules?.proxy;
  const credentials = isOwn ? resolveCredentials(findings, input, directive?.span) : undefined;
  return { kind: 'proxy', url: address, source, ...(credentials && { credentials }) };
}

/** What cannot be read stops the send: without the proxy the request could go a way it must not. */
function readProxyDirective(findings: Findings, directive: Directive): string | undefined {
  const text = directive.value?.text ?? '';
  const address = parseProxyAddress(text);
  if (address !== undefined) return address;
  const message = text.includes('@')
    ? "A proxy stands here without user and password, which would be in the file for everybody. Name them as 'proxyCredentials' under '$identityHttp' of the environment."
    : "A proxy is an address such as 'http://proxy.example.com:8080' or 'socks5://127.0.0.1:1080', written out; 'direct' is none.";
  report(findings, 'invalid-proxy', 'error', { span: directive.value?.span ?? directive.span, message });
  return undefined;
}

function resolveCredentials(
  findings: Findings,
  { scope, environment, block }: ConnectionInput,
  at: Span | undefined,
): ProxyCredentials | undefined {
  const variable = environment?.rules?.proxyCredentials;
  if (!variable) return undefined;
  const value = evaluateVariable(variable, scope);
  const span = at ?? targetSpan(block);
  if (value.kind === 'failure') {
    const message = `The credentials of the proxy are missing. ${value.message}`;
    report(findings, 'missing-proxy-credentials', 'error', { span, message });
    return undefined;
  }
  const colon = value.text.indexOf(':');
  if (colon < 0 || /[\0\r\n]/.test(value.text)) {
    const message = "'proxyCredentials' of the environment should be 'user:password', on one line.";
    report(findings, 'missing-proxy-credentials', 'error', { span, message });
    return undefined;
  }
  const password = value.text.slice(colon + 1);
  for (const secret of [...value.secrets, value.text, password]) if (secret !== '') findings.secrets.add(secret);
  return { user: value.text.slice(0, colon), password };
}

async function resolveClientCertificate(
  findings: Findings,
  { block, scope, environment, ownAddresses = [] }: ConnectionInput,
  url: string,
  folders: BodyFolders,
): Promise<ConnectionRules['clientCertificate']> {
  const rule = environment?.clientCertificate;
  if (!rule || !url.startsWith('https:') || lookupDirective(block, 'no-client-cert')) return undefined;
  const isOwn = ownAddresses.some((address) => hostOf(address) === hostOf(url));
  if (!isOwn && !isOwnHost(environment, scope, url)) {
    const message = `The client certificate of the environment '${environment.name}' is not shown to ${hostOf(url)}: no variable of it names this host.`;
    findings.notes.push(message);
    return undefined;
  }
  return readClientCertificate(findings, { rule, scope, folders, span: targetSpan(block), name: environment.name });
}

/** A wish alone switches nothing off: a person has to have allowed the host, outside of every file. */
function resolveVerification(findings: Findings, input: ConnectionInput, url: string): boolean {
  const { block, environment, defaults } = input;
  const directive = lookupDirective(block, 'insecure') ?? lookupDirective(block, 'no-reject-unauthorized');
  const isWished = directive !== undefined || environment?.verifiesCertificates === false;
  if (!isWished || !url.startsWith('https:')) return true;
  const host = hostOf(url);
  if (defaults?.unverifiedHosts?.includes(/:\d+$/.test(host) ? host : `${host}:443`) === true) return false;
  const who = directive
    ? 'a request cannot switch that off'
    : `the environment '${environment?.name ?? ''}' cannot switch that off`;
  const { advice } = input.scope;
  const step = advice ? ` If it is refused, ${advice.allowHost(host)}.` : '';
  const message = `The certificate of ${host} is still verified: ${who}.${step}`;
  if (directive) report(findings, 'certificate-still-verified', 'warning', { span: directive.span, message });
  else findings.notes.push(message);
  return true;
}

/** An environment speaks only for hosts that its own values or rules name. */
function isOwnHost(environment: Environment, scope: VariableScope, url: string): boolean {
  const isNamed = environment.rules?.hosts !== undefined && allowsHost(environment.rules.hosts, url);
  return isNamed || vouchesForHost({ environment, scope }, url);
}

function targetSpan(block: DirectiveHolder): Span {
  return block.request?.target.span ?? { start: 0, end: 0 };
}

/** Host, and the port unless it is the scheme's own. */
function hostOf(url: string): string {
  return /^https?:\/\/([^/?#]*)/.exec(url)?.[1] ?? '';
}
