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
