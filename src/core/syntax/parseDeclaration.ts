import { parseTemplate } from '../text/template';
import { isBlankUnit, skipBlanks, tokenAt, trimEnd, trimmedSpan, wordEnd } from './lines';
import type { VariableDeclaration } from './nodes';
import { addNode, addProblem, lineAt, lineSpan, type BlockParse, type Line } from './blockParse';

/** `@name = value`, as a node; the caller has seen that it is one. */
export function parseVariableLine(parse: BlockParse, line: Line): void {
  if (parseNamespaceLine(parse, line)) return;
  const variable = readDeclaration(parse.text, line.first, line.end);
  addNode(parse, { kind: 'variable', span: { start: line.start, end: line.next }, variable });
  declareVariable(parse, variable);
}

/** `@xpath_ns prefix = address`: httpYac's names for its assertions on XML, which are not run. */
function parseNamespaceLine(parse: BlockParse, line: Line): boolean {
  const { text } = parse;
  if (!text.startsWith('@xpath_ns', line.first) || !isBlankUnit(text.charCodeAt(line.first + 9))) return false;
  addProblem(parse, 'hint', {
    code: 'directive-not-run',
    span: lineSpan(text, line),
    message: '‘@xpath_ns’ of another tool is not run: assertions on XML are not.',
  });
  addNode(parse, { kind: 'comment', span: { start: line.start, end: line.next } });
  return true;
}

/** Takes a declaration into the block, wherever it stands. */
export function declareVariable(parse: BlockParse, variable: VariableDeclaration): void {
  parse.variables.push(variable);
  if (isVariableName(variable.name.text)) return;
  addProblem(parse, 'error', {
    code: 'malformed-variable-name',
    span: variable.name.text === '' ? variable.span : variable.name.span,
    message:
      variable.name.text === ''
        ? 'A variable needs a name between ‘@’ and ‘=’, as in ‘@host = https://example.com’.'
        : `‘${variable.name.text}’ is not a variable name: leave out blanks and braces.`,
  });
}

/** Reads from the `@` at `start` to the end of the line; blanks round name and value belong to neither. */
export function readDeclaration(text: string, start: number, end: number): VariableDeclaration {
  let equals = start + 1;
  while (equals < end && text.charCodeAt(equals) !== EQUALS_SIGN) equals++;
  const isLate = equals > start + 1 && text.charCodeAt(equals - 1) === COLON;
  const name = trimmedSpan(text, start + 1, isLate ? equals - 1 : equals);
  const value = trimmedSpan(text, Math.min(equals + 1, end), end);
  const declaration = {
    span: { start, end: Math.max(trimEnd(text, start, end), name.end) },
    name: tokenAt(text, name.start, name.end),
    value: parseTemplate(text, value),
  };
  return isLate ? { ...declaration, late: true } : declaration;
}

/** A line that starts with `@` but declares nothing. */
export function parseMalformedVariable(parse: BlockParse, line: Line): void {
  addProblem(parse, 'error', {
    code: 'malformed-variable',
    span: lineSpan(parse.text, line),
    message: 'A variable is written ‘@name = value’: this line has no name or no ‘=’.',
  });
}

/** `import path`, `run …` and `proto < path`; false when the line is none of them. */
export function parseImportLine(parse: BlockParse, line: Line): boolean {
  const { text } = parse;
  const keyword = wordEnd(text, line.first, line.end);
  if (keyword - line.first > 6) return false;
  const rest = trimmedSpan(text, keyword, line.end);
  const span = { start: line.start, end: line.next };
  switch (text.slice(line.first, keyword)) {
    case 'import': {
      const path = unquoted(text, rest.start, rest.end);
      if (!isRequestsPath(text.slice(path.start, path.end))) return false;
      addNode(parse, { kind: 'import', span, path: parseTemplate(text, path) });
      return true;
    }
    case 'run':
      return parseRunLine(parse, line, rest.start, rest.end);
    case 'proto':
      return text.charCodeAt(rest.start) === LESS_THAN && parseProto(parse, line);
    default:
      return false;
  }
}

/** `proto < ./hello.proto` with its options below it: httpYac's definitions for gRPC, which is not sent. */
function parseProto(parse: BlockParse, first: Line): true {
  const { text } = parse;
  addProblem(parse, 'hint', {
    code: 'directive-not-run',
    span: lineSpan(text, first),
    message: '‘proto’ of another tool is not run: requests of gRPC are not sent.',
  });
  let line = first;
  do {
    addNode(parse, { kind: 'comment', span: { start: line.start, end: line.next } });
    if (line.next >= text.length) return true;
    line = lineAt(text, line.next);
  } while (/^[A-Za-z]\w*:[ \t]/.test(text.slice(line.first, Math.min(line.end, line.first + LONGEST_OPTION))));
  return true;
}

function parseRunLine(parse: BlockParse, line: Line, start: number, end: number): boolean {
  const { text } = parse;
  const opening = text.charCodeAt(end - 1) === CLOSING_PARENTHESIS ? text.slice(start, end).indexOf('(') : -1;
  const target = trimmedSpan(text, start, opening < 0 ? end : start + opening);
  const hash = text.slice(target.start, target.end).indexOf('#');
  const path = unquoted(text, target.start, hash < 0 ? target.end : target.start + hash);
  if (hash < 0 && !isRequestsPath(text.slice(path.start, path.end))) return false;
  addNode(parse, {
    kind: 'run',
    span: { start: line.start, end: line.next },
    path: path.start === path.end ? undefined : parseTemplate(text, path),
    name: hash < 0 ? undefined : tokenAt(text, target.start + hash + 1, target.end),
    variables: opening < 0 ? [] : readArguments(text, start + opening + 1, end - 1),
  });
  return true;
}

/** `@a=1, @b=2`; a comma inside a value cannot be told from one between two of them unless no `@` follows it. */
function readArguments(text: string, start: number, end: number): VariableDeclaration[] {
  const declarations: VariableDeclaration[] = [];
  let offset = skipBlanks(text, start, end);
  while (offset < end && text.charCodeAt(offset) === AT_SIGN) {
    let stop = offset + 1;
    let next = end;
    for (; stop < end; stop++) {
      if (text.charCodeAt(stop) !== COMMA) continue;
      next = skipBlanks(text, stop + 1, end);
      if (text.charCodeAt(next) === AT_SIGN) break;
    }
    declarations.push(readDeclaration(text, offset, stop));
    offset = stop < end ? next : end;
  }
  return declarations;
}

/** A path of a requests file, so that prose that starts with `run` or `import` stays prose. */
function isRequestsPath(path: string): boolean {
  return /^\S+\.(?:http|rest)$/i.test(path) || /^\.{0,2}\/\S+$/.test(path) || /^[^{}]*\.(?:http|rest)$/i.test(path);
}

function unquoted(text: string, start: number, end: number): { start: number; end: number } {
  const span = trimmedSpan(text, start, end);
  const quote = text.charCodeAt(span.start);
  const isQuoted =
    span.end - span.start >= 2 && (quote === 34 || quote === 39) && text.charCodeAt(span.end - 1) === quote;
  return isQuoted ? { start: span.start + 1, end: span.end - 1 } : span;
}

/** Anything up to the `=` that a placeholder could name. */
function isVariableName(name: string): boolean {
  if (name === '') return false;
  for (let offset = 0; offset < name.length; offset++) {
    const unit = name.charCodeAt(offset);
    if (isBlankUnit(unit) || unit === 123 || unit === 125) return false;
  }
  return true;
}

const EQUALS_SIGN = 61;
const COLON = 58;
const COMMA = 44;
const AT_SIGN = 64;
const CLOSING_PARENTHESIS = 41;
const LESS_THAN = 60;
const LONGEST_OPTION = 100;
