import type { Problem } from '../../text/problem';
import { lookupDirective, type RequestBlock } from '../nodes';

/** What becomes of full lines in a body that begin with `#` or `//`. */
export type BodyComments = 'auto' | 'keep' | 'strip';

/** The value of a setting or of `# @body-comments`, or `undefined` when it is none of them. */
export function readBodyComments(value: unknown): BodyComments | undefined {
  return value === 'auto' || value === 'keep' || value === 'strip' ? value : undefined;
}

/** What holds for the block: its directive, else `chosen`. `auto` leaves them out of JSON alone, which has none. */
export function bodyCommentsOf(block: Pick<RequestBlock, 'directives'>, chosen: BodyComments = 'auto'): BodyComments {
  return readBodyComments(lookupDirective(block, 'body-comments')?.value?.text.toLowerCase()) ?? chosen;
}

/** The problems of the parser, which reads as `auto` does, as they are where something else holds. */
export function withBodyComments(block: RequestBlock, chosen: BodyComments | undefined): readonly Problem[] {
  const { problems } = block;
  const isOther = problems.some(({ code }) => COMMENT_CODES.has(code)) && bodyCommentsOf(block, chosen) !== 'auto';
  return isOther ? problems.filter(({ code }) => !COMMENT_CODES.has(code)) : problems;
}

const COMMENT_CODES: ReadonlySet<string> = new Set(['body-comment-left-out', 'comment-in-body']);
