import { chooseProxy } from './chooseProxy';
import type { ConnectionKey } from './connection';
import type { HostConnections } from './connectionOptions';
import type { TrustStore } from './trust';
import type { ResolvedRequest } from '../core/request/resolvedRequest';

/** Which connections may carry the request; or the place that names a proxy which cannot be used. */
export function planConnection(
  request: ResolvedRequest,
  host: HostConnections,
  trust: TrustStore,
): ConnectionKey | { readonly unusableProxy: string } {
  const url = new URL(request.url);
  const isElsewhere = request.connectOrigin !== undefined;
  const origin = request.connectOrigin === undefined ? url.origin : new URL(request.connectOrigin).origin;
  const isTls = origin.startsWith('https:');
  const proxy = chooseProxy(origin, request.connection?.proxy, host.proxies);
  if (proxy?.kind === 'unusable') return { unusableProxy: proxy.source };
  const client = isTls ? request.connection?.clientCertificate : undefined;
  return {
    origin,
    // The certificate has to be that of the host the request speaks to, wherever the socket goes.
    serverName: isTls ? url.hostname.replace(/^\[|\]$/g, '') : '',
    verifiesCertificates: !isTls || !isUnverified(host, url),
    allowsHttp2: isTls && request.httpVersion === '2',
    proxy,
    // Sent elsewhere, the address in the request line would lead the proxy to the wrong server.
    isForwarded: proxy !== undefined && proxy.kind !== 'socks5' && !isTls && !isElsewhere,
    trustName: isTls ? trust.nameOf(host, client) : '',
    trust: () => trust.contextOf(host, client),
    offersClientCertificate: client !== undefined,
  };
}

/** `host:port` of a URL, with the port that its scheme has when it says none. */
export function hostAndPort(url: URL): string {
  return `${url.hostname}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`;
}

function isUnverified({ unverifiedHosts }: HostConnections, url: URL): boolean {
  return unverifiedHosts?.includes(hostAndPort(url)) === true;
}
