import { evaluateVariable } from './evaluateTemplate';
import { findDefinitions, lookupVariable } from './lookupVariable';
import type { EvaluatedVariable, Variable, VariableScope } from './variable';

/** What a name is now and where that comes from, for a hover. The texts in it are not masked. */
export interface VariableExplanation {
  readonly expression: string;
  /** The definition that wins; `undefined` when there is none. */
  readonly variable: Variable | undefined;
  /** Why there is no definition, where more is known than its absence. */
  readonly failure: string | undefined;
  /** The text it comes to, or why it comes to none; `undefined` when there is no definition. */
  readonly value: EvaluatedVariable | undefined;
  /** The value, or a value inside it, has to be masked. */
  readonly secret: boolean;
  /** Definitions of the same name that lose, nearest first. */
  readonly shadowed: readonly Variable[];
  /** The names in its value, in their order. */
  readonly uses: readonly VariableExplanation[];
}

/** The whole chain behind one placeholder; a name that was explained above itself is not explained again. */
export function explainVariable(expression: string, scope: VariableScope): VariableExplanation {
  const once = { ...scope, evaluated: scope.evaluated ?? new Map() };
  return explain(expression, once, [], { left: MOST_EXPLANATIONS });
}

/** Values that use many names each would otherwise multiply. */
interface Budget {
  left: number;
}

function explain(
  expression: string,
  scope: VariableScope,
  users: readonly Variable[],
  budget: Budget,
): VariableExplanation {
  budget.left--;
  const [first, ...shadowed] = findDefinitions(scope, expression, users.at(-1));
  const found = first ?? lookupVariable(scope, expression, users.at(-1));
  if (found === undefined || !('origin' in found)) {
    const failure = found?.message;
    return { expression, variable: undefined, failure, value: undefined, secret: false, shadowed: [], uses: [] };
  }
  const value = evaluateVariable(found, scope);
  const uses: VariableExplanation[] = [];
  const names = users.includes(found) ? [] : new Set(placeholderNames(found));
  for (const name of names) {
    if (budget.left <= 0) break;
    const use = explain(name, scope, [...users, found], budget);
    if (use.variable === undefined || ![...users, found].includes(use.variable)) uses.push(use);
  }
  return {
    expression,
    variable: found,
    failure: undefined,
    value,
    secret: found.secret || (value.kind === 'text' && value.secrets.length > 0),
    shadowed,
    uses,
  };
}

function* placeholderNames({ value }: Variable): Generator<string> {
  for (const part of value.parts) if (part.kind === 'placeholder') yield part.expression.text;
}

const MOST_EXPLANATIONS = 50;
