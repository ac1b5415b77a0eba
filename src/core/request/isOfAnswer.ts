import { lookupVariable } from '../environment/lookupVariable';
import type { Variable, VariableScope } from '../environment/variable';

/** True when what `{{expression}}` means comes from an answer, itself or through the values it uses: a server chose it. */
export function isOfAnswer(expression: string, scope: VariableScope): boolean {
  return look(expression.replace(/^%\s*/, ''), scope, new Set());
}

function look(expression: string, scope: VariableScope, seen: Set<Variable>): boolean {
  // A dynamic variable would draw once more for nothing.
  if (expression.startsWith('$')) return false;
  const variable = lookupVariable(scope, expression);
  if (!variable || !('origin' in variable) || seen.has(variable)) return false;
  seen.add(variable);
  if (ANSWERS.has(variable.origin)) return true;
  return variable.value.parts.some((part) => part.kind === 'placeholder' && look(part.expression.text, scope, seen));
}

const ANSWERS: ReadonlySet<string> = new Set(['capture', 'exchange', 'auth']);
