import { evaluateVariable } from './evaluateTemplate';
import type { EvaluatedVariable, Variable, VariableScope } from './variable';

/** One name with everything that defines it. The texts in it are not masked. */
export interface ListedVariable {
  readonly name: string;
  /** The one that wins first; at least one. */
  readonly definitions: readonly ListedDefinition[];
  /** The name of the object or list whose member this is, which is listed too. */
  readonly memberOf: string | undefined;
}

/** One place that gives the name a value: its origin, file, environment and setting are those of `variable`. */
export interface ListedDefinition {
  readonly variable: Variable;
  /** What it comes to, or would if it won; why it comes to nothing. */
  readonly value: EvaluatedVariable;
  /** The value, or one inside it, has to be masked wherever it is shown. */
  readonly secret: boolean;
}

/**
 * Every name that has a definition in the scope, in the order of the layers. Dynamic variables are not among them: they
 * have no value until they are used. Neither are answers of requests, which are paths and no names.
 */
export function listVariables(scope: VariableScope): readonly ListedVariable[] {
  const once: VariableScope = { ...scope, evaluated: scope.evaluated ?? new Map() };
  const names = new Map<string, ListedDefinition[]>();
  for (const layer of scope.layers) {
    if (layer.origin === 'dynamic' || layer.origin === 'exchange' || layer.origin === 'auth') continue;
    for (const name of layer.names) {
      const variable = layer.lookup(name);
      if (!variable || !('origin' in variable)) continue;
      const known = names.get(name) ?? [];
      known.push(toDefinition(variable, once));
      names.set(name, known);
    }
  }
  return Array.from(names, ([name, definitions]) => ({
    name,
    definitions,
    memberOf: definitions[0]?.variable.memberOf,
  }));
}

function toDefinition(variable: Variable, scope: VariableScope): ListedDefinition {
  const value = evaluateVariable(variable, scope);
  const secret = variable.secret || (value.kind === 'text' && value.secrets.length > 0);
  return { variable, value, secret };
}
