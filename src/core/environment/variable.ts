import type { Span } from '../text/span';
import type { Template } from '../text/template';

/** Where a value comes from, innermost first in this order of precedence. */
export type VariableOrigin =
  | 'prompt'
  | 'argument'
  | 'capture'
  | 'file'
  | 'exchange'
  | 'private'
  | 'environment'
  | 'shared'
  | 'sandbox'
  | 'dynamic';

/** One definition of a name. */
export interface Variable {
  readonly name: string;
  /** Values that came from outside (captures, prompts, arguments, answers) hold literals only: they are never read again. */
  readonly value: Template;
  /** Masked wherever it is shown. */
  readonly secret: boolean;
  readonly origin: VariableOrigin;
  /** Where the definition stands, when it stands in a file. `span` is an offset range of that file. */
  readonly source?: { readonly path: string; readonly span: Span };
}

/** A named set of values: one entry of the environment files, or the built-in Sandbox. */
export interface Environment {
  readonly name: string;
  /** Private before public before `$shared`: the first of a name wins. */
  readonly variables: readonly Variable[];
  /** Host, as written in a request, to the origin that answers for it: `example.com` to `http://127.0.0.1:8123`. */
  readonly hostOrigins: ReadonlyMap<string, string>;
  /** False only where the environment says so for its own hosts. */
  readonly verifiesCertificates: boolean;
}

/** What `{{name}}` may mean, innermost layer first. */
export interface VariableScope {
  /** For sentences such as «not defined in environment 'dev'»; `undefined` when none is chosen. */
  readonly environmentName: string | undefined;
  readonly layers: readonly VariableLayer[];
  /** Names of the other environments that define `name` with a value. */
  readonly findEnvironmentsDefining: (name: string) => readonly string[];
}

/** A layer may look inside a recorded response, so its names are not always known. */
export interface VariableLayer {
  readonly origin: VariableOrigin;
  /** For completion; may be empty though `lookup` answers. */
  readonly names: readonly string[];
  readonly lookup: (expression: string) => Variable | LookupFailure | undefined;
}

/** The expression belongs to this layer but has no value there: a request not yet sent, a path that finds nothing. */
export interface LookupFailure {
  readonly kind: 'lookup-failure';
  readonly code: string;
  readonly message: string;
}
