import type { Span } from '../../text/span';
import type { Prose } from '../hover/prose';

/** What can be written at a cursor. */
export interface Completion {
  /** What an entry replaces, as offsets into the line of the cursor. */
  readonly span: Span;
  readonly entries: readonly CompletionEntry[];
  /** There are more than these: the editor asks again when more is typed. */
  readonly isIncomplete?: boolean;
}

export type CompletionKind =
  | 'method'
  | 'header'
  | 'value'
  | 'directive'
  | 'variable'
  | 'dynamic'
  | 'request'
  | 'response'
  | 'environment'
  | 'file'
  | 'folder'
  | 'snippet';

/** One thing that can be written. */
export interface CompletionEntry {
  readonly kind: CompletionKind;
  readonly label: string;
  /** A few words behind the label; never a secret. */
  readonly detail?: string;
  /** Where it comes from, at the right end of the line. */
  readonly origin?: string;
  readonly documentation?: Prose;
  readonly insert: CompletionInsert;
  /** There is more to choose behind it: the editor asks again. */
  readonly goesOn?: boolean;
}

/** `snippet` has tab stops as TextMate writes them. */
export type CompletionInsert =
  { readonly kind: 'text'; readonly text: string } | { readonly kind: 'snippet'; readonly text: string };

/** Text as it stands. */
export function insertText(text: string): CompletionInsert {
  return { kind: 'text', text };
}

/** Text with tab stops. */
export function insertSnippet(text: string): CompletionInsert {
  return { kind: 'snippet', text };
}

/** A text inside a snippet that has no tab stops, whatever it holds. */
export function escapeSnippet(text: string): string {
  return text.replace(/[\\$}]/g, '\\$&');
}
