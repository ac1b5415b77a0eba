import type { ConnectionReport } from '../core/exchange/connectionReport';
import type { TransportFailure } from '../core/exchange/exchange';

/** What is known of the attempt beside the error. */
export interface AttemptFacts {
  /** Host and port the socket was meant for. */
  readonly host: string;
  readonly isTls: boolean;
  /** Octets of the request were given to a socket. */
  readonly mayHaveReachedServer: boolean;
  /** `host:port` the certificate has to be that of. */
  readonly certificateHost: string;
  readonly offersClientCertificate: boolean;
  /** Of the host, see `HostConnections`. */
  readonly adviseAllowing?: ((host: string) => string) | undefined;
  readonly connection: ConnectionReport;
}

/** What is to be the proxy cannot be read. Its text may hold a password, so it is not repeated. */
export function unusableProxyFailure(source: string): TransportFailure {
  return {
    kind: 'failure',
    code: 'proxy',
    message: `Nothing was sent, because what ${source} names is not the address of a proxy.`,
    nextStep: 'Write it as http://host:port, https://host:port or socks5://host:port.',
    mayHaveReachedServer: false,
  };
}

/** The person cancelled. */
export function abortedFailure(mayHaveReachedServer: boolean, connection?: ConnectionReport): TransportFailure {
  return {
    kind: 'failure',
    code: 'aborted',
    message: 'The request was cancelled.',
    nextStep: mayHaveReachedServer
      ? 'It had already been sent, so look whether the server acted on it before you send it again.'
      : 'Nothing had been sent. Send it again when you are ready.',
    mayHaveReachedServer,
    ...(connection && { connection }),
  };
}

/** The time limit was reached before the answer's head was there. */
export function timeoutFailure(facts: AttemptFacts, milliseconds: number): TransportFailure {
  const time = formatTime(milliseconds);
  return {
    kind: 'failure',
    code: 'timeout',
    message: facts.mayHaveReachedServer
      ? `${facts.host} did not answer within ${time}.`
      : `No connection to ${facts.host} was made within ${time}${lastPhase(facts)}.`,
    nextStep: withProxy(
      facts.mayHaveReachedServer
        ? 'The server may have acted on the request: look before you send it again, or allow more time.'
        : 'Check the address, VPN and proxy, or allow more time.',
      facts.connection,
    ),
    mayHaveReachedServer: facts.mayHaveReachedServer,
    connection: facts.connection,
  };
}

/** What the connection was waiting for. */
function lastPhase({ isTls, connection: { proxy, timing } }: AttemptFacts): string {
  if (timing.connect === undefined) return '';
  if (proxy && timing.proxy === undefined) return `: the proxy ${proxy.url} was connected to, but did not open the way`;
  return isTls && timing.tls === undefined ? ': it was connected to, but said nothing to agree on TLS' : '';
}

/** «5 s», «250 ms». */
export function formatTime(milliseconds: number): string {
  return milliseconds >= 1000 ? `${Number((milliseconds / 1000).toFixed(1))} s` : `${milliseconds} ms`;
}

/** Whoever looks for the fault has to know that somebody stands between. */
export function withProxy(nextStep: string, { proxy }: ConnectionReport): string {
  return proxy ? `${nextStep} The way goes through the proxy ${proxy.url}, which ${proxy.source} names.` : nextStep;
}
