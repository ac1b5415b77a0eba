import { literalTemplate, templateLiteral } from '../text/template';
import { isSecretName } from './secrets/isSecretName';
import { parseJsonDocument, readJsonPath } from './answers/readJsonPath';
import type { LookupFailure, Variable, VariableScope } from './variable';

/**
 * What `{{expression}}` means: a variable of exactly that name, else what a recorded request answers, else a path into
 * a value that is JSON. A failure tells why something that was meant has no value; `undefined` is «never heard of».
 */
export function lookupVariable(
  scope: VariableScope,
  expression: string,
  user?: Variable,
): Variable | LookupFailure | undefined {
  let failure: LookupFailure | undefined;
  for (const layer of scope.layers) {
    const found = layer.lookup(expression, user);
    if (found && 'origin' in found) return found;
    failure ??= found;
  }
  const member = lookupMember(scope, expression, user);
  return member && 'origin' in member ? member : (failure ?? member);
}

/** Every definition of exactly that name, the one that wins first. */
export function findDefinitions(scope: VariableScope, name: string, user?: Variable): readonly Variable[] {
  const found: Variable[] = [];
  for (const layer of scope.layers) {
    // A dynamic variable would draw a value only to have it thrown away.
    const variable = layer.origin === 'dynamic' && found.length > 0 ? undefined : layer.lookup(name, user);
    if (variable && 'origin' in variable) found.push(variable);
  }
  return found;
}

/** `user.name.given` where `user` is a captured object; environment files list their members by themselves. */
function lookupMember(scope: VariableScope, expression: string, user?: Variable): Variable | LookupFailure | undefined {
  if (expression.length > LONGEST_EXPRESSION || expression.startsWith('$')) return undefined;
  const dotted = expression.replace(/\[(?:'([A-Za-z_]\w*)'|"([A-Za-z_]\w*)")\]/g, '.$1$2');
  if (dotted !== expression) {
    const same = firstVariable(scope, dotted, user);
    if (same) return same;
  }
  for (let cut = expression.search(/[.[]/); cut > 0; cut = nextCut(expression, cut)) {
    const base = firstVariable(scope, expression.slice(0, cut), user);
    const json = base && templateLiteral(base.value);
    if (base === undefined || json === undefined || !/^\s*[[{]/.test(json)) continue;
    const document = parseJsonDocument(json);
    const result = document && readJsonPath(document, `$${expression.slice(cut)}`);
    if (result?.kind === 'value') {
      const secret = base.secret || isSecretName(result.lastKey ?? '');
      return { ...base, name: expression, value: literalTemplate(result.text), secret };
    }
    if (result?.kind === 'nothing') {
      const has = result.members.length === 0 ? 'nothing' : result.members.join(', ');
      return {
        kind: 'lookup-failure',
        code: 'path-not-found',
        message: `'${base.name}' has a value, but nothing at '${expression.slice(cut)}'. There it has: ${has}.`,
      };
    }
  }
  return undefined;
}

/** Answers and dynamic variables have paths and arguments of their own. */
function firstVariable(scope: VariableScope, name: string, user?: Variable): Variable | undefined {
  for (const layer of scope.layers) {
    if (layer.origin === 'exchange' || layer.origin === 'dynamic') continue;
    const found = layer.lookup(name, user);
    if (found && 'origin' in found) return found;
  }
  return undefined;
}

function nextCut(expression: string, cut: number): number {
  const next = expression.slice(cut + 1).search(/[.[]/);
  return next < 0 ? -1 : cut + 1 + next;
}

const LONGEST_EXPRESSION = 1000;
