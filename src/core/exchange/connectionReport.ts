/** How one hop went over the wire. Nothing in it is secret. */
export interface ConnectionReport {
  /** The connection stood from an earlier request, so there was nothing to look up, to open or to agree on. */
  readonly isReused: boolean;
  /** `127.0.0.1:53122` */
  readonly localAddress: string | undefined;
  /** Of the socket's other end, which is the proxy when there is one. */
  readonly remoteAddress: string | undefined;
  readonly proxy: ProxyReport | undefined;
  readonly tls: TlsReport | undefined;
  /** Octets of head and body, before TLS; `undefined` where one connection carries them in frames. */
  readonly sentBytes: number | undefined;
  readonly receivedBytes: number | undefined;
  readonly timing: PhaseTiming;
}

/** The proxy without user and password, and where it is written down. */
export interface ProxyReport {
  readonly url: string;
  readonly source: string;
}

export interface TlsReport {
  /** `TLSv1.3` */
  readonly protocol: string | undefined;
  readonly cipher: string | undefined;
  /** False where a person allowed an exception for the host. */
  readonly isVerified: boolean;
  /** A client certificate was offered. */
  readonly offersClientCertificate: boolean;
  readonly certificate: CertificateReport | undefined;
}

/** The server's own certificate, as it says it. */
export interface CertificateReport {
  readonly subject: string;
  readonly issuer: string;
  /** Milliseconds since the epoch. */
  readonly validFrom: number | undefined;
  readonly validTo: number | undefined;
  /** SHA-256, colons between octets. */
  readonly fingerprint: string;
}

/** Milliseconds of each phase, in their order; `undefined` for one that did not happen or was not reached. */
export interface PhaseTiming {
  readonly lookup: number | undefined;
  readonly connect: number | undefined;
  /** Asking a proxy for the way on. */
  readonly proxy: number | undefined;
  readonly tls: number | undefined;
  /** Until the last octet of the request was handed to the system. */
  readonly request: number | undefined;
  /** From there to the first octet of the answer. */
  readonly firstByte: number | undefined;
  readonly download: number | undefined;
}
