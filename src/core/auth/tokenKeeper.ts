import type { SecretStorage } from '../environment/secrets/secretStorage';
import { fingerprintOf, needsPerson, type AuthConfiguration } from './authConfiguration';
import type { AuthPorts } from './authPorts';
import { isFresh, parseTokenRecord, type TokenOutcome, type TokenRecord } from './token';

/** Which token: tokens of one environment never serve another one. */
export interface TokenPlace {
  readonly folder: string;
  readonly environmentName: string | undefined;
  readonly name: string;
}

/** How a token is asked for. */
export interface TokenRequest {
  readonly place: TokenPlace;
  readonly configuration: AuthConfiguration;
  /** This access token was refused or is not wanted any more: another one is fetched. */
  readonly instead?: string | undefined;
  /** Fetches although the configuration leaves that to a person, because a person asked. */
  readonly isAsked?: boolean;
}

/**
 * Tokens from the first send to the last: kept where secrets rest, reused until they are about to end, renewed by a
 * refresh token or by their grant, and fetched once however many requests wait for them.
 */
export class TokenKeeper {
  readonly #storage: SecretStorage | undefined;
  readonly #tokens = new Map<string, TokenRecord>();
  readonly #loaded = new Set<string>();
  readonly #fetches = new Map<string, SharedFetch>();
  /** Told when a token came or went. */
  onDidChange: (() => void) | undefined;

  /** Without a storage tokens live as long as the keeper. */
  constructor(storage?: SecretStorage) {
    this.#storage = storage;
  }

  /** The token that is kept, whether it is good or not. Nothing is fetched. */
  held(place: TokenPlace): TokenRecord | undefined {
    return this.#tokens.get(tokenKey(place));
  }

  /** As `held`, with what rests in the storage from earlier. */
  async recall(place: TokenPlace): Promise<TokenRecord | undefined> {
    const key = tokenKey(place);
    if (this.#storage && !this.#loaded.has(key)) {
      const text = await this.#storage.get(key);
      // Somebody may have fetched a newer one while the storage was asked.
      const record = text === undefined ? undefined : parseTokenRecord(text);
      if (record && !this.#loaded.has(key) && !this.#tokens.has(key)) this.#tokens.set(key, record);
      this.#loaded.add(key);
    }
    return this.#tokens.get(key);
  }

  /** A token that can be used, fetched or renewed if need be. Those who want the same one wait for one fetch. */
  async get(ports: AuthPorts, request: TokenRequest, signal: AbortSignal): Promise<TokenOutcome> {
    if (signal.aborted) return { kind: 'cancelled' };
    const { place, configuration, instead } = request;
    const known = await this.recall(place);
    const isOurs = known?.fingerprint === fingerprintOf(configuration);
    if (known && isOurs && known.accessToken !== instead && isFresh(known, ports.clock())) {
      return { kind: 'token', token: known };
    }
    if (!configuration.isAutomatic && request.isAsked !== true) {
      const message = `No token for '${configuration.name}': it is fetched by hand only. Run 'Get Token' first.`;
      return { kind: 'failure', message };
    }
    const key = tokenKey(place);
    const running = this.#fetches.get(key);
    // A fetch whose last waiter went away is ending; the next one begins anew.
    if (running && !running.signal.aborted) return running.join(signal);
    const shared = new SharedFetch((own) => this.#fetch(ports, { ...request, known: isOurs ? known : undefined }, own));
    this.#fetches.set(key, shared);
    const end = (): void => {
      if (this.#fetches.get(key) === shared) this.#fetches.delete(key);
    };
    shared.outcome.then(end, end);
    return shared.join(signal);
  }

  /** True when a new token can be had without a person. */
  canRenew(place: TokenPlace, configuration: AuthConfiguration): boolean {
    if (!configuration.isAutomatic) return this.held(place)?.refreshToken !== undefined;
    return !needsPerson(configuration) || this.held(place)?.refreshToken !== undefined;
  }

  /** Takes what was found out of a token, if it is still the one that is kept. */
  async learn(place: TokenPlace, token: TokenRecord, end: Pick<TokenRecord, 'expiresAt' | 'idleUntil'>): Promise<void> {
    if (this.held(place) === token) await this.#keep(place, { ...token, ...end });
  }

  async forget(place: TokenPlace): Promise<void> {
    const key = tokenKey(place);
    this.#tokens.delete(key);
    this.#loaded.add(key);
    await this.#storage?.delete(key);
    this.onDidChange?.();
  }

  async #fetch(
    ports: AuthPorts,
    { place, configuration, known }: TokenRequest & { readonly known: TokenRecord | undefined },
    signal: AbortSignal,
  ): Promise<TokenOutcome> {
    const { renewToken, requestToken } = await import('./requestToken');
    const refreshToken = known?.refreshToken;
    let outcome: TokenOutcome | undefined;
    if (refreshToken !== undefined) {
      outcome = await renewToken(ports, configuration, refreshToken, signal);
      // A refresh token that is not good any more is no reason to stop; an endpoint that is not there is one.
      if (outcome.kind === 'failure' && outcome.error !== undefined) outcome = undefined;
      // Neither scopes nor the ID token have to come again.
      else if (outcome.kind === 'token') {
        const { token } = outcome;
        const kept = { scope: token.scope ?? known?.scope, idToken: token.idToken ?? known?.idToken };
        outcome = { kind: 'token', token: { ...token, ...kept } };
      }
    }
    outcome ??= await requestToken(ports, configuration, signal);
    if (outcome.kind === 'token' && !signal.aborted) await this.#keep(place, outcome.token);
    return outcome;
  }

  async #keep(place: TokenPlace, token: TokenRecord): Promise<void> {
    const key = tokenKey(place);
    this.#tokens.set(key, token);
    this.#loaded.add(key);
    try {
      await this.#storage?.store(key, JSON.stringify(token));
    } catch {
      // It can be used all the same, as long as the window lives.
    }
    this.onDidChange?.();
  }
}

/** The key under which a token rests. */
export function tokenKey({ folder, environmentName, name }: TokenPlace): string {
  return `token/${folder}/${encodeURIComponent(environmentName ?? '')}/${encodeURIComponent(name)}`;
}

/** One fetch for many: it is stopped when the last of them goes away. */
class SharedFetch {
  readonly outcome: Promise<TokenOutcome>;
  readonly #controller = new AbortController();
  #waiting = 0;

  constructor(work: (signal: AbortSignal) => Promise<TokenOutcome>) {
    this.outcome = work(this.#controller.signal);
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  async join(signal: AbortSignal): Promise<TokenOutcome> {
    this.#waiting++;
    let leave: (() => void) | undefined;
    const left = new Promise<TokenOutcome>((resolve) => {
      leave = () => resolve({ kind: 'cancelled' });
      signal.addEventListener('abort', leave, { once: true });
    });
    try {
      return await Promise.race([this.outcome, left]);
    } finally {
      if (leave) signal.removeEventListener('abort', leave);
      if (--this.#waiting === 0) this.#controller.abort();
    }
  }
}
