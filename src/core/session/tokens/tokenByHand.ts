import { fingerprintOf } from '../../auth/authConfiguration';
import { decodeToken, describeToken, type TokenFact } from '../../auth/describeToken';
import type { TokenKeeper } from '../../auth/tokenKeeper';
import type { TokenRecord } from '../../auth/token';
import { evaluateVariable } from '../../environment/evaluateTemplate';
import type { ValuePorts } from '../../environment/ports';
import { buildRedactor } from '../../exchange/redaction';
import type { SendingDefaults } from '../../request/resolveOptions';
import { parseRequestFile } from '../../syntax/parseRequestFile';
import { buildScope, chosenEnvironment, type ScopeInput } from '../buildScope';
import { findAuthSettings } from './authLayer';
import { fetchTokens, readSettings, type FetchPorts, type TokenContext } from './fetchTokens';
import { tokenNamesOf } from './httpyacAuth';
import type { Session } from '../session';

/** An environment whose tokens are looked at. */
export interface TokenHome extends Pick<ScopeInput, 'environments' | 'environmentName' | 'workspaceFolder'> {
  readonly folder: string;
  readonly timeoutMilliseconds?: number | undefined;
  readonly defaults?: SendingDefaults | undefined;
}

/** What came of it, as a sentence where it did not go well. */
export type ByHandResult =
  { readonly kind: 'done' | 'cancelled' } | { readonly kind: 'failure'; readonly message: string };

/** Gets a token anew because a person asked for it, whatever is kept. */
export async function fetchTokenByHand(
  ports: ValuePorts & FetchPorts,
  session: Session,
  { name, ...home }: TokenHome & { readonly name: string },
  signal: AbortSignal,
): Promise<ByHandResult> {
  const context = { ...(await openTokenHome(ports, session, home)), byHand: name };
  const stop = await fetchTokens(ports, context, [name], signal);
  if (stop?.kind === 'cancelled') return { kind: 'cancelled' };
  const value = context.values.get(name);
  if (value?.kind === 'token') return { kind: 'done' };
  const message = value?.message ?? `Nobody says how to get the token '${name}' in this environment.`;
  return { kind: 'failure', message };
}

/** An environment in which tokens are asked for without a request that needs them. */
export async function openTokenHome(ports: ValuePorts, session: Session, home: TokenHome): Promise<TokenContext> {
  const { environments, environmentName, workspaceFolder, folder, timeoutMilliseconds, defaults } = home;
  const values: TokenContext['values'] = new Map();
  const scope = await homeScope(ports, session, { ...home, tokens: values });
  const environment = chosenEnvironment(environments, environmentName);
  const folders = { folder, workspaceFolder };
  const about = { environment, environmentName, folder: workspaceFolder ?? folder, folders };
  return { ...about, timeoutMilliseconds, defaults, scope, values, used: new Map() };
}

/** A token beside what is known of it in its environment. Nothing in it is secret. */
export interface ListedToken {
  readonly name: string;
  /** `undefined` when none is kept. */
  readonly facts: readonly TokenFact[] | undefined;
  readonly expiresAt: number | undefined;
  /** It stands in the environment file, and is never fetched. */
  readonly isMock: boolean;
}

/** The tokens that the environment has settings for, in the order of its files. Nothing is fetched. */
export async function listTokens(
  ports: ValuePorts,
  session: Session,
  { keeper, folder, ...home }: TokenHome & { readonly keeper: TokenKeeper },
): Promise<readonly ListedToken[]> {
  const { environments, environmentName } = home;
  const environment = chosenEnvironment(environments, environmentName);
  const names = tokenNamesOf(environment);
  if (names.length === 0) return [];
  const scope = await homeScope(ports, session, { ...home, folder });
  const values = environment.variables.flatMap((variable) => {
    const value = variable.secret ? undefined : evaluateVariable(variable, scope);
    return value?.kind === 'text' ? [value.text] : [];
  });
  return Promise.all(
    names.map(async (name) => {
      const settings = findAuthSettings({ auth: environment.auth, layers: scope.layers }, name);
      if (!settings) return { name, expiresAt: undefined, facts: undefined, isMock: false };
      const reading = readSettings(settings, scope);
      if (reading.kind === 'mock') return { name, expiresAt: undefined, facts: undefined, isMock: true };
      const token = await keeper.recall({ folder, environmentName, name });
      if (!token) return { name, expiresAt: undefined, facts: undefined, isMock: false };
      const facts = describeToken(token, [...values, token.tokenUrl], ports.clock());
      const isOther = reading.kind === 'configuration' && fingerprintOf(reading.configuration) !== token.fingerprint;
      const told = isOther ? [...facts, otherSettings] : facts;
      return { name, expiresAt: token.expiresAt, facts: redactFacts(token, told), isMock: false };
    }),
  );
}

/** Header and claims as JSON for a person to read, the signature left out; `undefined` for a token that is no JWT. */
export function printToken({ accessToken }: TokenRecord): string | undefined {
  const decoded = decodeToken(accessToken);
  if (!decoded) return undefined;
  return `${JSON.stringify({ ...decoded, signature: '••••••' }, undefined, 2)}\n`;
}

/** The token stays until then, so that a person can still forget it. */
const otherSettings: TokenFact = {
  label: 'Settings',
  text: 'others than it was fetched with, so the next request fetches another one',
  isDoubtful: true,
};

/** A server could put the token into its own claims or hints. */
function redactFacts(token: TokenRecord, facts: readonly TokenFact[]): readonly TokenFact[] {
  const secrets = [token.accessToken, token.idToken, token.refreshToken].filter((text) => text !== undefined);
  const { text } = buildRedactor(secrets);
  return facts.map((fact) => ({ ...fact, text: text(fact.text) }));
}

function homeScope(ports: ValuePorts, session: Session, home: TokenHome & Pick<ScopeInput, 'tokens'>) {
  return buildScope(ports, session, { ...home, file: parseRequestFile(''), block: undefined });
}
