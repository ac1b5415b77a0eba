import type { RequestBlock } from '../../syntax/nodes';
import type { Completion, CompletionEntry } from './completion';
import { escapeSnippet, insertSnippet, insertText } from './completion';
import type { CursorPlace } from '../cursorPlace';
import { headerTable, lookupHeaderAbout, partHeaderNames, type HeaderAbout, type HeaderValue } from './headerTable';
import { commonMediaTypes, type MediaType } from './mediaTypes';
import { methodTable } from './methodTable';
import { describeWith, plain } from '../hover/prose';

type PlaceOf<Kind extends CursorPlace['kind']> = Extract<CursorPlace, { readonly kind: Kind }>;

/** Methods, and a blank behind them where the target is still to come. */
export function completeMethod({ span, hasTarget }: PlaceOf<'method'>): Completion {
  const entries = methodTable.map(({ name, about, specification }): CompletionEntry => ({
    kind: 'method',
    label: name,
    documentation: describeWith(about, specification),
    insert: insertText(hasTarget ? name : `${name} `),
  }));
  return { span, entries };
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
  { name, span, lead }: PlaceOf<'header-value'>,
  vendorTypes: readonly MediaType[],
): Completion | undefined {
  const header = lookupHeaderAbout(name);
  if (!header) return undefined;
  const types = header.holdsMediaTypes ? [...commonMediaTypes, ...vendorTypes] : [];
  const entries = [
    ...types.map((type) => toValueEntry(type, lead, header.specification?.text)),
    ...(header.values ?? []).map((value) => toValueEntry(value, lead, header.specification?.text)),
  ];
  return entries.length === 0 ? undefined : { span, entries };
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
