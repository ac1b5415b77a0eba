import type { Variable } from '../environment/variable';
import type { Exchange } from '../exchange/exchange';

/**
 * The only value that changes: one for a window, or one for a run of the command line. Exchanges, captures and answers
 * belong to an environment, so that a value of one tenant never reaches another.
 */
export interface Session {
  readonly environments: Map<string, EnvironmentSession>;
}

export interface EnvironmentSession {
  /** Last exchange of each named request, by name. */
  readonly exchanges: Map<string, Exchange>;
  /** Values from `# @capture` and from assignments of scripts, by name. */
  readonly captures: Map<string, CapturedVariable>;
  /** Last answers to prompts: what is offered the next time. A secret one is here only when it is asked for once. */
  readonly answers: Map<string, string>;
}

/** A captured value with where it came from. */
export interface CapturedVariable extends Variable {
  readonly captured?: CaptureSource;
}

export interface CaptureSource {
  /** Name or title of the request. */
  readonly requestName: string | undefined;
  /** Milliseconds since the epoch at which the request was sent. */
  readonly time: number;
}

/** An empty session, as at the start of a window or a run. */
export function createSession(): Session {
  return { environments: new Map() };
}

/** The part of the session that belongs to one environment, or to none being chosen; it is made when there is none. */
export function environmentSession(session: Session, environmentName: string | undefined): EnvironmentSession {
  const key = environmentName ?? '';
  const known = session.environments.get(key);
  if (known) return known;
  const fresh: EnvironmentSession = { exchanges: new Map(), captures: new Map(), answers: new Map() };
  session.environments.set(key, fresh);
  return fresh;
}
