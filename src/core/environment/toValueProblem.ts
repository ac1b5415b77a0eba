import type { Problem, ProblemFix } from '../text/problem';
import type { Span } from '../text/span';
import type { Placeholder } from '../text/template';
import { dynamicVariableNames } from './dynamic/dynamicVariables';
import { findMeantNames, findNearMisses } from './findNearMisses';
import { lookupVariable } from './lookupVariable';
import { isSecretName } from './secrets/isSecretName';
import type { EvaluatedVariable, VariableScope } from './variable';

/** A placeholder without a value as a problem, with what may have been meant and where the name could be defined. */
export function toValueProblem(
  failure: Extract<EvaluatedVariable, { readonly kind: 'failure' }>,
  placeholder: Placeholder,
  scope: VariableScope,
): Problem {
  const problem = { code: failure.code, severity: 'error', span: placeholder.span } as const;
  // A fix for a name inside another variable's value would have to edit another place than this one.
  const nested = failure.name !== placeholder.expression.text;
  switch (failure.code) {
    case 'unknown-dynamic-variable': {
      const name = /^\$[\w.]+/.exec(failure.name)?.[0] ?? failure.name;
      const near = findNearMisses(name, dynamicVariableNames);
      const span = { start: placeholder.expression.span.start, end: placeholder.expression.span.start + name.length };
      return { ...problem, ...withSuggestions(failure.message, near), fixes: nested ? [] : replacements(near, span) };
    }
    case 'undefined-variable': {
      // What an answer will give is spelled right.
      const isCaptured = scope.findCapturing?.(failure.name) !== undefined;
      const near = isCaptured ? [] : findMeantNames(failure.name, [...knownNames(scope)]);
      const fixes = nested ? [] : replacements(near, placeholder.expression.span);
      return {
        ...problem,
        ...withSuggestions(failure.message, near),
        fixes: [...fixes, ...definitions(failure.name, scope), ...privateDefinition(failure.name, scope)],
      };
    }
    case 'unknown-request': {
      // The message names what was meant already.
      const { text, span } = placeholder.expression;
      const name = /^[\w-]+/.exec(text)?.[0] ?? '';
      const near = nested || name === '' ? [] : findNearMisses(name, requestNames(scope));
      const fixes = replacements(near, { start: span.start, end: span.start + name.length });
      return { ...problem, message: failure.message, fixes };
    }
    case 'empty-variable': {
      // What stands in the file goes before what an environment would say.
      const variable = lookupVariable(scope, failure.name);
      const fixes = definitions(failure.name, scope);
      const isInFile = variable !== undefined && 'origin' in variable && variable.origin === 'file';
      return { ...problem, message: failure.message, fixes: isInFile ? fixes.slice(-1) : fixes };
    }
    case 'value-not-run':
      return { ...problem, message: failure.message, fixes: definitions(failure.name, scope) };
    default:
      return { ...problem, message: failure.message };
  }
}

function withSuggestions(message: string, near: readonly string[]): { readonly message: string } {
  return {
    message: near.length === 0 ? message : `${message} Did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`,
  };
}

function replacements(names: readonly string[], span: Span): ProblemFix[] {
  return names.map((name) => ({ kind: 'replace', title: `Change to '${name}'`, span, text: name }));
}

function definitions(name: string, scope: VariableScope): ProblemFix[] {
  if (!/^[\w.-]+$/.test(name)) return [];
  const inFile: ProblemFix = { kind: 'define-variable', name, environmentName: undefined };
  // What a file says of an environment is not used in the built-in one of that name.
  const builtIn = scope.layers.some((layer) => layer.origin === 'sandbox' && layer.names.length > 0);
  if (scope.environmentName === undefined || builtIn) return [inFile];
  // Of several active together the last one wins, so it is offered first.
  const names = scope.environmentNames?.toReversed() ?? [scope.environmentName];
  return [...names.map((environmentName) => ({ kind: 'define-variable', name, environmentName }) as const), inFile];
}

/** What is called like a secret goes to the private file without being asked. */
function privateDefinition(name: string, scope: VariableScope): ProblemFix[] {
  if (isSecretName(name)) return [];
  const inEnvironment = definitions(name, scope).find(
    (fix) => fix.kind === 'define-variable' && fix.environmentName !== undefined,
  );
  return inEnvironment?.kind === 'define-variable' ? [{ ...inEnvironment, secret: true }] : [];
}

function requestNames(scope: VariableScope): readonly string[] {
  return scope.layers.flatMap(({ origin, names }) => (origin === 'exchange' ? names : []));
}

function* knownNames(scope: VariableScope): Generator<string> {
  for (const layer of scope.layers) yield* layer.names;
}
