import type { Problem, ProblemFix } from '../text/problem';
import { shiftSpan } from '../text/span';
import { withBodyComments, type BodyComments } from './body/bodyComments';
import { lineEndOf } from './lines';
import type { RequestBlock, RequestFile } from './nodes';
import { NameCounts } from './nameCounts';
import { eachBlock, overBlocks } from './overBlocks';

/**
 * Every problem of the file in document coordinates: those of its blocks, and those between two blocks. `comments` is
 * what holds for bodies that do not say it themselves.
 */
export function fileProblems(file: RequestFile, comments?: BodyComments): readonly Problem[] {
  const problems: Problem[] = [];
  const repeats = findRepeats(file);
  const own = findOwn(file);
  for (const [index, block] of file.blocks.entries()) {
    const repeated = repeats.get(index);
    const found = own[index];
    if (!found && !repeated) continue;
    const start = file.starts[index] ?? 0;
    if (found?.separator && index > 0) problems.push(toDocument(found.separator, start));
    if (repeated) for (const problem of repeatedNames(block, repeated)) problems.push(toDocument(problem, start));
    if (!found) continue;
    for (const problem of withBodyComments(block, comments)) problems.push(toDocument(problem, start));
  }
  return problems;
}

/** The same problem in document coordinates, its fixes included. */
export function toDocument(problem: Problem, start: number): Problem {
  if (start === 0) return problem;
  const span = shiftSpan(problem.span, start);
  if (problem.fixes === undefined) return { ...problem, span };
  return { ...problem, span, fixes: problem.fixes.map((fix) => shiftFix(fix, start)) };
}

function shiftFix(fix: ProblemFix, start: number): ProblemFix {
  return 'span' in fix ? { ...fix, span: shiftSpan(fix.span, start) } : fix;
}

/** Of most blocks there is nothing to say. `separator` counts for a block that is not the first one. */
const findOwn = eachBlock((block): { readonly separator: Problem | undefined } | undefined => {
  const separator = missingSeparator(block);
  return separator || block.problems.length > 0 ? { separator } : undefined;
});

function missingSeparator(block: RequestBlock): Problem | undefined {
  if (block.text.startsWith('###') || block.request === undefined) return undefined;
  return {
    code: 'missing-separator',
    severity: 'information',
    span: block.request.method?.span ?? block.request.target.span,
    message: 'A new request is taken to start here. A line of ‘###’ belongs between two requests.',
    fixes: [
      {
        kind: 'replace',
        title: 'Insert ‘###’',
        span: { start: 0, end: 0 },
        text: `###${lineEndOf(block.text)}`,
      },
    ],
  };
}

/** The names that a block gives. */
interface GivenNames {
  readonly request: string | undefined;
  readonly variables: readonly string[];
}

/** Which of them were given further up, the variables by their place in the block. */
interface Repeats {
  readonly request: boolean;
  readonly variables: ReadonlySet<number>;
}

/** By the index of the block; blocks that repeat nothing are left out. */
function findRepeats(file: RequestFile): ReadonlyMap<number, Repeats> {
  const counts = countGiven(file);
  if (counts.requests.size + counts.variables.size === counts.all) return noRepeats;
  const known = repeatsOfCounts.get(counts);
  if (known) return known;
  const repeats = listRepeats(file);
  repeatsOfCounts.set(counts, repeats);
  return repeats;
}

const noRepeats: ReadonlyMap<number, Repeats> = new Map();

interface GivenCounts {
  readonly requests: NameCounts;
  readonly variables: NameCounts;
  /** Of names, those that are repeated as often as they are given. */
  readonly all: number;
}

/** The same value for as long as no name changes, nor the order of the names. */
const countGiven = overBlocks(
  givenNames,
  givesSameNames,
  (given) => changeCounts({ requests: NameCounts.none, variables: NameCounts.none, all: 0 }, [], given),
  changeCounts,
);

const repeatsOfCounts = new WeakMap<GivenCounts, ReadonlyMap<number, Repeats>>();

function changeCounts(
  { requests, variables, all }: GivenCounts,
  gone: readonly GivenNames[],
  come: readonly GivenNames[],
): GivenCounts {
  const requestsOf = (given: readonly GivenNames[]): readonly string[] =>
    given.map(({ request }) => request).filter((name) => name !== undefined);
  const variablesOf = (given: readonly GivenNames[]): readonly string[] => given.flatMap((names) => names.variables);
  return {
    requests: requests.change(requestsOf(gone), requestsOf(come)),
    variables: variables.change(variablesOf(gone), variablesOf(come)),
    all: all + countAll(come) - countAll(gone),
  };
}

function countAll(given: readonly GivenNames[]): number {
  return given.reduce((sum, { request, variables }) => sum + variables.length + (request === undefined ? 0 : 1), 0);
}

function listRepeats({ blocks }: RequestFile): ReadonlyMap<number, Repeats> {
  const repeats = new Map<number, Repeats>();
  const requests = new Set<string>();
  const variables = new Set<string>();
  for (const [index, names] of blocks.map(givenNames).entries()) {
    const isRepeated = names.request !== undefined && requests.has(names.request);
    if (names.request !== undefined) requests.add(names.request);
    const repeated = new Set<number>();
    for (const [place, name] of names.variables.entries()) {
      if (variables.has(name)) repeated.add(place);
      variables.add(name);
    }
    if (isRepeated || repeated.size > 0) repeats.set(index, { request: isRepeated, variables: repeated });
  }
  return repeats;
}

function givenNames({ name, request, variables }: RequestBlock): GivenNames {
  return {
    request: request && name?.text,
    variables: variables.length === 0 ? none : variables.map((variable) => variable.name.text),
  };
}

function givesSameNames(one: GivenNames, other: GivenNames): boolean {
  return (
    one.request === other.request &&
    one.variables.length === other.variables.length &&
    one.variables.every((name, place) => name === other.variables[place])
  );
}

function repeatedNames(block: RequestBlock, repeats: Repeats): readonly Problem[] {
  const problems: Problem[] = [];
  if (repeats.request && block.name) {
    const { text, span } = block.name;
    problems.push({
      code: 'duplicate-name',
      severity: 'warning',
      span,
      message: `Another request above is called ‘${text}’ too. A placeholder means the nearest one above it.`,
    });
  }
  for (const [place, { name }] of block.variables.entries()) {
    if (!repeats.variables.has(place)) continue;
    problems.push({
      code: 'duplicate-variable',
      severity: 'information',
      span: name.span,
      message: `‘${name.text}’ is defined above as well. From here on this value counts.`,
    });
  }
  return problems;
}

const none: readonly string[] = [];
