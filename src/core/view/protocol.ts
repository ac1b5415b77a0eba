import type { ResponseView, TrailView } from './responseView';

/** Host to webview. */
export type ToWebview =
  /** A request is under way; the old response stays visible, dimmed. */
  | {
      readonly type: 'sending';
      readonly title: string;
      readonly method: string;
      readonly url: string;
      readonly environmentName?: string | undefined;
      readonly environmentColor?: ResponseView['environmentColor'];
    }
  /** `underWay`: more of the answer is coming, and the request can still be cancelled. */
  | { readonly type: 'show'; readonly view: ResponseView; readonly trail: TrailView; readonly underWay?: boolean }
  /** What has come behind the part on screen of an answer under way. */
  | { readonly type: 'grow'; readonly viewId: string; readonly growth: Growth }
  /**
   * Nothing is under way: the send ended without an exchange (cancelled before it began, refused by the person).
   * `preparing`: a request needs something before it can go out, such as a token or an answer of the person.
   */
  | { readonly type: 'idle'; readonly preparing?: boolean };

/** How a view of an answer under way differs from the one before it. */
export interface Growth {
  /** Behind `BodyView.formatted` and `BodyView.raw`. */
  readonly formatted: string;
  readonly raw: string;
  readonly cut: string | undefined;
  readonly size: number;
  readonly wireSize: number;
  readonly milliseconds: number;
}

/** Webview to host. The host checks every message with `parseFromWebview`. `viewId` is the view the person saw. */
export type FromWebview =
  | { readonly type: 'ready' }
  | { readonly type: 'followLink'; readonly viewId: string; readonly index: number }
  | { readonly type: 'goTo'; readonly index: number }
  | { readonly type: 'copy'; readonly viewId: string; readonly what: CopyTarget }
  | { readonly type: 'openAsDocument'; readonly viewId: string }
  | { readonly type: 'saveBody'; readonly viewId: string }
  /** Opens a file that the answer was saved to; `index` counts in `ResponseView.saves`. */
  | { readonly type: 'openSaved'; readonly viewId: string; readonly index: number }
  /** Looks in all of a body of which only the beginning is shown. */
  | { readonly type: 'searchBody'; readonly viewId: string }
  | { readonly type: 'sendAgain'; readonly viewId: string }
  /** The person wants the certificate that was refused not to be verified. The host asks once more. */
  | { readonly type: 'allowHost'; readonly viewId: string }
  /** The person wants to see what one mask hides. The host shows it itself: the page is never told. */
  | { readonly type: 'reveal'; readonly viewId: string; readonly place: HiddenPlace }
  | { readonly type: 'cancel' };

/** `header` counts in the headers of the response, `link` is a `LinkView.index`. */
export type CopyTarget = 'body' | 'raw' | 'headers' | 'url' | { readonly link: number } | { readonly header: number };

/** Where a mask stands: in which text of the view, and at which character of it. */
export interface HiddenPlace {
  readonly part: (typeof hiddenParts)[number];
  /** Which of the headers, trailers or links; 0 where there is one text only. */
  readonly index: number;
  readonly offset: number;
}

/** The texts of a view in which something may be hidden. */
export const hiddenParts = ['body', 'raw', 'header', 'trailer', 'link', 'url', 'requestHeader', 'requestBody'] as const;
