import { describeCycle, findCycles, type CycleEdge } from '../text/findCycles';
import type { Placeholder } from '../text/template';
import type { FileProblem } from './files/parseJsonFile';
import type { Environment, Variable } from './variable';

/**
 * Values of environments that need themselves, at each placeholder of the circle. A request file may give one of the
 * names another value, so this is no error before a request uses them.
 */
export function findValueCycles(environments: readonly Environment[]): readonly FileProblem[] {
  const problems = new Map<string, FileProblem>();
  for (const { variables } of environments) {
    for (const cycle of findCycles(findEdges(variables))) {
      const names = cycle.map(({ from }) => from.name);
      cycle.forEach(({ from: { name, source }, placeholder: { span } }, at) => {
        const path = source?.path ?? '';
        const key = `${span.start} ${path}`;
        // What all environments share goes round in each of them.
        if (path === '' || problems.has(key)) return;
        const message = `The value of '${name}' needs itself: ${describeCycle(names, at)}.`;
        problems.set(key, { code: 'cyclic-variable', severity: 'warning', span, message, path });
      });
    }
  }
  return [...problems.values()];
}

interface ValueEdge extends CycleEdge<Variable> {
  readonly placeholder: Placeholder;
}

function findEdges(variables: readonly Variable[]): ReadonlyMap<Variable, readonly ValueEdge[]> {
  const edges = new Map<Variable, readonly ValueEdge[]>();
  const filled = variables.filter(({ value }) => value.parts.some(({ kind }) => kind === 'placeholder'));
  if (filled.length === 0) return edges;
  // The first of a name wins.
  const named = new Map(variables.toReversed().map((variable) => [variable.name, variable]));
  for (const from of filled) {
    if (named.get(from.name) !== from) continue;
    const own = from.value.parts.flatMap((part): ValueEdge[] => {
      if (part.kind === 'literal') return [];
      const { text } = part.expression;
      const to = named.get(text) ?? named.get(text.replace(/^%\s*/, ''));
      return to ? [{ from, to, placeholder: part }] : [];
    });
    edges.set(from, own);
  }
  return edges;
}
