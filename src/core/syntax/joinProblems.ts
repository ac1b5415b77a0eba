import type { Problem, ProblemFix } from '../text/problem';
import type { Span } from '../text/span';
import { isCommonHeaderName } from './commonHeaders';

/**
 * Makes one problem of many that say the same of lines below each other, as where a page or a program was pasted. A line
 * or two may be slips, such as a header field without its colon, and each keeps what is said of it.
 */
export function joinProblems(text: string, problems: readonly Problem[]): readonly Problem[] {
  if (problems.length < FEWEST_LINES) return problems;
  const joined: Problem[] = [];
  let run: Problem[] = [];
  const endRun = (): void => {
    const one = run.length < FEWEST_LINES ? undefined : joinRun(text, run);
    if (one) joined.push(one);
    else joined.push(...run);
    run = [];
  };
  for (const problem of problems) {
    const last = run.at(-1);
    const isPasted = isOfPaste(text, problem);
    if (last && !(isPasted && goesOn(text, last, problem))) endRun();
    if (isPasted) run.push(problem);
    else joined.push(problem);
  }
  endRun();
  return joined;
}

/** What makes comments of lines with at most blank ones between them; each span is a line without its indentation and end. */
export function commentFix(text: string, lines: readonly Span[]): ProblemFix {
  const start = lines[0]?.start ?? 0;
  const pieces = lines.map((line, index) => `# ${text.slice(line.start, lines[index + 1]?.start ?? line.start)}`);
  return {
    kind: 'replace',
    title: lines.length === 1 ? 'Make it a comment' : 'Make them comments',
    span: { start, end: lines.at(-1)?.start ?? start },
    text: pieces.join(''),
  };
}

function joinRun(text: string, run: readonly Problem[]): Problem | undefined {
  const [first] = run;
  const last = run.at(-1);
  if (!first || !last) return undefined;
  const [message, ...titles] = SENTENCES.get(first.code) ?? [];
  if (message === undefined) return undefined;
  // What is inserted above the first line is above all of them.
  const fixes = (first.fixes ?? []).filter((fix) => fix.kind === 'replace' && titles.includes(fix.title));
  const comments = commentFix(
    text,
    run.map(({ span }) => span),
  );
  return {
    ...first,
    span: { start: first.span.start, end: last.span.end },
    message: `These ${run.length} lines ${message}`,
    fixes: [comments, ...fixes],
  };
}

/** A well-known field whose colon is missing says more alone. */
function isOfPaste(text: string, { code, span }: Problem): boolean {
  return SENTENCES.has(code) && !(code === 'missing-colon' && isCommonHeaderName(text, span.start, span.end));
}

function goesOn(text: string, last: Problem, next: Problem): boolean {
  if (next.code !== last.code || next.severity !== last.severity || next.span.start <= last.span.end) return false;
  // Among header fields a blank line ends them all.
  return BLANKS.test(text.slice(last.span.end, next.span.start));
}

/** How the sentence about several lines goes on, and the fixes of the first line that are fixes for all. */
const SENTENCES: ReadonlyMap<string, readonly [message: string, ...titles: readonly string[]]> = new Map([
  [
    'missing-colon',
    [
      'are no header fields, which are written ‘Name: value’. Make comments of a page’s text; if the body starts here, insert a blank line.',
      'Insert a blank line',
      'Insert ‘###’',
    ],
  ],
  [
    'unexpected-line',
    [
      'stand behind the request and belong to none. Make comments of them, or start a new request with ‘###’.',
      'Insert ‘###’',
    ],
  ],
]);

const BLANKS = /^[ \t\r\n]*$/;
const FEWEST_LINES = 3;
