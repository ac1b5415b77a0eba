import { decodeToken, describeToken, type TokenFact } from '../auth/describeToken';
import type { TokenKeeper } from '../auth/tokenKeeper';
import type { TokenRecord } from '../auth/token';
import { evaluateVariable } from '../environment/evaluateTemplate';
import type { ValuePorts } from '../environment/ports';
import { buildRedactor } from '../exchange/redaction';
import { parseRequestFile } from '../syntax/parseRequestFile';
import { buildScope, chosenEnvironment, type ScopeInput } from './buildScope';
import { fetchTokens, type FetchPorts, type TokenContext } from './fetchTokens';
import type { Session } from './session';

/** An environment whose tokens are looked at. */
export interface TokenHome extends Pick<ScopeInput, 'environments' | 'environmentName' | 'workspaceFolder'> {
  readonly folder: string;
  readonly timeoutMilliseconds?: number | undefined;
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
  const values: TokenContext['values'] = new Map();
  const { environments, environmentName, workspaceFolder, folder, timeoutMilliseconds } = home;
  const scope = await homeScope(ports, session, { ...home, tokens: values });
  const environment = chosenEnvironment(environments, environmentName);
  const place = { environment, environmentName, folder: workspaceFolder ?? folder, timeoutMilliseconds };
  const context: TokenContext = { ...place, scope, values, used: new Map(), byHand: name };
  const stop = await fetchTokens(ports, context, [name], signal);
  if (stop?.kind === 'cancelled') return { kind: 'cancelled' };
  const value = values.get(name);
  if (value?.kind === 'token') return { kind: 'done' };
  const message = value?.message ?? `Nobody says how to get the token '${name}' in this environment.`;
  return { kind: 'failure', message };
}

/** A token beside what is known of it in its environment. Nothing in it is secret. */
export interface ListedToken {
  readonly name: string;
  /** `undefined` when none is kept. */
  readonly facts: readonly TokenFact[] | undefined;
  readonly expiresAt: number | undefined;
}

/** The tokens that the environment has settings for, in the order of its files. Nothing is fetched. */
export async function listTokens(
  ports: ValuePorts,
  session: Session,
  { keeper, folder, ...home }: TokenHome & { readonly keeper: TokenKeeper },
): Promise<readonly ListedToken[]> {
  const { environments, environmentName } = home;
  const environment = chosenEnvironment(environments, environmentName);
  const names = [...(environment.auth?.keys() ?? [])];
  if (names.length === 0) return [];
  const scope = await homeScope(ports, session, { ...home, folder });
  const values = environment.variables.flatMap((variable) => {
    const value = variable.secret ? undefined : evaluateVariable(variable, scope);
    return value?.kind === 'text' ? [value.text] : [];
  });
  return Promise.all(
    names.map(async (name) => {
      const token = await keeper.recall({ folder, environmentName, name });
      const known = token && [...values, token.tokenUrl];
      return {
        name,
        expiresAt: token?.expiresAt,
        facts: token && redactFacts(token, describeToken(token, known ?? [], ports.clock())),
      };
    }),
  );
}

/** Header and claims as JSON for a person to read, the signature left out; `undefined` for a token that is no JWT. */
export function printToken({ accessToken }: TokenRecord): string | undefined {
  const decoded = decodeToken(accessToken);
  if (!decoded) return undefined;
  return `${JSON.stringify({ ...decoded, signature: '••••••' }, undefined, 2)}\n`;
}

/** A server could put the token into its own claims or hints. */
function redactFacts(token: TokenRecord, facts: readonly TokenFact[]): readonly TokenFact[] {
  const secrets = [token.accessToken, token.idToken, token.refreshToken].filter((text) => text !== undefined);
  const { text } = buildRedactor(secrets);
  return facts.map((fact) => ({ ...fact, text: text(fact.text) }));
}

function homeScope(ports: ValuePorts, session: Session, home: TokenHome & Pick<ScopeInput, 'tokens'>) {
  return buildScope(ports, session, { ...home, file: parseRequestFile(''), block: undefined });
}
