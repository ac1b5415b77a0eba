import { skipBlanks, trimEnd } from '../../syntax/lines';
import type { BlockNode, Directive, HeaderField, RequestMessage, VariableDeclaration } from '../../syntax/nodes';
import type { Span } from '../../text/span';

/** One line of a block without its line end; `start` stands behind a byte order mark. */
export interface WrittenLine {
  readonly text: string;
  readonly span: Span;
}

/** How the line of a node is written in the canonical way, or `undefined` when it stays as it is. */
export function formatLine(
  node: BlockNode,
  line: WrittenLine,
  request: RequestMessage | undefined,
): string | undefined {
  switch (node.kind) {
    case 'separator':
      return formatSeparator(line);
    case 'comment':
      return trimmedEnd(line);
    case 'directive':
      return formatDirective(line, node.directive);
    case 'variable':
      return formatVariable(line.text, node.variable);
    case 'request-line':
      return request && request.kind !== 'curl' ? formatRequestLine(line, request) : undefined;
    case 'target-continuation':
      return request && request.kind !== 'curl' ? `  ${spaceVersion(line, request)}` : undefined;
    case 'header':
      return formatHeader(line.text, node.header);
    case 'import':
    case 'run':
    case 'response-redirection':
    case 'response-reference':
    case 'assertion':
      return spaceFirstWord(line);
    case 'script':
      return node.code === undefined ? spaceFirstWord(line) : undefined;
    case 'body-file':
      return spaceFirstWord(line);
    case 'header-spread':
    case 'graphql-definition':
    case 'blank':
    case 'body':
    case 'body-comment':
    case 'recorded-response':
    case 'unknown':
      return undefined;
  }
}

/** The hashes stay as many as they are, and so do closing ones: rulers and banners are drawn with them. */
function formatSeparator({ text, span }: WrittenLine): string {
  let hashes = span.start;
  while (hashes < span.end && text.charCodeAt(hashes) === HASH) hashes++;
  const title = slice(text, skipBlanks(text, hashes, span.end), span.end);
  return title === '' ? text.slice(span.start, hashes) : `${text.slice(span.start, hashes)} ${title}`;
}

/** `# @name createUser`, whatever marks and blanks it was written with. */
function formatDirective({ text, span }: WrittenLine, { span: directive, name, value }: Directive): string | undefined {
  const first = skipBlanks(text, span.start, span.end);
  // Three hashes at the start of a line would separate blocks.
  if (text.startsWith('###', first)) return undefined;
  const mark = text.charCodeAt(first) === HASH ? '#' : '//';
  if (!value) return `${mark} @${name.text}`;
  const isQuoted = text.charCodeAt(value.span.start - 1) === QUOTE && value.span.end < directive.end;
  const raw = text.slice(value.span.start - (isQuoted ? 1 : 0), directive.end);
  return `${mark} @${name.text} ${raw}`;
}

function formatVariable(text: string, { name, value, late }: VariableDeclaration): string | undefined {
  if (name.text === '') return undefined;
  const operator = late ? ':=' : '=';
  const raw = text.slice(value.span.start, value.span.end);
  return raw === '' ? `@${name.text} ${operator}` : `@${name.text} ${operator} ${raw}`;
}

function formatRequestLine(line: WrittenLine, request: RequestMessage): string {
  const { method } = request;
  if (!method) return spaceVersion(line, request);
  const rest = spaceVersion({ text: line.text, span: { start: method.span.end, end: line.span.end } }, request);
  return rest === '' ? method.text : `${method.text} ${rest}`;
}

/** Target and version with one blank between them; blanks inside the target belong to it. */
function spaceVersion({ text, span }: WrittenLine, { version }: RequestMessage): string {
  const start = skipBlanks(text, span.start, span.end);
  if (!version || version.span.start < start || version.span.end > span.end) return slice(text, start, span.end);
  const target = slice(text, start, version.span.start);
  const rest = slice(text, version.span.start, span.end);
  return target === '' ? rest : `${target} ${rest}`;
}

/** Names keep their case. A line that is one placeholder is a whole field. */
function formatHeader(text: string, { span, name, value }: HeaderField): string | undefined {
  if (name.text === '') return text.slice(span.start, span.end);
  const raw = text.slice(value.span.start, value.span.end);
  // A second colon is pointed out as long as it touches the first.
  if (raw.startsWith(':')) return undefined;
  return raw === '' ? `${name.text}:` : `${name.text}: ${raw}`;
}

/** `< ./user.json`, `>> ./out.json`, `import ./other.http`: a word, one blank and what follows it. */
function spaceFirstWord({ text, span }: WrittenLine): string {
  const start = skipBlanks(text, span.start, span.end);
  const [, word = '', rest = ''] = /^(\S+)\s+(.*)$/s.exec(slice(text, start, span.end)) ?? [];
  return word === '' ? slice(text, start, span.end) : `${word} ${rest}`;
}

function trimmedEnd({ text, span }: WrittenLine): string {
  return slice(text, span.start, span.end);
}

function slice(text: string, start: number, end: number): string {
  return text.slice(start, trimEnd(text, start, end));
}

const HASH = 35;
const QUOTE = 34;
