import type { AuthSettings } from './authSettings';
import type { FileProblem } from './files/parseJsonFile';
import type { Span } from '../text/span';
import type { ClientCertificateRule, EnvironmentRules, Variable } from './variable';

/** Where environments are written down. */
export type EnvironmentSourceKind = 'private' | 'user' | 'public' | 'setting' | 'dotenv' | 'postman';

/** What one file or setting says. Spans are offsets into the file's text without the byte order mark. */
export interface EnvironmentSource {
  /** Of the file; empty for a setting that was handed over as a value. */
  readonly path: string;
  readonly kind: EnvironmentSourceKind;
  /** By name, `$shared` included, in the order of the file. */
  readonly sections: ReadonlyMap<string, EnvironmentSection>;
  readonly problems: readonly FileProblem[];
}

/** One environment as one source has it. */
export interface EnvironmentSection {
  readonly name: string;
  /** Where the name stands, quotes left out. */
  readonly nameSpan: Span;
  /** Members of objects and lists follow their whole: `cfg`, `cfg.host`, `cfg.list[0]`. */
  readonly variables: readonly Variable[];
  /** Names kept by a provider that cannot be read here, with a sentence that says so. */
  readonly unavailable: ReadonlyMap<string, string>;
  /** From `verifyHostCertificate`; `undefined` when the source does not say. */
  readonly verifiesCertificates: boolean | undefined;
  /** From `SSLConfiguration`. */
  readonly clientCertificate?: ClientCertificateRule;
  /** From `$identityHttp`, each member for itself. */
  readonly rules?: Partial<EnvironmentRules>;
  /** From `Security.Auth`, by name. */
  readonly auth?: ReadonlyMap<string, AuthSettings>;
}

/** The section whose values all environments have. */
export const SHARED_SECTION = '$shared';

/** The section that counts where no environment is chosen, as httpYac has it. */
export const DEFAULT_SECTION = '$default';

/** The section of a `.env` file, whose values all environments have behind those of `$shared`. */
export const DOTENV_SECTION = '$dotenv';

/** True for the name of an environment that can be chosen. */
export function isEnvironmentName(name: string): boolean {
  return name !== '' && !name.startsWith('$');
}

/** A section that has nothing but variables. */
export function plainSection(name: string, nameSpan: Span, variables: readonly Variable[]): EnvironmentSection {
  return { name, nameSpan, variables, unavailable: new Map(), verifiesCertificates: undefined };
}
