import type { AttemptFacts } from './attemptFailures';
import { badResponse } from './failureRow';
import type { FailureRow, FailureRows, FailureSentences } from './failureRow';

/** While the request goes out and the answer comes. */
export function answerFailures(): FailureRows {
  return [
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
      'FILE_CHANGED',
      () => ({
        code: 'invalid-request',
        message: 'A file of the body changed while it was sent, so the rest was not sent.',
        nextStep: 'Send it again when nothing writes to the file any more.',
      }),
    ],
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
  ];
}

/** A code we have not met, by its family. */
export function answerFamilyOf(code: string): FailureRow | undefined {
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

const reset: FailureRow = ({ host, isTls, mayHaveReachedServer }) => ({
  code: 'connection-reset',
  message: `${host} closed the connection ${mayHaveReachedServer ? 'without a complete answer' : 'before the request was sent'}.`,
  nextStep: mayHaveReachedServer
    ? `The server may have acted on the request: look before you send it again.${isTls ? ' Some servers close when they want a client certificate.' : ''}`
    : 'Send it again, or check whether a proxy or firewall stands between.',
});

const streamEnded: FailureRow = ({ host }) => ({
  code: 'connection-reset',
  message: `${host} ended the stream of this request (RST_STREAM of HTTP/2) without a complete answer.`,
  nextStep: "The server may have acted on the request: look before you send it again. '# @http1' goes without HTTP/2.",
});

const goingAway: FailureRow = ({ host }) => ({
  code: 'connection-reset',
  message: `${host} is going away (GOAWAY of HTTP/2) and closed the connection without a complete answer.`,
  nextStep: 'The server may have acted on the request: look before you send it again.',
});

const invalidResponse: FailureRow = ({ host }, { detail }) => ({
  code: 'invalid-response',
  message: `What ${host} sent is not a valid HTTP answer${detail === undefined ? '' : `: ${detail.toLowerCase()}`}.`,
  nextStep: 'Check that the address is that of an HTTP server and that http and https are not mixed up.',
});

function headersTooLong({ host }: AttemptFacts): FailureSentences {
  return {
    code: 'invalid-response',
    message: `The header of the answer from ${host} is larger than 1 MB.`,
    nextStep: 'The server is at fault; ask whoever runs it.',
  };
}
