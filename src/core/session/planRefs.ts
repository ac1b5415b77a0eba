import { findNearMisses } from '../environment/findNearMisses';
import { parentFolder } from '../environment/paths';
import { findNamedBlocks, nearestBlock, readRefs, type BlockRef, type NamedBlock } from '../syntax/blockRefs';
import type { Directive, RequestBlock, RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { findCaptureProblems } from './captures/findCaptureProblems';
import type { ImportedFile } from './loadImports';

/** The block that is to be sent, and where the requests it refers to are looked for. */
export interface RefInput {
  readonly file: RequestFile;
  readonly block: RequestBlock;
  readonly path?: string | undefined;
  readonly madeFor?: string | undefined;
  readonly folder: string;
  readonly imports?: readonly ImportedFile[] | undefined;
}

/** A request that has to be sent before. */
export interface RefStep {
  readonly block: RequestBlock;
  readonly name: string;
  readonly place: RefPlace;
  /** The directive of the block itself that leads to this request, perhaps through others. */
  readonly via: Directive;
  /** `# @forceRef`. */
  readonly forced: boolean;
}

/** Where a block of a chain stands. */
export interface RefPlace {
  readonly file: RequestFile;
  readonly path: string | undefined;
  readonly madeFor: string | undefined;
  readonly folder: string;
  readonly imports: readonly ImportedFile[];
}

/** True when the request of that name in that file was answered, so that it need not be sent. */
export type HasAnswer = (name: string, place: RefPlace) => boolean;

/** Problem spans are in the coordinates of the block. */
export type RefPlan =
  | { readonly kind: 'steps'; readonly steps: readonly RefStep[] }
  | { readonly kind: 'problems'; readonly problems: readonly Problem[] };

/**
 * The requests behind `# @ref name` and `# @forceRef name` in the order in which they are sent, each once, whatever
 * refers to it. One that `hasAnswer` knows is left out with all it needs, unless it is forced. Cycles, names that
 * nobody has and broken texts are found before anything is sent.
 */
export function planRefs(input: RefInput, hasAnswer: HasAnswer): RefPlan {
  const refs = readRefs(input.block);
  if (refs.length === 0) return { kind: 'steps', steps: [] };
  const root = buildGraph(input);
  const cycle = findCycle(root);
  if (cycle) return { kind: 'problems', problems: [cycle] };
  const needed = ({ edges }: Node): readonly Edge[] =>
    edges.filter(({ ref, target }) => target !== undefined && (ref.forced || !hasAnswer(ref.name.text, target.place)));
  const steps: RefStep[] = [];
  const problems: Problem[] = [];
  walkDepthFirst(root, needed, {
    onLeave: (node, edge, via) => {
      problems.push(...describeUnknown(node, via, hasAnswer));
      if (!edge || !via) return;
      problems.push(...describeBroken(node, edge.ref.name.text, via));
      const { name, forced } = edge.ref;
      steps.push({ block: node.block, name: name.text, place: node.place, via, forced });
    },
  });
  return problems.length > 0 ? { kind: 'problems', problems } : { kind: 'steps', steps };
}

interface Node {
  readonly block: RequestBlock;
  /** In its file. */
  readonly index: number;
  readonly place: RefPlace;
  readonly edges: Edge[];
}

interface Edge {
  readonly ref: BlockRef;
  /** `undefined` when no request has the name. */
  readonly target: Node | undefined;
}

/** All requests that can be reached, each once. */
function buildGraph(input: RefInput): Node {
  const { file, path, madeFor, folder, imports = [] } = input;
  const root: RefPlace = { file, path, madeFor, folder, imports };
  const places: RefPlace[] = [
    root,
    ...imports.map((imported) => ({
      file: imported.file,
      path: imported.path,
      madeFor: undefined,
      folder: parentFolder(imported.path) ?? folder,
      imports: imports.filter((other) => other !== imported),
    })),
  ];
  const names = new Map(places.map((place) => [place, findNamedBlocks(place.file)]));
  const nodes = new Map<RequestBlock, Node>();
  const nodeOf = ({ block, index }: NamedBlock, place: RefPlace): Node => {
    const known = nodes.get(block);
    if (known) return known;
    const node: Node = { block, index, place, edges: [] };
    nodes.set(block, node);
    return node;
  };
  const lookup = (name: string, from: Node): Node | undefined => {
    // What imports a file is not known there: its names are its own and those of imports.
    for (const place of [from.place, ...places.filter((other) => other !== from.place && other !== root)]) {
      const found = names.get(place)?.get(name);
      const named = found && nearestBlock(found, place === from.place ? from.index : undefined);
      if (named) return nodeOf(named, place);
    }
    return undefined;
  };
  const first = nodeOf({ block: input.block, index: file.blocks.indexOf(input.block) }, root);
  // The map grows while it is walked.
  for (const node of nodes.values()) {
    for (const ref of readRefs(node.block)) node.edges.push({ ref, target: lookup(ref.name.text, node) });
  }
  return first;
}

interface Visitor {
  readonly onLeave?: (node: Node, edge: Edge | undefined, via: Directive | undefined) => void;
  /** The nodes of a cycle, in the order in which they refer to each other. */
  readonly onCycle?: (cycle: readonly Node[], via: Directive) => void;
}

interface Frame {
  readonly node: Node;
  readonly edge: Edge | undefined;
  readonly via: Directive | undefined;
  readonly edges: readonly Edge[];
  next: number;
}

/** Without recursion: a chain may be as long as a file. */
function walkDepthFirst(root: Node, edgesOf: (node: Node) => readonly Edge[], visitor: Visitor): void {
  const states = new Map<Node, 'open' | 'done'>();
  const stack: Frame[] = [];
  const enter = (node: Node, edge: Edge | undefined, via: Directive | undefined): void => {
    states.set(node, 'open');
    stack.push({ node, edge, via, edges: edgesOf(node), next: 0 });
  };
  enter(root, undefined, undefined);
  for (let frame = stack.at(-1); frame; frame = stack.at(-1)) {
    const edge = frame.edges[frame.next++];
    if (!edge) {
      stack.pop();
      states.set(frame.node, 'done');
      visitor.onLeave?.(frame.node, frame.edge, frame.via);
      continue;
    }
    const { target, ref } = edge;
    if (!target) continue;
    const via = frame.via ?? ref.directive;
    const state = states.get(target);
    if (state === undefined) enter(target, edge, via);
    else if (state === 'open') {
      const start = stack.findIndex(({ node }) => node === target);
      visitor.onCycle?.([...stack.slice(start).map(({ node }) => node), target], via);
    }
  }
}

function findCycle(root: Node): Problem | undefined {
  let problem: Problem | undefined;
  walkDepthFirst(root, ({ edges }) => (problem ? [] : edges), {
    onCycle: (cycle, via) => {
      const names = cycle.map(({ block }) => block.name?.text ?? 'this request');
      const shown = names.length > MOST_SHOWN ? [...names.slice(0, MOST_SHOWN), '…', ...names.slice(-1)] : names;
      const message = `The requests need each other: ${shown.join(' → ')}. Remove one of these '# @ref' lines.`;
      problem ??= toProblem('cyclic-ref', via, message);
    },
  });
  return problem;
}

function describeUnknown(
  { block, place, edges }: Node,
  via: Directive | undefined,
  hasAnswer: HasAnswer,
): readonly Problem[] {
  const unknown = edges.filter(({ ref, target }) => !target && (ref.forced || !hasAnswer(ref.name.text, place)));
  if (unknown.length === 0) return [];
  const files = [place.file, ...place.imports.map(({ file }) => file)];
  const names = files.flatMap((file) => [...findNamedBlocks(file).keys()]);
  return unknown.slice(0, MOST_SHOWN).map(({ ref }): Problem => {
    const near = findNearMisses(ref.name.text, names);
    const meant = near.length === 0 ? '' : ` Did you mean ${near.map((name) => `'${name}'`).join(' or ')}?`;
    const who = via ? `'${block.name?.text ?? ''}' refers to '${ref.name.text}', and there` : 'There';
    const problem = toProblem('unknown-ref', via ?? ref.directive, `${who} is no request of that name.${meant}`);
    if (via) return problem;
    const { span } = ref.name;
    const fixes = near.map((text) => ({ kind: 'replace', title: `Change to '${text}'`, span, text }) as const);
    return { ...problem, message: `There is no request named '${ref.name.text}'.${meant}`, fixes };
  });
}

/** What cannot be sent itself stops the chain before its first request. */
function describeBroken({ block }: Node, name: string, via: Directive): readonly Problem[] {
  const error = block.problems.find(({ severity }) => severity === 'error') ?? findCaptureProblems(block)[0];
  return error ? [toProblem('ref-failed', via, `'${name}' has to be sent first, and cannot. ${error.message}`)] : [];
}

function toProblem(code: string, { span }: Directive, message: string): Problem {
  return { code, severity: 'error', span, message };
}

const MOST_SHOWN = 10;
