import type { AuthConfiguration } from '../../auth/authConfiguration';
import type { AuthPorts } from '../../auth/authPorts';
import { readAuthConfiguration } from '../../auth/readAuthConfiguration';
import type { TokenKeeper, TokenPlace } from '../../auth/tokenKeeper';
import type { AuthSettings } from '../../environment/authSettings';
import { evaluateVariable } from '../../environment/evaluateTemplate';
import type { Clock, FileReader, NewId } from '../../environment/ports';
import { parseRestClientToken } from '../../environment/restClientToken';
import type { SecretReference } from '../../environment/secrets/storedSecrets';
import type { Environment, VariableScope } from '../../environment/variable';
import type { Exchange, Transport } from '../../exchange/exchange';
import type { SendingDefaults } from '../../request/resolveOptions';
import { findMissingSecrets } from '../askSecrets';
import { findAuthSettings, type TokenValue } from './authLayer';
import { authPorts } from './authPorts';
import { findNeededTokens } from './findTokenNames';
import { learnSessionEnd } from './learnSessionEnd';

/** Who keeps tokens, and how new ones are had. */
export interface TokenPorts extends Pick<AuthPorts, 'newSecret' | 'wait' | 'person'> {
  readonly keeper: TokenKeeper;
  /** Names the folder in the storage, where paths alone do not tell folders of several machines apart. */
  readonly folder?: string | undefined;
  /** Does what nobody waits for; left out where everything ends with the request. */
  readonly later?: ((work: () => Promise<void>) => void) | undefined;
  /** Told of every request to an authorization server, for a log. Its bodies are shown to nobody. */
  readonly onRequest?: ((exchange: Exchange) => void) | undefined;
}

/** The ports of one send. */
export interface FetchPorts {
  readonly tokens?: TokenPorts | undefined;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly newId: NewId;
  /** Reads the files of a client certificate. */
  readonly reader: FileReader;
  /** True when a secret that is not set can be asked for. */
  readonly asksSecrets?: boolean;
}

/** The place in which names of tokens mean something. */
export interface TokenContext {
  readonly environment: Environment;
  readonly environmentName: string | undefined;
  readonly folder: string;
  /** Its layer of tokens reads `values`. */
  readonly scope: VariableScope;
  readonly values: Map<string, TokenValue>;
  /** Those in `values` that can be renewed. */
  readonly used: Map<string, UsedToken>;
  /** Where files that the environment names are looked for. */
  readonly folders: { readonly folder: string; readonly workspaceFolder: string | undefined };
  /** The host's settings, where the environment says nothing. */
  readonly timeoutMilliseconds: number | undefined;
  readonly defaults: SendingDefaults | undefined;
  /** The token that a person wants anew, whatever is kept. */
  readonly byHand?: string | undefined;
}

/** A token that was put in, with all that getting another one needs. */
export interface UsedToken {
  readonly place: TokenPlace;
  readonly configuration: AuthConfiguration;
}

/** Why fetching stopped before its end. */
export type FetchStop =
  | { readonly kind: 'cancelled' }
  /** These have to be given a value before a token can be asked for with them. */
  | { readonly kind: 'secrets'; readonly missing: readonly SecretReference[] };

/**
 * Gets the tokens of these names, and before them what they are made from, into `values` and `used`; one that cannot be
 * had is there with its sentence. `cancelled` when the signal was given or a person turned away.
 */
export async function fetchTokens(
  ports: FetchPorts,
  context: TokenContext,
  names: readonly string[],
  signal: AbortSignal,
): Promise<FetchStop | undefined> {
  for (const name of names) {
    const stop = await fetchOne(ports, context, { name, users: [] }, signal);
    if (stop) return stop;
  }
  return undefined;
}

interface Wanted {
  readonly name: string;
  /** Tokens that are made from this one, outermost first. */
  readonly users: readonly string[];
}

async function fetchOne(
  ports: FetchPorts,
  context: TokenContext,
  { name, users }: Wanted,
  signal: AbortSignal,
): Promise<FetchStop | undefined> {
  const { values, used, scope, environment } = context;
  if (values.has(name)) return undefined;
  const fail = (message: string): void => void values.set(name, { kind: 'failure', message });
  const settings = findAuthSettings({ auth: environment.auth, layers: scope.layers }, name);
  // The placeholder says by itself that nobody knows the name.
  if (!settings) return undefined;
  if (users.includes(name)) return void fail(`The token '${name}' needs itself: ${[...users, name].join(' → ')}.`);
  for (const needed of findNeededTokens(settings, scope)) {
    const stop = await fetchOne(ports, context, { name: needed, users: [...users, name] }, signal);
    if (stop) return stop;
  }
  // What was found out before the tokens came, such as that one is missing, is found out again.
  const fresh: VariableScope = { ...scope, evaluated: new Map() };
  const reading = readSettings(settings, fresh);
  const missing = reading.kind === 'refused' && ports.asksSecrets ? findMissingSecrets(fresh, []) : [];
  if (missing.length > 0) return { kind: 'secrets', missing };
  if (reading.kind === 'refused') return void fail(reading.message);
  if (reading.kind === 'mock') {
    values.set(name, { ...reading, kind: 'token', hints: [] });
    return undefined;
  }
  if (!ports.tokens) return void fail(`No token for '${name}': tokens are not fetched here.`);
  const { configuration } = reading;
  const { keeper, folder = context.folder } = ports.tokens;
  const place: TokenPlace = { folder, environmentName: context.environmentName, name: settings.name };
  const isAsked = context.byHand === name;
  const instead = isAsked || isWantedAnew(name) ? (await keeper.recall(place))?.accessToken : undefined;
  const request = { place, configuration, instead, isAsked };
  const way = authPorts(ports, context, ports.tokens, configuration);
  const outcome = await keeper.get(way, request, signal);
  if (outcome.kind === 'cancelled') return outcome;
  if (outcome.kind === 'failure') return void fail(outcome.message);
  ports.tokens.later?.(() => learnSessionEnd(way, keeper, { place, configuration, token: outcome.token }));
  const { accessToken, idToken, cookieName, hints } = outcome.token;
  used.set(name, { place, configuration });
  const text = configuration.usesIdToken ? idToken : accessToken;
  values.set(name, { kind: 'token', accessToken: text, idToken, cookieName, hints });
  return undefined;
}

/** REST Client's `new`: whatever is kept, each send begins with another token. */
function isWantedAnew(name: string): boolean {
  const call = parseRestClientToken(name);
  return call?.kind === 'rest-client-token' && call.isNew;
}

/** The settings filled with what the scope says now. */
export function readSettings(settings: AuthSettings, scope: VariableScope) {
  return readAuthConfiguration(settings, (variable) => evaluateVariable(variable, scope));
}
