import { blockAtOffset } from '../syntax/blockAtOffset';
import type { BodyComments } from '../syntax/bodyComments';
import { fileProblems, toDocument } from '../syntax/fileProblems';
import type { RequestBlock, RequestFile } from '../syntax/nodes';
import type { Problem } from '../text/problem';
import { findJsonProblems } from './findJsonProblems';
import { findSecretProblems } from './findSecrets';
import { startsFence } from './parseMarkdownRequests';

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
  const problems = fileProblems(file, bodyComments).filter((problem) => !isBetweenFences(file, problem));
  file.blocks.forEach((block, index) => {
    const start = file.starts[index] ?? 0;
    const { json, secrets } = problemsOf(block);
    for (const problem of json) problems.push(toDocument(problem, start));
    if (secrets.length === 0 || tracked === false) return;
    for (const problem of findSecretProblems(block, tracked)) problems.push(toDocument(problem, start));
  });
  return problems;
}

/** Two fences of a Markdown document need no separator between them. */
function isBetweenFences(file: RequestFile, { code, span }: Problem): boolean {
  return code === 'missing-separator' && startsFence(file, blockAtOffset(file, span.start).start);
}

interface BlockProblems {
  readonly json: readonly Problem[];
  readonly secrets: readonly Problem[];
}

function problemsOf(block: RequestBlock): BlockProblems {
  const known = problemsOfBlocks.get(block);
  if (known) return known;
  const problems = { json: findJsonProblems(block), secrets: findSecretProblems(block, true) };
  problemsOfBlocks.set(block, problems);
  return problems;
}

const problemsOfBlocks = new WeakMap<RequestBlock, BlockProblems>();
