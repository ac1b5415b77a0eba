/** One thing needs another. */
export interface CycleEdge<Node> {
  readonly from: Node;
  readonly to: Node;
}

/**
 * Ways that lead back to where they begin, edge by edge: at least one of each group of things that all need each other.
 * Linear, and without recursion: a chain may be as long as a file.
 */
export function* findCycles<Node, Edge extends CycleEdge<Node>>(
  edges: ReadonlyMap<Node, readonly Edge[]>,
): Generator<readonly Edge[]> {
  const done = new Set<Node>();
  let steps = 0;
  for (const root of edges.keys()) {
    const path: Edge[] = [];
    const open = new Map([[root, 0]]);
    const stack = [(edges.get(root) ?? []).values()];
    while (stack.length > 0 && !done.has(root)) {
      const { value: edge } = stack.at(-1)?.next() ?? {};
      if (!edge) {
        stack.pop();
        const left = path.pop()?.to ?? root;
        open.delete(left);
        done.add(left);
        continue;
      }
      const start = open.get(edge.to);
      if (start !== undefined) {
        const cycle = [...path.slice(start), edge];
        steps += cycle.length;
        yield cycle;
        // What all needs each other goes round in more ways than anybody wants to read.
        if (steps > MOST_STEPS) return;
      } else if (!done.has(edge.to)) {
        path.push(edge);
        open.set(edge.to, path.length);
        stack.push((edges.get(edge.to) ?? []).values());
      }
    }
  }
}

/** `a → b → a`, of a cycle the names of its things from the one at `at` on; of a long one the first few. */
export function describeCycle(names: readonly string[], at: number): string {
  const shown = Array.from(
    { length: Math.min(names.length, MOST_SHOWN) },
    (_, step) => names[(at + step) % names.length] ?? '',
  );
  return [...shown, ...(names.length > MOST_SHOWN ? ['…'] : []), names[at] ?? ''].join(' → ');
}

const MOST_STEPS = 100_000;
const MOST_SHOWN = 10;
