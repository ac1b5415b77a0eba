import type { FailureCode } from '../core/exchange/exchange';
import type { AttemptFacts } from './attemptFailures';

/** One failure as sentences, and what it allows. */
export interface FailureSentences {
  readonly code: FailureCode;
  readonly message: string;
  readonly nextStep: string;
  /** A person may decide to go on without verifying the certificate. */
  readonly mayBeAllowed?: true;
  /** It ended before the server took anything of the request, though octets were written. */
  readonly isBeforeRequest?: true;
}

/** What is said of one kind of error. */
export type FailureRow = (facts: AttemptFacts, cause: ErrorCause) => FailureSentences;

/** What is known of an error: `detail` is a fixed text of the HTTP parser, never one of the server. */
export interface ErrorCause {
  readonly code: string;
  readonly detail: string | undefined;
}

/** Rows by the code of Node, OpenSSL or undici. */
export type FailureRows = readonly (readonly [code: string, row: FailureRow])[];

/** What undici says in words only: an answer the parser refused, or one that nobody had asked for. */
export const badResponse = 'BAD_RESPONSE';
