import { evaluateVariable } from '../../environment/evaluateTemplate';
import type { VariableLayer, VariableOrigin, VariableScope } from '../../environment/variable';
import type { Completion, CompletionEntry } from './completion';
import { escapeSnippet, insertSnippet, insertText } from './completion';
import type { CursorPlace } from '../cursorPlace';
import { describeOrigin, shortOrigin } from '../hover/describeOrigin';
import { dynamicTable, dynamicUsage, lookupDynamicAbout, type DynamicAbout } from './dynamicTable';
import { maskValue } from '../maskValue';
import { plain, type Prose, type ProsePiece } from '../hover/prose';
import { answerPaths, type RecordedResponse } from './responsePaths';

/** What an expression may mean at a cursor. */
export interface PlaceholderFacts {
  readonly scope: VariableScope;
  /** Of the file and of what it imports, each name once. */
  readonly requestNames: readonly string[];
  readonly lookupResponse: (requestName: string) => RecordedResponse | undefined;
  /** Every environment that could be chosen, for those that lack a name. */
  readonly environments: readonly EnvironmentFacts[];
}

export interface EnvironmentFacts {
  readonly name: string;
  readonly defines: (variableName: string) => boolean;
}

/**
 * What can stand between the braces: variables as the innermost layer has them, dynamic variables with their
 * arguments, named requests and, behind `login.`, the places that its last answer has. `undefined` among the arguments
 * of a dynamic variable.
 */
export function completePlaceholder(
  { span, typed, suffix }: Extract<CursorPlace, { readonly kind: 'placeholder' }>,
  facts: PlaceholderFacts,
): Completion | undefined {
  if (/[\s(]/.test(typed)) return undefined;
  const request = requestBefore(typed, facts.requestNames);
  if (request !== undefined) return { span, entries: completeResponse(request, suffix, facts) };
  const { requestNames } = facts;
  const isIncomplete = requestNames.length > MOST_REQUESTS;
  const fitting = isIncomplete ? requestNames.filter((name) => holdsInOrder(name, typed)) : requestNames;
  return {
    span,
    entries: [
      ...completeVariables(suffix, facts),
      ...fitting.slice(0, MOST_REQUESTS).map((name) => toRequestEntry(name, facts)),
      ...completeDynamic(suffix, facts.scope),
    ],
    ...(isIncomplete && { isIncomplete }),
  };
}

/** The characters of `typed` stand in `name` in their order, whatever their case: so editors look for entries. */
function holdsInOrder(name: string, typed: string): boolean {
  const lower = name.toLowerCase();
  let offset = 0;
  for (const character of typed.toLowerCase()) {
    const found = lower.indexOf(character, offset);
    if (found < 0) return false;
    offset = found + character.length;
  }
  return true;
}

/** Request names may hold dots: the longest one that is written counts. */
function requestBefore(typed: string, names: readonly string[]): string | undefined {
  let found: string | undefined;
  for (const name of names) {
    if (typed.startsWith(`${name}.`) && name.length > (found?.length ?? 0)) found = name;
  }
  return found;
}

function toRequestEntry(name: string, { lookupResponse }: PlaceholderFacts): CompletionEntry {
  const response = lookupResponse(name);
  return {
    kind: 'request',
    label: name,
    detail: response ? response.status : 'not sent yet',
    origin: 'a request',
    insert: insertText(`${name}.`),
    goesOn: true,
  };
}

function completeResponse(name: string, suffix: string, { lookupResponse }: PlaceholderFacts): CompletionEntry[] {
  const response = lookupResponse(name);
  const paths = [...answerPaths(response), ...requestPaths.map((path) => ({ path, shownValue: undefined }))];
  return paths.map(({ path, shownValue }) => ({
    kind: 'response',
    label: `${name}.${path}`,
    ...(shownValue !== undefined && { detail: shownValue }),
    origin: response ? 'the last answer' : 'not sent yet',
    insert: insertText(`${name}.${path}${suffix}`),
  }));
}

const requestPaths: readonly string[] = ['request.url', 'request.method', 'request.body.*'];

/** Each name once, as the layer that wins has it. */
function completeVariables(suffix: string, facts: PlaceholderFacts): CompletionEntry[] {
  const { scope } = facts;
  const once: VariableScope = { ...scope, evaluated: new Map() };
  const entries = new Map<string, CompletionEntry>();
  for (const layer of scope.layers) {
    if (layer.origin === 'dynamic' || layer.origin === 'exchange') continue;
    for (const name of layer.names) {
      if (entries.has(name) || /[{}\r\n]/.test(name)) continue;
      const shownValue = entries.size < MOST_VALUES ? describeValue(layer.lookup(name), once) : undefined;
      entries.set(name, toVariableEntry({ name, origin: layer.origin, shownValue, suffix }, facts));
    }
  }
  return [...entries.values()];
}

function toVariableEntry(
  item: {
    readonly name: string;
    readonly origin: VariableOrigin;
    readonly shownValue: string | undefined;
    readonly suffix: string;
  },
  { environments }: PlaceholderFacts,
): CompletionEntry {
  const { name, origin, shownValue, suffix } = item;
  const lacking = isOfEnvironment(origin) ? environments.filter(({ defines }) => !defines(name)) : [];
  return {
    kind: 'variable',
    label: name,
    detail: shownValue ?? (origin === 'secret' ? 'not set yet' : 'no value'),
    origin: shortOrigin(origin),
    documentation: describeVariable({ origin, shownValue, lacking: lacking.map((environment) => environment.name) }),
    insert: insertText(name + suffix),
  };
}

/** What others than the chosen environment say matters only for what an environment says. */
function isOfEnvironment(origin: VariableOrigin): boolean {
  switch (origin) {
    case 'private':
    case 'environment':
    case 'setting':
    case 'postman':
    case 'dotenv':
    case 'secret':
      return true;
    case 'prompt':
    case 'argument':
    case 'capture':
    case 'file':
    case 'import':
    case 'exchange':
    case 'sandbox':
    case 'shared':
    case 'auth':
    case 'dynamic':
      return false;
  }
}

function describeVariable(about: {
  readonly origin: VariableOrigin;
  readonly shownValue: string | undefined;
  readonly lacking: readonly string[];
}): Prose {
  const { origin, shownValue, lacking } = about;
  const pieces: ProsePiece[] = [];
  // The value itself stands above already.
  if (shownValue === undefined) {
    const why = origin === 'secret' ? 'It is not set yet.' : 'It has no value now.';
    pieces.push(plain(why), { kind: 'paragraph' });
  }
  pieces.push(plain(`From ${describeOrigin(origin)}.`));
  if (lacking.length > 0) pieces.push({ kind: 'paragraph' }, plain(describeLacking(lacking)));
  return pieces;
}

/** «Not defined in 'stage' and 2 more.» */
function describeLacking(names: readonly string[]): string {
  const shown = names.slice(0, MOST_LACKING).map((name) => `'${name}'`);
  const more = names.length > MOST_LACKING ? ` and ${names.length - MOST_LACKING} more` : '';
  return `Not defined in ${shown.join(', ')}${more}.`;
}

function describeValue(found: ReturnType<VariableLayer['lookup']>, scope: VariableScope): string | undefined {
  if (!found || !('origin' in found)) return undefined;
  const value = evaluateVariable(found, scope);
  if (value.kind === 'failure') return undefined;
  return maskValue(value.text, found.secret || value.secrets.length > 0);
}

/** Those with a meaning of their own first, then the made-up samples that the scope fills. */
function completeDynamic(suffix: string, { layers }: VariableScope): CompletionEntry[] {
  const names = new Set(layers.flatMap((layer) => (layer.origin === 'dynamic' ? layer.names : [])));
  if (names.size === 0) return [];
  const samples = [...names].filter((name) => !lookupDynamicAbout(name));
  return [
    ...dynamicTable.map((about) => toDynamicEntry(about, suffix)),
    ...samples.map((name) => toDynamicEntry({ name, about: 'Made-up data.', parameters: [] }, suffix)),
  ];
}

function toDynamicEntry(about: DynamicAbout, suffix: string): CompletionEntry {
  const documentation: ProsePiece[] = [plain(about.about)];
  if (about.example !== undefined) documentation.push({ kind: 'paragraph' }, { kind: 'code', text: about.example });
  return {
    kind: 'dynamic',
    label: about.name,
    detail: about.parameters.length === 0 ? 'a fresh value each time' : dynamicUsage(about),
    origin: 'dynamic',
    documentation,
    insert: insertSnippet(dynamicSnippet(about) + escapeSnippet(suffix)),
  };
}

/** `\$randomInt ${1:1} ${2:100}`: the arguments that are usually given. */
function dynamicSnippet({ name, parameters, takesParentheses }: DynamicAbout): string {
  const call = escapeSnippet(name === '$env' ? '$env.' : name);
  if (name === '$env') return `${call}\${1:NAME}`;
  const stops = parameters
    .filter((parameter) => parameter.initial !== undefined)
    .map(({ initial = '' }, index) => `\${${index + 1}:${initial}}`);
  if (stops.length === 0) return call;
  return takesParentheses ? `${call}(${stops.join(', ')})` : `${call} ${stops.join(' ')}`;
}

const MOST_VALUES = 1000;
/** A list that nobody reads to its end is not sent to the editor with each character. */
const MOST_REQUESTS = 200;
const MOST_LACKING = 5;
