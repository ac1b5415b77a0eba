import type { Span } from '../text/span';

/** A link of a response: an entry of a HAL `_links` object, or the `Location` field. */
export interface Link {
  /** Key in `_links`, or `location`. */
  readonly rel: string;
  /** As the server wrote it. */
  readonly href: string;
  /** RFC 6570: the href has to be expanded first. */
  readonly templated: boolean;
  readonly source: 'body' | 'location';
  /** JSON Pointer (RFC 6901) of the resource that carries `_links`; empty for the whole body and for `Location`. */
  readonly resource: string;
  /** Where the href stands in the body's text, quotes left out; `undefined` for `Location`. */
  readonly span: Span | undefined;
}
