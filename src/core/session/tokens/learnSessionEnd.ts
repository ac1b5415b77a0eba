import type { AuthConfiguration } from '../../auth/authConfiguration';
import type { AuthPorts } from '../../auth/authPorts';
import type { TokenRecord } from '../../auth/token';
import type { TokenKeeper, TokenPlace } from '../../auth/tokenKeeper';

/** A token, and where it is kept. */
export interface KeptToken {
  readonly place: TokenPlace;
  readonly configuration: AuthConfiguration;
  readonly token: TokenRecord;
}

/** Finds out when an AM session ends that nobody has said it of, once for each. No request waits for it. */
export async function learnSessionEnd(
  ports: AuthPorts,
  keeper: TokenKeeper,
  { place, configuration, token }: KeptToken,
): Promise<void> {
  if (token.cookieName === undefined || token.expiresAt !== undefined || asked.has(token)) return;
  asked.add(token);
  const { readSessionEnd } = await import('../../auth/readSessionEnd');
  const end = await readSessionEnd(ports, configuration, token, new AbortController().signal);
  if (end) await keeper.learn(place, token, end);
}

const asked = new WeakSet<TokenRecord>();
