/** What a person asked for. `misused` carries the sentence that says why it cannot be done. */
export type Invocation =
  | { readonly kind: 'send'; readonly options: SendOptions }
  | { readonly kind: 'parse'; readonly files: readonly string[]; readonly json: boolean }
  | { readonly kind: 'check'; readonly options: CheckOptions }
  | { readonly kind: 'format'; readonly files: readonly string[]; readonly check: boolean }
  | { readonly kind: 'env'; readonly options: EnvOptions }
  | { readonly kind: 'sandbox'; readonly port: number }
  | { readonly kind: 'help'; readonly command: CommandName | undefined }
  | { readonly kind: 'version' }
  | { readonly kind: 'misused'; readonly message: string };

export type CommandName = 'send' | 'parse' | 'check' | 'format' | 'env' | 'sandbox';

/** The options of `send`, checked but not yet looked up in any file. */
export interface SendOptions {
  readonly file: string;
  readonly selection: BlockSelection;
  /** From `--env`; several of them as one name, `staging+eu`, the last one winning. */
  readonly environmentName: string | undefined;
  /** From `--var`, in order; the last of a name wins. */
  readonly variables: readonly (readonly [name: string, value: string])[];
  readonly json: boolean;
  /** `--details`: the line tells of the connection and of redirects too. */
  readonly detailed: boolean;
  readonly showSecrets: boolean;
  readonly timeoutMilliseconds: number | undefined;
  /** `--connection-timeout` */
  readonly connectTimeoutMilliseconds: number | undefined;
  /** `--proxy`, in one spelling; `direct` is none. */
  readonly proxy: string | undefined;
  /** `--insecure-host`, as `host:port`. */
  readonly unverifiedHosts: readonly string[];
  readonly sandboxUrl: string | undefined;
  /** `--seed`: made-up values come out the same in every run. */
  readonly seed: number | undefined;
  /** `--yes`: what the environment wants confirmed is sent without asking. */
  readonly confirmed: boolean;
  /** `--save-outside`: `>>` may write outside of the folder that files are read from. */
  readonly savesOutside: boolean;
}

/** The options of `check`. */
export interface CheckOptions {
  readonly files: readonly string[];
  readonly environmentName: string | undefined;
  readonly json: boolean;
}

/** The options of `env`. */
export interface EnvOptions {
  readonly file: string;
  readonly environmentName: string | undefined;
  readonly json: boolean;
}

/** Which requests of the file. `sole` is what is left when nothing was said: fine for a file with one request. */
export type BlockSelection =
  | { readonly kind: 'name'; readonly name: string }
  /** One-based, as editors and compilers write it. */
  | { readonly kind: 'line'; readonly line: number }
  | { readonly kind: 'all' }
  | { readonly kind: 'sole' };
