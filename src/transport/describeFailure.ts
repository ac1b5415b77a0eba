import type { TransportFailure } from '../core/exchange/exchange';
import { timeoutFailure, withProxy } from './attemptFailures';
import type { AttemptFacts } from './attemptFailures';
import { ConnectTimeout } from './dial';
import { badResponse } from './failureRow';
import type { ErrorCause } from './failureRow';
import { lookupFailure } from './lookupFailure';
import { describeProxyTrouble, ProxyError } from './proxyError';
import { ClientCertificateError } from './trust';

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
  const row = lookupFailure(cause.code);
  const { mayBeAllowed, isBeforeRequest, ...failure } = row(facts, cause);
  return {
    kind: 'failure',
    ...failure,
    nextStep: withProxy(mayBeAllowed ? withAllowing(failure.nextStep, facts) : failure.nextStep, connection),
    mayHaveReachedServer: mayHaveReachedServer && isBeforeRequest !== true,
    connection,
    ...(mayBeAllowed === true && { refusedCertificateOf: facts.certificateHost }),
  };
}

/** The way out comes last: what is right comes before it. */
function withAllowing(nextStep: string, { certificateHost, adviseAllowing }: AttemptFacts): string {
  return adviseAllowing ? `${nextStep} To send without verifying it, ${adviseAllowing(certificateHost)}.` : nextStep;
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
