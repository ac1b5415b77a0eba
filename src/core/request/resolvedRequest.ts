import type { Problem } from '../text/problem';
import type { ConnectionRules } from './connectionRules';
import type { Authentication } from './authentication';
import type { SaveTarget } from './resolveSaves';

/** Exactly what goes on the wire: order, case and repeats of headers are kept, and there is no placeholder left. */
export interface ResolvedRequest {
  /** Upper case for the known methods, else as written. */
  readonly method: string;
  /** Absolute `http:` or `https:` URL; only octets that a URL forbids were encoded. */
  readonly url: string;
  /** As written on the request line. `undefined` leaves the choice to the transport. */
  readonly httpVersion: '1.0' | '1.1' | '2' | '3' | undefined;
  readonly headers: readonly HeaderPair[];
  /** Fields in lower case that are not added of themselves, because the author said so. */
  readonly leavesOut?: readonly string[];
  readonly body: RequestBody | undefined;
  /** Answered or signed while it is sent; there is no `Authorization` among the fields then. */
  readonly authentication?: Authentication | undefined;
  /** From `# @no-cookie-jar`: no kept cookie goes along, and none of the answer is kept. */
  readonly keepsNoCookies?: boolean;
  /** The `Cookie` field was not written but came out of the jar, so it is of this one request. */
  readonly hasJarCookies?: boolean;
  /** The connection goes to this origin instead of the URL's; the `Host` field stays the URL's. */
  readonly connectOrigin: string | undefined;
  readonly verifiesCertificates: boolean;
  /** Follow redirects inside the origin. */
  readonly followsRedirects: boolean;
  /** From the start of connecting to the end of the body; `undefined` leaves it to the host's setting. */
  readonly timeoutMilliseconds: number | undefined;
  readonly connection?: ConnectionRules | undefined;
  /** Texts to mask wherever this request or its response is shown: its own, and what an answer may repeat. */
  readonly secrets: readonly string[];
  /** Whether a secret stands in it; left out where all of `secrets` do. */
  readonly carriesSecrets?: boolean;
  /** What a person should know of how this request came to be: «Content-Length was left out». */
  readonly notes: readonly string[];
}

export type HeaderPair = readonly [name: string, value: string];

/** What is sent. Of a stream, `bytes` is the beginning, to be shown; `open` gives all octets, each time anew. */
export type RequestBody =
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  | {
      readonly kind: 'stream';
      readonly bytes: Uint8Array;
      readonly size: number;
      readonly open: () => AsyncIterable<Uint8Array>;
    };

/** Problem spans are in block coordinates. A resolved request may still carry hints; an unresolved one is not sent. */
export type Resolution =
  | {
      readonly kind: 'resolved';
      readonly request: ResolvedRequest;
      readonly problems: readonly Problem[];
      /** Files that the answer is saved to. */
      readonly saves?: readonly SaveTarget[];
    }
  | { readonly kind: 'unresolved'; readonly problems: readonly Problem[] };
