import { parseTemplate } from '../../text/template';
import type { Span } from '../../text/span';
import { lineContentEnd, nextLineStart, skipBlanks, trimmedSpan } from '../lines';
import type { ScriptNode } from '../nodes';
import { readScriptCaptures, type ScriptCapture } from './readScriptCaptures';
import { addNode, addProblem, lineAt, lineSpan, searchOnce, type BlockParse, type Line } from '../blockParse';

/** What opens a script on this line, or `undefined`. */
export type ScriptOpening = 'before-code' | 'before-file' | 'after-code' | 'after-file' | 'braces';

/**
 * `< {%`, `< file.js`, `> {%`, `> file.js` or a line of `{{` alone, perhaps with a hook as in `{{@response`.
 * What stands behind `> ` has to look like a path, since prose is quoted that way too.
 */
export function matchScript(text: string, line: Line): ScriptOpening | undefined {
  const unit = text.charCodeAt(line.first);
  if (unit === OPENING_BRACE) return isBraceScript(text, line) ? 'braces' : undefined;
  if (unit !== LESS_THAN && unit !== GREATER_THAN) return undefined;
  const rest = skipBlanks(text, line.first + 1, line.end);
  if (text.startsWith('{%', rest)) return unit === LESS_THAN ? 'before-code' : 'after-code';
  if (rest === line.first + 1 || rest === line.end) return undefined;
  if (unit === LESS_THAN) return 'before-file';
  return isScriptPath(text, trimmedSpan(text, rest, line.end)) ? 'after-file' : undefined;
}

/** The script as one node, to the end of the line that closes it, or of the block. */
export function parseScript(parse: BlockParse, line: Line, opening: ScriptOpening): void {
  const { text } = parse;
  const phase = opening.startsWith('after') ? 'after-response' : 'before-request';
  if (opening === 'before-file' || opening === 'after-file') {
    const path = trimmedSpan(text, line.first + 1, line.end);
    const span = { start: line.start, end: line.next };
    addScript(parse, { kind: 'script', span, phase, code: undefined, path: parseTemplate(text, path) }, line);
    return;
  }
  if (opening === 'braces') {
    parseBraceScript(parse, line);
    return;
  }
  const codeStart = skipBlanks(text, line.first + 1, line.end) + 2;
  const close = findCodeEnd(parse, codeStart);
  const end = close < 0 ? text.length : nextLineStart(text, lineContentEnd(text, close));
  if (close < 0) addUnclosed(parse, line, '%}');
  const code = { start: codeStart, end: close < 0 ? text.length : close };
  addScript(parse, { kind: 'script', span: { start: line.start, end }, phase, code, path: undefined }, line);
}

/** True when the `{{` of this line has its `}}` line in the same block. */
export function isClosedBraceScript(parse: BlockParse, line: Line): boolean {
  return findBraceEnd(parse, line.next) >= 0;
}

function parseBraceScript(parse: BlockParse, line: Line): void {
  const { text } = parse;
  const close = findBraceEnd(parse, line.next);
  if (close < 0) addUnclosed(parse, line, '}}');
  const end = close < 0 ? text.length : lineAt(text, close).next;
  const hook = text.slice(line.first + 2, Math.min(line.end, line.first + 40));
  const phase = /@(?:response|after|streaming)/.test(hook) ? 'after-response' : 'before-request';
  const code = { start: line.next, end: close < 0 ? text.length : close };
  addScript(parse, { kind: 'script', span: { start: line.start, end }, phase, code, path: undefined }, line);
}

function addScript(parse: BlockParse, node: ScriptNode, line: Line): void {
  const reading = node.phase === 'after-response' && node.code ? readScriptCaptures(parse.text, node.code) : undefined;
  if (!reading?.whole) {
    addProblem(parse, node.phase === 'before-request' || reading ? 'information' : 'hint', {
      code: 'script-not-run',
      span: lineSpan(parse.text, line),
      message: describeNotRun(reading?.captures ?? []),
    });
  }
  addNode(parse, node);
}

function describeNotRun(captures: readonly ScriptCapture[]): string {
  if (captures.length === 0) {
    return 'Scripts are not run. What they would set has to come from a variable or from ‘# @capture’.';
  }
  const shown = captures.slice(0, mostShown).map(({ name, line }) => `‘${name}’ (line ${line} of the script)`);
  const more = captures.length > mostShown ? ` and ${captures.length - mostShown} more` : '';
  return `Scripts are not run. These assignments are understood as captures: ${shown.join(', ')}${more}. The rest is left out.`;
}

const mostShown = 10;

function addUnclosed(parse: BlockParse, line: Line, mark: string): void {
  addProblem(parse, 'error', {
    code: 'unclosed-script',
    span: lineSpan(parse.text, line),
    message: `This script has no end: write ‘${mark}’ behind it.`,
  });
}

function findCodeEnd(parse: BlockParse, from: number): number {
  return searchOnce(parse.searches.codeEnd, from, (start) => parse.text.indexOf('%}', start));
}

/** Start of the next line that is `}}` alone. */
function findBraceEnd(parse: BlockParse, from: number): number {
  return searchOnce(parse.searches.braceEnd, from, (start) => {
    const { text } = parse;
    let offset = start;
    while (offset < text.length) {
      const line = lineAt(text, offset);
      const span = lineSpan(text, line);
      if (span.end - span.start === 2 && text.startsWith('}}', span.start)) return offset;
      offset = line.next;
    }
    return -1;
  });
}

function isBraceScript(text: string, line: Line): boolean {
  if (text.charCodeAt(line.first + 1) !== OPENING_BRACE) return false;
  return line.end - line.first < 40 && /^\{\{(?:\+@?\w*|@\w+)?\s*$/.test(text.slice(line.first, line.end));
}

function isScriptPath(text: string, path: Span): boolean {
  const name = text.slice(path.start, path.end);
  return name.length < longestPath && /\.[A-Za-z]{1,5}$/.test(name) && (!/\s/.test(name) || /[\\/]/.test(name));
}

const longestPath = 1000;

const OPENING_BRACE = 123;
const LESS_THAN = 60;
const GREATER_THAN = 62;
