import type { SecretReference } from '../../environment/secrets/storedSecrets';
import { shortestInside } from '../../exchange/redaction';
import type { Resolution } from '../../request/resolvedRequest';
import type { TokenValue } from './authLayer';
import { chosenEnvironment, type ScopeInput } from '../buildScope';
import { fetchTokens, type FetchPorts, type TokenContext, type UsedToken } from './fetchTokens';
import { findTokenNames } from './findTokenNames';
import { resolveInSession, type ResolvePorts } from '../resolveInSession';
import type { SendBlockInput } from '../sendBlock';
import type { Session } from '../session';

/** A block with its answers, and the tokens that are there already: those of an earlier try. */
export interface TokenInput extends SendBlockInput, Pick<ScopeInput, 'promptValues'> {
  readonly values: Map<string, TokenValue>;
  readonly used: Map<string, UsedToken>;
}

/** `tokens` is what was put into the request, for the case that it is refused. */
export type TokenResolution =
  | (Extract<Resolution, { readonly kind: 'resolved' }> & { readonly tokens: TokenContext })
  | (Extract<Resolution, { readonly kind: 'unresolved' }> & { readonly missingSecrets: readonly SecretReference[] })
  | { readonly kind: 'cancelled' };

/**
 * Resolves a block. Where only tokens are missing they are fetched, and it is resolved anew; so nobody signs in for a
 * request that could not be sent anyway.
 */
export async function resolveWithTokens(
  ports: ResolvePorts & FetchPorts,
  session: Session,
  input: TokenInput,
  signal: AbortSignal,
): Promise<TokenResolution> {
  const { block, environments, environmentName, folder, workspaceFolder } = input;
  const { values, used, timeoutMilliseconds, defaults } = input;
  const folders = { folder, workspaceFolder };
  const environment = chosenEnvironment(environments, environmentName);
  for (let round = 0; ; round++) {
    const missing = new Set<string>();
    const onMissingToken = (name: string): void => void missing.add(name);
    const whole = { ...input, tokens: values, onMissingToken };
    const resolution = await resolveInSession(ports, session, whole, input.promptValues);
    const { scope } = resolution;
    const place = workspaceFolder ?? folder;
    const about = { environment, environmentName, folder: place, folders, timeoutMilliseconds, defaults };
    const tokens = { ...about, scope, values, used };
    if (resolution.kind === 'resolved') {
      const secrets = [...new Set([...resolution.request.secrets, ...tokenSecrets(ports, tokens)])];
      return { ...resolution, request: { ...resolution.request, secrets }, tokens };
    }
    const other = resolution.problems.filter(({ code }) => code !== 'token-not-fetched');
    const isOnlyTokens = !other.some(({ severity }) => severity === 'error');
    if (!isOnlyTokens || missing.size === 0 || round === mostRounds) {
      return { ...resolution, problems: missing.size === 0 || isOnlyTokens ? resolution.problems : other };
    }
    // A value that needs two of them tells of the first one only.
    for (const name of findTokenNames(block, scope)) missing.add(name);
    const stop = await fetchTokens(ports, tokens, [...missing], signal);
    if (stop?.kind === 'secrets') return { ...resolution, missingSecrets: stop.missing };
    if (stop) return stop;
  }
}

/** What the tokens were had with, and what came with them: whoever gave them may say it again in an answer. */
export function tokenSecrets({ tokens }: FetchPorts, { used }: Pick<TokenContext, 'used'>): readonly string[] {
  return [...used.values()].flatMap(({ place, configuration }) => {
    const { accessToken, idToken, refreshToken } = tokens?.keeper.held(place) ?? {};
    const known = [...configuration.secrets, accessToken, idToken, refreshToken];
    return known.flatMap((secret = '') => (secret.length < shortestInside ? [] : [secret]));
  });
}

/** More than one is needed only where a file that is filled in has placeholders of its own. */
const mostRounds = 8;
