import type { ConnectionReport } from '../core/exchange/connectionReport';
import type { FailureCode, TransportFailure } from '../core/exchange/exchange';
import { ConnectTimeout } from './dial';
import { describeProxyTrouble, ProxyError } from './proxyError';
import { ClientCertificateError } from './trust';

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
  readonly connection: ConnectionReport;
}

/** An error of undici, Node or TLS as one sentence and a next step. The error's own text is never shown. */
export function describeFailure(error: unknown, facts: AttemptFacts): TransportFailure {
  const { host, mayHaveReachedServer, connection } = facts;
  if (error instanceof ConnectTimeout) return timeoutFailure(facts, error.milliseconds);
  if (error instanceof ClientCertificateError) return clientCertificateFailure(error, facts);
  if (error instanceof ProxyError && connection.proxy) {
    const sentences = describeProxyTrouble(error.trouble, connection.proxy, host);
    return { kind: 'failure', code: 'proxy', ...sentences, mayHaveReachedServer, connection };
  }
  const cause = readError(error);
  const row = rows.get(cause.code) ?? familyOf(cause.code) ?? unknownFailure;
  const { mayBeAllowed, isBeforeRequest, ...failure } = row(facts, cause);
  return {
    kind: 'failure',
    ...failure,
    nextStep: withProxy(failure.nextStep, connection),
    mayHaveReachedServer: mayHaveReachedServer && isBeforeRequest !== true,
    connection,
    ...(mayBeAllowed === true && { refusedCertificateOf: facts.certificateHost }),
  };
}

/** Whoever looks for the fault has to know that somebody stands between. */
function withProxy(nextStep: string, { proxy }: ConnectionReport): string {
  return proxy ? `${nextStep} The way goes through the proxy ${proxy.url}, which ${proxy.source} names.` : nextStep;
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

function clientCertificateFailure(error: ClientCertificateError, { connection }: AttemptFacts): TransportFailure {
  return {
    kind: 'failure',
    code: 'tls',
    message: error.isPassphrase
      ? `The passphrase does not open the client certificate ${error.certificateName}.`
      : `The client certificate ${error.certificateName} cannot be read, or its key does not belong to it.`,
    nextStep: 'Correct it under SSLConfiguration of the environment. Nothing was sent.',
    mayHaveReachedServer: false,
    connection,
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

interface Sentences {
  readonly code: FailureCode;
  readonly message: string;
  readonly nextStep: string;
  /** A person may decide to go on without verifying the certificate. */
  readonly mayBeAllowed?: true;
  /** It ended before the server took anything of the request, though octets were written. */
  readonly isBeforeRequest?: true;
}

type Row = (facts: AttemptFacts, cause: ErrorCause) => Sentences;

/** `detail` is a fixed text of the HTTP parser, never one of the server. */
interface ErrorCause {
  readonly code: string;
  readonly detail: string | undefined;
}

/** Several addresses were tried: their errors are members of one. A wrapped error says more than its wrapper. */
function readError(error: unknown): ErrorCause {
  for (let current: unknown = error, depth = 0; depth < 5 && typeof current === 'object' && current !== null; depth++) {
    const { code, cause, errors, message, name } = current as Record<string, unknown>;
    const text = typeof message === 'string' ? message : '';
    if (name === 'HTTPParserError') return { code: badResponse, detail: /\(([^()]*)\)$/.exec(text)?.[1] };
    if (code === 'UND_ERR_SOCKET' && text.startsWith('bad ')) return { code: badResponse, detail: undefined };
    if (typeof code === 'string' && code !== '') return { code, detail: undefined };
    current = Array.isArray(errors) && errors.length > 0 ? (errors[0] as unknown) : cause;
  }
  return { code: '', detail: undefined };
}

/** What undici says in words only: an answer the parser refused, or one that nobody had asked for. */
const badResponse = 'BAD_RESPONSE';

const unreachable: Row = ({ host }) => ({
  code: 'connection-refused',
  message: `There is no way to ${host} from this machine.`,
  nextStep: 'Check the network, the VPN and the address.',
});

const notFound: Row = ({ host }) => ({
  code: 'host-not-found',
  message: `The host ${host} was not found.`,
  nextStep: 'Check the spelling of the host in the request or its environment, and the VPN.',
});

const reset: Row = ({ host, isTls, mayHaveReachedServer }) => ({
  code: 'connection-reset',
  message: `${host} closed the connection ${mayHaveReachedServer ? 'without a complete answer' : 'before the request was sent'}.`,
  nextStep: mayHaveReachedServer
    ? `The server may have acted on the request: look before you send it again.${isTls ? ' Some servers close when they want a client certificate.' : ''}`
    : 'Send it again, or check whether a proxy or firewall stands between.',
});

const streamEnded: Row = ({ host }) => ({
  code: 'connection-reset',
  message: `${host} ended the stream of this request (RST_STREAM of HTTP/2) without a complete answer.`,
  nextStep: "The server may have acted on the request: look before you send it again. '# @http1' goes without HTTP/2.",
});

const goingAway: Row = ({ host }) => ({
  code: 'connection-reset',
  message: `${host} is going away (GOAWAY of HTTP/2) and closed the connection without a complete answer.`,
  nextStep: 'The server may have acted on the request: look before you send it again.',
});

const certificate =
  (what: string, nextStep: string): Row =>
  ({ certificateHost }) => ({
    code: 'tls',
    message: `The certificate of ${certificateHost.replace(/:443$/, '')} ${what}.`,
    nextStep,
    mayBeAllowed: true,
  });

const revoked: Row = ({ certificateHost }) => ({
  code: 'tls',
  message: `The certificate of ${certificateHost.replace(/:443$/, '')} was revoked.`,
  nextStep: 'Do not go on; ask whoever runs the server.',
});

const wantsClientCertificate: Row = ({ host, offersClientCertificate }) => ({
  code: 'tls',
  message: offersClientCertificate
    ? `${host} does not accept the client certificate that was shown.`
    : `${host} wants a client certificate, and none was shown.`,
  nextStep: offersClientCertificate
    ? 'Check clientCertificate under SSLConfiguration of the environment: who issued it, and until when it is valid.'
    : 'Name one as clientCertificate under SSLConfiguration of the environment.',
  isBeforeRequest: true,
});

const untrusted = certificate(
  'was issued by an authority this machine does not trust',
  'Install the issuing authority on this machine (NODE_EXTRA_CA_CERTS names a file of them), or check that no one is in between.',
);

const selfSigned = certificate(
  'vouches for itself: no authority has signed it',
  'If the server is yours, trust its certificate on this machine or allow this host; otherwise do not go on.',
);

const tlsFailed: Row = ({ host }, { code }) => ({
  code: 'tls',
  message: `No secure connection to ${host} could be agreed on${code === '' ? '' : ` (${code})`}.`,
  nextStep:
    'Check that the port speaks https, that its TLS version is at least 1.2, and whether it wants a client certificate.',
});

const invalidResponse: Row = ({ host }, { detail }) => ({
  code: 'invalid-response',
  message: `What ${host} sent is not a valid HTTP answer${detail === undefined ? '' : `: ${detail.toLowerCase()}`}.`,
  nextStep: 'Check that the address is that of an HTTP server and that http and https are not mixed up.',
});

const rows: ReadonlyMap<string, Row> = new Map<string, Row>([
  [
    'ECONNREFUSED',
    ({ host }) => ({
      code: 'connection-refused',
      message: `Nothing answers at ${host}: the connection was refused.`,
      nextStep: 'Check that the server runs and that host and port are right.',
    }),
  ],
  ['EHOSTUNREACH', unreachable],
  ['EHOSTDOWN', unreachable],
  ['ENETUNREACH', unreachable],
  ['EADDRNOTAVAIL', unreachable],
  ['ENETDOWN', unreachable],
  [
    'EACCES',
    ({ host }) => ({
      code: 'connection-refused',
      message: `This machine does not allow a connection to ${host}.`,
      nextStep: 'Check the firewall and the port.',
    }),
  ],
  ['ENOTFOUND', notFound],
  ['ENODATA', notFound],
  [
    'EAI_AGAIN',
    ({ host }) => ({
      code: 'host-not-found',
      message: `The name service did not answer for ${host}.`,
      nextStep: 'Check the network connection and the VPN, then send again.',
    }),
  ],
  ['ECONNRESET', reset],
  ['ECONNABORTED', reset],
  ['EPIPE', reset],
  ['UND_ERR_SOCKET', reset],
  ['UND_ERR_CLOSED', reset],
  ['UND_ERR_DESTROYED', reset],
  ['UND_ERR_INFO', reset],
  ['ERR_HTTP2_STREAM_ERROR', streamEnded],
  ['ERR_HTTP2_SESSION_ERROR', reset],
  ['ERR_HTTP2_GOAWAY_SESSION', goingAway],
  ['ERR_HTTP2_STREAM_CANCEL', streamEnded],
  [
    'ETIMEDOUT',
    ({ host }) => ({
      code: 'timeout',
      message: `${host} did not react in time.`,
      nextStep: 'Check the address, VPN and proxy.',
    }),
  ],
  [
    'FILE_CHANGED',
    () => ({
      code: 'invalid-request',
      message: 'A file of the body changed while it was sent, so the rest was not sent.',
      nextStep: 'Send it again when nothing writes to the file any more.',
    }),
  ],
  ['CERT_HAS_EXPIRED', certificate('has expired', 'Ask whoever runs the server to renew it.')],
  ['CERT_NOT_YET_VALID', certificate('is not valid yet', 'Check the clock of this machine and of the server.')],
  ['CERT_REVOKED', revoked],
  ['CERT_UNTRUSTED', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT', untrusted],
  ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', untrusted],
  ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', untrusted],
  ['SELF_SIGNED_CERT_IN_CHAIN', untrusted],
  ['DEPTH_ZERO_SELF_SIGNED_CERT', selfSigned],
  [
    'ERR_TLS_CERT_ALTNAME_INVALID',
    certificate(
      'is for another name',
      'Check the spelling of the host; a certificate for another name protects nothing.',
    ),
  ],
  ['EPROTO', tlsFailed],
  ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', wantsClientCertificate],
  ['ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE', wantsClientCertificate],
  ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', wantsClientCertificate],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_UNKNOWN', wantsClientCertificate],
  ['ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED', wantsClientCertificate],
  ['ERR_TLS_HANDSHAKE_TIMEOUT', tlsFailed],
  [badResponse, invalidResponse],
  ['UND_ERR_HEADERS_OVERFLOW', headersTooLong],
  [
    'UND_ERR_RES_CONTENT_LENGTH_MISMATCH',
    ({ host }) => ({
      code: 'invalid-response',
      message: `The body from ${host} does not have the length its Content-Length announced.`,
      nextStep: 'The server or something in front of it is at fault; send it again to see whether it stays so.',
    }),
  ],
]);

function headersTooLong({ host }: AttemptFacts): Sentences {
  return {
    code: 'invalid-response',
    message: `The header of the answer from ${host} is larger than 1 MB.`,
    nextStep: 'The server is at fault; ask whoever runs it.',
  };
}

/** Codes come in families; a code we have not met is still told by its family. */
function familyOf(code: string): Row | undefined {
  if (/^(?:CERT_|UNABLE_TO_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_|ERR_OSSL_X509|HOSTNAME_MISMATCH)/.test(code)) {
    return certificate('could not be verified', 'Check who issued it, and the clock of this machine.');
  }
  if (/^(?:ERR_SSL_|ERR_TLS_|ERR_OSSL_)/.test(code)) return tlsFailed;
  if (code.startsWith('ERR_HTTP2_')) return invalidResponse;
  if (
    code === 'UND_ERR_INVALID_ARG' ||
    code === 'UND_ERR_NOT_SUPPORTED' ||
    code === 'UND_ERR_REQ_CONTENT_LENGTH_MISMATCH'
  ) {
    return () => ({
      code: 'invalid-request',
      message: 'The request cannot be put into the form HTTP asks for.',
      nextStep: 'Check its method, address and header fields for characters that do not belong there.',
    });
  }
  return undefined;
}

function unknownFailure({ host }: AttemptFacts, { code }: ErrorCause): Sentences {
  return {
    code: 'other',
    message: `The exchange with ${host} failed${code === '' ? '' : ` (${code})`}.`,
    nextStep: 'Check the address and the network, then send it again.',
  };
}
