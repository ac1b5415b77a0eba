import type { ProblemSeverity } from '../text/problem';
import type { Span } from '../text/span';
import type { Template } from '../text/template';
import type { AuthSettings } from './authSettings';
import type { HostAdvice } from './ports';
import type { SecretReference } from './secrets/storedSecrets';

/** Where a value comes from, innermost first in this order of precedence. */
export type VariableOrigin =
  | 'prompt'
  | 'argument'
  | 'capture'
  | 'file'
  /** A variable of a request file that the file imports. */
  | 'import'
  | 'exchange'
  | 'private'
  | 'environment'
  /** A setting of the editor that holds environments. */
  | 'setting'
  /** `.env`, `.env.<name>` or `<name>.env`. */
  | 'dotenv'
  /** An environment that Postman exported. */
  | 'postman'
  /** Above `shared`: who chose the Sandbox must not reach a real tenant through a value that all environments share. */
  | 'sandbox'
  /** Kept in the secret storage; an environment file or a setting, `$shared` included, has its name. */
  | 'secret'
  | 'shared'
  /** A token: `$auth.token("name")`. */
  | 'auth'
  | 'dynamic';

/** One definition of a name. */
export interface Variable {
  readonly name: string;
  /** Values that came from outside (captures, prompts, arguments, answers) hold literals only: they are never read again. */
  readonly value: Template;
  /** Masked wherever it is shown. */
  readonly secret: boolean;
  readonly origin: VariableOrigin;
  /**
   * Where the definition stands, when it stands in a file. `span` is an offset range of that file, byte order mark
   * left off; an empty path is the request file itself.
   */
  readonly source?: { readonly path: string; readonly span: Span };
  /** The environment that gives it; left out for values that all environments have, and outside of environments. */
  readonly environment?: string;
  /** The setting it stands in, `rest-client.environmentVariables`; a settings file that was read itself is a `source` too. */
  readonly setting?: string;
  /** The name of the object or list whose member this is: `cfg` for `cfg.host`. */
  readonly memberOf?: string;
  /** Of a capture: the answer it was read from. */
  readonly captured?: CaptureSource;
  /** With the origin `secret`: which one it is. Its value is empty until the storage was read, and where nobody set it. */
  readonly stored?: SecretReference;
  /** With the origin `secret`: the sentence that says why there is no value, and what to do. */
  readonly unset?: string;
  /** What a person should know when this definition is the one that is used. */
  readonly remark?: VariableRemark;
}

/** The request whose answer a captured value was read from. */
export interface CaptureSource {
  /** Name or title of the request. */
  readonly requestName: string | undefined;
  /** Path of the request file; empty when that is not saved. */
  readonly path: string;
  /** Milliseconds since the epoch at which the request was sent. */
  readonly time: number;
}

/** Becomes a problem at the placeholder; it never stops a send. */
export interface VariableRemark {
  readonly code: string;
  readonly severity: Exclude<ProblemSeverity, 'error'>;
  readonly message: string;
}

/** A named set of values: one environment of the files and settings, several on top of each other, or the Sandbox. */
export interface Environment {
  /** Of several active together as `joinEnvironmentNames` writes them: `staging+eu`. */
  readonly name: string;
  /** The names of those active together, the last one winning; left out when it is the one of `name`. */
  readonly parts?: readonly string[];
  /** In the order of the sources, `$shared` and `.env` last: the first of a name wins. */
  readonly variables: readonly Variable[];
  /** Host, as written in a request, to the origin that answers for it: `example.com` to `http://127.0.0.1:8123`. */
  readonly hostOrigins: ReadonlyMap<string, string>;
  /** Where a target goes that names no host, such as `/users`; left out where that is a mistake. */
  readonly defaultOrigin?: string;
  /** False only where the environment says so for its own hosts. */
  readonly verifiesCertificates: boolean;
  /** Names whose value is kept where it cannot be read, with a sentence that says so. */
  readonly unavailable?: ReadonlyMap<string, string>;
  /** From `SSLConfiguration`; shown to the environment's own hosts only. */
  readonly clientCertificate?: ClientCertificateRule;
  /** From `$identityHttp`; left out where no file says anything. */
  readonly rules?: EnvironmentRules;
  /** From `Security.Auth`, by name; left out where no file says anything. */
  readonly auth?: ReadonlyMap<string, AuthSettings>;
}

/** What an environment asks of those who send with it. */
export interface EnvironmentRules {
  /** For the place where an editor shows the environment's name. */
  readonly color: EnvironmentColor | undefined;
  /** Methods in upper case that a person confirms before they are sent; `*` is every method. */
  readonly confirm: readonly string[];
  /** Which hosts may receive the environment's credentials, see `allowsHost`; `undefined` is no rule. */
  readonly hosts: readonly string[] | undefined;
  /** `http://host:port`, or `direct` for none whatever the host has. */
  readonly proxy: string | undefined;
  /** `user:password` for that proxy; secret, and it may hold placeholders. */
  readonly proxyCredentials?: Variable;
  readonly followsRedirects?: boolean;
  readonly timeoutMilliseconds?: number;
  /** Until the connection stands. */
  readonly connectTimeoutMilliseconds?: number;
  readonly httpVersion?: '1.1' | '2';
  /** False sends no kept cookie and keeps none. */
  readonly keepsCookies?: boolean;
  /** False sends targets as they are written, or not at all. */
  readonly encodesTarget?: boolean;
}

/** Where a client certificate is kept, as `SSLConfiguration` says it. Nothing was read yet. */
export interface ClientCertificateRule {
  readonly certificate: CertificateFile;
  /** Left out when the certificate's file holds both. */
  readonly key?: CertificateFile;
  readonly hasPassphrase: boolean;
  /** Secret, and it may hold placeholders. */
  readonly passphrase?: Variable;
  /** The file that says so; paths count from its folder. Empty for a setting. */
  readonly source: string;
}

export interface CertificateFile {
  readonly path: string;
  /** `PEM`, `DER`, `PFX`; by the file's name when it is left out. */
  readonly format?: string;
}

export type EnvironmentColor = 'red' | 'orange' | 'yellow' | 'green' | 'blue' | 'purple';

/** What `{{name}}` may mean, innermost layer first. */
export interface VariableScope {
  /** For sentences such as «not defined in environment 'dev'»; `undefined` when none is chosen. */
  readonly environmentName: string | undefined;
  /** Those active together, the last one winning; left out when it is `environmentName` alone, or none. */
  readonly environmentNames?: readonly string[];
  readonly layers: readonly VariableLayer[];
  /** The `Environment`'s own. */
  readonly defaultOrigin?: string;
  /** Of the host; left out, a sentence advises nothing that differs from host to host. */
  readonly advice?: HostAdvice | undefined;
  /** Names of the other environments that define `name` with a value. */
  readonly findEnvironmentsDefining: (name: string) => readonly string[];
  /** The sentence that says what may give a name its value and is not read or run, if anything. */
  readonly describeUnread?: (name: string) => string | undefined;
  /** The title or name of the request in reach whose answer gives `name` its value, for an error that says what to send. */
  readonly findCapturing?: (name: string) => string | undefined;
  /**
   * Filled by evaluating, so that `@id = {{$uuid}}` is one value in the whole of a request. A scope with this map
   * serves one send; without it every use is evaluated anew.
   */
  readonly evaluated?: Map<Variable, EvaluatedVariable>;
}

/** What a variable came to: its text, or the sentence that says why it has none. */
export type EvaluatedVariable =
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly secrets: readonly string[];
      readonly remarks: readonly VariableRemark[];
    }
  | { readonly kind: 'failure'; readonly code: string; readonly message: string; readonly name: string };

/** A layer may look inside a recorded response, so its names are not always known. */
export interface VariableLayer {
  readonly origin: VariableOrigin;
  /** For completion; may be empty though `lookup` answers. */
  readonly names: readonly string[];
  /** `user` is the variable whose value holds the placeholder: in a request file its place decides what a name means. */
  readonly lookup: (expression: string, user?: Variable) => Variable | LookupFailure | undefined;
}

/** The expression belongs to this layer but has no value there: a request not yet sent, a path that finds nothing. */
export interface LookupFailure {
  readonly kind: 'lookup-failure';
  readonly code: string;
  readonly message: string;
}
