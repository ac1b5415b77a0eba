import type { HistoryEntry } from './historyEntry';

/** What somebody looks for. Every condition has to hold. */
export type HistoryQuery = readonly HistoryCondition[];

export type HistoryCondition =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'method'; readonly method: string }
  /** `4xx` has the span from 400 to 499, `none` no status at all. */
  | { readonly kind: 'status'; readonly from: number; readonly to: number }
  | { readonly kind: 'no-answer' }
  | { readonly kind: 'environment'; readonly name: string };

/**
 * `status:4xx method:post env:dev "some text" word`: words in any order, in any case. What is no condition of that
 * kind (`status:maybe`) is looked for as a text.
 */
export function parseHistoryQuery(text: string): HistoryQuery {
  const words = text.slice(0, longestQuery).matchAll(/(\w+:)?"([^"]*)"?|(\S+)/g);
  return [...words].flatMap(([whole, prefix, quoted]) => {
    const word = quoted === undefined ? whole : `${prefix ?? ''}${quoted}`;
    if (word === '') return [];
    // Quotes around all of it mean the text as it is.
    return [quoted !== undefined && prefix === undefined ? textCondition(word) : parseCondition(word)];
  });
}

/** True when the entry, its fields and bodies included, is what is looked for. */
export function matchesQuery(entry: HistoryEntry, query: HistoryQuery): boolean {
  let text: string | undefined;
  return query.every((condition) => {
    if (condition.kind !== 'text') return matchesCondition(entry, condition);
    text ??= searchedText(entry);
    return text.includes(condition.text);
  });
}

function parseCondition(word: string): HistoryCondition {
  const [, name = '', value = ''] = /^(\w+):(.+)$/s.exec(word) ?? [];
  switch (name.toLowerCase()) {
    case 'method':
      return { kind: 'method', method: value.toUpperCase() };
    case 'env':
    case 'environment':
      return { kind: 'environment', name: value.toLowerCase() };
    case 'status':
      return parseStatus(value) ?? textCondition(word);
    default:
      return textCondition(word);
  }
}

function parseStatus(value: string): HistoryCondition | undefined {
  if (value.toLowerCase() === 'none') return { kind: 'no-answer' };
  const [, digits, places = ''] = /^(\d{1,3})(x*)$/i.exec(value) ?? [];
  if (digits === undefined || digits.length + places.length !== 3) return undefined;
  const from = Number(digits) * 10 ** places.length;
  return { kind: 'status', from, to: from + 10 ** places.length - 1 };
}

function textCondition(text: string): HistoryCondition {
  return { kind: 'text', text: text.toLowerCase() };
}

function matchesCondition({ view }: HistoryEntry, condition: Exclude<HistoryCondition, { kind: 'text' }>): boolean {
  const status = view.outcome.kind === 'response' ? view.outcome.status : undefined;
  switch (condition.kind) {
    case 'method':
      return view.request.method.toUpperCase() === condition.method;
    case 'environment':
      return view.environmentName?.toLowerCase() === condition.name;
    case 'no-answer':
      return status === undefined;
    case 'status':
      return status !== undefined && status >= condition.from && status <= condition.to;
  }
}

/** Parts are kept apart by a character that nobody types, so that no match runs from one into the next. */
function searchedText({ view, source }: HistoryEntry): string {
  const { request, outcome } = view;
  const fields = (headers: typeof request.headers): string[] => headers.map(([name, value]) => `${name}: ${value}`);
  const parts = [view.title, `${request.method} ${request.url}`, view.environmentName ?? '', source.uri];
  parts.push(...fields(request.headers), request.body ?? '', ...view.notes);
  if (outcome.kind === 'failure') parts.push(outcome.code, outcome.message);
  else {
    const { body } = outcome;
    parts.push(`${outcome.status} ${outcome.statusText}`, ...fields(outcome.headers), body.formatted, body.raw ?? '');
  }
  return parts.join('\0').toLowerCase();
}

const longestQuery = 1000;
