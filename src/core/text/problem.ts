import type { Span } from './span';

/** `error` stops a send; the others do not. */
export type ProblemSeverity = 'error' | 'warning' | 'information' | 'hint';

/** What an editor can offer to do about a problem. Spans are in the coordinates of the problem that carries it. */
export type ProblemFix =
  /** Replace the characters at `span` (an empty span inserts). */
  | { readonly kind: 'replace'; readonly title: string; readonly span: Span; readonly text: string }
  /**
   * Give `name` a value in the environment `environmentName`, or in the file when that is `undefined`; `secret` in the
   * file of the environment that is kept to oneself.
   */
  | {
      readonly kind: 'define-variable';
      readonly name: string;
      readonly environmentName: string | undefined;
      readonly secret?: true;
    }
  /** Give the text at `span` to the secret storage under `name`, and write a placeholder in its place. */
  | { readonly kind: 'move-to-storage'; readonly name: string; readonly span: Span }
  /** Give the value of a variable of this environment file to the secret storage, and write a reference in its place. */
  | {
      readonly kind: 'store-value';
      readonly environment: string;
      readonly name: string;
      /** Of a settings file: the setting that holds the environments. */
      readonly setting?: string;
    }
  /** Name the file in `.gitignore`. */
  | { readonly kind: 'ignore-file' }
  /** Give the text at `span` to the private environment file under `name`, and write a placeholder in its place. */
  | { readonly kind: 'move-to-environment'; readonly name: string; readonly span: Span };

/**
 * Something wrong with a document, tied to the characters that cause it. `code` is kebab-case and never changes;
 * `message` says what is expected and what was found, as a sentence.
 */
export interface Problem {
  readonly code: string;
  readonly severity: ProblemSeverity;
  readonly span: Span;
  readonly message: string;
  readonly fixes?: readonly ProblemFix[];
}
