import { evaluateTemplate, evaluateVariable } from '../../environment/evaluateTemplate';
import { explainVariable } from '../../environment/explainVariable';
import type { VariableExplanation } from '../../environment/explainVariable';
import type { CaptureSource, Variable, VariableOrigin, VariableScope } from '../../environment/variable';
import { maskValue } from '../maskValue';

/** What a hover says about a name; nothing in it is secret. */
export interface PlaceholderDescription {
  readonly expression: string;
  /** Masked when secret; `undefined` when there is none. */
  readonly shownValue: string | undefined;
  /** There is a value, and it is not shown. */
  readonly isHidden: boolean;
  /** Why there is no value, as a sentence. */
  readonly failure: string | undefined;
  /** The definition that wins; `undefined` when there is none. */
  readonly definition: ShownDefinition | undefined;
  /** Definitions of the same name that lose, nearest first. */
  readonly shadowed: readonly HiddenDefinition[];
  /** The names inside its value. */
  readonly uses: readonly PlaceholderDescription[];
}

export interface ShownDefinition {
  readonly origin: VariableOrigin;
  /** Path of the file it stands in; empty for the request file itself, `undefined` when it stands in none. */
  readonly path: string | undefined;
  /** Of a capture: the request whose answer it was read from, and the file of that. */
  readonly captured?: CaptureSource;
  /** The one that gives it, where several are active together. */
  readonly environment?: string;
}

/** One that loses, with what it would come to if it won, masked when secret. */
export interface HiddenDefinition extends ShownDefinition {
  readonly shownValue: string | undefined;
}

/** The value now, masked where it has to be, and the chain it comes from. */
export function describePlaceholder(expression: string, scope: VariableScope): PlaceholderDescription {
  return describe(explainVariable(expression, scope), scope);
}

function describe(explanation: VariableExplanation, scope: VariableScope): PlaceholderDescription {
  const { expression, variable, value, secret } = explanation;
  const isShown = value?.kind === 'text' && variable?.origin !== 'dynamic';
  return {
    expression,
    shownValue: isShown ? maskValue(value.text, secret) : undefined,
    isHidden: isShown && secret && value.text !== '',
    failure: describeFailure(explanation, scope),
    definition: variable && toDefinition(variable, scope),
    shadowed: explanation.shadowed.map((hidden) => toHidden(hidden, scope)),
    uses: explanation.uses.map((use) => describe(use, scope)),
  };
}

function describeFailure(explanation: VariableExplanation, scope: VariableScope): string | undefined {
  if (explanation.failure !== undefined) return explanation.failure;
  if (explanation.value?.kind === 'failure') return explanation.value.message;
  if (explanation.variable) return undefined;
  const { expression } = explanation;
  const span = { start: 0, end: expression.length };
  const placeholder = { kind: 'placeholder', span, expression: { text: expression, span } } as const;
  return evaluateTemplate({ span, parts: [placeholder] }, scope).problems[0]?.message;
}

function toHidden(variable: Variable, scope: VariableScope): HiddenDefinition {
  const value = evaluateVariable(variable, scope);
  const isShown = value.kind === 'text' && variable.origin !== 'dynamic';
  const secret = variable.secret || (value.kind === 'text' && value.secrets.length > 0);
  return {
    ...toDefinition(variable, scope),
    shownValue: isShown ? maskValue(value.text, secret) : undefined,
  };
}

function toDefinition(variable: Variable, { environmentNames }: VariableScope): ShownDefinition {
  const { origin, source, captured, environment } = variable;
  const isOneOfSeveral = environment !== undefined && environmentNames !== undefined;
  return {
    origin,
    path: source?.path,
    ...(captured && { captured }),
    ...(isOneOfSeveral && { environment }),
  };
}
