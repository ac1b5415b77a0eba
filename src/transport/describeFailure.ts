import type { FailureCode, TransportFailure } from '../core/exchange/exchange';

/** What is known of the attempt beside the error. */
export interface AttemptFacts {
  /** Host and port the socket was meant for. */
  readonly host: string;
  readonly isTls: boolean;
  /** Octets of the request were given to a socket. */
  readonly mayHaveReachedServer: boolean;
}

/** An error of undici, Node or TLS as one sentence and a next step. The error's own text is never shown. */
export function describeFailure(error: unknown, facts: AttemptFacts): TransportFailure {
  const cause = readError(error);
  const row = rows.get(cause.code) ?? familyOf(cause.code) ?? unknownFailure;
  const failure = row(facts, cause);
  return { kind: 'failure', ...failure, mayHaveReachedServer: facts.mayHaveReachedServer };
}

/** The person cancelled. */
export function abortedFailure(mayHaveReachedServer: boolean): TransportFailure {
  return {
    kind: 'failure',
    code: 'aborted',
    message: 'The request was cancelled.',
    nextStep: mayHaveReachedServer
      ? 'It had already been sent, so look whether the server acted on it before you send it again.'
      : 'Nothing had been sent. Send it again when you are ready.',
    mayHaveReachedServer,
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
      : `No connection to ${facts.host} was made within ${time}.`,
    nextStep: facts.mayHaveReachedServer
      ? 'The server may have acted on the request: look before you send it again, or allow more time.'
      : 'Check the address, VPN and proxy, or allow more time.',
    mayHaveReachedServer: facts.mayHaveReachedServer,
  };
}

/** «5 s», «250 ms». */
export function formatTime(milliseconds: number): string {
  return milliseconds >= 1000 ? `${Number((milliseconds / 1000).toFixed(1))} s` : `${milliseconds} ms`;
}

interface Sentences {
  readonly code: FailureCode;
  readonly message: string;
  readonly nextStep: string;
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

const certificate =
  (what: string, nextStep: string): Row =>
  ({ host }) => ({ code: 'tls', message: `The certificate of ${host} ${what}.`, nextStep });

const untrusted = certificate(
  'was issued by an authority this machine does not trust',
  'Install the issuing authority on this machine (NODE_EXTRA_CA_CERTS names a file of them), or check that no one is in between.',
);

const selfSigned = certificate(
  'vouches for itself: no authority has signed it',
  'If the server is yours, let the environment allow it for this host; otherwise do not go on.',
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
  ['ERR_HTTP2_STREAM_ERROR', reset],
  ['ERR_HTTP2_SESSION_ERROR', reset],
  ['ERR_HTTP2_GOAWAY_SESSION', reset],
  ['ERR_HTTP2_STREAM_CANCEL', reset],
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
  ['CERT_REVOKED', certificate('was revoked', 'Do not go on; ask whoever runs the server.')],
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
