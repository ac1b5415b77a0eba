import type { Directive } from './nodes';
import { directiveKey } from './nodes';
import { isBlankUnit, lineContentEnd, nextLineStart, skipBlanks, tokenAt, trimEnd } from './lines';
import { isKnownDirective, lookupInertDirective } from './knownDirectives';
import { addNode, addProblem, searchOnce, type BlockParse, type Line } from './blockParse';
import { readDeclaration } from './parseDeclaration';

/** A line that starts with `#` or `//`: a directive, a variable that is switched off, or just a comment. */
export function parseCommentLine(parse: BlockParse, line: Line): void {
  const { text } = parse;
  const span = { start: line.start, end: line.next };
  const at = directiveStart(text, line);
  if (at === undefined) {
    warnOfIndentedSeparator(parse, line);
    addNode(parse, { kind: 'comment', span });
    return;
  }
  const directive = readDirective(text, line, at);
  if (directive === undefined) {
    const variable = readDeclaration(text, at, line.end);
    addNode(parse, variable.name.text === '' ? { kind: 'comment', span } : { kind: 'comment', span, variable });
    return;
  }
  addNode(parse, { kind: 'directive', span, directive });
  parse.directives.push(directive);
  checkDirective(parse, directive);
}

/** `/* … *\/`, from the marker to the end of the line that closes it. */
export function parseBlockComment(parse: BlockParse, line: Line): void {
  const { text } = parse;
  const close = searchOnce(parse.searches.commentEnd, line.first + 2, (from) => text.indexOf('*/', from));
  if (close < 0) {
    addProblem(parse, 'error', {
      code: 'unclosed-comment',
      span: { start: line.first, end: line.first + 2 },
      message: 'This comment has no end: write ‘*/’ behind it.',
    });
  }
  const end = close < 0 ? text.length : lineEndAt(text, close);
  addNode(parse, { kind: 'comment', span: { start: line.start, end } });
}

/** The `@` of `# @…`, when a name follows it directly. */
function directiveStart(text: string, line: Line): number | undefined {
  let offset = line.first;
  const mark = text.charCodeAt(offset);
  while (offset < line.end && text.charCodeAt(offset) === mark) offset++;
  offset = skipBlanks(text, offset, line.end);
  if (text.charCodeAt(offset) !== AT_SIGN) return undefined;
  const stop = nameEnd(text, offset + 1, line.end);
  if (stop === offset + 1) return undefined;
  const unit = text.charCodeAt(stop);
  if (stop === line.end || isBlankUnit(unit) || unit === EQUALS_SIGN) return offset;
  return unit === COLON && text.charCodeAt(stop + 1) === EQUALS_SIGN ? offset : undefined;
}

/** `undefined` for `@x = y`, a variable that is switched off; `@name = x` alone is a directive all the same. */
function readDirective(text: string, line: Line, at: number): Directive | undefined {
  const stop = nameEnd(text, at + 1, line.end);
  const name = tokenAt(text, at + 1, stop);
  const end = trimEnd(text, stop, line.end);
  let value = skipBlanks(text, stop, end);
  const isAssignment = text.charCodeAt(value) === EQUALS_SIGN && value < end;
  if (isAssignment || (text.startsWith(':=', value) && value < end)) {
    if (!isAssignment || directiveKey(name.text) !== 'name') return undefined;
    value = skipBlanks(text, value + 1, end);
  }
  const span = { start: at, end: Math.max(end, stop) };
  if (value >= end) return { span, name, value: undefined };
  const isQuoted = end - value >= 2 && text.charCodeAt(value) === QUOTE && text.indexOf('"', value + 1) === end - 1;
  return { span, name, value: isQuoted ? tokenAt(text, value + 1, end - 1) : tokenAt(text, value, end) };
}

function checkDirective(parse: BlockParse, directive: Directive): void {
  const { name, value, span } = directive;
  if (!isKnownDirective(name.text)) {
    addProblem(parse, 'hint', {
      code: 'unknown-directive',
      span: name.span,
      message: `‘@${name.text}’ is not a setting that is known here; it is ignored.`,
    });
  } else if (parse.request !== undefined) {
    addProblem(parse, 'information', {
      code: 'directive-after-request-line',
      span,
      message: `‘@${name.text}’ stands behind the request line. It applies to this request all the same; above the request line it is easier to find.`,
    });
  }
  const reason = lookupInertDirective(name.text);
  if (reason !== undefined) {
    addProblem(parse, 'hint', {
      code: 'directive-not-run',
      span,
      message: `‘@${name.text}’ of another tool is not run: ${reason}.`,
    });
  }
  if (directiveKey(name.text) !== 'name') return;
  if (value === undefined) {
    addProblem(parse, 'warning', {
      code: 'missing-name',
      span,
      message: 'Write the name of the request behind ‘@name’, as in ‘# @name createUser’.',
    });
  } else if (!/^[\w$-]+$/.test(value.text)) {
    addProblem(parse, 'hint', {
      code: 'name-not-referable',
      span: value.span,
      message: `Other requests cannot refer to ‘${value.text}’ in a placeholder; a name of letters, digits, ‘_’ and ‘-’ they can.`,
    });
  }
}

function warnOfIndentedSeparator(parse: BlockParse, line: Line): void {
  if (line.first === line.start || !parse.text.startsWith('###', line.first)) return;
  if (parse.text.charCodeAt(line.start) === BYTE_ORDER_MARK) return;
  const span = { start: line.start, end: line.first };
  addProblem(parse, 'hint', {
    code: 'indented-separator',
    span: { start: line.first, end: line.first + 3 },
    message: 'An indented ‘###’ is a comment. To separate two requests it has to start the line.',
    fixes: [{ kind: 'replace', title: 'Remove the blanks before ‘###’', span, text: '' }],
  });
}

function nameEnd(text: string, start: number, end: number): number {
  while (start < end && isNameUnit(text.charCodeAt(start))) start++;
  return start;
}

function isNameUnit(unit: number): boolean {
  return (
    (unit >= 97 && unit <= 122) ||
    (unit >= 65 && unit <= 90) ||
    (unit >= 48 && unit <= 57) ||
    unit === 45 ||
    unit === 95 ||
    unit === 46
  );
}

/** Behind the line end of the line that holds `offset`. */
function lineEndAt(text: string, offset: number): number {
  const end = lineContentEnd(text, offset);
  return nextLineStart(text, end);
}

const AT_SIGN = 64;
const EQUALS_SIGN = 61;
const COLON = 58;
const QUOTE = 34;
const BYTE_ORDER_MARK = 0xfeff;
