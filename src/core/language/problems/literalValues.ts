import type { Problem } from '../../text/problem';

/**
 * Values with which a request that was stopped is sent as it is written: each undefined name is its own placeholder,
 * which is never read again. `undefined` where something else stops the send as well.
 */
export function literalValues(problems: readonly Problem[]): ReadonlyMap<string, string> | undefined {
  const values = new Map<string, string>();
  for (const { code, severity, fixes = [] } of problems) {
    if (severity !== 'error') continue;
    const fix = fixes.find(({ kind }) => kind === 'define-variable');
    if (code !== 'undefined-variable' || fix?.kind !== 'define-variable') return undefined;
    values.set(fix.name, `{{${fix.name}}}`);
  }
  return values.size > 0 ? values : undefined;
}
