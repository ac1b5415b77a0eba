import { fingerprintOf } from '../../auth/authConfiguration';
import { endAmSession } from '../../auth/endAmSession';
import type { TokenRecord } from '../../auth/token';
import type { ValuePorts } from '../../environment/ports';
import { findAuthSettings } from './authLayer';
import { authPorts } from './authPorts';
import { readSettings, type FetchPorts } from './fetchTokens';
import type { Session } from '../session';
import { openTokenHome, type TokenHome } from './tokenByHand';

/** What is to be ended. */
export interface LogOutInput extends TokenHome {
  readonly name: string;
  readonly token: TokenRecord;
}

/** Ends a session at the server it came from; a sentence when it may still be there. */
export async function logOut(
  ports: ValuePorts & FetchPorts,
  session: Session,
  { name, token, ...home }: LogOutInput,
  signal: AbortSignal,
): Promise<string | undefined> {
  const context = await openTokenHome(ports, session, home);
  const settings = findAuthSettings({ auth: context.environment.auth, layers: context.scope.layers }, name);
  const reading = settings && readSettings(settings, context.scope);
  // Other settings may lead to another server, which must not learn of this session.
  if (
    !ports.tokens ||
    reading?.kind !== 'configuration' ||
    fingerprintOf(reading.configuration) !== token.fingerprint
  ) {
    return `The settings of '${name}' are others than it was fetched with, so nobody was logged out.`;
  }
  const { configuration } = reading;
  return endAmSession(authPorts(ports, context, ports.tokens, configuration), configuration, token, signal);
}
