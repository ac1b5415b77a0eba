import { listVariables, type ListedDefinition, type ListedVariable } from '../../environment/listVariables';
import { isWritableEnvironmentPath } from '../../environment/files/loadEnvironments';
import type { EnvironmentColor, VariableOrigin, VariableScope } from '../../environment/variable';
import type { Span } from '../../text/span';
import { templateSource } from '../../text/template';
import { maskValue } from '../maskValue';

/** What a list of all variables shows, as plain data in which no secret is: values come masked and shortened. */
export interface VariablesDescription {
  /** Those active together, the last one winning; none when none is chosen. */
  readonly environments: readonly DescribedEnvironment[];
  /** By name, members of objects and lists inside their whole. */
  readonly variables: readonly DescribedVariable[];
  /** Those of the file itself first, then those of other files, the newest first. */
  readonly captures: readonly DescribedCapture[];
}

export interface DescribedEnvironment {
  readonly kind: 'environment';
  readonly name: string;
  readonly color: EnvironmentColor | undefined;
  /** The built-in one. */
  readonly isBuiltIn: boolean;
  /** No file and no setting that counts here defines it. */
  readonly isUnknown: boolean;
  /** The one whose values go before its own; `undefined` for the one that wins. */
  readonly under: string | undefined;
  /** The one before whose values its own go. */
  readonly over: string | undefined;
}

export interface DescribedVariable {
  readonly kind: 'variable';
  readonly name: string;
  /** The one that gives the value first, then those it hides; empty for a value that is kept where it cannot be read. */
  readonly layers: readonly DescribedLayer[];
  /** Masked when secret; `undefined` when it comes to nothing. */
  readonly shownValue: string | undefined;
  /** Why it has no value. */
  readonly failure: string | undefined;
  readonly secret: boolean;
  /** The object or list whose member this is. */
  readonly memberOf: string | undefined;
  readonly members: readonly DescribedVariable[];
}

/** One definition of a name. */
export interface DescribedLayer {
  readonly kind: 'layer';
  readonly name: string;
  readonly origin: VariableOrigin;
  readonly isWinning: boolean;
  readonly shownValue: string | undefined;
  /** What is written there, where that is not the value itself: `https://{{host}}`. */
  readonly shownSource: string | undefined;
  readonly failure: string | undefined;
  readonly secret: boolean;
  readonly environment: string | undefined;
  readonly setting: string | undefined;
  /** `undefined` where it stands in no file; the span is that of the file as it was read. */
  readonly place: { readonly path: string; readonly span: Span } | undefined;
  /** Kept in the secret storage under these names; what stands in the file is a reference. */
  readonly stored: { readonly environment: string; readonly name: string } | undefined;
  /** Which kind of file a new value is written into; `undefined` for what is only read. */
  readonly writable: 'environment-file' | 'request-file' | undefined;
}

export interface DescribedCapture {
  readonly kind: 'capture';
  readonly name: string;
  /** Of the request file that captured it; empty when that is not saved. */
  readonly path: string;
  /** Another file captured it than the one the list is about. */
  readonly isForeign: boolean;
  readonly shownValue: string;
  readonly secret: boolean;
  /** Name or title of the request it came from. */
  readonly requestName: string | undefined;
  /** Milliseconds since the epoch at which that was sent. */
  readonly time: number | undefined;
}

/** What there is to describe. */
export interface VariablesInput {
  readonly scope: VariableScope;
  readonly environments: readonly Omit<DescribedEnvironment, 'kind' | 'under' | 'over'>[];
  /** Names whose value is kept where it cannot be read, with the sentence that says so. */
  readonly unavailable: ReadonlyMap<string, string>;
  readonly captures: readonly {
    readonly name: string;
    readonly path: string;
    readonly text: string;
    readonly secret: boolean;
    readonly source: { readonly requestName: string | undefined; readonly time: number } | undefined;
  }[];
  /** Path of the request file the list is about. */
  readonly path: string | undefined;
  /** Masks the given secrets in any encoding. */
  readonly buildRedactor: (secrets: readonly string[]) => (text: string) => string;
}

/** Everything that has a value now, from where, and what it hides. */
export function describeVariables(input: VariablesInput): VariablesDescription {
  const { scope, environments, captures, unavailable } = input;
  const listed = listVariables(scope);
  const redact = input.buildRedactor(findSecretTexts(listed, captures));
  const defined = new Set(listed.map(({ name }) => name));
  const roots = nestMembers(listed.map((variable) => describeVariable(variable, redact)));
  const kept = [...unavailable].filter(([name]) => !defined.has(name));
  return {
    environments: environments.map((environment, index) => ({
      kind: 'environment',
      ...environment,
      under: environments[index + 1]?.name,
      over: environments[index - 1]?.name,
    })),
    variables: [...roots, ...kept.map(describeUnavailable)].toSorted(byName),
    captures: captures.map(({ name, path, text, secret, source }) => ({
      kind: 'capture',
      name,
      path,
      isForeign: path !== (input.path ?? ''),
      shownValue: maskValue(secret ? text : redact(text), secret),
      secret,
      requestName: source?.requestName,
      time: source?.time,
    })),
  };
}

/** What one variable shows when it is found among others by its name. */
export function findDescribedVariable(
  variables: readonly DescribedVariable[],
  name: string,
): DescribedVariable | undefined {
  for (const variable of variables) {
    const found = variable.name === name ? variable : findDescribedVariable(variable.members, name);
    if (found) return found;
  }
  return undefined;
}

function findSecretTexts(listed: readonly ListedVariable[], captures: VariablesInput['captures']): readonly string[] {
  const texts = captures.filter(({ secret }) => secret).map(({ text }) => text);
  for (const { definitions } of listed) {
    for (const { value, variable } of definitions) {
      if (value.kind !== 'text') continue;
      if (variable.secret) texts.push(value.text);
      texts.push(...value.secrets);
    }
  }
  return texts.filter((text) => text !== '');
}

type Redact = (text: string) => string;

function describeVariable({ name, definitions, memberOf }: ListedVariable, redact: Redact): DescribedVariable {
  const layers = definitions.map((definition, index) => describeLayer(definition, index === 0, redact));
  const [winner] = layers;
  return {
    kind: 'variable',
    name,
    layers,
    shownValue: winner?.shownValue,
    failure: winner?.failure,
    secret: winner?.secret ?? false,
    memberOf,
    members: [],
  };
}

function describeLayer(definition: ListedDefinition, isWinning: boolean, redact: Redact): DescribedLayer {
  const { variable, value, secret } = definition;
  const { name, origin, environment, setting, source } = variable;
  const show = (text: string): string => maskValue(secret ? text : redact(text), secret);
  const hasPlaceholder = variable.value.parts.some(({ kind }) => kind === 'placeholder');
  return {
    kind: 'layer',
    name,
    origin,
    isWinning,
    shownValue: value.kind === 'text' ? show(value.text) : undefined,
    // A secret text with a placeholder in it has more than the names to hide.
    shownSource: hasPlaceholder && !secret ? show(templateSource(variable.value)) : undefined,
    failure: value.kind === 'failure' ? redact(value.message) : undefined,
    secret,
    environment,
    setting,
    place: source,
    stored: variable.stored,
    writable: writableKind(variable),
  };
}

function writableKind({
  origin,
  setting,
  source,
}: ListedDefinition['variable']): 'environment-file' | 'request-file' | undefined {
  if (source === undefined || setting !== undefined) return undefined;
  if (origin === 'file' || origin === 'import') return 'request-file';
  return isWritableEnvironmentPath(source.path) ? 'environment-file' : undefined;
}

function describeUnavailable([name, message]: readonly [string, string]): DescribedVariable {
  return {
    kind: 'variable',
    name,
    layers: [],
    shownValue: undefined,
    failure: message,
    secret: true,
    memberOf: undefined,
    members: [],
  };
}

/** Members stand behind the whole they belong to, however deep they lie in it. */
function nestMembers(variables: readonly DescribedVariable[]): readonly DescribedVariable[] {
  const members = new Map<string, DescribedVariable[]>();
  for (const variable of variables) {
    if (variable.memberOf === undefined) continue;
    const known = members.get(variable.memberOf);
    if (known) known.push(variable);
    else members.set(variable.memberOf, [variable]);
  }
  const roots = variables.filter(({ memberOf }) => memberOf === undefined);
  return roots.map((variable) => ({ ...variable, members: members.get(variable.name) ?? [] }));
}

function byName(one: DescribedVariable, other: DescribedVariable): number {
  const [a, b] = [one.name.toLowerCase(), other.name.toLowerCase()];
  return a < b ? -1 : a > b ? 1 : 0;
}
