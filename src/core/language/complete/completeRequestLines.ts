import type { RequestBlock } from '../../syntax/nodes';
import type { Completion, CompletionEntry } from './completion';
import { escapeSnippet, insertSnippet, insertText } from './completion';
import type { CursorPlace } from '../cursorPlace';
import { headerTable, lookupHeaderAbout, partHeaderNames, type HeaderAbout, type HeaderValue } from './headerTable';
import { commonMediaTypes, type MediaType } from './mediaTypes';
import { methodTable } from './methodTable';
import { requestSnippets } from './requestSnippets';
import { describeWith, plain } from '../hover/prose';

type PlaceOf<Kind extends CursorPlace['kind']> = Extract<CursorPlace, { readonly kind: Kind }>;

/**
 * Methods, and a blank behind them where the target is still to come; there whole requests too. They bring a separator
 * along where the block has none.
 */
export function completeMethod({ span, hasTarget }: PlaceOf<'method'>, { nodes }: RequestBlock): Completion {
  const entries = methodTable.map(({ name, about, specification }): CompletionEntry => ({
    kind: 'method',
    label: name,
    documentation: describeWith(about, specification),
    insert: insertText(hasTarget ? name : `${name} `),
  }));
  const isSeparated = nodes[0]?.kind === 'separator';
  return { span, entries: hasTarget ? entries : [...entries, ...completeRequest(isSeparated)] };
}

function completeRequest(isSeparated: boolean): readonly CompletionEntry[] {
  return requestSnippets.flatMap(({ prefixes, title, about, lines }) => {
    const text = lines.slice(isSeparated ? 1 : 0).join('\n');
    return prefixes.map((label): CompletionEntry => ({
      kind: 'snippet',
      label,
      origin: title,
      documentation: [plain(about)],
      insert: insertSnippet(text),
    }));
  });
}

/** Field names; those that the request has already come last. */
export function completeHeaderName(
  { span, hasColon, isPart }: PlaceOf<'header-name'>,
  block: RequestBlock,
): Completion {
  const present = new Set(block.request?.headers.map(({ name }) => name.text.toLowerCase()));
  const offered = headerTable.filter(({ name }) => !isPart || partHeaderNames.has(name));
  const toEntry = (header: HeaderAbout): CompletionEntry => ({
    kind: 'header',
    label: header.name,
    documentation: describeWith(header.about, header.specification),
    insert: insertText(hasColon ? header.name : `${header.name}: `),
    goesOn: !hasColon && (header.values !== undefined || header.holdsMediaTypes === true),
  });
  const isPresent = ({ name }: HeaderAbout): boolean => !isPart && present.has(name.toLowerCase());
  const entries = [...offered.filter((header) => !isPresent(header)), ...offered.filter(isPresent)].map(toEntry);
  return { span, entries };
}

/** Values of a known field. `vendorTypes` are the media types of the APIs that the product knows. */
export function completeHeaderValue(
  { name, span, lead, others }: PlaceOf<'header-value'>,
  vendorTypes: readonly MediaType[],
): Completion | undefined {
  const header = lookupHeaderAbout(name);
  if (!header) return undefined;
  const types = header.holdsMediaTypes ? [...commonMediaTypes, ...vendorTypes] : [];
  const values = withoutWritten([...types, ...(header.values ?? [])], others);
  const entries = values.map((value) => toValueEntry(value, lead, header.specification?.text));
  return entries.length === 0 ? undefined : { span, entries };
}

/** What the list lacks: behind `resource=2.0,` only the `protocol=…` of a value that names both. */
function withoutWritten(values: readonly HeaderValue[], others: readonly string[]): readonly HeaderValue[] {
  if (others.length === 0) return values;
  const written = new Set(others.map(elementKey));
  const left = new Map<string, HeaderValue>();
  for (const value of values) {
    const elements = value.text.split(',');
    const missing = elements.filter((element) => !written.has(elementKey(element))).join(',');
    if (missing === '' || left.has(missing)) continue;
    left.set(missing, missing.length === value.text.length ? value : { text: missing, about: '' });
  }
  return [...left.values()];
}

/** `resource` of `resource=2.0`; a media type is told apart by the whole of it. */
function elementKey(element: string): string {
  const [, name] = /^\s*([^=;\s/]+)\s*=/.exec(element) ?? [];
  return (name ?? element).trim().toLowerCase();
}

function toValueEntry(value: HeaderValue, lead: string, origin: string | undefined): CompletionEntry {
  return {
    kind: 'value',
    label: value.text,
    ...(value.about !== '' && { documentation: [plain(value.about)] }),
    ...(origin !== undefined && { origin }),
    insert:
      value.snippet === undefined ? insertText(lead + value.text) : insertSnippet(escapeSnippet(lead) + value.snippet),
  };
}
