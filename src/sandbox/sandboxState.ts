import type { Clock, NewId } from '../core/environment/ports';
import type { TokenSigner } from './accessTokens';
import { createRepository, type CrestRepository } from './crest/crestRepository';
import { createEnvironmentState, type EnvironmentState } from './pingone/environmentState';

/** What a sandbox needs from outside. */
export interface SandboxPorts {
  readonly clock: Clock;
  readonly newId: NewId;
  readonly signer: TokenSigner;
  /** Where the sandbox can be reached, without a trailing slash: `http://127.0.0.1:8123`. */
  readonly origin: string;
}

/** Everything a sandbox remembers. It starts with two environments and one worker application, and nobody in them. */
export interface SandboxState {
  readonly organizationID: string;
  readonly licenseID: string;
  /** Owns the worker application; tokens are fetched here. */
  readonly adminEnvironmentID: string;
  readonly workerID: string;
  readonly workerSecret: string;
  /** Where the examples create their users. */
  readonly environmentID: string;
  readonly environments: Map<string, EnvironmentState>;
  /** CREST collections by path: `users`, `openidm/managed/alpha_user`. */
  readonly repositories: ReadonlyMap<string, CrestRepository>;
  /** What would have been mailed: verification and recovery codes, newest last. */
  readonly messages: SandboxMessage[];
}

/** A message to a user that stays in the sandbox, so that its code can be read. */
export interface SandboxMessage {
  readonly sentAt: string;
  readonly kind: 'verification' | 'recovery';
  readonly to: string;
  readonly userID: string;
  readonly code: string;
}

const maximumMessages = 200;

/** A new sandbox: every ID and secret is fresh. */
export function createSandboxState(ports: SandboxPorts): SandboxState {
  const admin = createEnvironmentState(ports, { name: 'Administrators', type: 'PRODUCTION' });
  const environment = createEnvironmentState(ports, { name: 'Sandbox', type: 'SANDBOX' });
  return {
    organizationID: ports.newId(),
    licenseID: ports.newId(),
    adminEnvironmentID: admin.id,
    workerID: ports.newId(),
    workerSecret: `${ports.newId()}${ports.newId()}`.replaceAll('-', ''),
    environmentID: environment.id,
    environments: new Map([
      [admin.id, admin],
      [environment.id, environment],
    ]),
    repositories: new Map([
      ['users', createRepository('users', 'free')],
      ['openidm/managed/alpha_user', createRepository('openidm/managed/alpha_user', 'managed-user')],
      ['openidm/managed/bravo_user', createRepository('openidm/managed/bravo_user', 'managed-user')],
    ]),
    messages: [],
  };
}

/** Keeps a message; the oldest make room. */
export function recordMessage(state: SandboxState, message: SandboxMessage): void {
  state.messages.push(message);
  if (state.messages.length > maximumMessages) state.messages.shift();
}
