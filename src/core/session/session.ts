import type { Variable } from '../environment/variable';
import type { Exchange } from '../exchange/exchange';

/**
 * The only value that changes: one for a window, or one for a run of the command line. Exchanges and captures belong
 * to an environment, so that a value of one tenant never reaches another.
 */
export interface Session {
  readonly environments: Map<string, EnvironmentSession>;
}

export interface EnvironmentSession {
  /** Last exchange of each named request, by name. */
  readonly exchanges: Map<string, Exchange>;
  /** Values from `# @capture`, by name. */
  readonly captures: Map<string, Variable>;
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
  const fresh: EnvironmentSession = { exchanges: new Map(), captures: new Map() };
  session.environments.set(key, fresh);
  return fresh;
}
