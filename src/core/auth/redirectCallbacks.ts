/**
 * Sign-ins that wait for a link back into the editor. An editor hands all such links of an extension to one place, so
 * several that wait at once are told apart by their `state` (RFC 6749 section 4.1.2).
 */
export class RedirectCallbacks {
  readonly #waiting = new Map<string, (parameters: URLSearchParams | undefined) => void>();

  /** True when nobody waits. */
  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** `undefined` comes when it was closed before the link did. */
  wait(state: string): { readonly parameters: Promise<URLSearchParams | undefined>; readonly close: () => void } {
    // A state that settings fix may come twice: the newer sign-in is the one in the browser.
    this.#settle(state, undefined);
    const parameters = new Promise<URLSearchParams | undefined>((resolve) => this.#waiting.set(state, resolve));
    return { parameters, close: () => this.#settle(state, undefined) };
  }

  /** A link with `query` was opened. One that nobody waits for, or that comes a second time, changes nothing. */
  take(query: string): void {
    const parameters = readDecodedQuery(query);
    const state = parameters.get('state');
    if (state !== null) this.#settle(state, parameters);
  }

  #settle(state: string, parameters: URLSearchParams | undefined): void {
    const settle = this.#waiting.get(state);
    this.#waiting.delete(state);
    settle?.(parameters);
  }
}

/** Of a query whose `%xx` were decoded before: decoding once more would turn the `+` of a code into a blank. */
function readDecodedQuery(query: string): URLSearchParams {
  const parameters = new URLSearchParams();
  for (const pair of query.split('&')) {
    const [name = '', ...value] = pair.split('=');
    parameters.append(name, value.join('='));
  }
  return parameters;
}
