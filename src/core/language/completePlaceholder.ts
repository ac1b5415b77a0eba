import { evaluateVariable } from '../environment/evaluateTemplate';
import type { VariableOrigin, VariableScope } from '../environment/variable';
import type { Span } from '../text/span';
import { maskValue } from './maskValue';

/** What can stand between the braces in which the cursor is. */
export interface PlaceholderCompletion {
  /** What is written of the expression so far, in the coordinates of the text that was asked about. */
  readonly span: Span;
  /** To write behind the name: the closing braces when they are missing. */
  readonly suffix: string;
  readonly items: readonly PlaceholderItem[];
}

export interface PlaceholderItem {
  readonly name: string;
  readonly origin: VariableOrigin;
  /** For a person: masked when secret; `undefined` when it has no value now. */
  readonly shownValue: string | undefined;
}

/**
 * `line` is the line of the cursor and `column` its offset in it: while one types, there is no placeholder in the tree
 * yet. `undefined` when the cursor is not behind an opening pair of braces.
 */
export function completePlaceholder(
  line: string,
  column: number,
  scope: VariableScope,
): PlaceholderCompletion | undefined {
  const opening = line.lastIndexOf('{{', column - 2);
  if (opening < 0 || /[{}]/.test(line.slice(opening + 2, column))) return undefined;
  const start = column - line.slice(opening + 2, column).trimStart().length;
  const rest = restOfExpression(line, column);
  return {
    span: { start, end: column + (rest?.length ?? 0) },
    suffix: rest === undefined ? missingBraces(line.slice(column)) : '',
    items: findItems(scope),
  };
}

/** What is written behind the cursor up to the closing braces, or `undefined` when they are missing. */
function restOfExpression(line: string, column: number): string | undefined {
  const closing = line.indexOf('}', column);
  if (closing < 0 || line[closing + 1] !== '}') return undefined;
  const rest = line.slice(column, closing);
  return rest.includes('{') ? undefined : rest.trimEnd();
}

function missingBraces(behind: string): string {
  return behind.startsWith('}') ? '}' : '}}';
}

/** Each name once, as the layer that wins has it. */
function findItems(scope: VariableScope): readonly PlaceholderItem[] {
  const once: VariableScope = { ...scope, evaluated: new Map() };
  const items = new Map<string, PlaceholderItem>();
  for (const layer of scope.layers) {
    for (const name of layer.names) {
      if (items.has(name)) continue;
      // A dynamic variable has another value each time: showing one would promise it.
      const shownValue = layer.origin === 'dynamic' ? undefined : describeValue(layer.lookup(name), once);
      items.set(name, { name, origin: layer.origin, shownValue });
    }
  }
  return [...items.values()];
}

function describeValue(
  found: ReturnType<VariableScope['layers'][number]['lookup']>,
  scope: VariableScope,
): string | undefined {
  if (!found || !('origin' in found)) return undefined;
  const value = evaluateVariable(found, scope);
  if (value.kind === 'failure') return undefined;
  return maskValue(value.text, found.secret || value.secrets.length > 0);
}
