import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import type { DetailedPeerCertificate, PeerCertificate } from 'node:tls';
import type { CertificateReport, ConnectionReport, PhaseTiming, TlsReport } from '../core/exchange/connectionReport';
import type { ChosenProxy } from './chooseProxy';

/** When each phase of one request ended, by the clock of the process, and the octets that went by. */
export interface PhaseMarks {
  readonly startedAt: number;
  lookedUpAt?: number;
  connectedAt?: number;
  proxiedAt?: number;
  securedAt?: number;
  sentAt?: number;
  firstByteAt?: number;
  sentBytes: number;
  receivedBytes: number;
}

/** A request that begins now. */
export function startPhases(): PhaseMarks {
  return { startedAt: performance.now(), sentBytes: 0, receivedBytes: 0 };
}

/** What of a connection does not change as long as it stands. */
export interface SocketFacts {
  readonly localAddress: string | undefined;
  readonly remoteAddress: string | undefined;
  readonly tls: TlsReport | undefined;
}

/** Asked once the socket stands: a closed one has forgotten. */
export function readSocketFacts(socket: Socket, client: { readonly offersCertificate: boolean }): SocketFacts {
  return {
    localAddress: addressText(socket.localAddress, socket.localPort),
    remoteAddress: addressText(socket.remoteAddress, socket.remotePort),
    tls: socket instanceof TLSSocket ? readTls(socket, client.offersCertificate) : undefined,
  };
}

/** `isFramed` is HTTP/2, whose octets belong to no single request. */
export function describeConnection(
  marks: PhaseMarks,
  facts: SocketFacts | undefined,
  { proxy, isFramed }: { readonly proxy: ChosenProxy | undefined; readonly isFramed: boolean },
): ConnectionReport {
  return {
    isReused: facts !== undefined && marks.connectedAt === undefined,
    localAddress: facts?.localAddress,
    remoteAddress: facts?.remoteAddress,
    proxy: proxy && { url: proxy.url, source: proxy.source },
    tls: facts?.tls,
    sentBytes: isFramed ? undefined : marks.sentBytes,
    receivedBytes: isFramed ? undefined : marks.receivedBytes,
    timing: describePhases(marks, performance.now()),
  };
}

function describePhases(marks: PhaseMarks, endedAt: number): PhaseTiming {
  const { startedAt, lookedUpAt, connectedAt, proxiedAt, securedAt, sentAt, firstByteAt } = marks;
  const readyAt = securedAt ?? proxiedAt ?? connectedAt ?? startedAt;
  return {
    lookup: between(startedAt, lookedUpAt),
    connect: between(lookedUpAt ?? startedAt, connectedAt),
    proxy: between(connectedAt ?? startedAt, proxiedAt),
    tls: between(proxiedAt ?? connectedAt ?? startedAt, securedAt),
    request: between(readyAt, sentAt),
    firstByte: between(sentAt ?? readyAt, firstByteAt),
    download: firstByteAt === undefined ? undefined : between(firstByteAt, endedAt),
  };
}

/** An answer may begin before the request is out; a phase of less than nothing would only confuse. */
function between(start: number, end: number | undefined): number | undefined {
  return end === undefined ? undefined : Math.max(0, end - start);
}

function addressText(address: string | undefined, port: number | undefined): string | undefined {
  if (address === undefined) return undefined;
  return `${address.includes(':') ? `[${address}]` : address}:${port ?? 0}`;
}

function readTls(socket: TLSSocket, offersCertificate: boolean): TlsReport {
  // Node's types promise a cipher and a certificate; a socket that is closing has neither.
  const cipher = socket.getCipher() as { standardName?: string; name?: string } | undefined;
  return {
    protocol: socket.getProtocol() ?? undefined,
    cipher: cipher?.standardName ?? cipher?.name,
    isVerified: socket.authorized,
    offersClientCertificate: offersCertificate,
    certificate: readCertificate(socket.getPeerCertificate()),
  };
}

function readCertificate(certificate: PeerCertificate | DetailedPeerCertificate): CertificateReport | undefined {
  if (typeof certificate.fingerprint256 !== 'string') return undefined;
  return {
    subject: distinguishedName(certificate.subject),
    issuer: distinguishedName(certificate.issuer),
    validFrom: timeOf(certificate.valid_from),
    validTo: timeOf(certificate.valid_to),
    fingerprint: certificate.fingerprint256,
  };
}

/** `CN=api.example.com, O=Example`: what a server says of itself, so it is cut and never taken for more than text. */
function distinguishedName(name: unknown): string {
  if (typeof name !== 'object' || name === null) return '';
  return Object.entries(name)
    .flatMap(([key, value]) => [value].flat().map((one) => `${key}=${String(one)}`))
    .join(', ')
    .slice(0, 500);
}

function timeOf(text: string): number | undefined {
  const time = Date.parse(text);
  return Number.isNaN(time) ? undefined : time;
}
