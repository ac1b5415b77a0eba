import type { ConnectionReport } from '../exchange/connectionReport';
import type { Exchange, FailureCode, SavedAnswer } from '../exchange/exchange';
import type { HeaderPair } from '../request/resolvedRequest';
import type { Span } from '../text/span';

/** Everything the response view shows. It survives `postMessage` and JSON, and holds nothing secret. */
export interface ResponseView {
  /** Fresh for every exchange. */
  readonly id: string;
  /** Request name, relation, or `POST /users`. */
  readonly title: string;
  readonly environmentName: string | undefined;
  /** As the environment's files had it when the request was sent. */
  readonly environmentColor?: Exchange['environmentColor'];
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly milliseconds: number;
  readonly request: RequestView;
  readonly outcome: ResponseOutcomeView | FailureOutcomeView;
  /** Answers on the way, and the URL each led to. */
  readonly redirects: readonly { readonly status: number; readonly url: string }[];
  /** Sentences above the body: what was left out, which certificate was not verified, where the connection went. */
  readonly notes: readonly string[];
  /** Of the last hop; left out where no wire was used, and in views that were kept by an older version. */
  readonly connection?: ConnectionView | undefined;
  /** Where the answer was saved, and why not; left out where the request says nothing of it. */
  readonly saves?: readonly SaveView[];
}

/** What became of a `>> path`; a click on `shown` opens the file. */
export type SaveView = SavedAnswer;

/** Timing and what is known of the connection; nothing secret. */
export type ConnectionView = ConnectionReport;

/** What was sent, secrets masked. */
export interface RequestView {
  readonly method: string;
  readonly url: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderPair[];
  readonly body: string | undefined;
}

export interface ResponseOutcomeView {
  readonly kind: 'response';
  readonly status: number;
  readonly statusText: string;
  readonly httpVersion: string;
  readonly headers: readonly HeaderPair[];
  /** Bytes of the body after decoding. */
  readonly size: number;
  readonly wireSize: number;
  readonly mediaType: string | undefined;
  readonly body: BodyView;
  /** The server asked to wait (429 or 503), and the request may be sent again then. Milliseconds since the epoch. */
  readonly retryNotBefore?: number;
  /** Behind the body. */
  readonly trailers?: readonly HeaderPair[];
  /** In the order of the body, `Location` first. */
  readonly links: readonly LinkView[];
}

export interface BodyView {
  readonly language: 'json' | 'xml' | 'html' | 'text' | 'binary' | 'empty';
  /** Laid out for reading: JSON indented by two, numbers and duplicate keys as they came. */
  readonly formatted: string;
  /** As it came, when it differs from `formatted`. */
  readonly raw: string | undefined;
  /** Why less than the whole is shown, as a sentence. */
  readonly cut: string | undefined;
  /** More comes at its end, and the end is what a person wants to see. */
  readonly isStream?: true;
}

export interface FailureOutcomeView {
  readonly kind: 'failure';
  readonly code: FailureCode;
  readonly message: string;
  readonly nextStep: string;
  /** `host:port` whose certificate was refused, where a person may decide to go on all the same. */
  readonly refusedCertificateOf?: string | undefined;
}

/** One link as offered to a person. A click answers with `index` only; the host looks the target up itself. */
export interface LinkView {
  readonly index: number;
  readonly rel: string;
  readonly href: string;
  readonly source: 'body' | 'location';
  /** JSON Pointer of the resource that carries the link, e.g. `/_embedded/users/0`. */
  readonly resource: string;
  /** What a click does. */
  readonly effect:
    /** GET, with credentials: same origin. */
    | 'follow'
    /** GET after a question, without credentials: another origin. */
    | 'ask'
    /** Opens a request block; nothing is sent. */
    | 'compose'
    /** Not http or https, or no URL at all: never followed. */
    | 'none';
  readonly method: string;
  readonly mediaType: string | undefined;
  readonly templated: boolean;
  /** Where the href stands in `BodyView.formatted`, quotes left out. */
  readonly span: Span | undefined;
}

/** Where the person has been, oldest first; `current` indexes `entries`. */
export interface TrailView {
  readonly entries: readonly { readonly title: string; readonly method: string; readonly status: number | undefined }[];
  readonly current: number;
}
