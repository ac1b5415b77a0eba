import type { Clock, NewId } from '../environment/ports';
import type { Exchange } from '../exchange/exchange';
import type { HeaderPair } from '../request/resolvedRequest';

/** What fetching a token needs from outside. */
export interface AuthPorts {
  readonly clock: Clock;
  readonly newId: NewId;
  /** 43 characters of base64url, drawn so that nobody can guess them: RFC 7636 section 7.1. */
  readonly newSecret: () => string;
  /** Through the same engine as every request: proxy, certificates, time limit and cancelling are the same. */
  readonly send: (request: AuthRequest, signal: AbortSignal) => Promise<Exchange>;
  /** Left out where no person is there: grants that need one are a failure then. */
  readonly person?: PersonPorts | undefined;
  /** Waits; ends early, and quietly, when the signal is given. */
  readonly wait: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** A request to an endpoint of an authorization server. */
export interface AuthRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: readonly HeaderPair[];
  readonly body: string | undefined;
  /** To mask wherever the request is shown. */
  readonly secrets: readonly string[];
  /** The jar is left alone: what signs somebody in must not depend on who is signed in. */
  readonly keepsNoCookies?: boolean;
}

/** A person at a browser. */
export interface PersonPorts {
  /** Opens the address, or shows it to be opened; false when that was refused. */
  readonly openUrl: (url: string) => Promise<boolean>;
  /** Listens for the browser's way back, for one request, until it is closed. */
  readonly listen: (
    wanted: RedirectWish,
  ) => Promise<RedirectListener | { readonly kind: 'failure'; readonly message: string }>;
  /**
   * Says that the browser is waited for, where nothing else does; `stop` ends the wait. What is given back takes it
   * away.
   */
  readonly showWaiting?: (waiting: { readonly name: string; readonly stop: () => void }) => {
    readonly close: () => void;
  };
  /** Shows a code to be typed elsewhere; what is given back takes it away. */
  readonly showDeviceCode: (code: DeviceCode) => { readonly close: () => void };
  /** Asks what a journey wants to know; `undefined` when the person turned away. Left out where nobody can answer. */
  readonly ask?: ((question: SignInQuestion, signal: AbortSignal) => Promise<string | undefined>) | undefined;
}

/** One question of a server to a person; every text of it is on one line. */
export interface SignInQuestion {
  /** Which token it is for and who asks: by that a person knows whom they tell. */
  readonly title: string;
  readonly question: string;
  /** The answer is not echoed. */
  readonly secret: boolean;
  readonly initial?: string | undefined;
  /** The answers there are; without them any text is one. */
  readonly choices?: readonly string[] | undefined;
}

export interface RedirectWish {
  /** As the configuration has it; `undefined` leaves the choice to the host. */
  readonly redirectUrl: string | undefined;
  /** Requests without this state are not the ones that are waited for. */
  readonly state: string;
}

export interface RedirectListener {
  readonly kind: 'listener';
  /** What is told to the authorization server. */
  readonly redirectUrl: string;
  /** The parameters the browser came back with; `undefined` when it was closed before. */
  readonly parameters: Promise<URLSearchParams | undefined>;
  readonly close: () => void;
}

/** RFC 8628 section 3.2. */
export interface DeviceCode {
  readonly name: string;
  readonly userCode: string;
  readonly verificationUri: string;
  /** With the code in it. */
  readonly completeUri: string | undefined;
  readonly opensCompleteUri: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}
