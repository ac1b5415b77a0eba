import { buildDynamicLayer, dynamicVariableNames } from '../environment/dynamic/dynamicVariables';
import { evaluateVariable } from '../environment/evaluateTemplate';
import { isSecretName } from '../environment/secrets/isSecretName';
import type { EnvironmentSet } from '../environment/environmentSet';
import { SHARED_SECTION } from '../environment/environmentSource';
import { lookupVariable } from '../environment/lookupVariable';
import type { ValuePorts } from '../environment/ports';
import type {
  Environment,
  LookupFailure,
  Variable,
  VariableLayer,
  VariableOrigin,
  VariableScope,
} from '../environment/variable';
import { buildFileLayer } from '../request/fileVariables';
import { lookupDirective, type RequestBlock, type RequestFile } from '../syntax/nodes';
import { literalTemplate, type Template } from '../text/template';
import { buildAuthLayer, type TokenValue } from './tokens/authLayer';
import { buildExchangeLayer } from './buildExchangeLayer';
import { buildNotRunLayer, describeUnread } from './buildNotRunLayer';
import { findCapturing } from './captures/capturedNames';
import { capturesOfOthers } from './captures/captures';
import { readExchangeText, type ExchangeText } from './captures/exchangeText';
import { findExchanges, findFileSessions } from './findExchanges';
import type { ImportedFile } from './loadImports';
import { loadSamples } from './loadSamples';
import { findPrompts, parseInlinePrompt } from './prompts';
import type { Session, SessionFile } from './session';

/** The place from which names are looked up, and what was given from outside. */
export interface ScopeInput extends SessionFile {
  readonly file: RequestFile;
  /** File variables are seen from here; from the end of the file when there is none. */
  readonly block: RequestBlock | undefined;
  readonly environments: EnvironmentSet;
  /** `--var name=value`. */
  readonly argumentValues?: ReadonlyMap<string, string> | undefined;
  /** Answers to the block's prompts; a prompt without one makes its placeholder a failure `not-asked-yet`. */
  readonly promptValues?: ReadonlyMap<string, string> | undefined;
  /** The files that `file` imports, the nearest first: their variables count behind the file's own. */
  readonly imports?: readonly ImportedFile[] | undefined;
  /** Tokens that are there, by the names of `Security.Auth`; read when they are looked up. */
  readonly tokens?: ReadonlyMap<string, TokenValue> | undefined;
  /** Told the names of tokens that were looked up and are not there. */
  readonly onMissingToken?: ((name: string) => void) | undefined;
}

/**
 * All values a placeholder of the block may mean, innermost layer first. Bodies of recorded exchanges are read here,
 * so that looking up needs no waiting. A scope serves one send: what it drew once it keeps.
 */
export async function buildScope(ports: ValuePorts, session: Session, input: ScopeInput): Promise<VariableScope> {
  const { file, block, environments, environmentName } = input;
  const environment = chosenEnvironment(environments, environmentName);
  const [own, ...imported] = findFileSessions(session, input);
  const files = [file, ...(input.imports ?? []).map((entry) => entry.file)];
  const layers: VariableLayer[] = [
    buildPromptLayer(block, input.promptValues),
    buildLayer('argument', argumentVariables(input.argumentValues, block)),
    buildLayer('capture', [...own.captures.values()]),
    buildLayer(
      'capture',
      imported.flatMap(({ captures }) => [...captures.values()]),
    ),
    buildFileLayer(file, block, { path: input.path }),
    ...(input.imports ?? []).map((entry) =>
      buildFileLayer(entry.file, undefined, { path: entry.path, origin: 'import' }),
    ),
    buildExchangeLayer({
      files,
      exchanges: await readExchanges(session, input),
      environmentName,
    }),
    // A chain may lead through files, but what this file and its imports say themselves goes before.
    buildLayer(
      'capture',
      capturesOfOthers(session, input, [own, ...imported]).map(({ variable }) => variable),
    ),
    ...buildEnvironmentLayers(environment),
    buildUnavailableLayer(environment),
    buildSectionLayer(environment),
    buildNotRunLayer(files, block),
  ];
  const { auth } = environment;
  const { tokens, onMissingToken: onMissing } = input;
  const { advice } = ports;
  layers.push(buildAuthLayer({ auth, environmentName, advice, tokens, onMissing, layers: [...layers] }));
  const scope: VariableScope = {
    environmentName,
    ...(environment.parts && { environmentNames: environment.parts }),
    ...(environment.defaultOrigin !== undefined && { defaultOrigin: environment.defaultOrigin }),
    layers,
    advice,
    findEnvironmentsDefining: (name) => findEnvironmentsDefining(environments, name, environment),
    describeUnread: (name) => describeUnread(files, environments, name),
    findCapturing: (name) => findCapturing(files, block, name),
    evaluated: new Map(),
  };
  const drawSample = await loadSamples(file, layers);
  const once = readOnce(block);
  const { valueClock = ports.clock, valueId = ports.newId } = ports;
  const drawing = { ...ports, clock: valueClock, newId: valueId };
  layers.push(buildDynamicLayer(drawing, (name) => readVariable(scope, name), { drawSample, once }));
  return scope;
}

/** The environment of that name, or what all share when none is chosen or the name is unknown. */
export function chosenEnvironment(environments: EnvironmentSet, name: string | undefined): Environment {
  if (name === undefined) return environments.unchosen ?? environments.shared;
  return environments.lookup(name) ?? environments.shared;
}

/** A layer for each place that gives values, in the environment's order, so that every definition can be shown. */
function buildEnvironmentLayers(environment: Environment): readonly VariableLayer[] {
  const known = layersOf.get(environment);
  if (known) return known;
  const { variables } = environment;
  const layers: VariableLayer[] = [];
  let start = 0;
  for (let index = 1; index <= variables.length; index++) {
    const first = variables[start];
    const variable = variables[index];
    if (!first || (variable && haveSamePlace(variable, first))) continue;
    layers.push(buildLayer(first.origin, variables.slice(start, index)));
    start = index;
  }
  layersOf.set(environment, layers);
  return layers;
}

/** Environments are loaded once and looked into after every keystroke. */
const layersOf = new WeakMap<Environment, readonly VariableLayer[]>();

function haveSamePlace(one: Variable, other: Variable): boolean {
  return (
    one.origin === other.origin &&
    one.environment === other.environment &&
    one.setting === other.setting &&
    one.source?.path === other.source?.path
  );
}

/** REST Client's `{{$shared name}}` and `{{$dev name}}`: the value that all environments have, or that one of them has. */
function buildSectionLayer({ name: ownName, parts = [ownName], variables }: Environment): VariableLayer {
  const lookup = (expression: string): Variable | LookupFailure | undefined => {
    const [, section = '', name = ''] = /^\$(\S{1,100})[ \t]+(\S{1,200})$/.exec(expression) ?? [];
    if (section === '') return undefined;
    const isShared = section === 'shared';
    if (!isShared && !(parts.includes(section) && !dynamicVariableNames.includes(`$${section}`))) return undefined;
    const found = variables.find(
      (variable) => variable.name === name && (isShared ? isOfAll(variable) : variable.environment === section),
    );
    const message = `'$${section}' has no variable '${name}'.`;
    return found ?? { kind: 'lookup-failure', code: 'undefined-variable', message };
  };
  return { origin: 'shared', names: [], lookup };
}

function isOfAll({ origin, stored }: Variable): boolean {
  return origin === 'shared' || stored?.environment === SHARED_SECTION;
}

function buildLayer(origin: VariableOrigin, variables: readonly Variable[]): VariableLayer {
  const byName = new Map<string, Variable>();
  for (const variable of variables) if (!byName.has(variable.name)) byName.set(variable.name, variable);
  return { origin, names: [...byName.keys()], lookup: (name) => byName.get(name) };
}

function buildPromptLayer(
  block: RequestBlock | undefined,
  values: ReadonlyMap<string, string> | undefined,
): VariableLayer {
  const found = new Map<string, Variable | LookupFailure>();
  const answer = ({ name, secret }: { readonly name: string; readonly secret: boolean }): Variable | LookupFailure => {
    const text = values?.get(name);
    const message = `'${name}' is asked for when the request is sent.`;
    return text === undefined
      ? { kind: 'lookup-failure', code: 'not-asked-yet', message }
      : { name, value: literalTemplate(text), secret, origin: 'prompt' };
  };
  for (const prompt of block ? findPrompts(block) : []) found.set(prompt.name, answer(prompt));
  return {
    origin: 'prompt',
    names: [...found.keys()],
    lookup: (name) => {
      const inline = name.startsWith('$') ? parseInlinePrompt(name) : undefined;
      return inline ? answer(inline) : found.get(name);
    },
  };
}

/** The names behind `# @once`; without a name every dynamic variable keeps its value. */
function readOnce(block: RequestBlock | undefined): readonly string[] | undefined {
  const directive = block && lookupDirective(block, 'once');
  if (!directive) return undefined;
  const words = (directive.value?.text ?? '').split(/[\s,]+/).filter((word) => word !== '');
  return words.map((word) => (word.startsWith('$') ? word : `$${word}`));
}

/** Says why a value that another program keeps cannot be had; a value of that name anywhere goes before. */
function buildUnavailableLayer(environment: Environment): VariableLayer {
  return {
    origin: 'environment',
    names: [],
    lookup: (name) => {
      const message = environment.unavailable?.get(name);
      return message === undefined ? undefined : { kind: 'lookup-failure', code: 'unsupported-provider', message };
    },
  };
}

/** A secret question is one too where its answer is given beforehand. */
function argumentVariables(
  values: ReadonlyMap<string, string> | undefined,
  block: RequestBlock | undefined,
): readonly Variable[] {
  const asked = new Set(block && findPrompts(block).flatMap(({ name, secret }) => (secret ? [name] : [])));
  return Array.from(values ?? [], ([name, text]) => ({
    name,
    value: literalTemplate(text),
    secret: isSecretName(name) || asked.has(name),
    origin: 'argument' as const,
  }));
}

async function readExchanges(session: Session, input: ScopeInput): Promise<ReadonlyMap<string, ExchangeText>> {
  const read = await Promise.all(
    Array.from(findExchanges(session, input), async ([name, exchange]) => {
      return [name, await readExchangeText(exchange)] as const;
    }),
  );
  return new Map(read);
}

function findEnvironmentsDefining(set: EnvironmentSet, name: string, current: Environment): readonly string[] {
  return set.names.filter((candidate) => {
    if (candidate === current.name || current.parts?.includes(candidate)) return false;
    const variable = set.lookup(candidate)?.variables.find((entry) => entry.name === name);
    return variable !== undefined && hasValue(variable.value);
  });
}

function hasValue(value: Template): boolean {
  return value.parts.some((part) => part.kind === 'placeholder' || part.text !== '');
}

function readVariable(scope: VariableScope, name: string): string | undefined {
  const variable = lookupVariable(scope, name);
  if (!variable || !('origin' in variable)) return undefined;
  const value = evaluateVariable(variable, scope);
  return value.kind === 'text' ? value.text : undefined;
}
