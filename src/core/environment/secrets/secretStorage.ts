/**
 * Where secrets rest between two runs: the system's keychain behind `vscode.SecretStorage`, whose shape this is, or
 * memory in a test. Values are texts of any length. A key names what it holds, where it belongs and nothing secret:
 * `secret/…` a variable of an environment, `token/…` a token, `cookies/…` a cookie jar.
 */
export type SecretStorage = {
  readonly get: (key: string) => PromiseLike<string | undefined>;
  readonly store: (key: string, value: string) => PromiseLike<void>;
  readonly delete: (key: string) => PromiseLike<void>;
};
