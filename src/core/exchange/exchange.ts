import type { ConnectionReport } from './connectionReport';
import type { EnvironmentColor } from '../environment/variable';
import type { HeaderPair, ResolvedRequest } from '../request/resolvedRequest';

/** One hop: no redirects, no cookies, no retries. Never rejects; a failure is a value. Cancelling closes the socket. */
export type Transport = (
  request: ResolvedRequest,
  signal: AbortSignal,
  progress?: ResponseProgress,
) => Promise<HttpResponse | TransportFailure>;

/** Told of an answer that is still under way, now and then: what is there of it until that moment. */
export type ResponseProgress = (soFar: HttpResponse) => void;

/** A request that went out (or could not) and what came of it. */
export interface Exchange {
  readonly request: ResolvedRequest;
  readonly outcome: HttpResponse | TransportFailure;
  /** Answers that sent us on inside the same origin, oldest first; `outcome` is the last hop's. */
  readonly redirects: readonly RedirectHop[];
  /** The URL of the last hop: links are relative to it. */
  readonly url: string;
  /** `# @name` or title of the block, or the relation that was followed. */
  readonly name: string | undefined;
  readonly environmentName: string | undefined;
  /** The colour that its files gave the environment when this was sent. */
  readonly environmentColor?: EnvironmentColor | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** From the start of sending to the end of the body. */
  readonly milliseconds: number;
  /** What became of each `>> path` of the request; left out where it has none. */
  readonly saves?: readonly SavedAnswer[];
}

/** A file that an answer was saved to, or the sentence that says why it was not. */
export type SavedAnswer =
  /** `shown` is the way from the workspace folder; `path` is absolute. */
  | { readonly kind: 'saved'; readonly path: string; readonly shown: string }
  | { readonly kind: 'not-saved'; readonly message: string };

export interface RedirectHop {
  readonly url: string;
  readonly status: number;
  readonly location: string;
}

/** RFC 9110 section 15. `headers` keep the server's order, case and repeats. */
export interface HttpResponse {
  readonly kind: 'response';
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderPair[];
  readonly body: ResponseBody;
  /** What a person should know of this answer: an unknown content coding, a certificate that was not verified. */
  readonly notes?: readonly string[];
  /** Left out where no wire was used. */
  readonly connection?: ConnectionReport | undefined;
  /** The request as it went out, where more was added to it than it said: a signature, cookies. */
  readonly sentRequest?: ResolvedRequest;
  /** The person ended it; the body is what had arrived. */
  readonly wasCancelled?: boolean;
  /** Fields behind a chunked body, RFC 9110 section 6.5. */
  readonly trailers?: readonly HeaderPair[];
}

/** Content after transfer and content decoding. Read by windows, so that large ones can live in a private file. */
export interface ResponseBody {
  /** Bytes after decoding. */
  readonly size: number;
  /** Bytes on the wire, before decoding. */
  readonly wireSize: number;
  /** Why the body is shorter than what the server announced, as a sentence; `undefined` when it is whole. */
  readonly incomplete: string | undefined;
  /** Octets of it that are held in memory; all of them when left out. */
  readonly memorySize?: number;
  readonly read: (start: number, end: number) => Promise<Uint8Array>;
}

/** `message` is one sentence for a person, `nextStep` what to do about it. */
export interface TransportFailure {
  readonly kind: 'failure';
  readonly code: FailureCode;
  readonly message: string;
  readonly nextStep: string;
  /** True when the server may have acted on the request: a create must not be sent again blindly. */
  readonly mayHaveReachedServer: boolean;
  /** As far as it came. */
  readonly connection?: ConnectionReport | undefined;
  /**
   * `host:port` whose certificate was refused, where a person may decide to go on without verifying it. Left out for
   * every other failure.
   */
  readonly refusedCertificateOf?: string | undefined;
}

export type FailureCode =
  | 'aborted'
  | 'timeout'
  | 'host-not-found'
  | 'connection-refused'
  | 'connection-reset'
  | 'tls'
  | 'proxy'
  | 'invalid-response'
  | 'invalid-request'
  | 'body-too-large'
  | 'other';
