import { directiveKey } from '../../syntax/nodes';
import type { Completion, CompletionEntry } from './completion';
import { insertSnippet, insertText } from './completion';
import type { CursorPlace } from '../cursorPlace';
import { directiveTable } from './directiveTable';
import { answerPaths, type RecordedResponse } from './responsePaths';
import { plain } from '../hover/prose';

type PlaceOf<Kind extends CursorPlace['kind']> = Extract<CursorPlace, { readonly kind: Kind }>;

/** Names behind `# @`. */
export function completeDirective({ span, hasValue }: PlaceOf<'directive'>): Completion {
  const entries = directiveTable.map((directive): CompletionEntry => {
    const { name, usage, about, snippet, isIgnored } = directive;
    return {
      kind: 'directive',
      label: name,
      ...(usage !== '' && { detail: usage }),
      ...(isIgnored && { origin: 'other tools' }),
      documentation: [plain(isIgnored ? `${about} Read, and not acted on.` : about)],
      insert: hasValue || snippet === undefined ? insertText(name) : insertSnippet(`${name} ${snippet}`),
      goesOn: !hasValue && asksForNames.has(directiveKey(name)),
    };
  });
  return { span, entries };
}

/** What can stand behind a directive, as far as it is the name of something. */
export interface DirectiveFacts {
  readonly environmentNames: readonly string[];
  readonly requestNames: readonly string[];
}

/** Environments behind `# @env`, requests behind `# @ref`. */
export function completeDirectiveValue(
  { name, span }: PlaceOf<'directive-value'>,
  { environmentNames, requestNames }: DirectiveFacts,
): Completion | undefined {
  switch (directiveKey(name)) {
    case 'env':
      return { span, entries: toEntries('environment', environmentNames) };
    case 'ref':
    case 'forceref':
      return { span, entries: toEntries('request', requestNames) };
    default:
      return undefined;
  }
}

/** What an answer has that could be captured: what the last one of the request really had, else the usual places. */
export function completeCapturePath(
  { span, lead }: PlaceOf<'capture-path'>,
  response: RecordedResponse | undefined,
): Completion {
  const paths = answerPaths(response).filter(({ path }) => !path.endsWith('.*'));
  const entries = paths.map(({ path, shownValue }): CompletionEntry => ({
    kind: 'response',
    label: path,
    ...(shownValue !== undefined && { detail: shownValue }),
    origin: response ? 'the last answer' : 'not sent yet',
    insert: insertText(lead + path),
  }));
  return { span, entries };
}

function toEntries(kind: 'environment' | 'request', names: readonly string[]): readonly CompletionEntry[] {
  return names.map((label) => ({ kind, label, insert: insertText(label) }));
}

const asksForNames: ReadonlySet<string> = new Set(['env', 'ref', 'forceref']);
