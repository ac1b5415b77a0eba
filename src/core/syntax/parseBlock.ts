import type { Problem } from '../text/problem';
import type { Token } from '../text/span';
import { skipBlanks, tokenAt, trimEnd } from './lines';
import { directiveKey, type BlockNode, type Directive, type RequestMessage, type VariableDeclaration } from './nodes';
import {
  addNode,
  addPlainNode,
  addProblem,
  isCommentLine,
  isStatusLine,
  isVariableLine,
  lineAt,
  lineSpan,
  startBlockParse,
  type BlockParse,
  type Line,
  type RequestDraft,
} from './blockParse';
import { commentFix, joinProblems } from './joinProblems';
import { parseBody } from './body/parseBody';
import { parseCommand } from './curl/parseCommand';
import { parseBlockComment, parseCommentLine } from './parseComment';
import { parseImportLine, parseMalformedVariable, parseVariableLine } from './parseDeclaration';
import { parseGraphqlDefinition } from './body/parseGraphqlDefinition';
import { parseHeaders } from './parseHeaders';
import { parseTail, parseTailLine } from './parseTail';
import { parseTarget } from './parseTarget';
import { isCommandLine, matchRequestLine, type RequestLine } from './requestLine';

/** What a block holds besides its text. */
export interface BlockContents {
  readonly nodes: readonly BlockNode[];
  readonly title: Token | undefined;
  readonly name: Token | undefined;
  readonly directives: readonly Directive[];
  readonly variables: readonly VariableDeclaration[];
  readonly request: RequestMessage | undefined;
  readonly problems: readonly Problem[];
}

/**
 * Reads one block from the start of `text`. It ends at `end`: at the end of the text, or where a second request opens
 * without a separator. What is read up to there does not depend on what stands behind it.
 */
export function parseBlock(text: string): { readonly contents: BlockContents; readonly end: number } {
  const parse = startBlockParse(text);
  parseSeparator(parse);
  const opening = parseBeforeRequest(parse);
  if (opening !== undefined) {
    parseRequest(parse, opening);
    while (!parse.stopped && parseTail(parse) && parse.request) {
      const { offset } = parse;
      parseBody(parse, parse.request, false);
      if (parse.offset === offset) break;
    }
  }
  const request = parse.request && toMessage(parse.request);
  const contents = {
    nodes: parse.nodes,
    title: parse.title,
    name: findName(parse),
    directives: parse.directives,
    variables: parse.variables,
    request,
    problems: joinProblems(text, parse.problems),
  };
  return { contents, end: parse.offset };
}

/** The first line that separates blocks, which only a block without anything before it lacks. */
function parseSeparator(parse: BlockParse): void {
  const { text } = parse;
  const start = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  if (!text.startsWith('###', start)) return;
  const line = lineAt(text, 0);
  const first = skipBlanks(text, skipHashes(text, start, line.end), line.end);
  let end = trimEnd(text, first, line.end);
  while (end > first && text.charCodeAt(end - 1) === HASH) end--;
  end = trimEnd(text, first, end);
  parse.title = end > first ? tokenAt(text, first, end) : undefined;
  addNode(parse, { kind: 'separator', span: { start: 0, end: line.next }, title: parse.title });
}

interface RequestOpening {
  readonly line: Line;
  /** `undefined` for a command. */
  readonly requestLine: RequestLine | undefined;
}

/** Everything up to the request line. Lines that mean nothing are passed over, as a page's prose would be. */
function parseBeforeRequest(parse: BlockParse): RequestOpening | undefined {
  const { text } = parse;
  const passedOver: Line[] = [];
  let opening: RequestOpening | undefined;
  while (parse.offset < text.length && opening === undefined) {
    const line = lineAt(text, parse.offset);
    if (line.first === line.end) addPlainNode(parse, 'blank', line.next);
    else if (isCommentLine(text, line)) parseCommentLine(parse, line);
    else if (isVariableLine(text, line)) parseVariableLine(parse, line);
    else if (text.startsWith('/*', line.first)) parseBlockComment(parse, line);
    else if (isCommandLine(text, line.first, line.end)) opening = { line, requestLine: undefined };
    else if (!isStatusLine(text, line) && !parseImportLine(parse, line)) {
      const requestLine = matchRequestLine(text, line.first, line.end);
      if (requestLine !== undefined) opening = { line, requestLine };
      else if (!parseTailLine(parse, line) && !parseGraphqlDefinition(parse, line)) {
        passedOver.push(line);
        addPlainNode(parse, 'unknown', line.next);
      }
    } else if (isStatusLine(text, line)) parseTailLine(parse, line);
  }
  for (const lines of runsOf(parse, passedOver)) addPassedOver(parse, lines, opening !== undefined);
  return opening;
}

/** Lines that stand directly below each other are one thing, such as a program that was pasted; a variable is its own. */
function runsOf(parse: BlockParse, passedOver: readonly Line[]): readonly (readonly Line[])[] {
  const runs: Line[][] = [];
  for (const line of passedOver) {
    const run = runs.at(-1);
    const last = run?.at(-1);
    const goesOn = last?.next === line.start && !isMalformedVariable(parse, line) && !isMalformedVariable(parse, last);
    if (run && goesOn) run.push(line);
    else runs.push([line]);
  }
  return runs;
}

function addPassedOver(parse: BlockParse, lines: readonly Line[], isBeforeRequest: boolean): void {
  const [first] = lines;
  const last = lines.at(-1);
  if (!first || !last) return;
  if (isMalformedVariable(parse, first)) {
    parseMalformedVariable(parse, first);
    return;
  }
  const { text } = parse;
  addProblem(parse, isBeforeRequest ? 'warning' : 'error', {
    code: 'unknown-line',
    span: { start: first.first, end: lineSpan(text, last).end },
    message: describePassedOver(lines.length, isBeforeRequest),
    fixes: [
      commentFix(
        text,
        lines.map((line) => lineSpan(text, line)),
      ),
    ],
  });
}

function describePassedOver(count: number, isBeforeRequest: boolean): string {
  if (isBeforeRequest) {
    return count === 1
      ? 'This line is no request line and is passed over. Put ‘#’ before it if it is a comment.'
      : `These ${count} lines are no request and are passed over. Put ‘#’ before each if they are a comment.`;
  }
  return count === 1
    ? 'This is no request line. Write a method and an address, as in ‘GET https://example.com/users’, or put ‘#’ before a comment.'
    : `These ${count} lines are no request. Of an example in several languages copy the one for HTTP or cURL, or write a method and an address, as in ‘GET https://example.com/users’.`;
}

function isMalformedVariable(parse: BlockParse, line: Line): boolean {
  return parse.text.charCodeAt(line.first) === AT_SIGN;
}

function parseRequest(parse: BlockParse, opening: RequestOpening): void {
  if (opening.requestLine === undefined) {
    parseCommand(parse, opening.line);
    return;
  }
  const draft = parseTarget(parse, opening.line, opening.requestLine);
  switch (parseHeaders(parse, draft)) {
    case 'blank-line':
      parseBody(parse, draft, false);
      return;
    case 'body':
      parseBody(parse, draft, true);
      return;
    case 'request':
      parse.stopped = true;
      return;
    case 'tail':
    case 'end':
  }
}

function toMessage(draft: RequestDraft): RequestMessage {
  const { kind, method, target, version, headers, body, command, curl } = draft;
  const span = { start: draft.start, end: draft.end };
  const message = { kind, span, method, target, version, headers, body };
  return command === undefined || curl === undefined ? message : { ...message, command, curl };
}

/** From the first `# @name` with a value, else the title of a request when it could stand in a placeholder. */
function findName(parse: BlockParse): Token | undefined {
  const directive = parse.directives.find(
    ({ name, value }) => value !== undefined && directiveKey(name.text) === 'name',
  );
  if (directive !== undefined) return directive.value;
  const { title, request } = parse;
  return title !== undefined && request !== undefined && /^[A-Za-z_][\w-]*$/.test(title.text) ? title : undefined;
}

function skipHashes(text: string, start: number, end: number): number {
  while (start < end && text.charCodeAt(start) === HASH) start++;
  return start;
}

const HASH = 35;
const AT_SIGN = 64;
const BYTE_ORDER_MARK = 0xfeff;
