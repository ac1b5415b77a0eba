import { findNearMisses } from '../../environment/findNearMisses';
import { blockAtOffset } from '../../syntax/blockAtOffset';
import type { BodyComments } from '../../syntax/body/bodyComments';
import { fileProblems, toDocument } from '../../syntax/fileProblems';
import type { RequestFile } from '../../syntax/nodes';
import { eachBlock } from '../../syntax/overBlocks';
import type { Problem, ProblemFix } from '../../text/problem';
import { directiveTable } from '../complete/directiveTable';
import { findJsonProblems } from './findJsonProblems';
import { findSecretProblems } from './findSecrets';
import { findUnclosedPlaceholders } from './findUnclosedPlaceholders';
import { startsFence } from '../parseMarkdownRequests';

/** What is known of the file beyond its text. */
export interface FileCircumstances {
  /** Whether git keeps the file; `undefined` when nobody knows. */
  readonly tracked: boolean | undefined;
  /** The host's setting. */
  readonly bodyComments?: BodyComments | undefined;
}

/**
 * All that the text alone tells, document coordinates: what the parser says, bodies that are not JSON, secrets in clear.
 * Each block is looked at once; after an edit that is the one that was touched.
 */
export function findTextProblems(file: RequestFile, { tracked, bodyComments }: FileCircumstances): readonly Problem[] {
  const problems = fileProblems(file, bodyComments)
    .filter((problem) => !isBetweenFences(file, problem))
    .map((problem) => (problem.code === 'unknown-directive' ? withNearDirectives(file, problem) : problem));
  for (const [index, found] of findOwn(file).entries()) {
    const block = file.blocks[index];
    if (!found || !block) continue;
    const start = file.starts[index] ?? 0;
    for (const problem of found.written) problems.push(toDocument(problem, start));
    if (!found.holdsSecret || tracked === false) continue;
    for (const problem of findSecretProblems(block, tracked)) problems.push(toDocument(problem, start));
  }
  return problems;
}

/** Two fences of a Markdown document need no separator between them. */
function isBetweenFences(file: RequestFile, { code, span }: Problem): boolean {
  return code === 'missing-separator' && startsFence(file, blockAtOffset(file, span.start).start);
}

/** A setting that is misspelled does nothing, and nobody sees why. */
function withNearDirectives(file: RequestFile, problem: Problem): Problem {
  const { span } = problem;
  const { block, start } = blockAtOffset(file, span.start);
  const near = nearDirectives(block.text.slice(span.start - start, span.end - start));
  if (near.length === 0) return problem;
  return {
    ...problem,
    message: `${problem.message} Did you mean ${near.map((name) => `‘@${name}’`).join(' or ')}?`,
    fixes: near.map((text): ProblemFix => ({ kind: 'replace', title: `Change to ‘@${text}’`, span, text })),
  };
}

/** Every keystroke asks for all of a file again. */
function nearDirectives(name: string): readonly string[] {
  const known = nearOfNames.get(name);
  if (known) return known;
  if (nearOfNames.size >= MOST_NAMES) nearOfNames.clear();
  const near = findNearMisses(name, offeredDirectives);
  nearOfNames.set(name, near);
  return near;
}

const nearOfNames = new Map<string, readonly string[]>();
const MOST_NAMES = 1000;
const offeredDirectives = directiveTable.map(({ name }) => name);

interface OwnProblems {
  readonly written: readonly Problem[];
  readonly holdsSecret: boolean;
}

/** Of most blocks there is nothing to say. */
const findOwn = eachBlock((block): OwnProblems | undefined => {
  const unclosed = findUnclosedPlaceholders(block);
  const { start = Infinity } = block.request?.body?.span ?? {};
  // Where a placeholder of the body has no end, that is why it is not JSON.
  const written = unclosed.some(({ span }) => span.start >= start)
    ? unclosed
    : [...unclosed, ...findJsonProblems(block)];
  const holdsSecret = findSecretProblems(block, true).length > 0;
  return holdsSecret || written.length > 0 ? { written, holdsSecret } : undefined;
});
