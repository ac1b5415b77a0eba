/** The part of `vscode.Memento` that is needed. */
export interface ValueStore {
  readonly get: (key: string) => unknown;
  readonly update: (key: string, value: unknown) => Thenable<void>;
}

/**
 * Values of a store that several windows share, each read once: what another window writes there later is not this
 * window's, where a request would go to another environment than the one the person sees. A new window begins with what
 * was written last.
 */
export class HeldValues {
  readonly #store: ValueStore;
  readonly #held = new Map<string, unknown>();

  constructor(store: ValueStore) {
    this.#store = store;
  }

  get(key: string): unknown {
    if (!this.#held.has(key)) this.#held.set(key, this.#store.get(key));
    return this.#held.get(key);
  }

  /** Counts in this window at once, also when it cannot be written. */
  async set(key: string, value: unknown): Promise<void> {
    this.#held.set(key, value);
    await this.#store.update(key, value);
  }
}
