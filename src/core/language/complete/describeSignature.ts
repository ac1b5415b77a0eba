import { placeholderPlace } from '../cursorPlace';
import { dynamicNameOf, dynamicUsage, lookupDynamicAbout, type DynamicParameter } from './dynamicTable';

/** A dynamic variable whose arguments are being written. */
export interface DynamicSignature {
  /** `$randomInt from to`; each parameter's label occurs in it. */
  readonly label: string;
  readonly about: string;
  readonly parameters: readonly DynamicParameter[];
  /** Index of the one the cursor is in; that of the last one when there are more arguments than parameters. */
  readonly active: number;
}

/** `undefined` unless the cursor stands behind the name of a dynamic variable that takes arguments. */
export function describeSignature(line: string, column: number): DynamicSignature | undefined {
  const place = placeholderPlace(line, column);
  const name = place && dynamicNameOf(place.typed);
  const about = name === undefined ? undefined : lookupDynamicAbout(name);
  if (!place || !about || about.parameters.length === 0) return undefined;
  const written = place.typed.slice(about.name.length);
  if (!/^\s*\(/.test(written) && !/^\s/.test(written)) return undefined;
  // What stands behind the closing parenthesis is none of them.
  if (/^\s*\([^)]*\)/.test(written)) return undefined;
  const { parameters } = about;
  const active = Math.min(countArguments(written), parameters.length - 1);
  return { label: dynamicUsage(about), about: about.about, parameters, active };
}

/** How many arguments end before the cursor. A text in quotes is one. */
function countArguments(written: string): number {
  const source = written.trimStart();
  const inParentheses = source.startsWith('(');
  const text = (inParentheses ? source.slice(1) : source).replace(/"[^"]*"?|'[^']*'?/g, (quoted) =>
    '_'.repeat(quoted.length),
  );
  if (inParentheses) return text.split(',').length - 1;
  return text.split(/\s+/).length - 1;
}
